import type { Claim } from '../model/outcome.ts';
import type { RunFacts } from './define.ts';
import { type LossRise, lossRise } from './loss-rise.ts';
import { type MetricDrop, type MetricSince, metricDrop, metricSince } from './metric-change.ts';

/** Which one of the overfit audits applies, and what it rests on. */
export interface OverfitFamily {
  readonly member: 'overfit-loss' | 'overfit-confidence-only' | 'overfit-metric' | 'none' | 'cannot-tell';
  /** Of the finding; null for `none` and `cannot-tell`. */
  readonly claim: Exclude<Claim, 'fact'> | null;
  /** Null without a validation loss. */
  readonly rise: LossRise | null;
  /** Null without a target metric. */
  readonly drop: MetricDrop | null;
  /** The metric since the minimum of the loss; null when the loss did not rise or no metric was logged then. */
  readonly since: MetricSince | null;
}

/** "No drop" is only worth saying for certain if no more than two points can have been lost. */
const MOST_LOST = 0.02;

function confidenceClaim(rise: LossRise, since: MetricSince): Exclude<Claim, 'fact'> {
  const claim = rise.claim ?? 'hint';
  if (claim !== 'strong') return claim;
  const excluded = since.atMost !== null && since.target.share && since.atMost <= MOST_LOST;
  // Where the error is unknown (macro-F1 from a log), a gain of two points and more is not a loss in disguise.
  const gained = since.atMost === null && since.target.share && since.change >= MOST_LOST;
  return excluded || gained || since.verdict === 'improved' ? 'strong' : 'likely';
}

function decide(facts: RunFacts): OverfitFamily {
  const rise = lossRise(facts);
  const drop = metricDrop(facts);
  const risen = rise !== null && rise.kind === 'risen' ? rise : null;
  const since = risen === null ? null : metricSince(facts, risen.minimum.step);
  const base = { rise, drop, since };
  // A mere hint of a lower metric must not hide a rise of the loss that is better established.
  if (drop?.kind === 'fallen' && (drop.claim === 'likely' || risen === null || risen.claim === 'hint'))
    return { ...base, member: 'overfit-metric', claim: drop.claim };
  if (risen !== null) {
    if (since !== null && since.verdict !== 'unclear' && drop?.kind !== 'fallen')
      return { ...base, member: 'overfit-confidence-only', claim: confidenceClaim(risen, since) };
    return { ...base, member: 'overfit-loss', claim: risen.claim };
  }
  return { ...base, member: rise?.kind === 'cannot-tell' ? 'cannot-tell' : 'none', claim: null };
}

const kept = new WeakMap<RunFacts, OverfitFamily>();

/**
 * Exactly one of the overfit audits: the metric fell (`overfit-metric`), the loss rose while the metric did not fall
 * (`overfit-confidence-only`), or the loss rose and the metric is unknown or undecided (`overfit-loss`). Decided once for a run.
 */
export function overfitFamily(facts: RunFacts): OverfitFamily {
  let family = kept.get(facts);
  if (family === undefined) {
    family = decide(facts);
    kept.set(facts, family);
  }
  return family;
}
