import type { TokenMentions } from '../../../text/tags/index.ts';

/** Mentions of each side and those that are the same in both: same tokens, same type. */
export interface ExactCounts {
  readonly reference: number;
  readonly predicted: number;
  readonly correct: number;
}

/**
 * Walks over the mentions of two sides, both ordered by `end`, and names each that has no equal in the other (the other's index
 * is −1) and each pair of equals.
 */
export function walkMentions(
  a: TokenMentions,
  b: TokenMentions,
  sameType: (typeOfA: number, typeOfB: number) => boolean,
  visit: (indexOfA: number, indexOfB: number) => void,
): void {
  let i = 0;
  let j = 0;
  while (i < a.end.length || j < b.end.length) {
    const endA = i < a.end.length ? a.end[i]! : Number.POSITIVE_INFINITY;
    const endB = j < b.end.length ? b.end[j]! : Number.POSITIVE_INFINITY;
    if (endA < endB) visit(i++, -1);
    else if (endB < endA) visit(-1, j++);
    else if (a.first[i] === b.first[j] && sameType(a.type[i]!, b.type[j]!)) visit(i++, j++);
    else {
      visit(i++, -1);
      visit(-1, j++);
    }
  }
}

/** Counts of both sides; no two mentions of a side share an `end`. */
export function exactCounts(reference: TokenMentions, predicted: TokenMentions): ExactCounts {
  const { first: firstA, end: endA, type: typeA } = reference;
  const { first: firstB, end: endB, type: typeB } = predicted;
  let correct = 0;
  let i = 0;
  let j = 0;
  while (i < endA.length && j < endB.length) {
    const difference = endA[i]! - endB[j]!;
    if (difference < 0) i++;
    else if (difference > 0) j++;
    else {
      if (firstA[i] === firstB[j] && typeA[i] === typeB[j]) correct++;
      i++;
      j++;
    }
  }
  return { reference: endA.length, predicted: endB.length, correct };
}

/** The same by type; arrays as long as there are types. */
export interface CountsByType {
  readonly reference: Int32Array;
  readonly predicted: Int32Array;
  readonly correct: Int32Array;
}

export function countsByType(
  reference: TokenMentions,
  predicted: TokenMentions,
  types: number,
): CountsByType {
  const counts = {
    reference: new Int32Array(types),
    predicted: new Int32Array(types),
    correct: new Int32Array(types),
  };
  walkMentions(
    reference,
    predicted,
    (a, b) => a === b,
    (i, j) => {
      if (i >= 0) counts.reference[reference.type[i]!]!++;
      if (j >= 0) counts.predicted[predicted.type[j]!]!++;
      if (i >= 0 && j >= 0) counts.correct[reference.type[i]!]!++;
    },
  );
  return counts;
}

/** Precision, recall and F1; null where 0 is divided by 0. */
export interface ExactScores {
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number | null;
  /** Why the first null is one. */
  readonly undefinedBecause: string | null;
}

export function exactScores({ reference, predicted, correct }: ExactCounts): ExactScores {
  const none =
    reference + predicted === 0
      ? 'neither side has a mention'
      : predicted === 0
        ? 'nothing is predicted'
        : reference === 0
          ? 'the reference has no mention'
          : null;
  return {
    precision: predicted === 0 ? null : correct / predicted,
    recall: reference === 0 ? null : correct / reference,
    f1: reference + predicted === 0 ? null : (2 * correct) / (reference + predicted),
    undefinedBecause: none,
  };
}
