import { countWords } from '../metrics/texts/lengths.ts';
import { reweightedAccuracy, sameSharesP } from '../metrics/texts/shift.ts';
import type { Example, PredictionSet } from '../model/predictions.ts';
import type { PredictionShift } from '../model/texts.ts';
import { kolmogorovSmirnov, median } from '../stats/index.ts';
import { type ReadSet, rightOf } from './read-set.ts';

/** Validation against test predictions; null unless both are there, and label the same things. */
export async function measureShift(sets: readonly ReadSet[]): Promise<PredictionShift | null> {
  const validation = sets.find(({ set }) => set.split?.value === 'validation');
  const test = sets.find(({ set }) => set.split?.value === 'test');
  if (validation === undefined || test === undefined) return null;
  const labels = validation.set.labels;
  const known = new Set(labels);
  if (test.set.labels.length !== labels.length || !test.set.labels.every((label) => known.has(label)))
    return null;
  const count = (examples: readonly Example[], pick: (example: Example) => string | null): number[] => {
    const place = new Map(labels.map((label, i) => [label, i]));
    const counts = labels.map(() => 0);
    for (const example of examples) {
      const label = pick(example);
      if (label !== null) counts[place.get(label)!]!++;
    }
    return counts;
  };
  const both = (pick: (example: Example) => string | null) => ({
    validation: count(validation.examples, pick),
    test: count(test.examples, pick),
  });
  const predicted = both(({ predicted }) => predicted);
  const references = both(({ reference }) => reference);
  const recalls = labels.map((label) =>
    rightOf(validation.examples, (row) => validation.examples[row]!.reference === label),
  );
  return {
    validation: identity(validation.set),
    test: identity(test.set),
    labels,
    predicted: { validation: sharesOf(predicted.validation), test: sharesOf(predicted.test) },
    references: { validation: sharesOf(references.validation), test: sharesOf(references.test) },
    predictedP: sameSharesP(predicted.validation, predicted.test),
    referenceP: sameSharesP(references.validation, references.test),
    probability: await widestProbability(validation.set, test.set),
    length: lengthShift(validation, test),
    right: {
      validation: rightOf(validation.examples, () => true),
      test: rightOf(test.examples, () => true),
    },
    reweighted: reweightedAccuracy(recalls, sharesOf(references.test)),
  };
}

const identity = ({ id, file, rows }: PredictionSet) => ({ set: id, file, rows });

function sharesOf(counts: readonly number[]): number[] {
  const total = counts.reduce((a, b) => a + b, 0);
  return counts.map((value) => (total === 0 ? 0 : value / total));
}

/** The class whose probability is distributed most differently; its p is multiplied by the number of classes (Bonferroni). */
async function widestProbability(
  first: PredictionSet,
  second: PredictionSet,
): Promise<PredictionShift['probability']> {
  let widest: PredictionShift['probability'] = null;
  for (const [i, label] of first.labels.entries()) {
    const a = await first.probabilities(i);
    const b = await second.probabilities(second.labels.indexOf(label));
    if (a === null || b === null) return null;
    const { distance, p } = kolmogorovSmirnov(a, b);
    if (!Number.isNaN(distance) && distance > (widest?.distance ?? -1))
      widest = { label, distance, p: Math.min(1, p * first.labels.length) };
  }
  return widest;
}

function lengthShift(validation: ReadSet, test: ReadSet): PredictionShift['length'] {
  const words = ({ examples }: ReadSet): Float64Array =>
    Float64Array.from(examples.flatMap(({ text }) => (text === null ? [] : [countWords(text)])));
  const [a, b] = [words(validation), words(test)];
  if (a.length === 0 || b.length === 0) return null;
  const { distance, p } = kolmogorovSmirnov(a, b);
  return { distance, p, medianWords: { validation: median(a), test: median(b) } };
}
