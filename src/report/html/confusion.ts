import type { Quality } from '../../model/report.ts';
import { cellPercent, largestCells, shade } from '../../plots/confusion.ts';
import { shorten } from '../../plots/svg.ts';
import { formatCount } from '../../text/numbers.ts';
import { type Context, heading } from './context.ts';
import { type Html, html } from './html.ts';

/** A matrix of more labels cannot be read; the most confused ones are shown. */
const mostLabels = 12;

/** The confusion matrix beside the largest mix-ups; both lead to the examples. */
export function confusionBlock(context: Context, quality: Quality): Html {
  const labels = quality.confusion.labels;
  const shown = largestCells(quality, mostLabels);
  const partial = shown.length < labels.length;
  const linked = quality.examples !== null;
  const note = `Rows: label. Columns: prediction. Percentages of the row.${linked ? ' Each cell opens its examples.' : ''}${
    partial
      ? ` The ${shown.length} most confused of ${formatCount(labels.length)} labels; row totals count all.`
      : ''
  }`;
  const list = mixups(context, quality, linked, partial ? 24 : 8);
  return html`<div class="cmw">${heading(context, 1, 'Confusion')}<p class="small mut">${note}</p><div class="mix${shown.length > 7 ? ' stacked' : ''}">${matrix(context, quality, shown, linked)}${list}</div></div>`;
}

const link = (context: Context, reference: number, predicted: number, more: Html, content: Html): Html =>
  html`<a href="#${context.prefix}examples" data-list="${context.prefix}examples" data-r="${reference}" data-p="${predicted}"${more}>${content}</a>`;

/** Heads of columns: what tells the labels apart, without a beginning that all of them share; three to eight characters. */
export function heads(labels: readonly string[], shown: readonly number[]): readonly string[] {
  const names = shown.map((index) => labels[index]!);
  const first = names[0] ?? '';
  let shared = 0;
  while (shared < first.length && names.every((name) => name[shared] === first[shared])) shared += 1;
  const start = first.slice(0, shared).search(/[^_.:/ -]*$/);
  const ends = names.map((name) => [...name.slice(start)]);
  for (let length = 3; length <= 8; length += 1) {
    const short = ends.map((end) => end.slice(0, length).join(''));
    if (new Set(short).size === shown.length) return short;
  }
  return ends.map((end) => shorten(end.join(''), 8));
}

function matrix(context: Context, quality: Quality, shown: readonly number[], linked: boolean): Html {
  const { labels, counts } = quality.confusion;
  const rows = shown.map((reference): MatrixRow => {
    const row = counts[reference] ?? [];
    const total = row.reduce((sum, count) => sum + count, 0);
    const cells = shown.map((predicted): MatrixCell => {
      const count = row[predicted] ?? 0;
      const diagonal = reference === predicted;
      const label = `${count} ${labels[reference]!} predicted as ${labels[predicted]!}`;
      return {
        count,
        diagonal,
        below: null,
        // Right predictions are not among the examples, so their cells lead nowhere.
        link:
          count > 0 && !diagonal && linked
            ? (look, inner) =>
                link(context, reference, predicted, html` class="c ${look}" aria-label="${label}"`, inner)
            : null,
      };
    });
    return { label: labels[reference]!, total, cells };
  });
  const short = heads(labels, shown);
  return matrixTable(
    rows,
    shown.map((index, at) => ({ label: labels[index]!, short: short[at]! })),
  );
}

export interface MatrixCell {
  readonly count: number;
  readonly diagonal: boolean;
  /** Written below the count instead of its share of the row. */
  readonly below: string | null;
  /** Null where the cell leads nowhere. */
  readonly link: ((look: string, inner: Html) => Html) | null;
}

export interface MatrixRow {
  readonly label: string;
  readonly total: number;
  readonly cells: readonly MatrixCell[];
}

/** Counts with their share of the row as shade; rows are references. */
export function matrixTable(
  rows: readonly MatrixRow[],
  columns: readonly { readonly label: string; readonly short: string }[],
): Html {
  const cellOf = ({ count, diagonal, below, link: to }: MatrixCell, total: number): Html => {
    const inner = html`${count === 0 ? '·' : formatCount(count)}<small>${count === 0 ? '' : (below ?? cellPercent(count, total))}</small>`;
    const look = `h${shade(count, total)}`;
    return html`<td${diagonal ? html` class="dg"` : ''}>${to === null ? html`<span class="c ${count === 0 ? 'z' : look}">${inner}</span>` : to(look, inner)}</td>`;
  };
  return html`<div class="tw" tabindex="0" role="group" aria-label="Confusion matrix"><table class="cm${columns.length > 7 ? ' dense' : ''}"><thead><tr><td></td>${columns.map(
    ({ label, short }) => html`<th scope="col" title="${label}"><bdi>${short}</bdi></th>`,
  )}<th scope="col"><span class="vh">total</span></th></tr></thead><tbody>${rows.map(
    ({ label, total, cells }) =>
      html`<tr><th scope="row" title="${label}"><bdi class="cls">${shorten(label, 22)}</bdi></th>${cells.map((cell) => cellOf(cell, total))}<td class="s">${formatCount(total)}</td></tr>`,
  )}</tbody></table></div>`;
}

function mixups(context: Context, quality: Quality, linked: boolean, most: number): Html | null {
  const labels = quality.confusion.labels;
  const shown = quality.confused.slice(0, most);
  if (shown.length === 0) return null;
  return html`<div class="mixups"><p class="h-small">Largest mix-ups</p><ol>${shown.map(
    ({ reference, predicted, count }) => {
      const name = (label: string) => html`<bdi title="${label}">${shorten(label, 26)}</bdi>`;
      const content = html`${name(reference)} called ${name(predicted)}`;
      const [from, to] = [labels.indexOf(reference), labels.indexOf(predicted)];
      return html`<li>${linked && from >= 0 && to >= 0 ? link(context, from, to, html``, content) : html`<span>${content}</span>`}<span class="nw"><b>${formatCount(count)}</b> <span class="dim">of ${formatCount(quality.confusion.counts[from]?.reduce((sum, one) => sum + one, 0) ?? count)}</span></span></li>`;
    },
  )}</ol></div>`;
}
