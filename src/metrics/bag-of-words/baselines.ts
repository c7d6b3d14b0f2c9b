import type { Score } from '../../model/report.ts';
import { type PairedShareDifference, pairedShareDifference } from '../../stats/index.ts';
import { tally } from '../text-classification/counts.ts';
import { f1 } from '../text-classification/f1.ts';
import { proportion } from '../text-classification/metric.ts';
import { type BagTraining, type TrainedBag, trainBag } from './train.ts';

export interface BaselineInput {
  readonly texts: readonly (string | null)[];
  readonly reference: ArrayLike<number>;
  readonly predicted: ArrayLike<number>;
  readonly labels: readonly string[];
}

/** One set of answers to the rows that are compared. */
export interface Scored {
  readonly right: number;
  readonly accuracy: Score;
  readonly macroF1: Score;
}

/** A simple answer, and the model against it on the same rows. */
export interface Baseline extends Scored {
  /** Rows that only the model, or only the baseline, got right. */
  readonly onlyModel: number;
  readonly onlyBaseline: number;
  /** Accuracy of the model minus that of the baseline. */
  readonly difference: PairedShareDifference;
}

export interface Baselines {
  /** Rows with a text, a reference and a prediction; all are scored on these. */
  readonly rows: number;
  readonly model: Scored;
  /** Always the label that most training rows carry. */
  readonly majority: Baseline & { readonly label: number };
  /** Answers drawn with the shares of the labels in training: expected accuracy, and the loss of these shares as probabilities. */
  readonly prior: { readonly accuracy: number; readonly logLoss: LogLoss };
  readonly bag: Baseline & {
    readonly training: Omit<TrainedBag, 'predict' | 'support'>;
    readonly logLoss: LogLoss;
    /** The most probable label of each evaluation row; −1 for a row without text. */
    readonly predicted: Int32Array;
  };
}

/** Mean −ln p(reference), in nats. */
export interface LogLoss {
  readonly value: number | null;
  readonly reason: string | null;
}

const LEVEL = 0.95;

/**
 * How far simple models come that learn from the training texts: the most frequent label, the shares of the labels, and a bag of words.
 * A model that a bag of words equals has learned nothing of order and context that shows on these rows.
 */
export function baselines(
  input: BaselineInput,
  training: BagTraining,
  seed = 1,
): Baselines | { readonly reason: string } {
  const size = input.labels.length;
  const rows: number[] = [];
  for (const [row, text] of input.texts.entries())
    if (text !== null && input.reference[row]! >= 0 && input.predicted[row]! >= 0) rows.push(row);
  if (rows.length === 0) return { reason: 'no row has a text, a reference and a prediction' };
  const bag = trainBag(training, size, seed);
  if ('reason' in bag) return bag;
  const probabilities = bag.predict(input.texts);
  const predicted = Int32Array.from(input.texts, (_, row) => mostProbable(probabilities, row, size));
  const shares = Float64Array.from(bag.support, (count) => count / bag.usedRows);
  const label = shares.reduce((best, share, i) => (share > shares[best]! ? i : best), 0);
  const model = scored(input, rows, input.predicted);
  const against = (answers: ArrayLike<number>): Baseline => {
    let [onlyModel, onlyBaseline] = [0, 0];
    for (const row of rows) {
      const [ours, theirs] = [
        input.predicted[row] === input.reference[row],
        answers[row] === input.reference[row],
      ];
      if (ours && !theirs) onlyModel++;
      if (theirs && !ours) onlyBaseline++;
    }
    const difference = pairedShareDifference(onlyBaseline, onlyModel, rows.length);
    return { ...scored(input, rows, answers), onlyModel, onlyBaseline, difference };
  };
  const { predict: _predict, support: _support, ...trained } = bag;
  return {
    rows: rows.length,
    model,
    majority: { ...against(new Int32Array(input.texts.length).fill(label)), label },
    prior: {
      accuracy: rows.reduce((sum, row) => sum + shares[input.reference[row]!]!, 0) / rows.length,
      logLoss: logLossOf(rows, (row) => shares[input.reference[row]!]!),
    },
    bag: {
      ...against(predicted),
      training: trained,
      logLoss: logLossOf(rows, (row) => probabilities[row * size + input.reference[row]!]!),
      predicted,
    },
  };
}

function mostProbable(probabilities: Float64Array, row: number, size: number): number {
  let best = -1;
  for (let k = 0; k < size; k++) {
    const p = probabilities[row * size + k]!;
    if (p > (best < 0 ? -1 : probabilities[row * size + best]!)) best = k;
  }
  return best;
}

function scored(
  { reference, labels }: BaselineInput,
  rows: readonly number[],
  answers: ArrayLike<number>,
): Scored {
  const size = labels.length;
  const counts = new Float64Array(size * size);
  for (const row of rows) counts[reference[row]! * size + answers[row]!]!++;
  const margins = tally({ labels, counts, rows: rows.length, unlabelled: 0 });
  return {
    right: margins.right,
    accuracy: proportion('accuracy', 'right rows over all rows', margins.right, margins.n, 'no rows', LEVEL),
    macroF1: f1.overall(margins, LEVEL).find(({ metric }) => metric === 'f1_macro')!,
  };
}

function logLossOf(rows: readonly number[], chance: (row: number) => number): LogLoss {
  let sum = 0;
  for (const row of rows) {
    const p = chance(row);
    if (!(p > 0)) return { value: null, reason: 'a row carries a label that no training row carries' };
    sum -= Math.log(p);
  }
  return { value: sum / rows.length, reason: null };
}
