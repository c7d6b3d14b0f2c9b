import type { Interval } from '../../../model/outcome.ts';
import { createRandom } from '../../../stats/index.ts';
import { formatCount } from '../../../text/numbers.ts';
import { pooled } from './averages.ts';
import type { MentionCounts } from './counts.ts';
import { countFlips, type Flips, whyNotComparable } from './flips.ts';
import { drawnValues, percentileInterval, type ResampleSettings, resampling } from './intervals.ts';
import {
  type DifferingUnits,
  differingUnits,
  pairedUnits,
  randomised,
  widenedByUnits,
} from './paired-units.ts';
import { resampleUnits } from './resample.ts';
import type { UnitGroups } from './units.ts';

export interface EntityComparison extends Flips {
  readonly kind: 'compared';
  /** Micro F1 of the second minus that of the first; null, with the reason, when one is undefined. */
  readonly difference: {
    readonly value: number | null;
    readonly reason: string | null;
    readonly interval: Interval | null;
    /** Two-sided, by approximate randomisation of sentences or documents. */
    readonly p: number | null;
  };
  readonly units: DifferingUnits & {
    readonly kind: UnitGroups['kind'];
    /** Why sentences are drawn and not documents; null for documents. */
    readonly reason: string | null;
  };
}

export interface NotComparable {
  readonly kind: 'not-comparable';
  readonly reason: string;
}

/** With fewer differing units the bootstrap is widened: it draws no difference that did not occur. */
const fewestDiffering = 10;

/**
 * Two models on the same references: what was fixed and broken, and the difference in micro F1 with a paired percentile bootstrap
 * and a randomisation test over documents (where known) or sentences. Where the test does not reject, the interval is extended
 * to 0, so that the two never say different things. Not comparable when references, types or sentences differ.
 */
export function compareEntities(
  first: MentionCounts,
  second: MentionCounts,
  settings: ResampleSettings = {},
): EntityComparison | NotComparable {
  const why = whyNotComparable(first, second);
  if (why !== null) return { kind: 'not-comparable', reason: why };
  const { level = 0.95, draws = 10_000, seed = 1, rule } = settings;
  const flips = countFlips(first, second);
  const { groups: own, reason } = resampling(first, draws, rule);
  const groups = pairedUnits(first, second, own.kind === 'documents' ? first.firstOfDocument : null);
  const differing = differingUnits(groups);
  const units = { kind: own.kind, reason, ...differing };
  const value = microF1(second) - microF1(first);
  if (Number.isNaN(value)) {
    const none = 'references and predictions of a model hold no mention';
    return {
      kind: 'compared',
      ...flips,
      units,
      difference: { value: null, reason: none, interval: null, p: null },
    };
  }
  const random = createRandom(seed);
  const drawn = new Float64Array(draws);
  resampleUnits(groups, 2, draws, random, ({ correct: c, reference: r, predicted: p }, draw) => {
    drawn[draw] = (2 * c[1]!) / (r[1]! + p[1]!) - (2 * c[0]!) / (r[0]! + p[0]!);
  });
  const p = randomised(groups, value, random, draws);
  let interval = percentileInterval(value, drawnValues(drawn), level, { groups, draws, reason });
  if (differing.differ < fewestDiffering) interval = widenedByUnits(interval, differing, groups, level);
  if (p >= 1 - level && (interval.low > 0 || interval.high < 0)) {
    interval = {
      ...interval,
      low: Math.min(0, interval.low),
      high: Math.max(0, interval.high),
      method: `${interval.method}, extended to 0 because the randomisation test does not reject (${formatCount(draws)} rounds)`,
    };
  }
  return { kind: 'compared', ...flips, units, difference: { value, reason: null, interval, p } };
}

function microF1(counts: MentionCounts): number {
  const [c, r, p] = pooled(counts);
  return (2 * c) / (r + p);
}
