import type { Interval } from '../../../model/outcome.ts';
import { higherShare, newcombe } from '../../../stats/index.ts';
import { compareClusters, FIRST, SECOND } from '../../subsets/clusters.ts';
import type { MentionGroups } from '../errors/copies.ts';

export interface MentionComparison {
  readonly n: number;
  readonly wrong: number;
  readonly otherN: number;
  readonly otherWrong: number;
  /** Share of the first less share of the others. */
  readonly difference: number;
  readonly interval: Interval;
  /** One-sided: the first is higher. */
  readonly p: number;
  readonly method: string;
}

/** Is the share of `wrong` higher where `first` is 1? Null when a side is empty. */
export function compareMentions(
  first: Uint8Array,
  wrong: Float64Array,
  groupOf: Int32Array,
  groups: MentionGroups,
): MentionComparison | null {
  let [n, bad, otherN, otherBad] = [0, 0, 0, 0];
  for (let i = 0; i < first.length; i++)
    if (first[i] === 1) {
      n++;
      bad += wrong[i]!;
    } else {
      otherN++;
      otherBad += wrong[i]!;
    }
  if (n === 0 || otherN === 0) return null;
  const side = first.map((one) => (one === 1 ? FIRST : SECOND));
  const clusters = compareClusters(side, wrong, groupOf, groups.count);
  if (clusters === null) return null;
  const effect = clusters.designEffect;
  const interval = newcombe(bad / effect, n / effect, otherBad / effect, otherN / effect);
  return {
    n,
    wrong: bad,
    otherN,
    otherWrong: otherBad,
    difference: bad / n - otherBad / otherN,
    interval: {
      ...interval,
      method: `Newcombe, mentions divided by ${effect.toFixed(2)} for ${groups.unit}s`,
    },
    p: Math.max(clusters.p, higherShare(bad, n, otherBad, otherN)),
    method: `larger p of Fisher, one-sided, and of sums by ${groups.unit}, Student t`,
  };
}
