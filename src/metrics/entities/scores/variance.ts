import type { UnitGroups } from './units.ts';

/** Counts of hits, references and predictions, a type each. */
export interface Totals {
  readonly correct: Float64Array;
  readonly reference: Float64Array;
  readonly predicted: Float64Array;
}

export const ratioNames = ['precision', 'recall', 'f1'] as const;
/** The three ratios of a type, or of all types pooled. */
export type RatioName = (typeof ratioNames)[number];

/** The ratio; NaN for 0/0. */
export const ratioOf = (ratio: RatioName, correct: number, reference: number, predicted: number): number =>
  ratio === 'precision'
    ? correct / predicted
    : ratio === 'recall'
      ? correct / reference
      : (2 * correct) / (reference + predicted);

export const zeroTotals = (types: number): Totals => ({
  correct: new Float64Array(types),
  reference: new Float64Array(types),
  predicted: new Float64Array(types),
});

/**
 * Variance of a score over samples of as many units, Σ effect² · m/(m − 1); NaN for fewer than two units. `influence` are the
 * derivatives of the score by the counts of each type (delta method), so that the effects of the units add up to zero.
 */
export function clusterVariance(groups: UnitGroups, influence: Totals): number {
  const { multiplicity, first, type, correct, reference, predicted, units } = groups;
  if (units < 2) return Number.NaN;
  let squares = 0;
  for (let g = 0; g < multiplicity.length; g++) {
    let effect = 0;
    for (let e = first[g]!; e < first[g + 1]!; e++) {
      const t = type[e]!;
      effect +=
        influence.correct[t]! * correct[e]! +
        influence.reference[t]! * reference[e]! +
        influence.predicted[t]! * predicted[e]!;
    }
    squares += multiplicity[g]! * effect * effect;
  }
  return (squares * units) / (units - 1);
}

/** Sums over units that the variance of one type's ratios needs. */
export interface RatioSums {
  /** Units with a count in the whole of the ratio. */
  readonly units: Float64Array;
  /** Variance of the ratio, a type each: Σ (hits − ratio·whole)² / (Σ whole)² · m/(m − 1). */
  readonly variance: Float64Array;
}

/** Whole of the ratio: predictions, references, or for F1 the union, since F1 = 2q/(1 + q) with q = hits over union. */
export const wholeOf = (ratio: RatioName, correct: number, reference: number, predicted: number): number =>
  ratio === 'precision' ? predicted : ratio === 'recall' ? reference : reference + predicted - correct;

/** Variances of one ratio for every type in one pass over the entries. */
export function ratioSums(groups: UnitGroups, ratio: RatioName, totals: Totals): RatioSums {
  const types = totals.correct.length;
  const whole = Float64Array.from(totals.correct, (c, t) =>
    wholeOf(ratio, c, totals.reference[t]!, totals.predicted[t]!),
  );
  const units = new Float64Array(types);
  const variance = new Float64Array(types);
  const { multiplicity, first, type, correct, reference, predicted } = groups;
  for (let g = 0; g < multiplicity.length; g++) {
    for (let e = first[g]!; e < first[g + 1]!; e++) {
      const t = type[e]!;
      const own = wholeOf(ratio, correct[e]!, reference[e]!, predicted[e]!);
      if (own === 0) continue;
      units[t] = units[t]! + multiplicity[g]!;
      const effect = correct[e]! - (totals.correct[t]! / whole[t]!) * own;
      variance[t] = variance[t]! + multiplicity[g]! * effect * effect;
    }
  }
  const correction = groups.units > 1 ? groups.units / (groups.units - 1) : Number.NaN;
  for (let t = 0; t < types; t++) variance[t] = (variance[t]! * correction) / (whole[t]! * whole[t]!);
  return { units, variance };
}

/** Variance over units of hits over whole, all types pooled, and the units with a mention of the whole. */
export function pooledVariance(
  groups: UnitGroups,
  ratio: RatioName,
  share: number,
  whole: number,
): { readonly variance: number; readonly units: number } {
  let squares = 0;
  let units = 0;
  for (let g = 0; g < groups.multiplicity.length; g++) {
    let hits = 0;
    let own = 0;
    for (let e = groups.first[g]!; e < groups.first[g + 1]!; e++) {
      hits += groups.correct[e]!;
      own += wholeOf(ratio, groups.correct[e]!, groups.reference[e]!, groups.predicted[e]!);
    }
    if (own === 0) continue;
    units += groups.multiplicity[g]!;
    squares += groups.multiplicity[g]! * (hits - share * own) ** 2;
  }
  return { variance: ((squares / whole ** 2) * groups.units) / (groups.units - 1), units };
}
