import type { ScoredRows } from './rows.ts';

/** Rows that a small change of the scores would decide otherwise. */
export interface NearRows {
  /** How many rows are within the margin, and how many of them are wrong as decided now. */
  readonly near: number;
  readonly nearWrong: number;
  /** All rows and all wrong ones, to compare with. */
  readonly n: number;
  readonly wrong: number;
  /** Rows of the input, nearest first, at most `limit`; rows at equal distance in their order. */
  readonly rows: Int32Array;
  /** Distance of each of `rows`. */
  readonly distances: Float64Array;
  readonly margin: number;
}

export interface NearOptions {
  /** Distance below which a row counts as near, 0.1 unless given. */
  readonly margin?: number;
  readonly limit?: number;
  /** Rows of the input that the values belong to; their own index unless given. */
  readonly rows?: ArrayLike<number>;
}

function nearest(distance: Float64Array, wrong: Uint8Array, options: NearOptions): NearRows {
  const { margin = 0.1, limit = 100 } = options;
  const inside: number[] = [];
  let nearWrong = 0;
  let allWrong = 0;
  for (let i = 0; i < distance.length; i++) {
    allWrong += wrong[i]!;
    if (!(distance[i]! < margin)) continue;
    inside.push(i);
    nearWrong += wrong[i]!;
  }
  inside.sort((a, b) => distance[a]! - distance[b]! || a - b);
  const shown = inside.slice(0, limit);
  return {
    near: inside.length,
    nearWrong,
    n: distance.length,
    wrong: allWrong,
    rows: Int32Array.from(shown, (i) => options.rows?.[i] ?? i),
    distances: Float64Array.from(shown, (i) => distance[i]!),
    margin,
  };
}

/** Rows near the threshold of a yes/no decision; positive is what scores at least `threshold`. */
export function nearThreshold(
  positive: Uint8Array,
  score: Float64Array,
  threshold = 0.5,
  options: NearOptions = {},
): NearRows {
  const distance = score.map((value) => Math.abs(value - threshold));
  const wrong = positive.map((value, i) => (score[i]! >= threshold === (value === 1) ? 0 : 1));
  return nearest(distance, wrong, options);
}

/** Rows whose two most probable labels are nearly as probable as each other. */
export function nearTie(scored: ScoredRows, options: NearOptions = {}): NearRows {
  const size = scored.labels.length;
  const distance = new Float64Array(scored.n).fill(Number.POSITIVE_INFINITY);
  const wrong = new Uint8Array(scored.n);
  for (let i = 0; i < scored.n && size > 1; i++) {
    let best = -1;
    let first = -1;
    let second = -1;
    for (let j = 0; j < size; j++) {
      const p = scored.probabilities[i * size + j]!;
      if (p > first) {
        second = first;
        first = p;
        best = j;
      } else if (p > second) second = p;
    }
    distance[i] = first - second;
    wrong[i] = best === scored.reference[i] ? 0 : 1;
  }
  return nearest(distance, wrong, { rows: scored.rows, ...options });
}
