import { flopsPerToken } from './flops.ts';
import type { ModelSize } from './parameters.ts';

/** Tokens (and operations) that a way of batching makes of the same texts. */
interface PaddedSize {
  readonly tokens: number;
  /** In operations of the model; tokens times a constant where the model is not known. */
  readonly work: number;
}

export interface PaddingChoices {
  readonly real: PaddedSize;
  /** All texts padded to one length. */
  readonly fixed: PaddedSize;
  /** Each batch padded to its longest text, batches drawn at random. */
  readonly dynamic: PaddedSize;
  /** The same over batches of texts of about the same length. */
  readonly grouped: PaddedSize;
}

/** 8 tokens is what tensor cores like (`pad_to_multiple_of=8`). */
const MULTIPLE = 8;

/**
 * Expected longest of `batch` texts drawn without replacement, from all lengths in ascending order: the chance that the
 * longest is at most the k-th is that all of the batch lie among the first k.
 */
function expectedLongest(
  ascending: ArrayLike<number>,
  batch: number,
  of: (length: number) => number,
): number {
  const n = ascending.length;
  const b = Math.min(batch, n);
  let sum = 0;
  let before = 0;
  for (let k = 1; k <= n; k++) {
    let chance = k < b ? 0 : 1;
    // With replacement where the set is large: the difference is below 1 % from 50 batches on.
    if (chance > 0) chance = n > 50 * b ? (k / n) ** b : Math.exp(logChoose(k, b) - logChoose(n, b));
    sum += (chance - before) * of(ascending[k - 1]!);
    before = chance;
  }
  return sum;
}

function logChoose(n: number, k: number): number {
  let sum = 0;
  for (let i = 0; i < k; i++) sum += Math.log((n - i) / (k - i));
  return sum;
}

const rounded = (length: number): number => MULTIPLE * Math.ceil(length / MULTIPLE);

/**
 * What texts of these lengths (tokens, special ones included, already cut) become under three ways of padding. `fixedLength`:
 * the length that all are padded to.
 */
export function paddingChoices(
  lengths: ArrayLike<number>,
  batch: number,
  fixedLength: number,
  model: ModelSize | null,
): PaddingChoices {
  const ascending = Float64Array.from(lengths).sort();
  const n = ascending.length;
  const perToken = (length: number): number => (model === null ? 1 : flopsPerToken(model, length));
  const sized = (tokens: number, work: number): PaddedSize => ({ tokens, work });
  let [realTokens, realWork] = [0, 0];
  for (const length of ascending) {
    realTokens += length;
    realWork += length * perToken(length);
  }
  let [groupTokens, groupWork] = [0, 0];
  for (let from = 0; from < n; from += batch) {
    const to = Math.min(n, from + batch);
    const longest = rounded(ascending[to - 1]!);
    groupTokens += (to - from) * longest;
    groupWork += (to - from) * longest * perToken(longest);
  }
  return {
    real: sized(realTokens, realWork),
    fixed: sized(n * fixedLength, n * fixedLength * perToken(fixedLength)),
    dynamic: sized(
      n * expectedLongest(ascending, batch, rounded),
      n * expectedLongest(ascending, batch, (length) => rounded(length) * perToken(rounded(length))),
    ),
    grouped: sized(groupTokens, groupWork),
  };
}
