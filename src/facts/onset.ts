import type { Interval } from '../model/outcome.ts';
import { createRandom, noiseSigma } from '../stats/index.ts';
import { extremeRow } from './curves.ts';
import type { Curve } from './define.ts';

const DRAWS = 400;
/** Work per onset: draws are cut for logs with very many evaluations. */
const MOST_VALUES = 1_000_000;

/** Mean of each value and its two neighbours; the ends are kept, so that a minimum at the start stays there. */
function smooth(values: Float64Array): Float64Array {
  if (values.length < 5) return values;
  return values.map((v, i) =>
    i === 0 || i === values.length - 1 ? v : (values[i - 1]! + v + values[i + 1]!) / 3,
  );
}

/**
 * Step of the lowest (smoothed) value, with an interval. The noise is redrawn around the smoothed curve 400 times with a
 * fixed seed; the interval never is narrower than the evaluations to both sides, because between those nothing was seen.
 */
export function onsetOf(
  curve: Curve,
  sigma: number | null,
): { readonly step: number; readonly interval: Interval } {
  const { value, step, n } = curve;
  const level = smooth(value);
  const row = extremeRow(level, 'least');
  const noise = sigma ?? noiseSigma(value) ?? 0;
  const draws = Math.min(DRAWS, Math.max(20, Math.floor(MOST_VALUES / n)));
  const found = new Float64Array(draws);
  const random = createRandom(1);
  const drawn = new Float64Array(n);
  for (let draw = 0; draw < draws; draw++) {
    for (let i = 0; i < n; i++) drawn[i] = level[i]! + noise * random.normal();
    found[draw] = extremeRow(smooth(drawn), 'least');
  }
  found.sort();
  const low = Math.min(found[Math.floor(0.025 * (draws - 1))]!, row);
  const high = Math.max(found[Math.ceil(0.975 * (draws - 1))]!, row);
  return {
    step: step[row]!,
    interval: {
      low: low === 0 ? 0 : step[low - 1]!,
      high: step[Math.min(n - 1, high + 1)]!,
      level: 0.95,
      method: 'noise redrawn around the smoothed curve, widened to the neighbouring evaluations',
    },
  };
}
