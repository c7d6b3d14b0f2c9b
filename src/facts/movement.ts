import { mean, slope } from '../stats/index.ts';
import type { Curve, RunFacts } from './define.ts';
import { thin } from './thin.ts';

/** How far the loss came, and whether it was still coming down. */
export interface Movement {
  readonly source: 'train' | 'validation';
  readonly n: number;
  readonly start: number;
  readonly end: number;
  /** (start − end) / (start − what can be gained); 1 is everything. */
  readonly share: number;
  /** One-sided p of a falling slope over all rows; null below 6 rows. */
  readonly pFalling: number | null;
  /** The second half fell at least half as steeply as the first: no sign of levelling off. Null below 6 rows. */
  readonly straight: boolean | null;
  /** Falling significantly (1 %) over the last 30 %, at least 6 rows of it; null when that cannot be told. */
  readonly fallingAtEnd: boolean | null;
}

const END = 0.3;
const ALPHA = 0.01;
/** What remains of the guess level at the best: a tenth (catalogue A17). */
const LEFT = 0.1;

function movementOf(curve: Curve, source: Movement['source'], guess: number | null, floor: number): Movement {
  const { step, value } = thin(curve.step, curve.value);
  const n = value.length;
  const head = Math.max(1, Math.min(3, Math.floor(n / 4)));
  const start = mean(value.subarray(0, head));
  const end = mean(value.subarray(n - Math.max(1, Math.ceil(0.2 * n))));
  // Smoothed labels leave more than a tenth.
  const gainable = start - Math.max(floor, LEFT * (guess ?? start));
  const half = Math.floor(n / 2);
  const first = n >= 6 ? slope(step.subarray(0, half), value.subarray(0, half)) : null;
  const second = n >= 6 ? slope(step.subarray(half), value.subarray(half)) : null;
  const tail = Math.ceil(END * n);
  const last = tail >= 6 ? slope(step.subarray(n - tail), value.subarray(n - tail)) : null;
  return {
    source,
    n: curve.n,
    start,
    end,
    share: gainable > 0 ? (start - end) / gainable : 0,
    pFalling: n >= 6 ? (slope(step, value)?.pDecreasing ?? null) : null,
    straight:
      first === null || second === null ? null : second.slope < 0 && second.slope <= 0.5 * first.slope,
    fallingAtEnd: last === null ? null : last.pDecreasing < ALPHA,
  };
}

/** Movement of the training loss when it has at least `least` rows, else of the validation loss with at least 2; else null. */
export function movement(facts: RunFacts, least = 6): Movement | null {
  const chance = facts.chanceLevel();
  const kind = facts.lossKind();
  const train = facts.trainLoss();
  const floor = kind.floor ?? 0;
  const guess = (of: string): number | null =>
    of === 'cross-entropy' && chance !== null ? (chance.prior ?? chance.uniform) : null;
  if (train !== null && train.n >= least) return movementOf(train, 'train', guess(kind.train.kind), floor);
  const validation = facts.validationLoss();
  return validation !== null && validation.n >= 2
    ? movementOf(validation, 'validation', guess(kind.kind), floor)
    : null;
}
