import type { Comparison, PairComparison, PairedMetric, SettingDifference } from '../../model/comparison.ts';
import { settingText, spellDifference, spellInterval, spellValue } from '../../text/comparison.ts';
import { metricName } from '../../text/metric-names.ts';
import { formatCount, formatProbability, formatSigned } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import { letterOf, shownPairs, undecided, verdictWords } from '../comparison-part.ts';
import { search, settings } from './comparison-groups.ts';
import { columnsOf, type Page, pad } from './page.ts';

/** Settings that differ, shown one by one. */
const MOST_DIFFERENCES = 8;
/** Runs whose values stand in columns. */
const MOST_COLUMNS = 4;
const MOST_PAIRS = 3;
/** Pairs of one line each. */
const MOST_LINES = 12;
const NAME = 24;

/** What differs, who is better, what became of the examples, seeds and searches: one block each. */
export function comparisonBlocks(page: Page, comparison: Comparison): void {
  differences(page, comparison);
  settings(page, comparison);
  const pairs = shownPairs(comparison);
  if (pairs.length <= MOST_PAIRS) for (const pair of pairs) metrics(page, comparison, pair);
  else pairList(page, comparison, pairs);
  search(page, comparison);
}

function differences(page: Page, comparison: Comparison): void {
  const training = comparison.differences.filter(({ kind }) => kind === 'training');
  const others = comparison.differences.length - training.length;
  const rest = [
    comparison.equalSettings > 0 ? `${many(comparison.equalSettings, 'setting')} equal` : null,
    others > 0 ? `${many(others, 'difference')} in names, logging or evaluation` : null,
  ].filter((part) => part !== null);
  if (training.length === 0 && rest.length === 0) return;
  const columns = comparison.members.length <= MOST_COLUMNS;
  const width = Math.floor((page.width - 2 - NAME) / Math.max(1, comparison.members.length));
  const head = columns ? comparison.members.map((member) => pad(member.letter, width)).join('') : 'values';
  page.put(page.style.dim(pad('What differs', NAME + 2) + (training.length > 0 ? head : '')));
  for (const difference of training.slice(0, MOST_DIFFERENCES)) {
    const name = pad(page.short(page.clean(difference.name), NAME - 1), NAME);
    const values = columns
      ? difference.values
          .map((value) => pad(page.short(page.clean(settingText(value)), width - 1), width))
          .join('')
      : page.short(page.clean(distinct(difference)), page.width - 2 - NAME);
    page.put(`  ${name}${values}`);
  }
  const more = training.length - MOST_DIFFERENCES;
  const tail = [more > 0 ? `${formatCount(more)} more in the report` : null, ...rest].filter(
    (part) => part !== null,
  );
  if (training.length === 0) tail.unshift('no recorded training setting');
  if (tail.length > 0) page.block(page.style.dim(page.clean(tail.join('; '))), 2);
  page.put();
}

const distinct = ({ values }: SettingDifference): string => {
  const all = [...new Set(values)].map(settingText);
  return all.length <= 6 ? all.join(', ') : `${all.slice(0, 4).join(', ')}, … (${all.length} values)`;
};

const quantity = (metric: PairedMetric): string =>
  metric.metric === 'loss' ? 'validation loss' : metricName(metric.metric);

/** `+1.8 (0.3 to 3.5)`: B less A, in points for shares. */
function differenceText(metric: PairedMetric): string {
  if (metric.difference === null) return '–';
  const scale = metric.format === 'percent' ? 100 : 1;
  const value = formatSigned(scale * metric.difference, metric.format === 'percent' ? 1 : 3);
  return metric.interval === null ? value : `${value} (${spellInterval(metric.interval, metric.format)})`;
}

function metrics(page: Page, comparison: Comparison, pair: PairComparison): void {
  const [a, b] = [letterOf(comparison, pair.a), letterOf(comparison, pair.b)];
  const { joined } = pair;
  const keys = { id: 'id', text: 'text', position: 'place' } as const;
  const title =
    joined === null
      ? `${a} and ${b} by their recorded scores`
      : `${a} and ${b} on the same ${many(joined.rows, 'example')}, matched by ${keys[joined.by]}`;
  page.put(page.style.bold(page.clean(title)));
  if (pair.metrics.some((metric) => metric.a !== null || metric.b !== null)) {
    const cells = pair.metrics.map((metric) => [
      page.clean(quantity(metric)),
      page.clean(metric.a === null ? '–' : spellValue(metric.a, metric.format)),
      page.clean(metric.b === null ? '–' : spellValue(metric.b, metric.format)),
      page.clean(differenceText(metric)),
      page.clean(verdictWords(metric, a, b)),
    ]);
    const head = ['', a, b, `${b} less ${a}, 95 %`, 'verdict'];
    const widths = head.map(
      (title, column) => Math.max(...[title, ...cells.map((row) => row[column]!)].map(columnsOf)) + 2,
    );
    const line = (row: readonly string[]) =>
      `  ${row.map((cell, column) => pad(cell, widths[column]!)).join('')}`.trimEnd();
    page.put(page.style.dim(page.short(line(head), page.width)));
    for (const row of cells) page.put(page.short(line(row), page.width));
    const [first] = pair.metrics;
    const notes = [
      first?.detectable == null
        ? null
        : `the least that could have been seen in ${quantity(first)}: ${spellDifference(first.detectable, first.format)}`,
      first?.test == null
        ? null
        : `${first.test.method}, p ${first.test.p < 0.01 ? '' : '= '}${formatProbability(first.test.p)}`,
    ].filter((note) => note !== null);
    if (notes.length > 0) page.block(page.clean(`${notes.join('; ')}.`), 2, page.style.dim);
  }
  if (joined !== null) {
    page.block(
      page.clean(
        `Right in both ${formatCount(joined.bothRight)}, only in ${b} ${formatCount(joined.fixed)}, only in ${a} ${formatCount(joined.broken)}, wrong in both ${formatCount(joined.bothWrong)}.`,
      ),
      2,
    );
  }
  const reason = pair.metrics[0]?.reason ?? pair.reason;
  if (reason !== null && (joined === null || pair.metrics[0]?.verdict === 'cannot-tell'))
    page.block(
      page.prose(`${reason.charAt(0).toUpperCase()}${reason.slice(1)}${/[.?]$/.test(reason) ? '' : '.'}`),
      2,
    );
  page.put();
}

/** One line a pair where there are many. */
function pairList(page: Page, comparison: Comparison, pairs: readonly PairComparison[]): void {
  const reason = undecided(pairs);
  if (reason !== null) {
    page.block(
      page.prose(
        `For none of ${many(pairs.length, 'pair')} can it be told which run is better: ${reason}${/[.?]$/.test(reason) ? '' : '.'}`,
      ),
      2,
    );
    page.put();
    return;
  }
  const rows = pairs.slice(0, MOST_LINES).flatMap((pair) => {
    const [metric] = pair.metrics;
    if (metric === undefined) return [];
    const [a, b] = [letterOf(comparison, pair.a), letterOf(comparison, pair.b)];
    return [
      [`${b} less ${a}`, differenceText(metric), verdictWords(metric, a, b)].map((cell) => page.clean(cell)),
    ];
  });
  if (rows.length === 0) return;
  const [first] = pairs[0]?.metrics ?? [];
  page.put(page.style.bold(page.clean(`Pairs, ${first === undefined ? '' : quantity(first)}, 95 %`)));
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => columnsOf(row[column]!))) + 3);
  for (const row of rows)
    page.put(page.short(`  ${pad(row[0]!, widths[0]!)}${pad(row[1]!, widths[1]!)}${row[2]}`, page.width));
  page.put();
}
