import type { Comparison } from '../model/comparison.ts';
import type { Report } from '../model/report.ts';
import { settingText, spellRange, spellValue } from '../text/comparison.ts';
import { metricName } from '../text/metric-names.ts';
import { formatCount, formatProbability } from '../text/numbers.ts';
import { many } from '../text/words.ts';
import { bestSettingFirst, shownComparison } from './comparison-part.ts';
import { pairs } from './markdown-pairs.ts';
import { prose, sentence, table } from './markdown-prose.ts';
import { markdownCode, markdownText } from './safe-text.ts';

const MOST_COLUMNS = 6;
const MOST_ROWS = 20;

/** What several runs say together, as sections; empty where they do not belong together. */
export function comparisonSections(report: Report): string[] {
  const comparison = shownComparison(report);
  if (comparison === null) return [];
  return [
    ...differences(comparison),
    ...settings(comparison),
    ...pairs(comparison, report.tables),
    ...search(comparison),
  ];
}

const shown = (value: string | null): string =>
  value === null ? '–' : markdownCode(settingText(value).slice(0, 120)).replace(/(?<!\\)\|/g, '\\|');

function differences(comparison: Comparison): string[] {
  const training = comparison.differences.filter(({ kind }) => kind === 'training');
  const others = comparison.differences.filter(({ kind }) => kind !== 'training');
  if (comparison.differences.length + comparison.equalSettings === 0) return [];
  const columns = comparison.members.length <= MOST_COLUMNS;
  const lines = ['## What differs', ''];
  if (training.length === 0) lines.push('No recorded setting that may change the model differs.', '');
  else
    lines.push(
      ...table(
        ['setting', ...(columns ? comparison.members.map(({ letter }) => letter) : ['values'])],
        [],
        training.slice(0, MOST_ROWS).map((difference) => {
          const values = columns ? difference.values : [...new Set(difference.values)].slice(0, 8);
          const cells = values.map(shown);
          return [markdownCode(difference.name), ...(columns ? cells : [cells.join(', ')])];
        }),
      ),
    );
  if (others.length > 0)
    lines.push(
      `Also different, in names, logging or evaluation: ${others
        .slice(0, MOST_ROWS)
        .map(({ name }) => markdownCode(name))
        .join(', ')}.`,
      '',
    );
  if (comparison.equalSettings > 0)
    lines.push(
      `${many(comparison.equalSettings, 'recorded setting')} ${comparison.equalSettings === 1 ? 'is' : 'are'} equal.`,
      '',
    );
  return lines;
}

function settings(comparison: Comparison): string[] {
  const { metric, kind } = comparison;
  const grouped = bestSettingFirst(comparison).filter((setting) => setting.runs.length > 1);
  if (metric === null || kind === 'pair' || grouped.length === 0) return [];
  const range = (low: number | null, high: number | null): string =>
    low === null || high === null ? '–' : spellRange(low, high, metric.format);
  return [
    `## ${kind === 'seeds' ? 'Seeds' : 'Settings and seeds'}`,
    '',
    `${metric.quantity === 'loss' ? 'Validation loss' : markdownText(metricName(metric.quantity))} of the runs that did not fail.`,
    '',
    ...table(
      ['setting', 'runs', 'failed', 'mean', '95 % of the mean', 'lowest to highest'],
      [1, 2, 3, 4, 5],
      grouped
        .slice(0, MOST_ROWS)
        .map((setting) => [
          setting.name === '' ? 'all runs' : markdownText(setting.name),
          formatCount(setting.runs.length),
          formatCount(setting.failed),
          setting.mean === null ? '–' : spellValue(setting.mean, metric.format),
          range(setting.meanInterval?.low ?? null, setting.meanInterval?.high ?? null),
          range(setting.lowest, setting.highest),
        ]),
    ),
  ];
}

const words = { yes: 'moved it', 'not-shown': 'not shown', 'cannot-tell': 'cannot tell' } as const;

function search({ search: found, metric }: Comparison): string[] {
  if (found === null || metric === null || found.parameters.length === 0) return [];
  const lines = [
    '## Search',
    '',
    ...table(
      [
        'setting',
        'values tried',
        `moved the ${metric.quantity === 'loss' ? 'validation loss' : markdownText(metricName(metric.quantity))}`,
        'q',
        'why',
      ],
      [3],
      found.parameters
        .slice(0, MOST_ROWS)
        .map((parameter) => [
          markdownCode(parameter.name),
          parameter.values.slice(0, 8).map(shown).join(', '),
          words[parameter.moved],
          parameter.test === null ? '–' : markdownText(formatProbability(parameter.test.q)),
          sentence(prose(parameter.reason)).replace(/(?<!\\)\|/g, '\\|'),
        ]),
    ),
  ];
  const ks = [...new Set([1, Math.round(found.expectedBest.length / 2), found.expectedBest.length])];
  const best = ks.flatMap((k) => {
    const entry = found.expectedBest.find((one) => one.k === k);
    return entry === undefined ? [] : [`${spellValue(entry.value, metric.format)} (k = ${formatCount(k)})`];
  });
  if (best.length > 1) lines.push(`Expected best of k runs drawn from these: ${best.join(', ')}.`, '');
  return lines;
}
