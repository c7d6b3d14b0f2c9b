/**
 * Joined answers of two models, counted by reference × first prediction × second prediction: only cells that occur, and with each
 * cell its mirror image (the predictions swapped), so that tests may move examples there.
 */
export interface PairedCells {
  readonly labels: number;
  readonly n: number;
  readonly reference: Int32Array;
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly count: Float64Array;
  /** Cell with the two predictions swapped; the cell itself when they agree. */
  readonly mirror: Int32Array;
}

/** Counts the joined rows. Codes must be within `labels`; rows with a negative code are left out. */
export function pairedCells(
  labels: number,
  reference: ArrayLike<number>,
  first: ArrayLike<number>,
  second: ArrayLike<number>,
): PairedCells {
  const place = new Map<number, number>();
  const keys: number[] = [];
  const counts: number[] = [];
  const cellOf = (r: number, a: number, b: number): number => {
    const key = (r * labels + a) * labels + b;
    const known = place.get(key);
    if (known !== undefined) return known;
    place.set(key, keys.length);
    keys.push(key);
    counts.push(0);
    return keys.length - 1;
  };
  let n = 0;
  for (let row = 0; row < reference.length; row++) {
    const [r, a, b] = [reference[row]!, first[row]!, second[row]!];
    if (r < 0 || a < 0 || b < 0) continue;
    const cell = cellOf(r, a, b);
    counts[cell] = counts[cell]! + 1;
    n++;
  }
  const parts = (key: number): [number, number, number] => [
    Math.floor(key / (labels * labels)),
    Math.floor(key / labels) % labels,
    key % labels,
  ];
  for (const key of [...keys]) {
    const [r, a, b] = parts(key);
    if (a !== b) cellOf(r, b, a);
  }
  const split = keys.map(parts);
  return {
    labels,
    n,
    reference: Int32Array.from(split, (p) => p[0]),
    first: Int32Array.from(split, (p) => p[1]),
    second: Int32Array.from(split, (p) => p[2]),
    count: Float64Array.from(counts),
    mirror: Int32Array.from(split, ([r, a, b]) => cellOf(r, b, a)),
  };
}
