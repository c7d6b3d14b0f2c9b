import { mean } from '../stats/index.ts';
import type { Curve } from './define.ts';

/** Long training logs are thinned by averaging neighbours, so that fits stay cheap and noise small. */
export function thinned(
  curve: Curve,
  rows: number,
): { readonly step: Float64Array; readonly value: Float64Array } {
  if (curve.n <= rows) return { step: curve.step, value: curve.value };
  const step = new Float64Array(rows);
  const value = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const from = Math.floor((row * curve.n) / rows);
    const to = Math.floor(((row + 1) * curve.n) / rows);
    step[row] = mean(curve.step.subarray(from, to));
    value[row] = mean(curve.value.subarray(from, to));
  }
  return { step, value };
}
