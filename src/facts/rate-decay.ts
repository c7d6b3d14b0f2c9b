import { mean, type Slope, slope } from '../stats/index.ts';
import { extremeRow, valueAt } from './curves.ts';
import type { RunFacts } from './define.ts';
import { idleFrom, type RateOver, rateOver } from './rate-over.ts';
import { thinned } from './thinned.ts';

export interface DecayedTooSoon {
  /** From here on the rate stayed below a tenth of its peak. */
  readonly idleFrom: number;
  readonly rate: RateOver | null;
  /** Training loss below a tenth of the peak rate. */
  readonly tail: Slope;
}

const ALPHA = 0.01;

/**
 * Progress in proportion to the learning rate, which then ran out: falling while the rate was above half of its peak, the
 * same fall per unit of rate between half and a tenth (0.8 to 2 times it), flat for at least 15 % of the run below a
 * tenth, and a training loss still above half of guess level. `validation` is turned so that less is better. True convergence slows down faster than its rate.
 */
export function decayedTooSoon(
  facts: RunFacts,
  validation: Float64Array,
  lastStep: number,
): DecayedTooSoon | null {
  const rate = facts.learningRate();
  const train = facts.trainLoss();
  const chance = facts.chanceLevel();
  const low = idleFrom(facts, 0.1);
  if (rate === null || train === null || chance === null || low === null || train.n < 20) return null;
  if (facts.lossKind().train.kind !== 'cross-entropy' || (lastStep - low) / lastStep < 0.15) return null;
  const half = idleFrom(facts, 0.5);
  if (half === null) return null;
  const { step, value } = thinned(train, 400);
  const start = Math.max(0.2 * lastStep, facts.warmUp()?.endStep ?? 0);
  const stretch = (from: number, to: number): { readonly line: Slope; readonly perRate: number } | null => {
    const rows = Array.from(step.keys()).filter((i) => step[i]! >= from && step[i]! <= to);
    if (rows.length < 6) return null;
    const line = slope(
      rows.map((i) => step[i]!),
      rows.map((i) => value[i]!),
    );
    const over = rows.reduce((sum, i) => sum + (valueAt(rate, step[i]!) ?? 0), 0) / rows.length;
    return line === null || !(over > 0) ? null : { line, perRate: line.slope / over };
  };
  const high = stretch(start, half);
  const middle = stretch(half, low);
  const tail = stretch(low, lastStep);
  if (high === null || middle === null || tail === null) return null;
  const ratio = middle.perRate / high.perRate;
  const level = chance.prior ?? chance.uniform;
  const end = mean(value.subarray(Math.floor(0.9 * value.length)));
  const bestLate =
    extremeRow(validation, 'least') >= validation.length - Math.max(2, Math.ceil(validation.length / 4));
  if (!(high.line.pDecreasing < ALPHA && middle.line.pDecreasing < ALPHA && ratio > 0.8 && ratio < 2))
    return null;
  if (tail.line.pDecreasing < ALPHA || end < 0.5 * level || !bestLate) return null;
  return { idleFrom: low, rate: rateOver(facts, low, lastStep), tail: tail.line };
}
