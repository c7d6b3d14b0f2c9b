import { derived, type Known, stated } from '../../../model/known.ts';
import { formatCount } from '../../../text/numbers.ts';
import { many } from '../../../text/words.ts';

/** Cell that is not known. */
export const UNKNOWN = 255;

/** Labels and indicators as found in a table; scores still as written. */
export interface LabelMatrix {
  readonly labels: readonly string[];
  readonly reference: Uint8Array;
  /** Null: the scores are cut at one half. */
  readonly predicted: Uint8Array | null;
  readonly scores: Float32Array | null;
  /** How they are called for the user. */
  readonly names: {
    readonly reference: string;
    readonly predicted: string | null;
    readonly scores: string | null;
  };
  /** Columns that are none of the rest. */
  readonly used: readonly string[];
  readonly sentences: readonly string[];
}

export interface Decided {
  readonly predicted: Uint8Array;
  readonly probabilities: Float32Array | null;
  readonly threshold: Known<number> | null;
  readonly sentences: readonly string[];
}

/** What is said to be one label a row. */
export interface OneLabel {
  readonly question: string;
}

/** Rows that may break a rule of all rows: saved with few digits, or damaged. */
const MOST = 0.95;
const HALF = 0.5;

type Kind = 'probabilities' | 'logits';

/** Values within 0…1 are probabilities of each label for itself, anything else is logits. */
function kindOf(scores: Float32Array): Kind | null {
  let known = 0;
  for (const value of scores) {
    if (Number.isNaN(value)) continue;
    known++;
    if (value < 0 || value > 1) return 'logits';
  }
  return known === 0 ? null : 'probabilities';
}

/** Labels of each row that are set; -1 for a row with an unknown cell. */
function labelsPerRow(indicators: Uint8Array, size: number): Int32Array {
  const counts = new Int32Array(size === 0 ? 0 : indicators.length / size);
  for (let row = 0; row < counts.length; row++) {
    for (let at = row * size; at < (row + 1) * size; at++) {
      const cell = indicators[at]!;
      if (cell === UNKNOWN) {
        counts[row] = -1;
        break;
      }
      counts[row]! += cell;
    }
  }
  return counts;
}

const oneEach = (counts: Int32Array): boolean => counts.every((count) => count === 1 || count === -1);

function sumsToOne(scores: Float32Array, size: number): boolean {
  const rows = scores.length / size;
  let good = 0;
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let at = row * size; at < (row + 1) * size; at++) sum += scores[at]!;
    if (Math.abs(sum - 1) <= 0.02) good++;
  }
  return good >= MOST * rows;
}

/**
 * Predictions and probabilities of a matrix. One label in every row, in references and answers, is a classification with one label a row:
 * nothing is built then, unless the model's configuration says that it may call several (`stated`).
 */
export function decide(matrix: LabelMatrix, saysSeveral: string | null): Decided | OneLabel {
  const { labels, reference, predicted, scores } = matrix;
  const size = labels.length;
  const kind = scores === null ? null : kindOf(scores);
  const single =
    oneEach(labelsPerRow(reference, size)) &&
    (predicted !== null
      ? oneEach(labelsPerRow(predicted, size))
      : kind === 'logits' || (scores !== null && sumsToOne(scores, size)));
  if (single && saysSeveral === null)
    return {
      question: `every row has exactly one of ${many(size, 'label')}, so this looks like a classification with one label a row; save the label and the prediction in one column each, or the model's config.json with its problem_type beside`,
    };
  const probabilities =
    scores === null || kind === null
      ? null
      : kind === 'probabilities'
        ? scores
        : scores.map((value) => 1 / (1 + Math.exp(-value)));
  const sentences: string[] = [];
  if (probabilities !== null)
    sentences.push(
      kind === 'probabilities'
        ? `${matrix.names.scores}: taken as probabilities of each label for itself`
        : `${matrix.names.scores}: taken as logits of each label for itself (sigmoid)`,
    );
  if (predicted === null) {
    if (probabilities === null)
      return { question: `${matrix.names.scores ?? 'the scores'} hold no usable numbers` };
    sentences.push('no predictions were saved: a label counts as predicted from a probability of 0.5 on');
    return {
      predicted: cut(probabilities, HALF),
      probabilities,
      threshold: derived(HALF, 'default'),
      sentences,
    };
  }
  if (probabilities === null) return { predicted, probabilities, threshold: null, sentences };
  const threshold = thresholdOf(predicted, probabilities);
  if (threshold === null) {
    const other = disagreement(predicted, probabilities);
    sentences.push(
      `no single threshold gives the saved predictions; at 0.5 ${formatCount(other)} of ${formatCount(predicted.length)} answers would be others. The saved ones were believed`,
    );
  } else if (threshold.value !== HALF)
    sentences.push(`the saved predictions follow a threshold of about ${threshold.value}`);
  return { predicted, probabilities, threshold, sentences };
}

function cut(probabilities: Float32Array, threshold: number): Uint8Array {
  const called = new Uint8Array(probabilities.length);
  for (let at = 0; at < called.length; at++) {
    const value = probabilities[at]!;
    called[at] = Number.isNaN(value) ? UNKNOWN : value >= threshold ? 1 : 0;
  }
  return called;
}

function disagreement(predicted: Uint8Array, probabilities: Float32Array): number {
  let other = 0;
  for (let at = 0; at < predicted.length; at++) {
    const value = probabilities[at]!;
    if (predicted[at] === UNKNOWN || Number.isNaN(value)) continue;
    if ((predicted[at] === 1) !== value >= HALF) other++;
  }
  return other;
}

/** The threshold that the saved predictions follow; saved with a few digits, a cell in a hundred may lie on the other side of it. */
function thresholdOf(predicted: Uint8Array, probabilities: Float32Array): Known<number> | null {
  if (disagreement(predicted, probabilities) <= 0.001 * predicted.length)
    return stated(HALF, 'the saved predictions');
  let lowestCalled = Number.POSITIVE_INFINITY;
  let highestNot = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < predicted.length; at++) {
    const value = probabilities[at]!;
    if (Number.isNaN(value)) continue;
    if (predicted[at] === 1) lowestCalled = Math.min(lowestCalled, value);
    else if (predicted[at] === 0) highestNot = Math.max(highestNot, value);
  }
  if (!(highestNot < lowestCalled) || !Number.isFinite(lowestCalled) || !Number.isFinite(highestNot))
    return null;
  return derived(roundest(highestNot, lowestCalled), 'the saved predictions');
}

/** The number of fewest digits above `low` and at most `high`. */
function roundest(low: number, high: number): number {
  for (let digits = 1; digits < 7; digits++) {
    const value = Number((Math.floor(low * 10 ** digits + 1) / 10 ** digits).toFixed(digits));
    if (value > low && value <= high + 1e-7) return value;
  }
  return high;
}
