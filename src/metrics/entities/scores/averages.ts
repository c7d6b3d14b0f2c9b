import type { RatioName, Totals } from './variance.ts';
import { ratioOf, wholeOf, zeroTotals } from './variance.ts';

/** How scores of types become one. */
export type AverageName = 'micro' | 'macro' | 'macro_reference' | 'macro_all' | 'weighted';
export const averageNames: readonly AverageName[] = [
  'micro',
  'macro',
  'macro_reference',
  'macro_all',
  'weighted',
];

/** The words that stand beside the number. */
export const averageConvention: Readonly<Record<AverageName, string>> = {
  micro: 'mentions of all types pooled',
  macro: 'mean over the types present in reference or prediction; 0/0 of such a type counts as 0',
  macro_reference: 'mean over the types present in the references; 0/0 of such a type counts as 0',
  macro_all: 'mean over all types of the set, those that do not occur count as 0',
  weighted:
    'mean over types weighted by their mentions in the references: types that only the predictions hold have no weight',
};

/** Pooled counts. */
export function pooled({ correct, reference, predicted }: Totals): readonly [number, number, number] {
  let c = 0;
  let r = 0;
  let p = 0;
  for (let t = 0; t < correct.length; t++) {
    c += correct[t]!;
    r += reference[t]!;
    p += predicted[t]!;
  }
  return [c, r, p];
}

/**
 * All averages of the three ratios into `out`, average by average in the order of `averageNames`, each precision, recall, F1; NaN
 * where no mention is left to average over. A 0/0 inside a mean counts as 0 (as in seqeval and scikit-learn).
 */
export function averagesInto(totals: Totals, out: Float64Array): void {
  const { correct, reference, predicted } = totals;
  const types = correct.length;
  let [c, r, p] = [0, 0, 0];
  let union = 0;
  let inReference = 0;
  let [sumP, sumR, sumF] = [0, 0, 0];
  let [refP, refR, refF] = [0, 0, 0];
  let [byP, byR, byF] = [0, 0, 0];
  for (let t = 0; t < types; t++) {
    const [hits, gold, called] = [correct[t]!, reference[t]!, predicted[t]!];
    if (gold + called === 0) continue;
    c += hits;
    r += gold;
    p += called;
    union++;
    const precision = called > 0 ? hits / called : 0;
    const f1 = (2 * hits) / (gold + called);
    sumP += precision;
    sumF += f1;
    if (gold === 0) continue;
    inReference++;
    const recall = hits / gold;
    sumR += recall;
    refP += precision;
    refR += recall;
    refF += f1;
    byP += gold * precision;
    byR += hits;
    byF += gold * f1;
  }
  const none = union === 0 ? Number.NaN : 1;
  out[0] = c / p;
  out[1] = c / r;
  out[2] = (2 * c) / (r + p);
  out[3] = sumP / union;
  out[4] = sumR / union;
  out[5] = sumF / union;
  out[6] = refP / inReference;
  out[7] = refR / inReference;
  out[8] = refF / inReference;
  out[9] = (none * sumP) / types;
  out[10] = (none * sumR) / types;
  out[11] = (none * sumF) / types;
  out[12] = byP / r;
  out[13] = byR / r;
  out[14] = byF / r;
}

/** Weight of a type in an average that is not micro. */
function weightOf(average: AverageName, totals: Totals, t: number, size: number, all: number): number {
  const gold = totals.reference[t]!;
  if (average === 'weighted') return gold / all;
  if (average === 'macro_reference' && gold === 0) return 0;
  return gold + totals.predicted[t]! > 0 ? 1 / size : 0;
}

/** What the interval of an average needs; see `averageInterval`. */
export interface AverageEvidence {
  /** Derivatives of the average by the counts of each type. */
  readonly influence: Totals;
  /** Added to the variance: half an imagined mention a type, a quarter right and a quarter wrong. */
  readonly imagined: number;
  /** The average with those mentions. */
  readonly centre: number;
  /** Types of weight. */
  readonly over: readonly number[];
}

/**
 * Derivatives of an average of one ratio. A type whose few mentions all came out alike must not count as certain, so half an imagined
 * mention of each type is added to the variance, as for classification (docs/metrics/intervals.md).
 */
export function averageEvidence(
  average: Exclude<AverageName, 'micro'>,
  ratio: RatioName,
  totals: Totals,
  value: number,
): AverageEvidence {
  const { correct, reference, predicted } = totals;
  const types = correct.length;
  const influence = zeroTotals(types);
  const [, all] = pooled(totals);
  let size = 0;
  for (let t = 0; t < types; t++) {
    if (average === 'macro_all' || reference[t]! > 0 || (average === 'macro' && predicted[t]! > 0)) size++;
  }
  const over: number[] = [];
  let imagined = 0;
  let centre = 0;
  for (let t = 0; t < types; t++) {
    const weight = weightOf(average, totals, t, size, all);
    if (!(weight > 0)) continue;
    over.push(t);
    const [hits, gold, called] = [correct[t]!, reference[t]!, predicted[t]!];
    const whole = ratio === 'f1' ? gold + called : wholeOf(ratio, hits, gold, called);
    const own = whole > 0 ? ratioOf(ratio, hits, gold, called) : 0;
    const perHit = ratio === 'f1' ? 2 : 1;
    if (whole > 0) {
      influence.correct[t] = (weight * perHit) / whole;
      if (ratio !== 'precision') influence.reference[t] = (-weight * own) / whole;
      if (ratio !== 'recall') influence.predicted[t] = (-weight * own) / whole;
    }
    if (average === 'weighted') influence.reference[t] = influence.reference[t]! + (own - value) / all;
    const right = perHit === 2 ? 2 - 2 * own : 1 - own;
    imagined += (weight * weight * 0.25 * (right * right + own * own)) / (whole + 0.5) ** 2;
    centre += (weight * (own * whole + 0.25 * perHit)) / (whole + 0.25 + 0.25 * perHit);
  }
  return { influence, imagined, centre, over };
}
