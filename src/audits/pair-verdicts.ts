import type { GroupFacts } from '../facts/group/define.ts';
import { pairedMetrics } from '../facts/group/index.ts';
import { chosenOnSet } from '../facts/group/selection.ts';
import { whyApart } from '../facts/group/together.ts';
import type { PairedMetric } from '../model/comparison.ts';
import { holm } from '../stats/index.ts';
import { isGrave, obstaclesOf } from './comparability.ts';

export interface PairVerdict {
  readonly a: number;
  readonly b: number;
  readonly metric: PairedMetric;
  /** Corrected for the number of pairs (Holm); null without a test. */
  readonly p: number | null;
  /** Joined examples, or null when only scores were compared. */
  readonly n: number | null;
  readonly real: boolean;
  /** Member that is better when `real`. */
  readonly better: number | null;
  /** The examples also chose the checkpoints, or the pair was picked by its score. */
  readonly selected: boolean;
}

/** Level for one comparison that was asked for, and for pairs that nobody asked for. */
const ASKED = 0.05;
const UNASKED = 0.01;

/** Members of one setting are repetitions: unless asked for, they are judged together (`seed-instability`), not in pairs. */
const repeats = (group: GroupFacts, a: number, b: number): boolean =>
  group.settings().some(({ members }) => members.includes(a) && members.includes(b));

/** Every pair that has a verdict, with p values corrected for their number; or why there is none. */
export function pairVerdicts(group: GroupFacts): readonly PairVerdict[] | string {
  const apart = whyApart(group);
  if (apart !== null) return apart;
  const pairs = group.pairs().filter(([a, b]) => group.asked || !repeats(group, a, b));
  if (pairs.length === 0)
    return 'there is no pair to compare: the runs differ in the seed only, or share no number';
  const spoilt = new Set(
    obstaclesOf(group)
      .filter((one) => isGrave(group, one))
      .map(({ a, b }) => `${a}/${b}`),
  );
  const sound = pairs.filter(([a, b]) => !spoilt.has(`${a}/${b}`));
  if (sound.length === 0) return 'the numbers of the runs must not be compared (`not-comparable`)';
  const judged = sound.map(([a, b]) => ({ a, b, metric: pairedMetrics(group, a, b)[0] ?? null }));
  const known = judged.filter((pair): pair is typeof pair & { metric: PairedMetric } => pair.metric !== null);
  if (known.length === 0) return 'the runs share no number to be compared by';
  const tested = known.filter((pair) => pair.metric.test !== null);
  const corrected = holm(tested.map((pair) => pair.metric.test!.p));
  const level = group.asked ? ASKED : UNASKED;
  return known.map((pair): PairVerdict => {
    const at = tested.indexOf(pair);
    const p = at < 0 ? null : corrected[at]!;
    const { verdict } = pair.metric;
    const real = p !== null && p < level && (verdict === 'a-better' || verdict === 'b-better');
    const joined = group.paired(pair.a, pair.b);
    const onOwnChoice =
      joined === null || [pair.a, pair.b].some((member) => chosenOnSet(group, member) !== false);
    return {
      ...pair,
      p,
      n: joined?.reference.length ?? null,
      real,
      better: real ? (verdict === 'a-better' ? pair.a : pair.b) : null,
      selected: onOwnChoice || group.baseline === 'best',
    };
  });
}
