import { mean } from './descriptive.ts';
import { noiseSigma } from './noise.ts';

export interface RiseAfterMinimum {
  readonly minimumIndex: number;
  /** How many values follow the minimum. */
  readonly after: number;
  /** Rise in standard errors; 0 when the minimum is the last value, ∞ for a rise without any noise. */
  readonly z: number;
  /** Noise of one value that was used. */
  readonly sigma: number;
  /** Mean of the last m values minus mean of the three around the minimum, in units of the values. */
  readonly rise: number;
}

/**
 * Did a series rise after its minimum by more than its noise? z = (mean of the last m − mean of the three values around
 * the minimum) / (σ √(1/m + 1/3)), m = max(2, n/4). z > 3 fires on 2 to 3 % of flat noisy curves of 4 to 20 values at
 * every noise level, where "3 % above the minimum" fires on 31 to 64 % (simulated; see the tests). `sigma` is the noise
 * of one value if known, else it is taken from first differences. Null for fewer than four values, for values that are
 * not finite, or when no noise level can be had.
 */
export function riseAfterMinimum(values: ArrayLike<number>, sigma?: number | null): RiseAfterMinimum | null {
  const n = values.length;
  if (n < 4) return null;
  let minimumIndex = 0;
  for (let i = 0; i < n; i++) {
    if (!Number.isFinite(values[i])) return null;
    if (values[i]! < values[minimumIndex]!) minimumIndex = i;
  }
  const noise = sigma ?? noiseSigma(values);
  if (noise === null || !(noise >= 0)) return null;
  const after = n - 1 - minimumIndex;
  if (after === 0) return { minimumIndex, after, z: 0, sigma: noise, rise: 0 };
  const list = Array.from(values);
  const m = Math.min(Math.max(2, Math.floor(n / 4)), after);
  const around = list.slice(Math.max(0, minimumIndex - 1), minimumIndex + 2);
  const rise = mean(list.slice(n - m)) - mean(around);
  const error = noise * Math.sqrt(1 / m + 1 / around.length);
  const z = error > 0 ? rise / error : rise > 0 ? Number.POSITIVE_INFINITY : 0;
  return { minimumIndex, after, z, sigma: noise, rise };
}
