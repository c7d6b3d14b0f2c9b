import type { EncodedRows } from './encoded-rows.ts';
import type { PaddedBatch } from './session.ts';

/** Rows in a batch at most, however short. */
const MOST_ROWS = 128;

/** Rows that run together, by their index in the encoded rows, and the length they are padded to. */
export interface Batch {
  readonly rows: Int32Array;
  readonly length: number;
}

/**
 * Sorts rows by length, longest first, and cuts them into batches of at most `budget` tokens, padding among them; a longer row
 * is a batch of its own. Longest first: the memory that is needed at all is needed at once, and the estimate of the
 * remaining time errs on the safe side.
 */
export function batchesOf(encoded: EncodedRows, budget: number): readonly Batch[] {
  const { first, rows } = encoded;
  const lengthOf = (row: number): number => first[row + 1]! - first[row]!;
  const order = Int32Array.from({ length: rows }, (_, row) => row).sort(
    (a, b) => lengthOf(b) - lengthOf(a) || a - b,
  );
  const batches: Batch[] = [];
  for (let from = 0; from < rows; ) {
    const length = Math.max(1, lengthOf(order[from]!));
    const size = Math.max(1, Math.min(MOST_ROWS, Math.floor(budget / length), rows - from));
    batches.push({ rows: order.slice(from, from + size), length });
    from += size;
  }
  return batches;
}

/** What a batch costs, for the remaining time: tokens, and the part of attention that grows with their square. */
export const costOf = ({ rows, length }: Batch, hidden: number): number =>
  rows.length * length * (1 + length / (6 * hidden));

/** The batch as the model takes it. */
export function padded(encoded: EncodedRows, { rows, length }: Batch, padId: number): PaddedBatch {
  const size = rows.length * length;
  const ids = new BigInt64Array(size).fill(BigInt(padId));
  const mask = new BigInt64Array(size);
  const segments = new BigInt64Array(size);
  rows.forEach((row, place) => {
    const from = encoded.first[row]!;
    const count = encoded.first[row + 1]! - from;
    for (let token = 0; token < count; token++) {
      const at = place * length + token;
      ids[at] = BigInt(encoded.ids[from + token]!);
      mask[at] = 1n;
      if (encoded.segments !== null) segments[at] = BigInt(encoded.segments[from + token]!);
    }
  });
  return { rows: rows.length, length, ids, mask, segments };
}
