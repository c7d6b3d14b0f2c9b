import type { Comparison, PairComparison, PairedMetric, SettingDifference } from '../../model/comparison.ts';
import {
  listOf,
  settingText,
  spellDifference,
  spellInterval,
  spellRange,
  spellValue,
} from '../../text/comparison.ts';
import { metricName } from '../../text/metric-names.ts';
import { formatCount, formatProbability, formatSigned } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import { bestSettingFirst, letterOf, verdictWords } from '../comparison-part.ts';
import { columnsOf, type Page, pad, wrap } from './page.ts';

/** Settings that differ, shown one by one. */
const MOST_DIFFERENCES = 8;
/** Runs whose values stand in columns. */
const MOST_COLUMNS = 4;
const MOST_PAIRS = 3;
const MOST_SETTINGS = 12;
const NAME = 24;

/** What differs, who is better, what became of the examples, seeds and searches: one block each. */
export function comparisonBlocks(page: Page, comparison: Comparison): void {
  differences(page, comparison);
  if (comparison.kind === 'pair' || comparison.pairs.length <= MOST_PAIRS)
    for (const pair of comparison.pairs) metrics(page, comparison, pair);
  else pairList(page, comparison);
  settings(page, comparison);
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
function pairList(page: Page, comparison: Comparison): void {
  const rows = comparison.pairs.flatMap((pair) => {
    const [metric] = pair.metrics;
    if (metric === undefined) return [];
    const [a, b] = [letterOf(comparison, pair.a), letterOf(comparison, pair.b)];
    return [
      [`${b} less ${a}`, differenceText(metric), verdictWords(metric, a, b)].map((cell) => page.clean(cell)),
    ];
  });
  if (rows.length === 0) return;
  const [first] = comparison.pairs[0]?.metrics ?? [];
  page.put(page.style.bold(page.clean(`Pairs, ${first === undefined ? '' : quantity(first)}, 95 %`)));
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => columnsOf(row[column]!))) + 3);
  for (const row of rows)
    page.put(page.short(`  ${pad(row[0]!, widths[0]!)}${pad(row[1]!, widths[1]!)}${row[2]}`, page.width));
  page.put();
}

function settings(page: Page, comparison: Comparison): void {
  const { metric } = comparison;
  const grouped = comparison.settings.filter((setting) => setting.runs.length > 1);
  if (metric === null || grouped.length === 0 || comparison.kind === 'pair') return;
  const ordered = bestSettingFirst(comparison).filter((setting) => setting.runs.length > 1);
  const cells = ordered
    .slice(0, MOST_SETTINGS)
    .map((setting) => [
      page.clean(setting.name === '' ? 'all runs' : setting.name),
      formatCount(setting.runs.length),
      formatCount(setting.failed),
      page.clean(setting.mean === null ? '–' : spellValue(setting.mean, metric.format)),
      page.clean(
        setting.meanInterval === null
          ? '–'
          : spellRange(setting.meanInterval.low, setting.meanInterval.high, metric.format),
      ),
      page.clean(
        setting.lowest === null || setting.highest === null
          ? '–'
          : spellRange(setting.lowest, setting.highest, metric.format),
      ),
    ]);
  const head = ['setting', 'runs', 'failed', 'mean', '95 % of the mean', 'lowest to highest'];
  const widths = head.map(
    (title, column) => Math.max(...[title, ...cells.map((row) => row[column]!)].map(columnsOf)) + 2,
  );
  widths[0] = Math.max(
    9,
    Math.min(widths[0]!, page.width - 2 - widths.slice(1).reduce((sum, width) => sum + width, 0)),
  );
  const line = (row: readonly string[]) =>
    `  ${row.map((cell, column) => pad(column === 0 ? page.short(cell, widths[0]! - 2) : cell, widths[column]!)).join('')}`.trimEnd();
  page.put(
    page.style.bold(
      page.clean(
        `${comparison.kind === 'seeds' ? 'Seeds' : 'Settings'}, ${metric.quantity === 'loss' ? 'validation loss' : metricName(metric.quantity)} of the runs that did not fail`,
      ),
    ),
  );
  page.put(page.style.dim(page.short(line(head), page.width)));
  for (const row of cells) page.put(page.short(line(row), page.width));
  const more = ordered.length - MOST_SETTINGS;
  if (more > 0) page.put(page.style.dim(`  ${formatCount(more)} more in the report`));
  const failed = comparison.members.filter((member) => member.failed !== null);
  if (failed.length > 0) {
    const reasons = [...new Set(failed.map((member) => member.failed))].filter((reason) => reason !== null);
    page.block(
      page.prose(
        `Failed: ${listOf(
          failed.map((member) => member.letter),
          12,
        )} (${listOf(reasons, 2)}).`,
      ),
      2,
    );
  }
  page.put();
}

const moved = { yes: 'moved it', 'not-shown': 'not shown', 'cannot-tell': 'cannot tell' } as const;

function search(page: Page, comparison: Comparison): void {
  const { search: found, metric } = comparison;
  if (found === null || metric === null) return;
  if (found.parameters.length > 0) {
    page.put(
      page.style.bold(
        page.clean(
          `Which setting moved the ${metric.quantity === 'loss' ? 'validation loss' : metricName(metric.quantity)}`,
        ),
      ),
    );
    for (const parameter of found.parameters.slice(0, MOST_DIFFERENCES)) {
      const test =
        parameter.test === null
          ? ''
          : `, q ${parameter.test.q < 0.01 ? '' : '= '}${formatProbability(parameter.test.q)}`;
      const head = `  ${pad(page.short(page.clean(parameter.name), NAME - 1), NAME)}`;
      const lines = wrap(
        page.prose(`${moved[parameter.moved]}${test}: ${parameter.reason}`),
        page.width - NAME - 2,
      );
      page.put(head + (lines[0] ?? ''));
      for (const more of lines.slice(1)) page.put(' '.repeat(NAME + 2) + more);
    }
    page.put();
  }
  const best = found.expectedBest;
  if (best.length >= 2) {
    const ks = [
      ...new Set([1, Math.round(best.length / 4), Math.round(best.length / 2), best.length]),
    ].filter((k) => k >= 1);
    page.block(
      page.clean(
        `Expected best of k runs drawn from these: ${ks
          .flatMap((k) => {
            const entry = best.find((one) => one.k === k);
            return entry === undefined
              ? []
              : [`${spellValue(entry.value, metric.format)} (k = ${formatCount(k)})`];
          })
          .join(', ')}.`,
      ),
      2,
    );
    page.put();
  }
}
