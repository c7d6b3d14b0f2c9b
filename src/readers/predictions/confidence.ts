import { MISSING } from '../../predictions/columns.ts';
import type { Scores } from '../../predictions/scores.ts';

/** Probabilities of both classes from that of one; null when the numbers are not within 0…1. */
export function binaryScores(probabilityOfOne: ArrayLike<number>, index: number): Scores | null {
  const values = new Float32Array(probabilityOfOne.length * 2);
  let usable = 0;
  for (let row = 0; row < probabilityOfOne.length; row++) {
    const value = probabilityOfOne[row]!;
    if (value < 0 || value > 1) return null;
    if (!Number.isNaN(value)) usable++;
    values[row * 2 + index] = value;
    values[row * 2 + 1 - index] = 1 - value;
  }
  return usable === 0 ? null : { kind: 'probabilities', classes: 2, values };
}

export type Confidence =
  | { readonly kind: 'of-predicted'; readonly values: Float32Array }
  | { readonly kind: 'of-second'; readonly scores: Scores }
  | { readonly kind: 'unclear' };

/** What a lone `confidence`, `score` or `prob` column says, decided by its values. */
export function readConfidence(
  cells: readonly unknown[],
  predicted: Int16Array,
  classes: number,
): Confidence {
  const values = new Float32Array(cells.length).fill(Number.NaN);
  let highest = 0;
  for (let row = 0; row < cells.length; row++) {
    const cell = cells[row];
    if (cell === null || cell === '') continue;
    const value = Number(cell);
    values[row] = value;
    if (value < 0) return { kind: 'unclear' };
    if (value > highest) highest = value;
  }
  if (highest === 0 || highest > 100) return { kind: 'unclear' };
  if (highest > 1.000_001) for (let row = 0; row < values.length; row++) values[row]! /= 100;
  let rows = 0;
  let atLeastChance = 0;
  let sideAgrees = 0;
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    if (Number.isNaN(value) || predicted[row] === MISSING) continue;
    rows++;
    if (value >= 1 / classes - 0.01) atLeastChance++;
    if (value >= 0.5 === (predicted[row] === 1)) sideAgrees++;
  }
  // The predicted label of a softmax has at least 1 / classes.
  if (rows > 0 && atLeastChance >= rows * MOST_ROWS) return { kind: 'of-predicted', values };
  if (rows > 0 && classes === 2 && sideAgrees >= rows * MOST_ROWS) {
    const scores = binaryScores(values, 1);
    if (scores !== null) return { kind: 'of-second', scores };
  }
  return { kind: 'unclear' };
}

const MOST_ROWS = 0.99;
