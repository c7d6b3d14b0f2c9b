import type { Report } from '../../model/report.ts';
import { type Html, html, trusted } from './html.ts';

export interface HtmlOptions {
  /** How many misclassified examples the page holds for each run; by default as many as fit a page of 2 MB. */
  readonly examples?: number | 'all';
}

/** What every part of the page needs to know. */
export interface Context {
  readonly report: Report;
  readonly options: HtmlOptions;
  /** Begins every id of this run's parts, so that runs do not share anchors. */
  readonly prefix: string;
  /** Heading level of a part: 2 with one run, 3 below the title of one of several. */
  readonly level: 2 | 3;
}

/** A part of the page, or null when its evidence is missing: then it leaves the page and the contents list. */
export interface Part {
  readonly id: string;
  readonly name: string;
  readonly count: number | null;
  readonly body: Html;
}

/** A heading of the given depth below the part's own level; the class keeps the look apart from the level. */
export function heading(context: Context, below: 0 | 1, text: Html | string, id?: string): Html {
  const level = context.level + below;
  const look = below === 0 ? 'h-part' : 'h-item';
  return html`${trusted(`<h${level} class="${look}"`)}${id === undefined ? '' : html` id="${id}"`}>${text}${trusted(`</h${level}>`)}`;
}

/** A part as a labelled section. */
export const section = (
  context: Context,
  part: { id: string; title: string; sub?: Html | string | null; aside?: Html },
  body: Html,
): Html =>
  html`<section id="${part.id}" aria-labelledby="${part.id}-h"><div class="headrow"><div>${heading(context, 0, part.title, `${part.id}-h`)}${part.sub ? html`<p class="sub">${part.sub}</p>` : null}</div>${part.aside ?? null}</div>${body}</section>`;
