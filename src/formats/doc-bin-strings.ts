import type { MsgpackCursor } from './msgpack.ts';
import { spacyHash } from './spacy-hash.ts';
import { spacySymbols } from './spacy-symbols.ts';

/** The strings of a DocBin, found by the 64-bit numbers that its tokens hold. */
export interface SpacyStrings {
  /** spaCy's symbols first, then those of the file. */
  readonly all: readonly string[];
  /** Index of `all` for a number given by its lower and upper 32 bits (unsigned); −1 when the file does not name it. */
  find(low: number, high: number): number;
}

/** Reads an array of strings and hashes their bytes as they stand. Throws `FormatError`. */
export function readSpacyStrings(cursor: MsgpackCursor): SpacyStrings {
  const count = cursor.array('the strings');
  const symbols = spacySymbols.length;
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const all: string[] = spacySymbols.slice();
  const hash = new Uint32Array(2);
  let slots = 16;
  while (slots < 2 * count) slots *= 2;
  const mask = slots - 1;
  const lows = new Uint32Array(count);
  const highs = new Uint32Array(count);
  /** Number of the string + 1; 0 is a free place. */
  const table = new Int32Array(slots);
  for (let i = 0; i < count; i++) {
    const bytes = cursor.bytes(`string ${i + 1}`);
    all.push(decoder.decode(bytes));
    spacyHash(bytes, hash);
    lows[i] = hash[0]!;
    highs[i] = hash[1]!;
    let slot = hash[0]! & mask;
    while (table[slot] !== 0) slot = (slot + 1) & mask;
    table[slot] = i + 1;
  }
  return {
    all,
    find(low, high) {
      // Older versions know fewer symbols and write the hash of a later one, so both ways lead to the same text.
      if (high === 0 && low < symbols) return low;
      for (let slot = low & mask; table[slot] !== 0; slot = (slot + 1) & mask) {
        const i = table[slot]! - 1;
        if (lows[i] === low && highs[i] === high) return symbols + i;
      }
      return -1;
    },
  };
}
