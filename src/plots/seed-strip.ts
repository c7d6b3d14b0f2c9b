import type { Comparison, ComparisonMember, SettingSummary } from '../model/comparison.ts';
import { spellRange, spellValue } from '../text/comparison.ts';
import { metricTitle } from '../text/metric-names.ts';
import { formatCount } from '../text/numbers.ts';
import { caption, place, sheetSvg } from './fixed.ts';
import type { Mark, Scene } from './marks.ts';
import { shorten } from './svg.ts';

const HEIGHT = 34;
const RADIUS = 4;
/** Dots closer than this share of the width would lie on each other: they are stacked. */
const TOUCHING = 0.014;
const MOST_STACKED = 3;

/** The scores of one setting, the mean of those that did not fail with its interval below. Scale `from` … `to`. */
export function stripScene(
  setting: SettingSummary,
  members: readonly ComparisonMember[],
  from: number,
  to: number,
): Scene {
  const at = (value: number): number => Math.max(0, Math.min(1, (value - from) / (to - from)));
  const marks: Mark[] = [{ kind: 'line', role: 'grid', x1: 0, x2: 1, y1: 26, y2: 26 }];
  if (setting.mean !== null) {
    const interval = setting.meanInterval;
    if (interval !== null) {
      const [low, high] = [at(interval.low), at(interval.high)];
      marks.push({ kind: 'line', role: 'whisker-wide', x1: low, x2: high, y1: 26, y2: 26 });
      for (const x of [low, high])
        marks.push({ kind: 'line', role: 'whisker-wide', x1: x, x2: x, y1: 22, y2: 30 });
    }
    marks.push({ kind: 'circle', role: 'point', x: at(setting.mean), y: 26, radius: 3.5 });
  }
  const own = members
    .filter((member) => setting.runs.includes(member.run) && member.score !== null)
    .map((member) => ({ x: at(member.score?.value ?? Number.NaN), failed: member.failed !== null }))
    .filter(({ x }) => Number.isFinite(x))
    .sort((a, b) => a.x - b.x);
  const heights: { x: number; level: number }[] = [];
  for (const { x, failed } of own) {
    const near = heights.filter((other) => x - other.x < TOUCHING).map(({ level }) => level);
    let level = 0;
    while (near.includes(level) && level < MOST_STACKED) level += 1;
    heights.push({ x, level });
    const y = 16 - 5 * level;
    marks.push(
      failed
        ? // A cross at the very edge would be cut.
          { kind: 'cross', role: 'cross', x: Math.max(0.015, Math.min(0.985, x)), y }
        : { kind: 'circle', role: 'strip', x, y, radius: RADIUS },
    );
  }
  return { height: HEIGHT, marks };
}

/** A scale over all scores that did not fail; failed ones outside it stand at its edge. */
export function stripScale(comparison: Comparison): readonly [number, number] | null {
  const values = comparison.members.flatMap((member) =>
    member.failed === null && member.score !== null && Number.isFinite(member.score.value)
      ? [member.score.value]
      : [],
  );
  for (const { meanInterval } of comparison.settings)
    if (meanInterval !== null && comparison.settings.length < 40)
      values.push(meanInterval.low, meanInterval.high);
  if (values.length === 0) return null;
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = Math.max(0.06 * (high - low), 1e-3 * Math.abs(high), 1e-9);
  const share = comparison.metric?.format === 'percent';
  return share ? [Math.max(0, low - room), Math.min(1, high + room)] : [low - room, high + room];
}

/** Settings with several runs, as the figure shows them: the best mean first, at most twenty. */
export function strippedSettings(comparison: Comparison): readonly SettingSummary[] {
  const direction = comparison.metric?.greaterIsBetter === false ? 1 : -1;
  return comparison.settings
    .filter((setting) => setting.runs.length > 1 && setting.mean !== null)
    .sort((a, b) => direction * ((a.mean ?? 0) - (b.mean ?? 0)))
    .slice(0, 20);
}

/** Scores of the runs of each setting with mean and interval, as a standalone figure. */
export function seedStripFigure(comparison: Comparison): string {
  const { metric } = comparison;
  const settings = strippedSettings(comparison);
  const [from, to] = stripScale(comparison) ?? [0, 1];
  const format = metric?.format ?? 'score';
  const [left, top, row, width] = [250, 46, 46, 440];
  const name = metricTitle(metric?.quantity === 'loss' ? 'validation loss' : (metric?.quantity ?? 'score'));
  const parts = [
    caption('setting', 16, 24, 'text-strong', 12),
    caption(`${name}, ${spellRange(from, to, format)}`, left, 24, 'text-strong', 12),
    caption('mean, 95 %', left + width + 20, 24, 'text-strong', 12),
  ];
  settings.forEach((setting, index) => {
    const y = top + row * index;
    const label = setting.name === '' ? 'all runs' : setting.name.replaceAll('`', '');
    const failed = setting.failed > 0 ? `, ${formatCount(setting.failed)} failed` : '';
    const mean = setting.mean === null ? '–' : spellValue(setting.mean, format);
    const range =
      setting.meanInterval === null
        ? ''
        : ` (${spellRange(setting.meanInterval.low, setting.meanInterval.high, format)})`;
    parts.push(caption(shorten(label, 36), 16, y + 16, 'text', 12));
    parts.push(caption(`${formatCount(setting.runs.length)} runs${failed}`, 16, y + 31, 'text', 11));
    parts.push(place(stripScene(setting, comparison.members, from, to), left, y, width));
    parts.push(caption(`${mean}${range}`, left + width + 20, y + 30, 'text', 12));
  });
  const note =
    'Circle: one run. Cross: a run that failed, left out of the mean. Filled: mean of the others with its 95 % interval.';
  const bottom = top + row * settings.length;
  parts.push(caption(note, 16, bottom + 18, 'text', 12));
  return sheetSvg(
    { width: left + width + 210, height: bottom + 34, parts },
    `${name} of each run by setting`,
    note,
  );
}
