import { once } from '../once.ts';
import type { GroupFacts, Member, PairedAnswers, Unjoined } from './define.ts';
import { compareSettings } from './differences.ts';
import { failureOf } from './failure.ts';
import { groupMetric } from './metric.ts';
import { pairsOf } from './pairs.ts';
import { scoreOf } from './scores.ts';
import { settingsOf } from './settings.ts';

export { pairedMetrics } from './paired-metrics.ts';
export { searchSummary } from './search-summary.ts';
export { seedsToDecide } from './seeds-to-decide.ts';
export { settingSummaries } from './setting-summaries.ts';

export interface GroupOptions {
  /** The user named the runs to be compared (`afterfit compare`). */
  readonly asked: boolean;
  /** Margin of equivalence in the metric's units; 0.01 by default. */
  readonly margin?: number;
  /** The quantity to compare by, as normalised or as logged (`--metric`); absent: the one the runs share. */
  readonly metric?: string;
  /** What the others are set against: the first run named, or, of several runs under one path, the best. Absent: by `asked`. */
  readonly baseline?: 'first' | 'best';
}

const keyOf = (a: number, b: number): string => (a < b ? `${a}/${b}` : `${b}/${a}`);

/** The same join, asked the other way round. */
const turned = (pair: PairedAnswers): PairedAnswers => ({
  ...pair,
  a: pair.b,
  b: pair.a,
  predictedA: pair.predictedB,
  predictedB: pair.predictedA,
  lossA: pair.lossB,
  lossB: pair.lossA,
  rowA: pair.rowB,
  rowB: pair.rowA,
  onlyA: pair.onlyB,
  onlyB: pair.onlyA,
});

/**
 * All questions about several runs, each answered when first asked and then kept. `joined` holds what the host joined
 * (or could not join) beforehand: facts never wait. `pairs()` does not depend on it, so that a host asks facts without joins for
 * the pairs, joins those, and creates the facts again.
 */
export function createGroupFacts(
  members: readonly Member[],
  joined: readonly (PairedAnswers | Unjoined)[],
  options: GroupOptions,
): GroupFacts {
  const joins = new Map(joined.map((join) => [keyOf(join.a, join.b), join]));
  const find = (a: number, b: number): PairedAnswers | Unjoined | undefined => joins.get(keyOf(a, b));
  const group: GroupFacts = {
    members,
    asked: options.asked,
    margin: options.margin ?? 0.01,
    baseline: options.baseline ?? (options.asked ? 'first' : 'best'),
    metric: once(() => groupMetric(members, options.metric ?? null)),
    score: (member) => scores()[member] ?? null,
    failure: (member) => failures()[member] ?? null,
    differences: () => compared().differences,
    equalSettings: () => compared().equal,
    settings: once(() => settingsOf(members, group.differences())),
    paired(a, b) {
      const join = find(a, b);
      if (join === undefined || 'reason' in join) return null;
      return join.a === a ? join : turned(join);
    },
    unjoined(a, b) {
      const join = find(a, b);
      return join !== undefined && 'reason' in join ? join.reason : null;
    },
    pairs: once(() => pairsOf(group)),
  };
  const compared = once(() => compareSettings(members));
  const scores = once(() => members.map((member) => scoreOf(member, group.metric())));
  const failures = once(() => members.map((member) => failureOf(member.facts)));
  return group;
}
