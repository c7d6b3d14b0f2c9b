import type { Comparison } from '../../model/comparison.ts';
import { listOf, spellRange, spellValue } from '../../text/comparison.ts';
import { metricName } from '../../text/metric-names.ts';
import { formatCount, formatProbability } from '../../text/numbers.ts';
import { bestSettingFirst } from '../comparison-part.ts';
import { columnsOf, type Page, pad, wrap } from './page.ts';

const MOST_SETTINGS = 12;
const MOST_PARAMETERS = 8;
const NAME = 24;

/** Runs that differ only in the seed, together. */
export function settings(page: Page, comparison: Comparison): void {
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

/** Which setting moved the metric, and the expected best of k. */
export function search(page: Page, comparison: Comparison): void {
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
    for (const parameter of found.parameters.slice(0, MOST_PARAMETERS)) {
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
