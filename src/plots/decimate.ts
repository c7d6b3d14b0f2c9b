/**
 * Which points of a long curve to draw so that the picture stays the same: in every pixel column the first, the lowest,
 * the highest and the last finite value, and every place where the curve breaks. Extremes survive by construction.
 *
 * @param x positions, sorted ascending
 * @param y values; NaN and infinities are breaks
 * @param from left end of the picture in units of x
 * @param to right end
 * @param columns width of the picture in pixels
 * @returns indices into x and y, ascending; all of them when nothing would be gained
 */
export function decimate(
  x: Float64Array,
  y: Float64Array,
  from: number,
  to: number,
  columns: number,
): Uint32Array {
  const rows = Math.min(x.length, y.length);
  if (rows <= 2 * columns) return Uint32Array.from({ length: rows }, (_, index) => index);
  const width = to > from ? (to - from) / columns : 1;
  const kept: number[] = [];
  let column = Number.NaN;
  let first = -1;
  let lowest = -1;
  let highest = -1;
  let last = -1;
  const flush = () => {
    if (first < 0) return;
    const [left, right] = lowest < highest ? [lowest, highest] : [highest, lowest];
    for (const index of [first, left, right, last])
      if (kept.length === 0 || kept[kept.length - 1]! < index) kept.push(index);
    first = -1;
  };
  for (let index = 0; index < rows; index += 1) {
    const value = y[index]!;
    if (!Number.isFinite(value)) {
      flush();
      // One mark a gap: the break itself is what must be seen.
      if (index === 0 || Number.isFinite(y[index - 1]!)) kept.push(index);
      column = Number.NaN;
      continue;
    }
    const here = Math.floor((x[index]! - from) / width);
    if (here !== column || first < 0) {
      flush();
      column = here;
      first = lowest = highest = last = index;
      continue;
    }
    if (value < y[lowest]!) lowest = index;
    if (value > y[highest]!) highest = index;
    last = index;
  }
  flush();
  return Uint32Array.from(kept);
}

/** Lowest, highest and middle finite value of each pixel column that has one: the band of a very long curve. */
export interface Envelope {
  readonly x: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly middle: Float64Array;
}

/** Envelope of a curve over `columns` pixel columns; `middle` is the median of the column's values. */
export function envelope(
  x: Float64Array,
  y: Float64Array,
  from: number,
  to: number,
  columns: number,
): Envelope {
  const width = to > from ? (to - from) / columns : 1;
  const out = { x: [] as number[], low: [] as number[], high: [] as number[], middle: [] as number[] };
  let bucket = new Float64Array(256);
  let filled = 0;
  let column = Number.NaN;
  const flush = () => {
    if (filled === 0) return;
    const sorted = bucket.subarray(0, filled).sort();
    out.x.push(Math.min(to, from + (column + 0.5) * width));
    out.low.push(sorted[0]!);
    out.high.push(sorted[filled - 1]!);
    out.middle.push((sorted[(filled - 1) >> 1]! + sorted[filled >> 1]!) / 2);
    filled = 0;
  };
  for (let index = 0; index < x.length; index += 1) {
    const value = y[index]!;
    if (!Number.isFinite(value)) continue;
    const here = Math.floor((x[index]! - from) / width);
    if (here !== column) {
      flush();
      column = here;
    }
    if (filled === bucket.length) {
      const larger = new Float64Array(2 * filled);
      larger.set(bucket);
      bucket = larger;
    }
    bucket[filled] = value;
    filled += 1;
  }
  flush();
  return {
    x: Float64Array.from(out.x),
    low: Float64Array.from(out.low),
    high: Float64Array.from(out.high),
    middle: Float64Array.from(out.middle),
  };
}

/**
 * Running median for the eye (window of `window` records, shorter at the ends, NaN skipped). It smooths a drawn line
 * only; no verdict rests on it.
 */
export function smooth(values: Float64Array, window: number): Float64Array {
  const half = window >> 1;
  return values.map((value, index) => {
    if (!Number.isFinite(value)) return Number.NaN;
    const near: number[] = [];
    for (let at = Math.max(0, index - half); at <= Math.min(values.length - 1, index + half); at += 1)
      if (Number.isFinite(values[at]!)) near.push(values[at]!);
    near.sort((a, b) => a - b);
    return (near[(near.length - 1) >> 1]! + near[near.length >> 1]!) / 2;
  });
}
