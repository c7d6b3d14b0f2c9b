import { createRandom } from '../../stats/index.ts';
import { inverseDocumentFrequency, termMatrix, termsAsIn, tfIdf } from '../words/index.ts';
import { fitBag, predictBag } from './logistic.ts';

export interface BagTraining {
  readonly texts: readonly (string | null)[];
  /** −1 where missing. */
  readonly labels: ArrayLike<number>;
}

export interface TrainedBag {
  /** Rows with text and label, and those of them that were used: all, or a random sample. */
  readonly rows: number;
  readonly usedRows: number;
  readonly terms: number;
  /** Terms in fewer texts than this were left out: 1 unless there were too many terms for so many labels. */
  readonly leastDocuments: number;
  readonly iterations: number;
  readonly converged: boolean;
  /** Rows of each label among those used. */
  readonly support: Uint32Array;
  /** Probabilities of rows × labels for other texts; 0 for a label that no training row carries, NaN for a row without text. */
  readonly predict: (texts: readonly (string | null)[]) => Float64Array;
}

const MOST_ROWS = 50_000;
/** Letters of the texts that are used: about 100 MB of words. */
const MOST_LETTERS = 30_000_000;
/** Weights that are kept a dozen times over while it learns: 150 MB. */
const MOST_WEIGHTS = 1_500_000;

/**
 * Logistic regression on TF-IDF of single words, the strongest of the simple models that need no setting (scikit-learn's defaults:
 * TfidfVectorizer, LogisticRegression with C = 1). Above 50,000 rows or 30 million letters a random sample, chosen by the seed, is used.
 * A reason instead when fewer than two labels have rows.
 */
export function trainBag(
  { texts, labels }: BagTraining,
  labelCount: number,
  seed = 1,
): TrainedBag | { readonly reason: string } {
  const all: number[] = [];
  for (const [row, text] of texts.entries()) if (text !== null && labels[row]! >= 0) all.push(row);
  const used = sampleOf(all, texts, seed);
  const support = new Uint32Array(labelCount);
  for (const row of used) support[labels[row]!]!++;
  const classes = [...support.keys()].filter((label) => support[label]! > 0);
  if (classes.length < 2) return { reason: 'fewer than two labels have training texts' };
  const own = used.map((row) => texts[row]!);
  const outputs = classes.length === 2 ? 1 : classes.length;
  let leastDocuments = 1;
  let matrix = termMatrix(own, { bigrams: false });
  if (matrix.terms.length * outputs > MOST_WEIGHTS) {
    const frequencies = matrix.documentFrequency.slice().sort().reverse();
    leastDocuments = frequencies[Math.floor(MOST_WEIGHTS / outputs)]! + 1;
    matrix = termMatrix(own, { bigrams: false, leastDocuments });
  }
  const inverse = inverseDocumentFrequency(matrix);
  const numberOf = new Map(classes.map((label, i) => [label, i]));
  const given = Int32Array.from(used, (row) => numberOf.get(labels[row]!)!);
  const model = fitBag(matrix, tfIdf(matrix, inverse), given, classes.length);
  const { terms } = matrix;
  return {
    rows: all.length,
    usedRows: used.length,
    terms: terms.length,
    leastDocuments,
    iterations: model.iterations,
    converged: model.converged,
    support,
    predict(others) {
      const asked = termsAsIn(others, terms);
      const found = predictBag(model, asked, tfIdf(asked, inverse));
      const out = new Float64Array(others.length * labelCount);
      for (const [row, text] of others.entries()) {
        if (text === null) out.fill(Number.NaN, row * labelCount, (row + 1) * labelCount);
        else
          for (const [i, label] of classes.entries())
            out[row * labelCount + label] = found[row * classes.length + i]!;
      }
      return out;
    },
  };
}

/** All rows, or as many as the limits hold in a random order, ascending again. */
function sampleOf(
  rows: readonly number[],
  texts: readonly (string | null)[],
  seed: number,
): readonly number[] {
  const letters = rows.reduce((sum, row) => sum + texts[row]!.length, 0);
  if (rows.length <= MOST_ROWS && letters <= MOST_LETTERS) return rows;
  const random = createRandom(seed);
  const order = [...rows];
  const out: number[] = [];
  for (let taken = 0, sum = 0; taken < Math.min(order.length, MOST_ROWS); taken++) {
    const at = taken + random.integer(order.length - taken);
    [order[taken], order[at]] = [order[at]!, order[taken]!];
    sum += texts[order[taken]!]!.length;
    if (sum > MOST_LETTERS) break;
    out.push(order[taken]!);
  }
  return out.sort((a, b) => a - b);
}
