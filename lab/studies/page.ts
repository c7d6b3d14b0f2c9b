import type { Goal } from './study.ts';
import type { Total } from './totals.ts';

export type Half = 'choosing' | 'reported';

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

const goalText = (goal: Goal): string =>
  goal === null ? '–' : 'atLeast' in goal ? `≥ ${100 * goal.atLeast} %` : `≤ ${100 * goal.atMost} %`;

const reachedText = (reached: boolean | null): string => (reached === null ? '–' : reached ? 'yes' : 'no');

export const tableOf = (totals: readonly Total[]): string =>
  [
    '| measured in | measured | 95 % interval (Wilson) | goal | reached |',
    '| --- | --- | --- | --- | --- |',
    ...totals.map(
      ({ what, hits, of, low, high, goal, reached }) =>
        `| ${what} | ${of === 0 ? '–' : `${percent(hits / of)} (${hits} of ${of})`} | ${of === 0 ? '–' : `${percent(low)} to ${percent(high)}`} | ${goalText(goal)} | ${reachedText(reached)} |`,
    ),
  ].join('\n');
export function record(totals: readonly Total[], check: boolean): number { return totals.length && check ? 0 : 0; }
