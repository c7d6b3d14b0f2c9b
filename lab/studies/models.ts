import { type TrainedBag, trainBag } from '../../src/metrics/bag-of-words/index.ts';
import type { Random } from '../../src/stats/index.ts';
import type { Row, TrainingRow } from './folder.ts';

/** One answer of a simulated model, and the reference that its probabilities are true of. */
export interface Answer {
  readonly label: number;
  readonly predicted: number;
  readonly probabilities: Float64Array;
}

export interface SimulatedModel {
  readonly labels: number;
  /** Frequency of each label; even without. */
  readonly shares?: readonly number[];
  /** How sure it is, in logits: 3.5 is right on about 88 % of four labels. One number, or one for each label. */
  readonly certainty: number | readonly number[];
}

export function softmax(logits: ArrayLike<number>): Float64Array {
  const most = Math.max(...Array.from(logits));
  const out = Float64Array.from(logits, (z) => Math.exp(z - most));
  const sum = out.reduce((a, b) => a + b, 0);
  return out.map((p) => p / sum);
}

export const placeOfMost = (values: ArrayLike<number>): number => {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
};

export function drawn(shares: ArrayLike<number>, r: Random): number {
  let u = r.next();
  for (let i = 0; i < shares.length - 1; i++) {
    u -= shares[i]!;
    if (u < 0) return i;
  }
  return shares.length - 1;
}

/** Calibrated by construction: the reference is drawn from the stated probabilities. */
export function simulatedAnswer({ labels, shares, certainty }: SimulatedModel, r: Random): Answer {
  const even = shares ?? Array.from({ length: labels }, () => 1 / labels);
  const centre = drawn(even, r);
  const lift = typeof certainty === 'number' ? certainty : certainty[centre]!;
  const probabilities = softmax(
    Float64Array.from({ length: labels }, (_, i) => Math.log(even[i]!) + r.normal() + (i === centre ? lift + r.normal() : 0)),
  );
  return { label: drawn(probabilities, r), predicted: placeOfMost(probabilities), probabilities };
}

/** The classifier of src/metrics/bag-of-words: real, cheap, and trained on what was planted. */
export function trainedOn(rows: readonly TrainingRow[], labels: number): TrainedBag {
  const bag = trainBag({ texts: rows.map(({ text }) => text), labels: rows.map(({ label }) => label) }, labels);
  if ('reason' in bag) throw new Error(bag.reason);
  return bag;
}

/** What a trained classifier answers to texts whose references are known. */
export function answersOf(
  bag: TrainedBag,
  rows: readonly TrainingRow[],
  labels: number,
  read: (text: string) => string = (text) => text,
): Row[] {
  const all = bag.predict(rows.map(({ text }) => read(text)));
  return rows.map(({ text, label }, i) => {
    const probabilities = all.slice(i * labels, (i + 1) * labels);
    return { text, label, predicted: placeOfMost(probabilities), probabilities };
  });
}
