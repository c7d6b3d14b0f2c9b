import { createRandom, mean, quantileOfSorted } from '../../stats/index.ts';
import { assignBins, type Binning, binningName, defaultBinning } from './bins.ts';

/** In bins of at most so many rows each row is drawn; in larger ones their number of hits. */
const DRAWN_SINGLY = 60;

export interface CalibrationNull {
  /** What the expected calibration error is, on average, when the stated probabilities are true. */
  readonly mean: number;
  readonly median: number;
  /** In 95 and 99 of 100 samples of true probabilities it stays below. */
  readonly below95: number;
  readonly below99: number;
  readonly sd: number;
  /** Share of draws that reach the observed error, (r + 1)/(draws + 1); null when none was given. */
  readonly p: number | null;
  readonly draws: number;
  readonly n: number;
  readonly binning: string;
  readonly method: string;
}

/**
 * What the expected calibration error would be at this n if every stated probability were true: outcomes are drawn from the
 * probabilities and the error is taken in the same bins (Vaicenavicius et al. 2019, consistency resampling). It is never 0, and large
 * for few rows; an error within it says nothing against the model. Null without rows.
 *
 * A sum of many unequal Bernoulli draws is drawn as a binomial with the same mean and nearly the same variance (Ehm 1991), so
 * that the work does not grow with the rows.
 */
export function calibrationNull(
  confidence: Float64Array,
  observed: number | null,
  binning: Binning = defaultBinning,
  { draws = 2000, seed = 1 }: { readonly draws?: number; readonly seed?: number } = {},
): CalibrationNull | null {
  const n = confidence.length;
  if (n === 0) return null;
  const random = createRandom(seed);
  const drawers = binsOf(confidence, binning).map((members) => hitsDrawer(members));
  const errors = Float64Array.from({ length: draws }, () => {
    let error = 0;
    for (const draw of drawers) error += Math.abs(draw(random) / n);
    return error;
  }).sort();
  let reached = 0;
  if (observed !== null) for (const error of errors) if (error >= observed - 1e-12) reached++;
  const centre = mean(errors);
  let squares = 0;
  for (const error of errors) squares += (error - centre) ** 2;
  return {
    mean: centre,
    median: quantileOfSorted(errors, 0.5),
    below95: quantileOfSorted(errors, 0.95),
    below99: quantileOfSorted(errors, 0.99),
    sd: Math.sqrt(squares / (draws - 1)),
    p: observed === null ? null : (reached + 1) / (draws + 1),
    draws,
    n,
    binning: binningName(binning),
    method: `outcomes drawn from the stated probabilities, ${draws} draws`,
  };
}

function binsOf(confidence: Float64Array, binning: Binning): readonly Float64Array[] {
  const { bin, count } = assignBins(confidence, binning);
  const sizes = new Float64Array(count);
  for (const k of bin) sizes[k] = sizes[k]! + 1;
  const members = Array.from(sizes, (size) => new Float64Array(size));
  const filled = new Float64Array(count);
  for (let i = 0; i < confidence.length; i++) {
    const k = bin[i]!;
    members[k]![filled[k]!] = confidence[i]!;
    filled[k] = filled[k]! + 1;
  }
  return members.filter((values) => values.length > 0);
}

/** Draws hits − Σ p of one bin. */
function hitsDrawer(probabilities: Float64Array): (random: ReturnType<typeof createRandom>) => number {
  const rows = probabilities.length;
  let expected = 0;
  for (const p of probabilities) expected += p;
  if (rows <= DRAWN_SINGLY) {
    return (random) => {
      let hits = 0;
      for (const p of probabilities) if (random.next() < p) hits++;
      return hits - expected;
    };
  }
  // The rarer outcome is counted: its sum of squares is small against its mean, and the match is closest.
  const misses = expected > rows / 2;
  const rarer = misses ? rows - expected : expected;
  let squares = 0;
  for (const p of probabilities) squares += (misses ? 1 - p : p) ** 2;
  if (!(rarer > 0)) return () => 0;
  const trials = Math.max(1, Math.ceil(rarer), Math.round((rarer * rarer) / squares));
  return (random) => {
    const difference = random.binomial(trials, rarer / trials) - rarer;
    return misses ? -difference : difference;
  };
}
