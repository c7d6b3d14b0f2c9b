import type { Examples } from './examples.ts';
import { addRow, emptyMask, type Mask } from './mask.ts';

/**
 * Rows divided into a half to discover in and a half to confirm in. Within both they stand one after another, so that a half is a
 * range of mask words: bit b of an arranged mask is row `row[b]`, −1 in the padding between the halves.
 */
export interface Halves {
  readonly seed: number;
  readonly rows: number;
  readonly bits: number;
  /** First mask word of the confirming half. */
  readonly border: number;
  readonly row: Int32Array;
  readonly bitOf: Int32Array;
  readonly discovery: number;
  readonly confirmation: number;
  /** All rows: every bit but the padding. */
  readonly all: Mask;
  /** Words of the confirming half. */
  readonly confirming: readonly [from: number, to: number];
  arrange(mask: Mask): Mask;
}

/** MurmurHash3 (Appleby) over code units, started with the seed. */
function hashOf(text: string, seed: number): number {
  let hash = seed | 0;
  for (let i = 0; i < text.length; i++) {
    hash ^= Math.imul(text.charCodeAt(i), 0xcc9e2d51);
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0;
  }
  hash ^= text.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

interface Group {
  readonly rows: number[];
  stratum: number;
  readonly hash: number;
  readonly key: string;
}

/**
 * Stratified by reference label and outcome. Texts that are equal, or rows of one group, go to one half, and the half follows from the text
 * (or the name of the group) and the seed alone, so that another order of the rows changes nothing (rows without a text go by their number).
 */
export function halvesOf(
  { reference, texts, groups: given }: Examples,
  outcome: Float64Array,
  seed: number,
  rows = reference.length,
): Halves {
  const groups = new Map<string, Group>();
  for (let row = 0; row < rows; row++) {
    const key = given?.[row] ?? texts?.[row] ?? `\u0000${row}`;
    const stratum = 2 * reference[row]! + (outcome[row]! > 0 ? 1 : 0);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { rows: [row], stratum, hash: hashOf(key, seed), key });
    else {
      group.rows.push(row);
      group.stratum = Math.min(group.stratum, stratum);
    }
  }
  const ordered = [...groups.values()].sort(
    (a, b) => a.stratum - b.stratum || a.hash - b.hash || (a.key < b.key ? -1 : 1),
  );
  const inSecond = new Uint8Array(rows);
  let stratum = -1;
  let ahead = 0;
  for (const group of ordered) {
    if (group.stratum !== stratum) {
      stratum = group.stratum;
      // Otherwise the half that begins would be larger by half a row in every stratum.
      ahead = group.hash % 2 === 0 ? 0.5 : -0.5;
    }
    const second = ahead > 0;
    ahead += second ? -group.rows.length : group.rows.length;
    if (second) for (const row of group.rows) inSecond[row] = 1;
  }
  const confirmation = inSecond.reduce((sum, one) => sum + one, 0);
  const border = (rows - confirmation + 31) >>> 5;
  const bits = 32 * (border + ((confirmation + 31) >>> 5));
  const row = new Int32Array(bits).fill(-1);
  const bitOf = new Int32Array(rows);
  let [first, second] = [0, 32 * border];
  for (let one = 0; one < rows; one++) {
    const bit = inSecond[one] === 1 ? second++ : first++;
    row[bit] = one;
    bitOf[one] = bit;
  }
  const all = emptyMask(bits);
  for (const bit of bitOf) addRow(all, bit);
  return {
    seed,
    rows,
    bits,
    border,
    row,
    bitOf,
    discovery: rows - confirmation,
    confirmation,
    all,
    confirming: [border, bits >>> 5],
    arrange(mask) {
      const arranged = emptyMask(bits);
      for (let i = 0; i < mask.length; i++) {
        for (let word = mask[i]!; word !== 0; word &= word - 1)
          addRow(arranged, bitOf[(i << 5) + 31 - Math.clz32(word & -word)]!);
      }
      return arranged;
    },
  };
}
