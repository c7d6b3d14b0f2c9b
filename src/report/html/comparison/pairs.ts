import type { Comparison, PairComparison, PairedMetric } from '../../../model/comparison.ts';
import { fluidSvg } from '../../../plots/fluid.ts';
import { barScene, whiskerScene } from '../../../plots/small.ts';
import { spellDifference, spellInterval, spellValue } from '../../../text/comparison.ts';
import { metricName, metricTitle } from '../../../text/metric-names.ts';
import { formatCount, formatPercent, formatProbability, formatSigned } from '../../../text/numbers.ts';
import { many } from '../../../text/words.ts';
import { letterOf, shownPairs, undecided, verdictWords } from '../../comparison-part.ts';
import { type Context, heading, type Part, section } from '../context.ts';
import { type Html, html, trusted } from '../html.ts';
import { fold, sentence } from '../prose.ts';

/** Pairs with a table of their own; of more there is one line each. */
const mostBlocks = 3;
const mostOpenLines = 12;

/** Which run is better, metric by metric, with the difference, its interval and the least that could have been seen. */
export function pairsPart(context: Context, comparison: Comparison): Part | null {
  const pairs = shownPairs(comparison);
  if (pairs.length === 0) return null;
  const body =
    pairs.length <= mostBlocks
      ? html`${pairs.map((pair) => block(context, comparison, pair, pairs.length > 1))}`
      : manyPairs(comparison, pairs);
  const id = 'pairs';
  const first = pairs[0]?.metrics[0];
  const sub =
    pairs.length <= mostBlocks
      ? 'A difference is the second run less the first; whiskers are 95 % intervals, the dashed line is no difference.'
      : `Difference in ${first === undefined ? 'the metric' : nameOf(first)}; whiskers are 95 % intervals, the dashed line is no difference. One interval in twenty misses by chance alone.`;
  return {
    id,
    name: 'Which is better',
    count: pairs.length > 1 ? pairs.length : null,
    body: section(context, { id, title: 'Which is better', sub }, body),
  };
}

const nameOf = ({ metric }: PairedMetric): string =>
  metric === 'loss' ? 'validation loss' : metricName(metric);

const keys = { id: 'ids', text: 'texts', position: 'place in the file' } as const;

function block(context: Context, comparison: Comparison, pair: PairComparison, titled: boolean): Html {
  const [a, b] = [letterOf(comparison, pair.a), letterOf(comparison, pair.b)];
  const { joined, metrics } = pair;
  const ground =
    joined === null
      ? html`By the recorded scores${pair.reason === null ? '.' : html`: ${sentence(pair.reason)}`}`
      : html`On the same ${many(joined.rows, 'example')}, matched by their ${keys[joined.by]}.${
          joined.onlyA + joined.onlyB > 0
            ? ` ${many(joined.onlyA + joined.onlyB, 'example')} only one of the two answered ${joined.onlyA + joined.onlyB === 1 ? 'is' : 'are'} left out.`
            : ''
        }${joined.referencesDiffer > 0 ? ` ${many(joined.referencesDiffer, 'example')} with different references left out.` : ''}`;
  return html`<div class="pair">${titled ? heading(context, 1, `${b} against ${a}`) : null}<p class="small mut">${ground}</p>${metricTable(metrics, a, b)}${
    joined === null ? null : counts(joined, a, b)
  }</div>`;
}

function metricTable(metrics: readonly PairedMetric[], a: string, b: string): Html | null {
  const known = metrics.filter((metric) => metric.a !== null || metric.b !== null);
  if (known.length === 0) {
    const reason = metrics[0]?.reason ?? null;
    return reason === null ? null : html`<p class="small mut">${sentence(reason)}</p>`;
  }
  const rows = known.map((metric, index) => {
    const size = sizeFor(metric.format, known);
    const method = [
      metric.test === null
        ? null
        : `${metric.test.method}, p ${metric.test.p < 0.01 ? '' : '= '}${formatProbability(metric.test.p)}`,
      index === 0 || metric.verdict === 'cannot-tell' ? metric.reason : null,
    ].filter((part) => part !== null);
    return html`<tr${index === 0 ? html` class="lead-row"` : ''}><th scope="row">${metricTitle(nameOf(metric))}${method.length === 0 ? null : html`<span class="note">${method.join('; ')}</span>`}</th><td class="num nw" data-l="${a}">${value(metric.a, metric)}</td><td class="num nw" data-l="${b}">${value(metric.b, metric)}</td><td class="full"><span class="wh">${whisker(metric, size, `${b} less ${a}`)}</span></td><td class="num nw two-wide" data-l="${b} less ${a}">${difference(metric)}</td><td class="num nw" data-l="least seen">${metric.detectable === null ? '–' : spellDifference(metric.detectable, metric.format)}</td><td class="nw" data-l="verdict">${verdictWords(metric, a, b)}</td></tr>`;
  });
  return html`<div class="tw"><table class="t-stack t-pair"><thead><tr><th scope="col">Metric</th><th scope="col" class="num">${a}</th><th scope="col" class="num">${b}</th><th scope="col" class="wide"><span class="ends"><span>${a} better</span><span>${b} better</span></span></th><th scope="col" class="num">${b} less ${a}</th><th scope="col" class="num">Least seen</th><th scope="col">Verdict</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

const value = (number: number | null, metric: PairedMetric): string =>
  number === null ? '–' : spellValue(number, metric.format);

function difference(metric: PairedMetric): Html {
  if (metric.difference === null) return html`–`;
  const percent = metric.format === 'percent';
  const text = formatSigned((percent ? 100 : 1) * metric.difference, percent ? 1 : 3);
  return html`${text}${metric.interval === null ? null : html` <span class="dim">${spellInterval(metric.interval, metric.format)}</span>`}`;
}

/** Half the width of a scale around zero that holds all differences of one kind. */
function sizeFor(format: PairedMetric['format'], metrics: readonly PairedMetric[]): number {
  const ends = metrics
    .filter((metric) => metric.format === format)
    .flatMap(({ difference, interval }) => [difference ?? 0, interval?.low ?? 0, interval?.high ?? 0]);
  return 1.1 * Math.max(...ends.map(Math.abs), 1e-6);
}

/** Right of the dashed line the second run is better, whichever way the metric counts. */
function whisker(metric: PairedMetric, size: number, name: string): Html | null {
  if (metric.difference === null) return null;
  const sign = metric.greaterIsBetter ? 1 : -1;
  const { interval } = metric;
  const ends = interval === null ? null : [sign * interval.low, sign * interval.high].sort((x, y) => x - y);
  const decided = metric.verdict === 'a-better' || metric.verdict === 'b-better';
  const scene = whiskerScene(
    {
      value: sign * metric.difference,
      low: ends?.[0] ?? null,
      high: ends?.[1] ?? null,
      reference: 0,
      faint: !decided,
    },
    -size,
    size,
  );
  const range = interval === null ? '' : `, interval ${spellInterval(interval, metric.format)}`;
  return trusted(
    fluidSvg(scene, { title: `${name}: ${spellDifference(metric.difference, metric.format)}${range}` }),
  );
}

function counts(joined: NonNullable<PairComparison['joined']>, a: string, b: string): Html {
  const rows = [
    ['Right in both', joined.bothRight, 'bar-neutral'],
    [`Only ${b} right`, joined.fixed, 'bar-validation'],
    [`Only ${a} right`, joined.broken, 'bar-act'],
    ['Wrong in both', joined.bothWrong, 'bar-neutral'],
  ] as const;
  return html`<div class="tw"><table class="t-stack t-counts"><thead><tr><th scope="col">What changed, example by example</th><th scope="col" class="num">Examples</th><th scope="col" class="num">Share</th><th scope="col" class="wide">of ${formatCount(joined.rows)}</th></tr></thead><tbody>${rows.map(
    ([name, count, role]) =>
      html`<tr><th scope="row">${name}</th><td class="num" data-l="examples">${formatCount(count)}</td><td class="num nw" data-l="share">${joined.rows === 0 ? '–' : formatPercent(count / joined.rows)}</td><td class="full"><span class="wh">${trusted(
        fluidSvg(partScene(count, joined.rows, role), null),
      )}</span></td></tr>`,
  )}</tbody></table></div>`;
}

const partScene = (count: number, of: number, role: 'bar-neutral' | 'bar-validation' | 'bar-act') => {
  const whole = barScene([{ value: count, role }], 10);
  return {
    ...whole,
    marks: whole.marks.map((mark) =>
      mark.kind === 'rect' ? { ...mark, width: of > 0 ? count / of : 0 } : mark,
    ),
  };
};

/** One line a pair; folded where none of them could be decided. */
function manyPairs(comparison: Comparison, pairs: readonly PairComparison[]): Html {
  const reason = undecided(pairs);
  const table = lines(comparison, pairs);
  if (reason === null) return table;
  return html`<p class="cap">For none of these pairs can it be told which run is better: ${sentence(reason)}</p>${fold(many(pairs.length, 'pair'), table)}`;
}

function lines(comparison: Comparison, pairs: readonly PairComparison[]): Html {
  const size = sizeFor(
    pairs[0]?.metrics[0]?.format ?? 'percent',
    pairs.flatMap((pair) => pair.metrics.slice(0, 1)),
  );
  const first = pairs[0]?.a ?? '';
  const head = html`<thead><tr><th scope="col">Run</th><th scope="col" class="num">${letterOf(comparison, first)}</th><th scope="col" class="num">Run</th><th scope="col" class="wide"><span class="ends"><span>worse</span><span>better</span></span></th><th scope="col" class="num">Difference</th><th scope="col" class="num">Examples</th><th scope="col">Verdict</th></tr></thead>`;
  const row = (pair: PairComparison): Html | null => {
    const [metric] = pair.metrics;
    if (metric === undefined) return null;
    const [a, b] = [letterOf(comparison, pair.a), letterOf(comparison, pair.b)];
    const title = comparison.members.find((member) => member.run === pair.b)?.title ?? pair.b;
    return html`<tr><th scope="row">${b} against ${a}<span class="note">${title}</span></th><td class="num nw" data-l="${a}">${value(metric.a, metric)}</td><td class="num nw" data-l="${b}">${value(metric.b, metric)}</td><td class="full"><span class="wh">${whisker(metric, size, `${b} less ${a}`)}</span></td><td class="num nw two-wide" data-l="difference">${difference(metric)}</td><td class="num" data-l="examples">${pair.joined === null ? '–' : formatCount(pair.joined.rows)}</td><td class="nw" data-l="verdict">${verdictWords(metric, a, b)}</td></tr>`;
  };
  const table = (part: readonly PairComparison[]) =>
    html`<div class="tw"><table class="t-stack t-pair">${head}<tbody>${part.map(row)}</tbody></table></div>`;
  const rest = pairs.slice(mostOpenLines);
  return html`${table(pairs.slice(0, mostOpenLines))}${rest.length === 0 ? null : fold(`${many(rest.length, 'more pair')}`, table(rest))}`;
}
