import type { PairedAnswers } from './define.ts';

/** Mean loss after one temperature for all examples; `margin` is the logit of the reference, two labels. */
function meanLoss(margin: Float64Array, temperature: number): number {
  let sum = 0;
  for (const m of margin) {
    const z = m / temperature;
    sum += z > 0 ? Math.log1p(Math.exp(-z)) : Math.log1p(Math.exp(z)) - z;
  }
  return sum / margin.length;
}

/** Least mean loss over temperatures 0.05 to 20: golden section on ln T, where the loss has one minimum. */
function temperedLoss(losses: Float64Array): number {
  // p = exp(−loss) of the reference; logit = −ln(exp(loss) − 1).
  const margin = losses.map((loss) => -Math.log(Math.max(1e-12, Math.expm1(Math.max(loss, 1e-12)))));
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [Math.log(0.05), Math.log(20)];
  for (let i = 0; i < 40; i++) {
    const [left, right] = [high - ratio * (high - low), low + ratio * (high - low)];
    if (meanLoss(margin, Math.exp(left)) < meanLoss(margin, Math.exp(right))) high = right;
    else low = left;
  }
  return meanLoss(margin, Math.exp((low + high) / 2));
}

/**
 * Log losses after fitting one temperature to each model on these examples (Guo 2017). Only for two labels, where the probability of
 * the reference says all; null otherwise or without probabilities.
 */
export function temperedLosses(pair: PairedAnswers): { readonly a: number; readonly b: number } | null {
  const { lossA, lossB } = pair;
  if (lossA === null || lossB === null || new Set(pair.reference).size > 2 || pair.labels.length !== 2)
    return null;
  const rows = [...lossA.keys()].filter((row) => Number.isFinite(lossA[row]) && Number.isFinite(lossB[row]));
  if (rows.length < 100) return null;
  return {
    a: temperedLoss(Float64Array.from(rows, (row) => lossA[row]!)),
    b: temperedLoss(Float64Array.from(rows, (row) => lossB[row]!)),
  };
}
