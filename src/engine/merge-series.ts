import type { Series } from '../model/series.ts';

/** How far two logs of perhaps the same training tell the same. */
export interface Agreement {
  /** Values at common steps. */
  readonly compared: number;
  readonly agreeing: number;
  /** How many of the first common values agree before one does not. */
  readonly agreeingFirst: number;
}

/** TensorBoard keeps 32-bit floats: seven digits. */
const tolerance = (a: number, b: number): boolean =>
  Object.is(a, b) || Math.abs(a - b) <= 1e-5 * Math.max(Math.abs(a), Math.abs(b)) + 1e-7;

/** Rates and epochs are the same in every run with the same plan, so they prove nothing. */
const provesNothing = /^(?:learning_rate|epoch|total_flos)$/;

const sameQuantity = (a: Series, b: Series): boolean =>
  a.quantity === b.quantity && a.split === b.split && a.evaluationSet === b.evaluationSet;

/** Compares two sets of series at the steps they have in common. */
export function compareSeries(ours: readonly Series[], theirs: readonly Series[]): Agreement {
  let compared = 0;
  let agreeing = 0;
  let agreeingFirst = Number.POSITIVE_INFINITY;
  for (const a of ours) {
    if (provesNothing.test(a.quantity)) continue;
    const b = theirs.find((other) => sameQuantity(a, other));
    if (!b) continue;
    let first = 0;
    let broken = false;
    walkCommon(a, b, (i, j) => {
      compared++;
      if (tolerance(a.value[i]!, b.value[j]!)) {
        agreeing++;
        if (!broken) first++;
      } else broken = true;
    });
    if (broken) agreeingFirst = Math.min(agreeingFirst, first);
  }
  return { compared, agreeing, agreeingFirst: Math.min(agreeingFirst, agreeing) };
}

/**
 * Whether two logs are of the same training: all common values agree (a few may not, where training was resumed), or
 * they agree from the beginning up to where one of them was resumed.
 */
export const isSameTraining = ({ compared, agreeing, agreeingFirst }: Agreement): boolean =>
  agreeing > 0 && (agreeing >= 0.9 * compared || agreeingFirst >= 5);

/**
 * Adds to a run's series what another log of the same training knows: wall times at equal values, later points, and
 * quantities that the run has not. Later points and new quantities are only taken from a log without contradictions:
 * otherwise they may belong to a part that was thrown away on resuming.
 */
export function addSeries(
  ours: readonly Series[],
  theirs: readonly Series[],
  consistent: boolean,
): { readonly series: readonly Series[]; readonly laterPoints: number } {
  let laterPoints = 0;
  const merged = ours.map((a) => {
    const b = theirs.find((other) => sameQuantity(a, other));
    if (!b) return a;
    const timed = withTimes(a, b);
    if (!consistent) return timed;
    const extended = withLaterPoints(timed, b);
    laterPoints = Math.max(laterPoints, extended.step.length - a.step.length);
    return extended;
  });
  const missing = consistent ? theirs.filter((b) => !ours.some((a) => sameQuantity(a, b))) : [];
  return { series: [...merged, ...missing], laterPoints };
}

function withTimes(a: Series, b: Series): Series {
  const { time } = b;
  if (time === null) return a;
  const times = a.time ? Float64Array.from(a.time) : new Float64Array(a.step.length).fill(Number.NaN);
  let any = a.time !== null;
  walkCommon(a, b, (i, j) => {
    if (!tolerance(a.value[i]!, b.value[j]!)) return;
    times[i] = time[j]!;
    any = true;
  });
  return any ? { ...a, time: times } : a;
}

function withLaterPoints(a: Series, b: Series): Series {
  const last = a.step.at(-1) ?? Number.NEGATIVE_INFINITY;
  let from = b.step.length;
  while (from > 0 && b.step[from - 1]! > last) from--;
  if (from === b.step.length) return a;
  const join = (x: Float64Array | null, y: Float64Array | null): Float64Array | null => {
    if (x === null && y === null) return null;
    const joined = new Float64Array(a.step.length + b.step.length - from).fill(Number.NaN);
    if (x) joined.set(x);
    if (y) joined.set(y.subarray(from), a.step.length);
    return joined;
  };
  return {
    ...a,
    step: join(a.step, b.step)!,
    value: join(a.value, b.value)!,
    time: join(a.time, b.time),
    epoch: a.epoch ? join(a.epoch, b.epoch) : null,
  };
}

/** Calls `visit` for every pair of indices with the same step; both series are sorted by step. */
function walkCommon(a: Series, b: Series, visit: (i: number, j: number) => void): void {
  let j = 0;
  for (let i = 0; i < a.step.length; i++) {
    while (j < b.step.length && b.step[j]! < a.step[i]!) j++;
    if (j < b.step.length && b.step[j] === a.step[i]) visit(i, j);
  }
}
