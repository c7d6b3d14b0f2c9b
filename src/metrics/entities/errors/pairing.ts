import type { MentionColumns } from '../../../model/entities.ts';
import { bestPermutation } from '../../../stats/index.ts';

/** A mention of the reference and one of the prediction that share text. */
export interface Overlap {
  readonly reference: number;
  readonly predicted: number;
  /** Shared text by text of both, 0…1. */
  readonly share: number;
}

/** Above so many mentions on a side the best pairs are taken one after another: the optimum takes cubic time. */
const MOST_EXACT = 48;

/**
 * As many pairs as can be, and of those the pairs that share most text, so that the order of mentions decides nothing. `overlaps` in
 * the order of the text.
 */
export function bestPairs(overlaps: readonly Overlap[]): readonly Overlap[] {
  if (overlaps.length < 2) return overlaps;
  const references = [...new Set(overlaps.map(({ reference }) => reference))];
  const predictions = [...new Set(overlaps.map(({ predicted }) => predicted))];
  if (references.length === 1 || predictions.length === 1) return [largest(overlaps)];
  const size = Math.max(references.length, predictions.length);
  if (size > MOST_EXACT) return oneAfterAnother(overlaps);
  const rowOf = new Map(references.map((one, row) => [one, row]));
  const columnOf = new Map(predictions.map((one, column) => [one, column]));
  const worth = new Float64Array(size * size);
  // One more pair is worth more than any gain of shared text.
  for (const { reference, predicted, share } of overlaps)
    worth[rowOf.get(reference)! * size + columnOf.get(predicted)!] = size + 1 + share;
  const partner = bestPermutation(worth, size);
  return overlaps.filter(
    ({ reference, predicted }) => partner[rowOf.get(reference)!] === columnOf.get(predicted),
  );
}

export const largest = (overlaps: readonly Overlap[]): Overlap =>
  overlaps.reduce((best, one) => (one.share > best.share ? one : best));

function oneAfterAnother(overlaps: readonly Overlap[]): readonly Overlap[] {
  const taken = { reference: new Set<number>(), predicted: new Set<number>() };
  return [...overlaps]
    .sort((a, b) => b.share - a.share)
    .filter(({ reference, predicted }) => {
      if (taken.reference.has(reference) || taken.predicted.has(predicted)) return false;
      taken.reference.add(reference);
      taken.predicted.add(predicted);
      return true;
    });
}

/** Overlaps that hang together, each group in the order given. */
export function components(overlaps: readonly Overlap[]): readonly (readonly Overlap[])[] {
  if (overlaps.length < 2) return overlaps.length === 0 ? [] : [overlaps];
  const parent = overlaps.map((_, i) => i);
  const root = (i: number): number => {
    let at = i;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]!]!;
      at = parent[at]!;
    }
    return at;
  };
  const ofReference = new Map<number, number>();
  const ofPredicted = new Map<number, number>();
  for (const [i, { reference, predicted }] of overlaps.entries())
    for (const [seen, key] of [
      [ofReference, reference],
      [ofPredicted, predicted],
    ] as const) {
      const other = seen.get(key);
      if (other === undefined) seen.set(key, i);
      else parent[root(i)] = root(other);
    }
  const groups = new Map<number, Overlap[]>();
  for (const [i, one] of overlaps.entries()) {
    const at = root(i);
    const group = groups.get(at);
    if (group === undefined) groups.set(at, [one]);
    else group.push(one);
  }
  return [...groups.values()];
}

/** A mention is compared with so many overlapping ones; more is a file made to hurt. */
const MOST_OVERLAPS = 32;
const MOST_LOOKED_AT = 512;

/** Pairs of mentions of one sentence that share text; both lists in the order of the text. */
export function overlapsOf(
  reference: MentionColumns,
  predicted: MentionColumns,
  golds: readonly number[],
  finds: readonly number[],
): readonly Overlap[] {
  const overlaps: Overlap[] = [];
  // Furthest end of all up to here: before it nothing can reach a later mention.
  const reach = new Int32Array(finds.length);
  for (const [j, p] of finds.entries()) reach[j] = Math.max(j === 0 ? 0 : reach[j - 1]!, predicted.end[p]!);
  let begin = 0;
  for (const r of golds) {
    const [start, end] = [reference.start[r]!, reference.end[r]!];
    while (begin < finds.length && reach[begin]! < start) begin++;
    let hits = 0;
    const last = Math.min(finds.length, begin + MOST_LOOKED_AT);
    for (let j = begin; j < last && hits < MOST_OVERLAPS; j++) {
      const p = finds[j]!;
      if (predicted.start[p]! > end) break;
      const same = start === predicted.start[p] && end === predicted.end[p];
      const shared = Math.min(end, predicted.end[p]!) - Math.max(start, predicted.start[p]!);
      if (shared <= 0 && !same) continue;
      const all = Math.max(end, predicted.end[p]!) - Math.min(start, predicted.start[p]!);
      overlaps.push({ reference: r, predicted: p, share: same ? 1 : shared / all });
      hits++;
    }
  }
  return overlaps;
}
