import { lag1, mean } from '../stats/index.ts';
import type { RunFacts } from './define.ts';
import { epochLayout } from './epoch-layout.ts';
import { logOf } from './log-loss.ts';

/** How alike the course of the training loss was from one epoch to another. */
export interface EpochProfile {
  readonly epochs: number;
  /** Places inside an epoch that were compared. */
  readonly places: number;
  /** Rows of the shortest epoch. */
  readonly rowsPerEpoch: number;
  /** Mean rank correlation over all pairs of epochs, after each epoch's own smooth course was taken away. */
  readonly correlation: number;
  /** Places left after the correction for autocorrelation. */
  readonly effective: number;
  /** Standard errors above 0. */
  readonly z: number;
  /** Lag-1 autocorrelation of the mean profile: near 0 for one fixed order of shuffled examples, high for blocks. */
  readonly blocks: number;
  /** Shortest distance, as a share of the epoch, at which the mean profile repeats itself at least three times; null when it does not. */
  readonly period: number | null;
  /** Highest and lowest loss of the mean profile in the later epochs. */
  readonly high: number;
  readonly low: number;
}

export type EpochProfileAnswer =
  | { readonly kind: 'measured'; readonly profile: EpochProfile }
  | { readonly kind: 'no-epochs' }
  | { readonly kind: 'too-few'; readonly epochs: number; readonly rowsPerEpoch: number };

const LEAST_ROWS = 10;
const MOST_PLACES = 60;
const PLACES_A_ROW = 2;
/** Fewer rows bear a bend only; three degrees would take the course of the data along. */
const FEW_ROWS = 20;
const MOST_EPOCHS = 20;
/** Autocorrelation of the mean profile at a whole number of its periods. */
const REPEATS = 0.5;

/**
 * Means over equal parts of the steps `start` to `end`. A row stands for the steps since the row before, and counts in each part
 * by how much of it it covers; so rows need not lie alike in two epochs.
 */
function placed(
  step: Float64Array,
  value: Float64Array,
  start: number,
  end: number,
  places: number,
): Float64Array {
  const sum = new Float64Array(places);
  const weight = new Float64Array(places);
  const width = (end - start) / places;
  let row = 0;
  while (row < step.length && step[row]! <= start) row++;
  for (; row < step.length; row++) {
    const opens = Math.max(start, row === 0 ? 0 : step[row - 1]!);
    if (opens >= end) break;
    const closes = Math.min(end, step[row]!);
    const first = Math.min(places - 1, Math.floor((opens - start) / width));
    for (let place = first; place < places; place++) {
      const from = Math.max(opens, start + place * width);
      const share = Math.min(closes, start + (place + 1) * width) - from;
      if (!(share > 0)) break;
      sum[place] = sum[place]! + share * value[row]!;
      weight[place] = weight[place]! + share;
    }
  }
  // The log may end some steps before the last epoch does.
  let last = 0;
  return sum.map((total, place) => {
    if (weight[place]! > 0) last = total / weight[place]!;
    return last;
  });
}

/** Takes away the smooth course: least squares on polynomials up to the given degree. */
function withoutCourse(values: Float64Array, highest: number): Float64Array {
  const n = values.length;
  const at = (i: number): number => (n === 1 ? 0 : (2 * i) / (n - 1) - 1);
  const out = Float64Array.from(values);
  const basis: Float64Array[] = [];
  for (let degree = 0; degree <= highest; degree++) {
    const one = Float64Array.from({ length: n }, (_, i) => at(i) ** degree);
    // Gram–Schmidt on the places themselves, twice for the rounding.
    for (let pass = 0; pass < 2; pass++)
      for (const other of basis) {
        const share = one.reduce((s, v, i) => s + v * other[i]!, 0);
        for (let i = 0; i < n; i++) one[i] = one[i]! - share * other[i]!;
      }
    const norm = Math.sqrt(one.reduce((s, v) => s + v * v, 0));
    if (!(norm > 1e-9)) continue;
    const unit = one.map((v) => v / norm);
    basis.push(unit);
    const share = out.reduce((s, v, i) => s + v * unit[i]!, 0);
    for (let i = 0; i < n; i++) out[i] = out[i]! - share * unit[i]!;
  }
  return out;
}

function ranks(values: Float64Array): Float64Array {
  const order = Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!);
  const out = new Float64Array(values.length);
  order.forEach((i, rank) => {
    out[i] = rank;
  });
  const centre = (values.length - 1) / 2;
  const norm = Math.sqrt(out.reduce((s, v) => s + (v - centre) ** 2, 0));
  return out.map((v) => (v - centre) / norm);
}

/** Autocorrelation at `lag`, about the mean. */
function autocorrelation(values: Float64Array, lag: number): number {
  const centre = mean(values);
  let products = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    squares += (values[i]! - centre) ** 2;
    if (i >= lag) products += (values[i]! - centre) * (values[i - lag]! - centre);
  }
  // Fewer products than squares: a perfect period would otherwise fall short of 1.
  return squares > 0 ? ((products / squares) * values.length) / (values.length - lag) : 0;
}

/** A lag at which the profile agrees with itself, as it does at twice and in between does not. */
function periodOf(profile: Float64Array): number | null {
  for (let lag = 3; lag <= Math.floor(profile.length / 3); lag++) {
    const here = autocorrelation(profile, lag);
    if (
      here > REPEATS &&
      here >= autocorrelation(profile, lag - 1) &&
      here >= autocorrelation(profile, lag + 1) &&
      autocorrelation(profile, Math.round(lag / 2)) < 0
    )
      return lag / profile.length;
  }
  return null;
}

/**
 * Catalogue A42, from the curve alone. Each epoch's log loss is laid on up to 60 places, its smooth course (third degree, second below 20 rows: learning,
 * sawtooth, staircase) is taken away, and the ranks of the rest are compared between all pairs of epochs. Under shuffling the
 * correlations of E epochs are uncorrelated with variance 1/(n − 1), so that z = r̄ √((n − 1) E (E − 1)/2), with n shrunk
 * by the autocorrelation of the profiles (Bartlett 1935).
 */
export function epochProfile(facts: RunFacts): EpochProfileAnswer {
  const curve = facts.trainLoss();
  const layout = epochLayout(facts.run, curve);
  if (curve === null || layout === null) return { kind: 'no-epochs' };
  const rowsPerEpoch = Math.min(...layout.epochs.map((e) => e.to - e.from));
  const full = layout.epochs.filter((e) => e.to - e.from >= LEAST_ROWS).slice(-MOST_EPOCHS);
  if (full.length < 2)
    return {
      kind: 'too-few',
      epochs: layout.epochs.length,
      rowsPerEpoch: Math.max(...layout.epochs.map((e) => e.to - e.from)),
    };
  const shortest = Math.min(...full.map((e) => e.to - e.from));
  const places = Math.min(MOST_PLACES, PLACES_A_ROW * shortest);
  const logs = logOf(curve.value);
  const laid = full.map(({ epoch }) =>
    placed(curve.step, logs, (epoch - 1) * layout.steps, epoch * layout.steps, places),
  );
  const degree = shortest < FEW_ROWS ? 2 : 3;
  const rests = laid.map((one) => withoutCourse(one, degree));
  const ranked = rests.map(ranks);
  const e = full.length;
  let sum = 0;
  for (let i = 0; i < e; i++)
    for (let j = 0; j < i; j++) sum += ranked[i]!.reduce((s, v, k) => s + v * ranked[j]![k]!, 0);
  const pairs = (e * (e - 1)) / 2;
  const correlation = sum / pairs;
  const profile = Float64Array.from({ length: places }, (_, k) => mean(rests.map((r) => r[k]!)));
  const rho = mean(rests.map((r) => Math.max(0, Math.min(0.95, lag1(r) + (degree + 2) / places))));
  const effective = Math.max(3, (places * (1 - rho * rho)) / (1 + rho * rho) - degree - 1);
  const later = laid.slice(Math.floor(e / 2));
  const levels = Float64Array.from({ length: places }, (_, k) => Math.exp(mean(later.map((r) => r[k]!))));
  return {
    kind: 'measured',
    profile: {
      epochs: e,
      places,
      rowsPerEpoch,
      correlation,
      effective,
      z: correlation * Math.sqrt((effective - 1) * pairs),
      blocks: lag1(profile),
      period: periodOf(profile),
      high: levels.reduce((a, b) => Math.max(a, b)),
      low: levels.reduce((a, b) => Math.min(a, b)),
    },
  };
}
