import { createRandom } from '../../stats/random.ts';
import type { RunnerInput } from './messages.ts';

/** Some rows of the data, ascending. */
export interface RowSample {
  readonly rows: Uint32Array;
  /** Plain sentence that states the sample; null when all rows are in it. */
  readonly sentence: string | null;
  /** The data of these rows only. */
  of(input: RunnerInput): RunnerInput;
  only(wanted: (row: number) => boolean): RowSample;
}

export const rowsOf = (input: RunnerInput): number =>
  input.kind === 'texts'
    ? input.texts.length
    : input.kind === 'pairs'
      ? input.pairs.length
      : input.rows.length;

/** `limit` of `total` rows, drawn without replacement; the same seed draws the same rows. Null: all. */
export function sampleRows(total: number, limit: number | null, seed: number): RowSample {
  if (limit === null || limit >= total)
    return sampleOf(
      Uint32Array.from({ length: total }, (_, row) => row),
      null,
    );
  const random = createRandom(seed);
  const order = Uint32Array.from({ length: total }, (_, row) => row);
  // The first steps of Fisher and Yates: each draw takes one of those that are left.
  for (let at = 0; at < limit; at++) {
    const other = at + random.integer(total - at);
    const row = order[other]!;
    order[other] = order[at]!;
    order[at] = row;
  }
  return sampleOf(
    order.slice(0, limit).sort(),
    `${limit} of ${total} rows, drawn at random (seed ${seed}); intervals are wider than with all of them`,
  );
}

function sampleOf(rows: Uint32Array, sentence: string | null): RowSample {
  return {
    rows,
    sentence,
    of(input) {
      const pick = <T>(values: readonly T[]): readonly T[] => Array.from(rows, (row) => values[row]!);
      if (input.kind === 'texts') return { kind: 'texts', texts: pick(input.texts) };
      if (input.kind === 'pairs') return { kind: 'pairs', pairs: pick(input.pairs) };
      return { kind: 'words', rows: pick(input.rows) };
    },
    only: (wanted) => sampleOf(rows.filter(wanted), sentence),
  };
}
