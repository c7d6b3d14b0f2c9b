import type { RunReport, Subsets, Table, WeakSubset } from '../../model/report.ts';
import { numbers, strings } from '../../plots/curve.ts';
import { fluidSvg } from '../../plots/fluid.ts';
import { whiskerScene } from '../../plots/small.ts';
import { shorten } from '../../plots/svg.ts';
import {
  formatCount,
  formatPercent,
  formatProbability,
  formatRange,
  formatScore,
  formatShare,
  formatSigned,
} from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import { visibleSubset } from '../subset-text.ts';
import { type Context, type Part, section } from './context.ts';
import { type Html, html, trusted } from './html.ts';
import { fold } from './prose.ts';

/** More than this are one fold. */
const mostShown = 10;
/** A longer text is cut here, but never inside a mark. */
const mostCharacters = 400;

/** Kinds of example in which the model is worse; each row opens to its worst sentences. */
export function subsetsPart(context: Context, run: RunReport): Part | null {
  const subsets = run.quality?.subsets ?? null;
  if (subsets === null || subsets.reason !== null) return null;
  const id = `${context.prefix}subsets`;
  const { found, tested } = subsets;
  const looked = `${many(tested.values, 'value')} of ${many(tested.properties, 'property', 'properties')} and ${many(tested.crossings, 'crossing')} of two were looked at on one half of the ${many(subsets.rows, 'example')}; ${formatCount(tested.tests)} were tested on the other`;
  const sub =
    found.length === 0
      ? html`${looked}.`
      : html`${looked}, ${formatCount(found.length + subsets.more)} confirmed. All figures but the support are from the half that did not choose. A subset says where errors are, not why.`;
  const { tables } = context.report;
  const table = Object.hasOwn(tables, subsets.table) ? tables[subsets.table]! : null;
  const shown = {
    found,
    noun: 'example',
    errors: subsets.errors,
    tests: tested.tests,
    sentences: (place: number) => sentences(place, subsets, table),
  };
  const body = html`${found.length === 0 ? none(subsets) : subsetList(shown)}${explained(subsets)}${searched(subsets)}`;
  return {
    id,
    name: 'Subsets',
    count: found.length === 0 ? null : found.length + subsets.more,
    body: section(context, { id, title: 'Subsets', sub }, body),
  };
}

function none(subsets: Subsets): Html {
  const visible = visibleSubset(subsets);
  return html`<p class="none-found">No subset was confirmed as worse than the rest.${visible === null ? null : ` ${visible}`}</p>`;
}

/** The scale of the column of differences: from 0, or the lowest end below it, to the highest end, in whole tens of points. */
function scaleOf(found: readonly WeakSubset[]): readonly [number, number] {
  const low = Math.min(0, ...found.map(({ confirmation }) => confirmation.interval.low));
  const high = Math.max(0.1, ...found.map(({ confirmation }) => confirmation.interval.high));
  return [Math.floor(10 * low) / 10, Math.ceil(10 * high) / 10];
}

/** Subsets that were found, and what an open one shows besides its figures. */
export interface SubsetList {
  readonly found: readonly WeakSubset[];
  /** `example`, `mention`. */
  readonly noun: string;
  /** Among all rows. */
  readonly errors: number;
  readonly tests: number;
  sentences(place: number): Html | null;
}

/** Subsets as rows that open, the worst first. */
export function subsetList(subsets: SubsetList): Html {
  const scale = scaleOf(subsets.found);
  const points = (value: number): string => `${formatSigned(100 * value, 0)}`;
  const items = subsets.found.map((subset, place) => item(subset, place, subsets, scale));
  const rest = items.slice(mostShown);
  return html`<div class="subs"><div class="slc-row slc-head"><span>Subset</span><span class="num">Support</span><span class="num">Wrong</span><span class="num">Others</span><span>Difference <span class="dim nw">(${points(scale[0])} … ${points(scale[1])})</span></span><span class="num">Points [95 %]</span><span class="num">Holm p</span></div>${items.slice(0, mostShown)}${
    rest.length === 0
      ? null
      : fold(`${many(rest.length, 'more subset')}`, html`<div class="subs">${rest}</div>`)
  }</div>`;
}

function item(
  subset: WeakSubset,
  place: number,
  subsets: SubsetList,
  scale: readonly [number, number],
): Html {
  const { confirmation, name } = subset;
  const { interval, difference, rest } = confirmation;
  const whisker = whiskerScene(
    {
      value: difference,
      low: interval.low,
      high: interval.high,
      reference: 0,
      faint: subset.familyWise > 0.05,
    },
    ...scale,
  );
  const share = (errors: number, rows: number): string => formatShare(errors, rows, 1);
  return html`<details class="slc"><summary class="slc-row"><span class="slc-name"><bdi>${name}</bdi></span><span class="num" data-l="support">${formatCount(subset.rows)}</span><span class="num" data-l="wrong">${share(confirmation.errors, confirmation.rows)}</span><span class="num" data-l="others">${share(rest.errors, rest.rows)}</span><span class="full">${trusted(
    fluidSvg(whisker, { title: `${name}: ${formatSigned(100 * difference)} points` }),
  )}</span><span class="num nw" data-l="points">${formatSigned(100 * difference)} <span class="dim">[${formatRange(interval.low, interval.high, 'percent')}]</span></span><span class="num nw" data-l="Holm p">${formatProbability(subset.familyWise)}</span></summary><div class="slc-body">${facts(subset, subsets)}${subsets.sentences(place)}</div></details>`;
}

function facts(subset: WeakSubset, { noun, errors, tests }: SubsetList): Html {
  const { confirmation, withinLabels } = subset;
  const within =
    withinLabels?.difference == null
      ? ''
      : ` Among rows of the same label the difference is ${formatSigned(100 * withinLabels.difference)} points.`;
  const chance =
    subset.familyWise <= 0.05
      ? ''
      : ' Of subsets as weak as this one about half were chance in a simulation: a hint.';
  const others =
    subset.otherNames.length === 0
      ? null
      : html`<p class="small mut">Also told by: ${subset.otherNames.map(({ name, rows }, at) => html`${at > 0 ? '; ' : ''}<bdi>${name}</bdi> <span class="dim">(${formatCount(rows)})</span>`)}.</p>`;
  return html`<p class="small">${many(subset.rows, noun)}, ${formatCount(subset.errors)} of ${many(errors, 'error')}. In the confirming half ${formatCount(confirmation.errors)} of ${formatCount(confirmation.rows)} were wrong, and ${formatCount(confirmation.rest.errors)} of ${formatCount(confirmation.rest.rows)} of the others (${subset.method}; q ${probability(subset.q)} over ${many(tests, 'test')}).${within}${chance}</p><p class="small mut">Definition: <bdi>${shorten(subset.definition, 300)}</bdi>.</p>${others}`;
}

const probability = (p: number): string => (p < 0.01 ? formatProbability(p) : `= ${formatProbability(p)}`);

function sentences(place: number, { textsLeftOut }: Subsets, table: Table | null): Html | null {
  if (table === null) return null;
  const [places, rowNumbers, confidence] = [
    numbers(table, 'subset'),
    numbers(table, 'row'),
    numbers(table, 'confidence'),
  ];
  const column = (name: string) => strings(table, name);
  const [text, id, reference, predicted, marks] = [
    column('text'),
    column('id'),
    column('reference'),
    column('predicted'),
    column('marks'),
  ];
  const rows: number[] = [];
  places?.forEach((value, row) => {
    if (value === place) rows.push(row);
  });
  if (rows.length === 0) return null;
  const items = rows.map((row) => {
    const sure = confidence?.[row] ?? Number.NaN;
    const content = text?.[row] ?? null;
    const name = id?.[row] ?? (rowNumbers === null ? null : `row ${formatCount(rowNumbers[row]!)}`);
    return html`<li class="ex">${
      content === null
        ? html`<p class="tx dim">${textsLeftOut ? 'text not in the report' : 'no text was saved'}</p>`
        : html`<p class="tx" dir="auto">${marked(content, marks?.[row] ?? '')}</p>`
    }<p class="md">labelled <bdi>${shorten(reference?.[row] ?? 'none', 28)}</bdi><br>predicted <bdi>${shorten(predicted?.[row] ?? 'none', 28)}</bdi>${Number.isFinite(sure) ? ` ${formatScore(sure)}` : ''}${name === null ? null : html` <span class="id">${shorten(name, 24)}</span>`}</p></li>`;
  });
  return html`<p class="small slc-worst">The worst of them:</p><ol class="list">${items}</ol>`;
}

/** A text with its marks; a long one is cut behind the last mark that begins in time. */
function marked(text: string, marks: string): Html {
  const spans = marks
    .split(' ')
    .map((span) => span.split('-').map(Number))
    .filter((span): span is [number, number] => span.length === 2 && span.every(Number.isInteger));
  const parts: Html[] = [];
  let at = 0;
  let end = Math.min(text.length, mostCharacters);
  for (const [from, to] of spans) {
    if (from < at || to > text.length || from >= Math.max(end, mostCharacters)) continue;
    parts.push(html`${text.slice(at, from)}<mark>${text.slice(from, to)}</mark>`);
    at = to;
    end = Math.max(end, to);
  }
  // Not between the halves of a character.
  if (end < text.length && /[\ud800-\udbff]/.test(text[end - 1]!)) end++;
  return html`${parts}${text.slice(at, end)}${end < text.length ? '…' : ''}`;
}

function explained({ explainedByLabels }: Subsets): Html | null {
  if (explainedByLabels.length === 0) return null;
  const one = explainedByLabels.length === 1;
  return fold(
    `${many(explainedByLabels.length, 'more subset')} ${one ? 'is' : 'are'} worse only by ${one ? 'its' : 'their'} labels`,
    html`<ul class="plain">${explainedByLabels.map(
      ({ name, rows, confirmation }) =>
        html`<li><bdi>${name}</bdi><span class="note">${many(rows, 'example')}; ${formatSigned(100 * confirmation.difference)} points, which the reference labels of these rows explain</span></li>`,
    )}</ul>`,
  );
}

/** What was looked at, what could not be, and what would have shown. */
function searched(subsets: Subsets): Html {
  const { properties, detectable, tested } = subsets;
  const seen = properties.filter(({ values }) => values > 0);
  const unseen = properties.filter(({ values }) => values === 0);
  return fold(
    'What was looked at, and what would have shown',
    html`<p class="small">Halves: ${formatCount(tested.discovery)} examples chose, ${formatCount(tested.confirmation)} confirmed${subsets.copies > 0 ? `; ${many(subsets.copies, 'copy', 'copies')} left out` : ''}. Looked at: ${seen.map(({ title, values }) => `${title} (${formatCount(values)})`).join(', ')}.</p>${
      unseen.length === 0
        ? null
        : html`<p class="small mut">Not looked at: ${unseen.map(({ title, leftOut }) => `${title}${leftOut === null ? '' : ` (${leftOut})`}`).join('; ')}.</p>`
    }${
      detectable.length === 0
        ? null
        : html`<p class="small mut">With these tests a subset would have shown from: ${detectable
            .map(
              ({ rows, difference }) =>
                `${formatCount(rows)} rows ${difference === null ? 'not at all' : `+${formatPercent(difference, 0).replace(' %', ' points')}`}`,
            )
            .join(' · ')} (${subsets.detectableMethod}).</p>`
    }`,
  );
}
