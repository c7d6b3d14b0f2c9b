import { createRandom } from '../../stats/random.ts';
import type { RunnerInput } from './messages.ts';
import type { CheckpointResult } from './run.ts';

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

/** The answers to some rows of the data, of a classifier of texts: `wanted` lists them, ascending. */
export function ofRows(result: CheckpointResult, wanted: Uint32Array): CheckpointResult {
  const among = new Set(wanted);
  const kept = [...result.rows.keys()].filter((at) => among.has(result.rows[at]!));
  if (kept.length === result.rows.length || result.head === 'token') return result;
  const logits = new Float32Array(kept.length * result.labelCount);
  kept.forEach((from, to) => {
    const first = from * result.labelCount;
    logits.set(result.logits.subarray(first, first + result.labelCount), to * result.labelCount);
  });
  const tokensBeforeCut = Int32Array.from(kept, (at) => result.tokensBeforeCut[at]!);
  return {
    ...result,
    logits,
    tokensBeforeCut,
    firstUnit: Int32Array.from({ length: kept.length + 1 }, (_, at) => at),
    rows: Uint32Array.from(kept, (at) => result.rows[at]!),
    rowsCut: tokensBeforeCut.reduce((sum, tokens) => sum + (tokens > result.maxLength ? 1 : 0), 0),
  };
}
