import type { Interval } from '../../model/outcome.ts';
import type { Score } from '../../model/report.ts';
import { normalQuantile, studentQuantile, wilson } from '../../stats/index.ts';
import type { ScoredRows } from './rows.ts';

const noRows = 'no row has both a reference and probabilities';
/** Where scikit-learn cuts probabilities off before the logarithm: the smallest step of 64-bit numbers at 1. */
const CLIP = 2 ** -52;

/** Scores that are lowest for the true probabilities. */
export interface ProperScores {
  /** Σ over labels of (p − y)², mean over rows, 0…2 (Brier 1950; scikit-learn for several labels, `scale_by_half=False`). */
  readonly brierSum: Score;
  /** Half of it, 0…1: for two labels the mean of (p − y)² of one, as scikit-learn and torchmetrics give it. */
  readonly brierHalf: Score;
  /** Brier score (sum) of answering every row with the shares of the references: what knowing nothing costs. */
  readonly brierOfShares: number | null;
  /** Mean −log p(reference) in nats; null when a reference has probability 0. */
  readonly negativeLogLikelihood: Score;
  /** Entropy of the shares of the references: the same for answering with them. */
  readonly logLossOfShares: number | null;
  /** What scikit-learn prints: probabilities cut off at 2⁻⁵². */
  readonly clippedLogLoss: number | null;
  /** Rows (of the input) whose reference has probability 0. */
  readonly impossible: readonly number[];
}

/** Brier score and log loss, with Student intervals over rows. */
export function properScores(scored: ScoredRows, level = 0.95): ProperScores {
  const { n, reference, probabilities } = scored;
  const size = scored.labels.length;
  const brier = new Float64Array(n);
  const losses = new Float64Array(n);
  const support = new Float64Array(size);
  const impossible: number[] = [];
  let clipped = 0;
  for (let i = 0; i < n; i++) {
    const right = reference[i]!;
    support[right] = support[right]! + 1;
    let squares = 0;
    for (let j = 0; j < size; j++) {
      squares += (probabilities[i * size + j]! - (j === right ? 1 : 0)) ** 2;
    }
    brier[i] = squares;
    const p = probabilities[i * size + right]!;
    losses[i] = -Math.log(p);
    clipped -= Math.log(Math.min(1 - CLIP, Math.max(CLIP, p)));
    if (p === 0) impossible.push(scored.rows[i]!);
  }
  let squaredShares = 0;
  let entropy = 0;
  for (const count of support) {
    squaredShares += (count / n) ** 2;
    if (count > 0) entropy -= (count / n) * Math.log(count / n);
  }
  const halves = brier.map((value) => value / 2);
  return {
    brierSum: meanOf('brier_sum', 'Σ over labels of (p − y)², mean over rows, 0…2', brier, 2, level),
    brierHalf: meanOf(
      'brier_half',
      'half of Σ over labels of (p − y)², mean over rows, 0…1',
      halves,
      1,
      level,
    ),
    brierOfShares: n > 0 ? 1 - squaredShares : null,
    negativeLogLikelihood:
      impossible.length > 0
        ? {
            ...meanOf('log_loss', logLossConvention, new Float64Array(0), 0, level),
            reason: `${impossible.length} of ${n} rows give their reference the probability 0, so the mean is infinite`,
          }
        : meanOf('log_loss', logLossConvention, losses, Number.POSITIVE_INFINITY, level),
    logLossOfShares: n > 0 ? entropy : null,
    clippedLogLoss: n > 0 ? clipped / n : null,
    impossible,
  };
}

const logLossConvention = 'mean −log p(reference), nats';

/** Mean of values from 0 to `most`. Two rows at least give an interval, never beyond what is possible. */
function meanOf(
  metric: string,
  convention: string,
  values: Float64Array,
  most: number,
  level: number,
): Score {
  const n = values.length;
  if (n === 0) return { metric, convention, value: null, reason: noRows, interval: null };
  let value = 0;
  for (const each of values) value += each / n;
  if (n < 2) return { metric, convention, value, reason: null, interval: null };
  let second = 0;
  let third = 0;
  for (const each of values) {
    second += (each - value) ** 2;
    third += (each - value) ** 3;
  }
  const spread = Math.sqrt(second / (n - 1));
  const interval =
    spread > 0
      ? skewedInterval(value, spread, third / n / spread ** 3, n, most, level)
      : unvaried(value, n, most, level);
  return { metric, convention, value, reason: null, interval };
}

/** All rows alike: other rows may be among those not drawn, up to the upper end of Wilson's interval for none of n. */
function unvaried(value: number, n: number, most: number, level: number): Interval | null {
  if (!Number.isFinite(most)) return null;
  const { low, high } = wilson(0, n, level);
  const unseen = high - low;
  return {
    low: value * (1 - unseen),
    high: value + (most - value) * unseen,
    level,
    method: 'Wilson on the share of rows that might differ',
  };
}

/**
 * Student's interval, moved for skewness: losses have a long right tail, and a sample without a row from it has mean and
 * spread too small together. Hall's transformation of t (1992, J. R. Stat. Soc. B 54:221), which is monotone.
 */
function skewedInterval(
  value: number,
  spread: number,
  skew: number,
  n: number,
  most: number,
  level: number,
): Interval {
  const t = n < 1000 ? studentQuantile(0.5 + level / 2, n - 1) : normalQuantile(0.5 + level / 2);
  const root = Math.sqrt(n);
  const a = skew / 3;
  const untransformed = (q: number): number => {
    const x = (q - skew / (6 * root)) / root;
    // Inverse of g(t) = t + a·t² + a²·t³/3 for t in units of 1/√n.
    return Math.abs(a) < 1e-9 ? x : (Math.cbrt(1 + 3 * a * x) - 1) / a;
  };
  return {
    low: Math.max(0, value - spread * untransformed(t)),
    high: Math.min(most, value - spread * untransformed(-t)),
    level,
    method: 'Student t, corrected for skewness (Hall 1992)',
  };
}
