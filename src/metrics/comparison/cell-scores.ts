import type { PairedCells } from './paired-cells.ts';

/** Scores that depend on the cells through margins and diagonal only. Names are those of `ClassificationMeasures.overall`. */
export type CellScore = 'accuracy' | 'balanced_accuracy' | 'mcc' | 'f1_macro' | 'f1_weighted';

/** What a score is made of, for one model. */
interface Margins {
  readonly n: number;
  readonly right: Float64Array;
  readonly support: Float64Array;
  readonly predicted: Float64Array;
}

const scores: Readonly<Record<CellScore, (m: Margins) => number>> = {
  accuracy: ({ n, right }) => right.reduce((a, b) => a + b, 0) / n,
  balanced_accuracy({ right, support }) {
    let sum = 0;
    let labels = 0;
    for (let i = 0; i < support.length; i++) {
      if (!(support[i]! > 0)) continue;
      sum += right[i]! / support[i]!;
      labels++;
    }
    return sum / labels;
  },
  mcc({ n, right, support, predicted }) {
    let hits = 0;
    let agreement = 0;
    let referenceSquares = 0;
    let predictedSquares = 0;
    for (let i = 0; i < support.length; i++) {
      hits += right[i]!;
      agreement += support[i]! * predicted[i]!;
      referenceSquares += support[i]! ** 2;
      predictedSquares += predicted[i]! ** 2;
    }
    const spread = Math.sqrt((n * n - referenceSquares) * (n * n - predictedSquares));
    // A constant answer correlates with nothing; the limit 0 is taken so that single draws stay defined.
    return spread > 0 ? (hits * n - agreement) / spread : 0;
  },
  f1_macro({ right, support, predicted }) {
    let sum = 0;
    let labels = 0;
    for (let i = 0; i < support.length; i++) {
      const both = support[i]! + predicted[i]!;
      if (!(both > 0)) continue;
      sum += (2 * right[i]!) / both;
      labels++;
    }
    return sum / labels;
  },
  f1_weighted({ n, right, support, predicted }) {
    let sum = 0;
    for (let i = 0; i < support.length; i++) {
      const both = support[i]! + predicted[i]!;
      if (both > 0) sum += support[i]! * ((2 * right[i]!) / both);
    }
    return sum / n;
  },
};

/** A function that scores both models from counts over the cells; it reuses its arrays, so results are read at once. */
export function cellScorer(
  cells: PairedCells,
  score: CellScore,
): (counts: Float64Array) => readonly [number, number] {
  const zero = (): Float64Array => new Float64Array(cells.labels);
  const support = zero();
  const sides = [
    { code: cells.first, right: zero(), predicted: zero() },
    { code: cells.second, right: zero(), predicted: zero() },
  ] as const;
  return (counts) => {
    support.fill(0);
    let n = 0;
    for (let k = 0; k < counts.length; k++) {
      const r = cells.reference[k]!;
      support[r] = support[r]! + counts[k]!;
      n += counts[k]!;
    }
    const value = sides.map(({ code, right, predicted }) => {
      right.fill(0);
      predicted.fill(0);
      for (let k = 0; k < counts.length; k++) {
        const p = code[k]!;
        predicted[p] = predicted[p]! + counts[k]!;
        if (p === cells.reference[k]) right[p] = right[p]! + counts[k]!;
      }
      return scores[score]({ n, right, support, predicted });
    });
    return [value[0]!, value[1]!];
  };
}
