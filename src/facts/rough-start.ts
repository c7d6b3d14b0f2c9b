import { mean, median, noiseSigma } from '../stats/index.ts';
import { least } from './curves.ts';
import type { Curve, RunFacts } from './define.ts';

/** Signs that the first steps threw the model about. */
export interface RoughStart {
  /** Last step that was looked at. */
  readonly until: number;
  readonly rows: number;
  /** Training loss rose above where it began, by more than noise explains. */
  readonly rise: {
    readonly first: number;
    readonly highest: number;
    readonly step: number;
    readonly z: number;
  } | null;
  /** A gradient norm far above those around it. */
  readonly norm: {
    readonly value: number;
    readonly usual: number;
    readonly step: number;
    readonly z: number;
  } | null;
  /** Sudden jumps of the loss (see `spikes`). */
  readonly spikes: readonly number[];
}

/** Rows of training loss within the first tenth of the run that it takes (catalogue A18). */
export const ENOUGH_ROWS = 10;

export interface RoughStartThresholds {
  /** Rise of the mean log of three rows over that of the first two, in standard errors. */
  readonly rise: number;
  /** And as a share of the latter. */
  readonly share: number;
  /** Robust z of a log gradient norm, and how many times the median it must be. */
  readonly norm: number;
  readonly times: number;
}
/** Rates: docs/thresholds/no-warmup.md. */
export const roughStartThresholds: RoughStartThresholds = { rise: 4, share: 0.25, norm: 6, times: 5 };

const WINDOW = 3;
/** Median absolute deviation × this is the sd of a normal distribution. */
const MAD = 1.4826;

/** Rows up to a step, as views. */
function until(curve: Curve, last: number): { readonly step: Float64Array; readonly value: Float64Array } {
  let n = 0;
  while (n < curve.n && curve.step[n]! <= last) n++;
  return { step: curve.step.subarray(0, n), value: curve.value.subarray(0, n) };
}

/** The first steps: 5 % of the run, at least 50. */
export const startOf = (lastStep: number): number => Math.max(50, 0.05 * lastStep);

/** Rows of training loss within the first tenth of the run. */
export function earlyRows(facts: RunFacts): number {
  const curve = facts.trainLoss();
  const last = facts.run.lastStep;
  return curve === null || last === null ? 0 : until(curve, Math.max(startOf(last), 0.1 * last)).value.length;
}

/** On logs, because the noise of a loss grows with the loss. */
function riseOf(curve: Curve, last: number, limits: RoughStartThresholds): RoughStart['rise'] {
  const all = until(curve, 2 * last);
  const early = until(curve, last);
  if (early.value.length < 2 + WINDOW || all.value.length < ENOUGH_ROWS || least(all.value) <= 0) return null;
  const sigma = noiseSigma(all.value.map(Math.log));
  if (sigma === null) return null;
  const logs = early.value.map(Math.log);
  const first = mean(logs.subarray(0, 2));
  let highest = Number.NEGATIVE_INFINITY;
  let row = 0;
  for (let from = 2; from + WINDOW <= logs.length; from++) {
    const level = mean(logs.subarray(from, from + WINDOW));
    if (level > highest) {
      highest = level;
      row = from + 1;
    }
  }
  const z = (highest - first) / (Math.max(sigma, 1e-3) * Math.sqrt(1 / 2 + 1 / WINDOW));
  return z > limits.rise && highest - first > Math.log(1 + limits.share)
    ? { first: Math.exp(first), highest: Math.exp(highest), step: early.step[row]!, z }
    : null;
}

function normOf(curve: Curve, last: number, limits: RoughStartThresholds): RoughStart['norm'] {
  const all = until(curve, 4 * last);
  const early = until(curve, last);
  if (all.value.length < 2 * ENOUGH_ROWS || early.value.length < 2 || least(all.value) <= 0) return null;
  const logs = all.value.map(Math.log);
  const centre = median(logs);
  const spread = Math.max(0.1, MAD * median(logs.map((v) => Math.abs(v - centre))));
  let row = 0;
  for (let i = 1; i < early.value.length; i++) if (early.value[i]! > early.value[row]!) row = i;
  const z = (Math.log(early.value[row]!) - centre) / spread;
  const usual = Math.exp(centre);
  return z > limits.norm && early.value[row]! > limits.times * usual
    ? { value: early.value[row]!, usual, step: early.step[row]!, z }
    : null;
}

/** What the first steps show; null when the loss was logged too rarely there. */
export function roughStart(
  facts: RunFacts,
  limits: RoughStartThresholds = roughStartThresholds,
): RoughStart | null {
  const curve = facts.trainLoss();
  const length = facts.run.lastStep;
  if (curve === null || length === null || facts.run.axis !== 'step' || earlyRows(facts) < ENOUGH_ROWS)
    return null;
  const last = startOf(length);
  const norms = facts.gradientNorm();
  return {
    until: last,
    rows: until(curve, last).value.length,
    rise: riseOf(curve, last, limits),
    norm: norms === null ? null : normOf(norms, last, limits),
    spikes: facts.spikes().filter((step) => step <= last),
  };
}
