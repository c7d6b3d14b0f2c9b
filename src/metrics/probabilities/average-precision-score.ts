import type { Interval } from '../../model/outcome.ts';
import type { Score } from '../../model/report.ts';
import { effectiveInterval } from '../../stats/index.ts';
import type { AveragePrecision } from './average-precision.ts';

const convention =
  'step rule Σ (R_k − R_{k−1})·P_k of scikit-learn, no interpolation; the trapezoid under the same curve is another number';

/** From so many positives, and so many of them short of full precision, the variance is trusted; below, n* is at most the positives. */
const enough = { positives: 30, short: 5 } as const;

function intervalOf(precision: AveragePrecision, level: number): Interval {
  const { value, positives, influence } = precision;
  const n = influence.length;
  let squares = 0;
  for (const effect of influence) squares += effect * effect;
  const trusted = positives >= enough.positives && (1 - value) * positives >= enough.short;
  return effectiveInterval(
    value,
    squares / (n * n),
    trusted ? Number.POSITIVE_INFINITY : positives,
    trusted
      ? 'Wilson with the effective number of examples (jackknife over rows)'
      : 'Wilson with the effective number of examples (jackknife over rows), at most the positive rows',
    level,
  );
}

/** Average precision as a score; null without positive rows, where scikit-learn answers 0 with a warning. */
export function averagePrecisionScore(precision: AveragePrecision, level: number): Score {
  const metric = 'average_precision';
  if (precision.positives === 0) {
    return { metric, convention, value: null, reason: 'no row has this label', interval: null };
  }
  return { metric, convention, value: precision.value, reason: null, interval: intervalOf(precision, level) };
}
