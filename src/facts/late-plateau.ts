import { lag1, slope } from '../stats/index.ts';
import type { Curve, RunFacts } from './define.ts';
import { epochLayout } from './epoch-layout.ts';
import { epochSteps } from './epoch-steps.ts';
import { rateEvents } from './rate-events.ts';
import { rateOver } from './rate-over.ts';
import { thin } from './thin.ts';

/** The training loss stood still in the middle of the run and then fell again. Steps are those of the log. */
export interface LatePlateau {
  readonly from: number;
  readonly to: number;
  readonly level: number;
  /** Mean of the last tenth. */
  readonly end: number;
  /** Loss at the start, mean of the first part. */
  readonly start: number;
  /** Standard errors by which the fall after the plateau was steeper than the plateau: a curve that only slows down has none. */
  readonly z: number;
  /** BIC of the better of an exponential and a power law minus that of the broken line. */
  readonly bicGain: number;
  /** Slope on the plateau ÷ mean slope of the run. */
  readonly flatness: number;
  readonly rows: number;
  /** What coincides with the second fall. */
  readonly beside: 'restart' | 'rate-cut' | 'annealing' | 'resume' | 'epoch' | null;
}

export interface PlateauThresholds {
  readonly z: number;
  readonly bicGain: number;
}

/** Chosen and measured in docs/thresholds/curve-shapes.md. */
const plateauThresholds: PlateauThresholds = { z: 5, bicGain: 10 };

const LEAST_ROWS = 30;
/** Parts that the curve is averaged to. */
const PARTS = 60;
const LEAST_LENGTH = 0.2;
/** Of the mean slope of the run. */
const FLAT = 0.1;
/** Shares of the whole fall that must lie before and after the plateau. */
const BEFORE = 0.15;
const AFTER = 0.15;

interface Sums {
  readonly n: number;
  readonly slope: number;
  readonly error: number;
}

/** Least-squares lines over any stretch of equally spaced values in constant time. */
function lines(value: Float64Array): (from: number, to: number) => Sums {
  const n = value.length;
  const s = { y: new Float64Array(n + 1), xy: new Float64Array(n + 1), yy: new Float64Array(n + 1) };
  for (let i = 0; i < n; i++) {
    s.y[i + 1] = s.y[i]! + value[i]!;
    s.xy[i + 1] = s.xy[i]! + i * value[i]!;
    s.yy[i + 1] = s.yy[i]! + value[i]! * value[i]!;
  }
  return (from, to) => {
    const k = to - from;
    const meanX = (from + to - 1) / 2;
    const sxx = (k * (k * k - 1)) / 12;
    const y = s.y[to]! - s.y[from]!;
    const sxy = s.xy[to]! - s.xy[from]! - meanX * y;
    const syy = Math.max(0, s.yy[to]! - s.yy[from]! - (y * y) / k);
    const b = sxy / sxx;
    const sse = Math.max(0, syy - b * sxy);
    return { n: k, slope: b, error: Math.sqrt(sse / (k - 2) / sxx) };
  };
}

const meanOf = (value: Float64Array, from: number, to: number): number => {
  let sum = 0;
  for (let i = from; i < to; i++) sum += value[i]!;
  return sum / (to - from);
};

/** Residual sum of squares of y on the columns (a constant among them), by Gram–Schmidt. */
function residual(columns: readonly Float64Array[], y: Float64Array): number {
  const rest = Float64Array.from(y);
  const basis: Float64Array[] = [];
  for (const column of columns) {
    const one = Float64Array.from(column);
    for (let pass = 0; pass < 2; pass++)
      for (const other of basis) {
        let share = 0;
        for (let i = 0; i < one.length; i++) share += one[i]! * other[i]!;
        for (let i = 0; i < one.length; i++) one[i] = one[i]! - share * other[i]!;
      }
    const norm = Math.sqrt(one.reduce((sum, v) => sum + v * v, 0));
    if (!(norm > 1e-9)) continue;
    for (let i = 0; i < one.length; i++) one[i] = one[i]! / norm;
    basis.push(one);
    let share = 0;
    for (let i = 0; i < one.length; i++) share += one[i]! * rest[i]!;
    for (let i = 0; i < one.length; i++) rest[i] = rest[i]! - share * one[i]!;
  }
  return rest.reduce((sum, v) => sum + v * v, 0);
}

/** Least residual of `a + b·form(x, rate)` over a grid of rates. */
function smooth(
  value: Float64Array,
  form: (x: number, rate: number) => number,
  rates: readonly number[],
): number {
  const n = value.length;
  const ones = new Float64Array(n).fill(1);
  return Math.min(
    ...rates.map((rate) =>
      residual([ones, Float64Array.from({ length: n }, (_, i) => form(i / n, rate))], value),
    ),
  );
}

const EXPONENTS = Array.from({ length: 24 }, (_, i) => 0.1 * 300 ** (i / 23));
const POWERS = Array.from({ length: 24 }, (_, i) => 0.05 * 60 ** (i / 23));

function bicGain(value: Float64Array, from: number, to: number, fallEnds: number): number {
  const n = value.length;
  const ones = new Float64Array(n).fill(1);
  const hinge = (at: number): Float64Array => Float64Array.from({ length: n }, (_, i) => Math.max(0, i - at));
  const broken = residual([ones, hinge(-1), hinge(from), hinge(to - 1), hinge(fallEnds)], value);
  const curved = Math.min(
    smooth(value, (x, rate) => Math.exp(-rate * x), EXPONENTS),
    smooth(value, (x, power) => (x + 0.5 / n) ** -power, POWERS),
  );
  if (!(broken > 0)) return Number.POSITIVE_INFINITY;
  // Parameters: five coefficients and three knots, against two coefficients and a rate.
  return n * Math.log(curved / broken) - (8 - 3) * Math.log(n);
}

interface Candidate {
  readonly from: number;
  readonly to: number;
  readonly z: number;
}

function widest(value: Float64Array): Candidate | null {
  const n = value.length;
  const line = lines(value);
  const head = Math.max(1, Math.round(0.04 * n));
  const start = meanOf(value, 0, head);
  const end = meanOf(value, n - Math.max(2, Math.round(0.08 * n)), n);
  const total = start - end;
  if (!(total > 0)) return null;
  const mean = total / n;
  const shortest = Math.ceil(LEAST_LENGTH * n);
  let best: Candidate | null = null;
  for (let from = 1; from + shortest < n - 3; from++) {
    if (start - meanOf(value, from, from + 3) < BEFORE * total) continue;
    for (let to = n - 4; to - from >= shortest; to--) {
      const flat = line(from, to);
      if (Math.abs(flat.slope) >= FLAT * mean) continue;
      const level = meanOf(value, from, to);
      if (level - end < AFTER * total) continue;
      const after = line(to - 1, n);
      const steep = steepest(line, to, n);
      const fall = steep === null || after.slope < steep.slope ? after : steep;
      const z = (flat.slope - fall.slope) / Math.hypot(flat.error, fall.error);
      if (fall.slope < -mean && (best === null || to - from > best.to - best.from)) best = { from, to, z };
      break;
    }
  }
  return best;
}

/** The steepest of the stretches of a tenth of the run that start within a tenth after the plateau. */
function steepest(line: (from: number, to: number) => Sums, to: number, n: number): Sums | null {
  const length = Math.max(5, Math.round(0.12 * n));
  let best: Sums | null = null;
  for (let from = to - 1; from <= to + Math.round(0.1 * n) && from + length <= n; from++) {
    const one = line(from, from + length);
    if (best === null || one.slope < best.slope) best = one;
  }
  return best;
}

/** A rate that kept its level on the plateau and then fell: the fall of the loss is the schedule's own. */
function annealed(facts: RunFacts, from: number, to: number, last: number): boolean {
  const on = rateOver(facts, from, to);
  const after = rateOver(facts, to, last);
  if (on === null || after === null) return false;
  return Math.abs(on.end - on.start) <= 0.1 * on.start && after.end < 0.7 * on.end;
}

function besides(facts: RunFacts, curve: Curve, from: number, to: number): LatePlateau['beside'] {
  const last = curve.step[curve.n - 1]!;
  const spacing = last / Math.min(curve.n, PARTS);
  const near = (steps: readonly number[], parts = 2.5): boolean =>
    steps.some((s) => Math.abs(s - to) <= parts * spacing);
  const events = rateEvents(facts);
  if (near(facts.run.seams.map((seam) => seam.step))) return 'resume';
  if (near(events.restarts) || events.restarts.some((s) => s > from && s < to)) return 'restart';
  if (near(events.cuts)) return 'rate-cut';
  if (annealed(facts, from, to, last)) return 'annealing';
  const stairs = epochSteps(facts);
  if (stairs.kind === 'measured') return stairs.steps.p < 0.01 ? 'epoch' : null;
  const layout = epochLayout(facts.run, curve);
  const borders = layout === null ? [] : layout.epochs.slice(1).map((e) => (e.epoch - 1) * layout.steps);
  return near(borders, 1.5) ? 'epoch' : null;
}

/**
 * Catalogue A5. The curve is averaged to 60 parts. A plateau is the widest stretch of at least a fifth of the run whose slope is
 * below a tenth of the mean slope, with at least 15 % of the whole fall before and after it, where the fall after it is steeper
 * than the plateau by more than its noise: a loss that only slows down never does that. A broken line with three knots must
 * also describe the curve better than an exponential and a power law. Null when there is none, or fewer than 30 rows.
 */
export function latePlateau(
  facts: RunFacts,
  thresholds: PlateauThresholds = plateauThresholds,
): LatePlateau | null {
  const curve = facts.trainLoss();
  if (curve === null || curve.n < LEAST_ROWS) return null;
  const { step, value } = thin(curve.step, curve.value, PARTS);
  const n = value.length;
  const found = widest(value);
  if (found === null) return null;
  const flat = slope(step.subarray(found.from, found.to), value.subarray(found.from, found.to));
  const rho = Math.max(0, lag1(value.subarray(found.from, found.to)) + 4 / (found.to - found.from));
  const z = found.z * Math.sqrt((1 - Math.min(0.9, rho)) / (1 + Math.min(0.9, rho)));
  if (!(z > thresholds.z) || flat === null) return null;
  const gain = bicGain(value, found.from, found.to, Math.min(n - 3, found.to + Math.round(0.15 * n)));
  if (!(gain > thresholds.bicGain)) return null;
  const end = meanOf(value, n - Math.max(2, Math.round(0.08 * n)), n);
  const start = meanOf(value, 0, Math.max(1, Math.round(0.04 * n)));
  return {
    from: step[found.from]!,
    to: step[found.to - 1]!,
    level: meanOf(value, found.from, found.to),
    start,
    end,
    z,
    bicGain: gain,
    flatness: Math.abs((flat.slope * (step[n - 1]! - step[0]!)) / (start - end)),
    rows: curve.n,
    beside: besides(facts, curve, step[found.from]!, step[found.to - 1]!),
  };
}
