import { type ReadSide, sumsOf } from './read-side.ts';
import { keyOfSums, type TextSums } from './text-sum.ts';

/** Which predicted sentence belongs to which of the reference. */
export interface Matched {
  /** By sentence of the reference; −1: the prediction has none. */
  readonly partner: Int32Array;
  readonly how: 'order' | 'id' | 'text';
  /** Pairs whose texts are the same, white space aside. */
  readonly alike: number;
}

export const sameSums = (a: TextSums, i: number, b: TextSums, j: number): boolean =>
  a.bytes[i] === b.bytes[j] && a.first[i] === b.first[j] && a.second[i] === b.second[j];

/** Sentences of two sides that hold words: by ids, else by their texts in any order, the rest by their neighbours. */
export function matchSentences(reference: ReadSide, predicted: ReadSide): Matched {
  const a = sumsOf(reference);
  const b = sumsOf(predicted);
  const byId = matchIds(reference.ids, predicted.ids, predicted.sentences);
  const partner = byId ?? new Int32Array(reference.sentences).fill(-1);
  if (byId === null) {
    if (sameOrder(a, b)) for (let s = 0; s < partner.length; s++) partner[s] = s;
    else {
      matchTexts(a, b, partner);
      fillGaps(partner, predicted, reference);
    }
  }
  let alike = 0;
  let ordered = reference.sentences === predicted.sentences;
  for (let s = 0; s < partner.length; s++) {
    const p = partner[s]!;
    if (p !== s) ordered = false;
    if (p >= 0 && sameSums(a, s, b, p)) alike++;
  }
  return { partner, how: byId !== null ? 'id' : ordered ? 'order' : 'text', alike };
}

function sameOrder(a: TextSums, b: TextSums): boolean {
  if (a.bytes.length !== b.bytes.length) return false;
  for (let s = 0; s < a.bytes.length; s++) if (!sameSums(a, s, b, s)) return false;
  return true;
}

/** Ids join when both sides have one for every sentence, and none twice. */
function matchIds(
  a: readonly (string | null)[] | null,
  b: readonly (string | null)[] | null,
  predicted: number,
): Int32Array | null {
  if (a === null || b === null) return null;
  const places = new Map<string, number>();
  for (const [s, id] of b.entries()) if (id !== null) places.set(id, s);
  if (places.size !== predicted || new Set(a).size !== a.length || a.includes(null)) return null;
  const partner = Int32Array.from(a, (id) => places.get(id!) ?? -1);
  let found = 0;
  for (let s = 0; s < partner.length; s++) if (partner[s]! >= 0) found++;
  return found >= 0.5 * Math.min(a.length, predicted) ? partner : null;
}

/** The n-th of several like sentences joins the n-th of the other side. */
function matchTexts(a: TextSums, b: TextSums, partner: Int32Array): void {
  const n = b.bytes.length;
  const first = new Map<number, number>();
  const next = new Int32Array(n).fill(-1);
  for (let p = n - 1; p >= 0; p--) {
    const key = keyOfSums(b, p);
    next[p] = first.get(key) ?? -1;
    first.set(key, p);
  }
  for (let s = 0; s < partner.length; s++) {
    const key = keyOfSums(a, s);
    const p = first.get(key) ?? -1;
    if (p < 0 || !sameSums(a, s, b, p)) continue;
    partner[s] = p;
    first.set(key, next[p]!);
  }
}

/** Sentences between matched neighbours whose texts differ: a cut sentence, another spelling. */
function fillGaps(partner: Int32Array, predicted: ReadSide, reference: ReadSide): void {
  const taken = new Uint8Array(predicted.sentences);
  for (let s = 0; s < partner.length; s++) if (partner[s]! >= 0) taken[partner[s]!] = 1;
  let before = -1;
  for (let s = 0; s < partner.length; s++) {
    if (partner[s]! >= 0) {
      before = partner[s]!;
      continue;
    }
    // The next free sentence after the partner of the one before, unless another follows at once.
    for (let p = before + 1; p < predicted.sentences && p <= before + 3; p++) {
      if (taken[p] === 1) break;
      if (!beginAlike(reference.text(s), predicted.text(p))) continue;
      partner[s] = p;
      taken[p] = 1;
      before = p;
      break;
    }
  }
}

/** Most of the first characters are the same: the rest is compared character by character later. */
function beginAlike(a: string, b: string): boolean {
  const left = a.slice(0, 200).replace(/\s+/g, '');
  const right = b.slice(0, 200).replace(/\s+/g, '');
  const length = Math.min(left.length, right.length, 60);
  return sharedPairs(left.slice(0, length), right.slice(0, length)) >= 0.5;
}

/** The share of pairs of neighbouring characters that two texts have in common, 0 to 1, upper and lower case taken for one. */
export function sharedPairs(a: string, b: string): number {
  const [left, right] = [` ${a.toLowerCase()}`, ` ${b.toLowerCase()}`];
  const known = new Map<string, number>();
  for (let i = 0; i + 1 < left.length; i++) {
    const pair = left.slice(i, i + 2);
    known.set(pair, (known.get(pair) ?? 0) + 1);
  }
  let shared = 0;
  for (let i = 0; i + 1 < right.length; i++) {
    const pair = right.slice(i, i + 2);
    const rest = known.get(pair) ?? 0;
    if (rest === 0) continue;
    known.set(pair, rest - 1);
    shared++;
  }
  return shared / Math.max(1, left.length - 1, right.length - 1);
}
