import { extrapolateGain, normalCdf, slope } from '../../stats/index.ts';
import { valueAt } from '../curves.ts';
import type { Curve, RunFacts } from '../define.ts';
import type { GroupFacts } from './define.ts';
import { sameLoss } from './loss-definition.ts';

/** Evaluations each run needs before anything is read off its course. */
export const LEAST_POINTS = 8;
const ALPHA = 0.01;
/** A rate below this share of its peak is annealed; above the other it still has its fall before it. */
const ANNEALED = 0.05;
const LIVE = 0.2;
const MORE = 0.5;

export type Overtake =
  | { readonly kind: 'cannot-tell'; readonly reason: string }
  | { readonly kind: 'no'; readonly reason: string }
  | {
      readonly kind: 'would';
      /** Behind at the end of the common budget, but closing. */
      readonly behind: number;
      readonly ahead: number;
      readonly gap: number;
      /** Fall to be expected of the one behind, smallest and largest, within half as many steps again. */
      readonly gain: { readonly low: number; readonly high: number };
      readonly p: number;
      /** The leader's rate has run out while the follower's has not: falls of that kind are partly the schedule's. */
      readonly annealing: boolean;
    };

/** Validation loss over examples seen; null without a known batch when batches differ. */
function overCompute(facts: RunFacts, perStep: number): Curve | null {
  const loss = facts.validationLoss();
  return loss === null ? null : { ...loss, step: loss.step.map((step) => step * perStep) };
}

/** Learning rate at the end as a share of its peak; null when it was not logged. */
function rateAtEnd(facts: RunFacts): number | null {
  const rate = facts.learningRate();
  const peak = facts.peakLearningRate()?.value ?? null;
  return rate === null || peak === null || !(peak > 0) ? null : rate.value[rate.n - 1]! / peak;
}

/**
 * Is the run that is behind in validation loss on course to pass the other (catalogue B7)? At equal examples seen; both need eight
 * evaluations; over the last third the follower falls faster (one-sided 1 %), and the pessimistic end of its extrapolation closes the
 * gap within half as many steps again, the leader's own gain counted at its optimistic end.
 */
export function overtaking(group: GroupFacts, a: number, b: number): Overtake {
  const [first, second] = [group.members[a]!.facts, group.members[b]!.facts];
  const cannot = (reason: string): Overtake => ({ kind: 'cannot-tell', reason });
  if (!sameLoss(first, second))
    return cannot('the two validation losses are not known to be the same quantity');
  const batchA = first.effectiveBatchSize()?.value ?? null;
  const batchB = second.effectiveBatchSize()?.value ?? null;
  if (first.run.axis !== second.run.axis) return cannot('one log counts steps, the other epochs');
  if (batchA === null || batchB === null)
    return cannot('the batch size is not recorded, so that compute cannot be equalled');
  const [one, two] = [overCompute(first, batchA), overCompute(second, batchB)];
  if (one === null || two === null) return cannot('one run has no validation loss');
  if (Math.min(one.n, two.n) < LEAST_POINTS)
    return cannot(`${LEAST_POINTS} evaluations of each run are the least`);
  const end = Math.min(one.step[one.n - 1]!, two.step[two.n - 1]!);
  const [atA, atB] = [valueAt(one, end), valueAt(two, end)];
  if (atA === null || atB === null) return cannot('the runs have no common stretch');
  const followerIsB = atB > atA;
  const [follower, leader] = followerIsB ? [two, one] : [one, two];
  const [behind, ahead] = followerIsB ? [b, a] : [a, b];
  const until = (curve: Curve): { readonly step: Float64Array; readonly value: Float64Array } => {
    const rows = [...curve.step.keys()].filter((row) => curve.step[row]! <= end * (1 + 1e-9));
    return {
      step: Float64Array.from(rows, (r) => curve.step[r]!),
      value: Float64Array.from(rows, (r) => curve.value[r]!),
    };
  };
  const [f, l] = [until(follower), until(leader)];
  if (Math.min(f.step.length, l.step.length) < LEAST_POINTS)
    return cannot(`fewer than ${LEAST_POINTS} evaluations within equal compute`);
  const third = (x: Float64Array): Float64Array => x.subarray(-Math.max(4, Math.ceil(x.length / 3)));
  const [lineF, lineL] = [slope(third(f.step), third(f.value)), slope(third(l.step), third(l.value))];
  if (lineF === null || lineL === null) return cannot('no slope over the last third');
  const spread = Math.hypot(lineF.standardError, lineL.standardError);
  const p = spread > 0 ? normalCdf((lineF.slope - lineL.slope) / spread) : lineF.slope < lineL.slope ? 0 : 1;
  const gap = Math.abs(atB - atA);
  if (!(p < ALPHA) || lineF.pDecreasing >= ALPHA)
    return { kind: 'no', reason: 'the gap is not shown to close at equal compute' };
  const gain = extrapolateGain(f.step, f.value, MORE * end);
  const leads = extrapolateGain(l.step, l.value, MORE * end);
  if (gain === null) return cannot('the course cannot be extrapolated');
  if (gain.low - (leads?.high ?? 0) <= gap)
    return {
      kind: 'no',
      reason: 'even if it goes on, the gap need not close within half as many steps again',
    };
  const [rateF, rateL] = [rateAtEnd(group.members[behind]!.facts), rateAtEnd(group.members[ahead]!.facts)];
  return {
    kind: 'would',
    behind,
    ahead,
    gap,
    gain,
    p,
    annealing: rateF === null || rateL === null || (rateL < ANNEALED && rateF >= LIVE) || rateF < ANNEALED,
  };
}
