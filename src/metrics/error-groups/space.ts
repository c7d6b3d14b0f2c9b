import { type Postings, postingsOf, type TermMatrix, tfIdf } from '../words/index.ts';

/** Texts as vectors of length one. */
export interface Space {
  /** Cosine of each row with the mean direction of `members`; 0 for a row that has no direction. */
  readonly cosines: (members: ArrayLike<number>) => Float64Array;
  /** Multiplications that one question takes, about. */
  readonly cost: number;
}

/** Weighted words: TF-IDF of a matrix whose frequent terms were left out. */
export function wordSpace(matrix: TermMatrix): Space {
  const weights = tfIdf(matrix);
  const postings: Postings = postingsOf(matrix);
  const centre = new Float64Array(matrix.terms.length);
  let work = 0;
  for (const documents of matrix.documentFrequency) work += documents ** 2;
  return {
    cost: matrix.rows + work / Math.max(1, matrix.rows),
    cosines(members) {
      const touched: number[] = [];
      for (let m = 0; m < members.length; m++) {
        const row = members[m]!;
        for (let i = matrix.rowStart[row]!; i < matrix.rowStart[row + 1]!; i++) {
          const term = matrix.columns[i]!;
          if (centre[term] === 0) touched.push(term);
          centre[term]! += weights[i]!;
        }
      }
      const length = Math.sqrt(touched.reduce((sum, term) => sum + centre[term]! ** 2, 0));
      const cosines = new Float64Array(matrix.rows);
      for (const term of touched) {
        const weight = centre[term]! / length;
        centre[term] = 0;
        for (let i = postings.start[term]!; i < postings.start[term + 1]!; i++)
          cosines[postings.rows[i]!]! += weight * weights[postings.entries[i]!]!;
      }
      return cosines;
    },
  };
}

/** The model's own vectors, rows × width; a row of NaN or of zeros has no direction. `rows` picks those that count. */
export function embeddingSpace(values: Float32Array, width: number, rows: ArrayLike<number>): Space {
  const size = rows.length;
  const unit = new Float32Array(size * width);
  for (let i = 0; i < size; i++) {
    const from = rows[i]! * width;
    let squares = 0;
    for (let j = 0; j < width; j++) squares += values[from + j]! ** 2;
    if (!(squares > 0) || !Number.isFinite(squares)) continue;
    const scale = 1 / Math.sqrt(squares);
    for (let j = 0; j < width; j++) unit[i * width + j] = values[from + j]! * scale;
  }
  return {
    cost: size * width,
    cosines(members) {
      const centre = new Float64Array(width);
      for (let m = 0; m < members.length; m++)
        for (let j = 0; j < width; j++) centre[j]! += unit[members[m]! * width + j]!;
      const length = Math.sqrt(centre.reduce((sum, value) => sum + value * value, 0));
      const cosines = new Float64Array(size);
      if (length === 0) return cosines;
      for (let i = 0; i < size; i++) {
        let sum = 0;
        for (let j = 0; j < width; j++) sum += centre[j]! * unit[i * width + j]!;
        cosines[i] = sum / length;
      }
      return cosines;
    },
  };
}
