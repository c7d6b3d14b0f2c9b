import { isWhite } from './text-sum.ts';

/** Where the characters of one text stand in another, white space aside. */
export interface CharacterMap {
  /** By UTF-16 unit of the one text: its place in the other, −1 where it has none. */
  readonly at: Int32Array;
  /** `same`: all characters alike · `prefix`: the one text is the beginning of the other · `edited`: characters differ. */
  readonly kind: 'same' | 'prefix' | 'edited';
  /** Characters without a counterpart or with another one. */
  readonly edits: number;
}

/** Texts further apart than this many characters put in and taken out are not aligned in their middle. */
const MOST_STEPS = 2000;
/** Texts that differ in more than this share are other texts. */
const MOST_EDITS = 0.5;

interface Bare {
  readonly units: Uint16Array;
  readonly place: Int32Array;
}

function bare(text: string): Bare {
  const units = new Uint16Array(text.length);
  const place = new Int32Array(text.length);
  let n = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (isWhite(unit)) continue;
    units[n] = unit;
    place[n++] = i;
  }
  return { units: units.subarray(0, n), place: place.subarray(0, n) };
}

/** How much work the alignments of a whole file may take, in diagonals looked at; each takes from it. */
export interface EditBudget {
  left: number;
}

export const createBudget = (): EditBudget => ({ left: 100_000_000 });

/** Upper and lower case are one: some tokenisers write all in lower case. */
function folded(text: string): string {
  const lower = text.toLowerCase();
  return lower.length === text.length ? lower : text;
}

/** Maps `one` into `other`, upper and lower case taken for one; null when they are different texts. */
export function alignCharacters(one: string, other: string, budget: EditBudget): CharacterMap | null {
  const a = bare(folded(one));
  const b = bare(folded(other));
  const at = new Int32Array(one.length).fill(-1);
  const n = a.units.length;
  const m = b.units.length;
  let head = 0;
  while (head < n && head < m && a.units[head] === b.units[head]) head++;
  for (let i = 0; i < head; i++) at[a.place[i]!] = b.place[i]!;
  if (head === n && head === m) return { at, kind: 'same', edits: 0 };
  if (head === n && n > 0) return { at, kind: 'prefix', edits: 0 };
  let tail = 0;
  while (tail < n - head && tail < m - head && a.units[n - 1 - tail] === b.units[m - 1 - tail]) tail++;
  for (let i = 1; i <= tail; i++) at[a.place[n - i]!] = b.place[m - i]!;
  const edits = alignMiddle(a, b, head, n - tail, m - tail, at, budget);
  return edits > MOST_EDITS * Math.max(n, m) ? null : { at, kind: 'edited', edits };
}

/**
 * Aligns the parts that differ by the fewest characters put in and taken out (Myers 1986, An O(ND) difference algorithm); between
 * two places that agree as many characters on either side are taken for replaced. Returns the number of edits.
 */
function alignMiddle(
  a: Bare,
  b: Bare,
  head: number,
  toA: number,
  toB: number,
  at: Int32Array,
  budget: EditBudget,
): number {
  const n = toA - head;
  const m = toB - head;
  if (n === 0 || m === 0) return Math.max(n, m);
  const x = a.units.subarray(head, toA);
  const y = b.units.subarray(head, toB);
  const trace = shortestTrace(x, y, budget);
  const partner = new Int32Array(n).fill(-1);
  if (trace !== null) followBack(trace, n, m, partner);
  else if (n === m) for (let i = 0; i < n; i++) partner[i] = i;
  pairReplaced(partner, m);
  let edits = 0;
  let met = 0;
  for (let i = 0; i < n; i++) {
    const j = partner[i]!;
    if (j >= 0) {
      at[a.place[head + i]!] = b.place[head + j]!;
      met++;
      if (x[i] !== y[j]) edits++;
    }
  }
  return edits + Math.max(n, m) - met;
}

/** For each number of steps, how far each diagonal was reached before; null when the texts are too far apart. */
function shortestTrace(x: Uint16Array, y: Uint16Array, budget: EditBudget): readonly Int32Array[] | null {
  const n = x.length;
  const m = y.length;
  const most = Math.min(MOST_STEPS, n + m);
  const offset = most + 1;
  const reach = new Int32Array(2 * most + 3);
  const trace: Int32Array[] = [];
  for (let d = 0; d <= most; d++) {
    if (budget.left < d) return null;
    budget.left -= d + 1;
    trace.push(reach.slice(offset - d - 1, offset + d + 2));
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && reach[offset + k - 1]! < reach[offset + k + 1]!);
      let i = down ? reach[offset + k + 1]! : reach[offset + k - 1]! + 1;
      while (i < n && i - k < m && x[i] === y[i - k]) i++;
      reach[offset + k] = i;
      if (i >= n && i - k >= m) return trace;
    }
  }
  return null;
}

function followBack(trace: readonly Int32Array[], n: number, m: number, partner: Int32Array): void {
  let i = n;
  let j = m;
  for (let d = trace.length - 1; d >= 0 && (i > 0 || j > 0); d--) {
    const reach = trace[d]!;
    const at = (k: number): number => reach[k + d + 1]!;
    const k = i - j;
    const down = k === -d || (k !== d && at(k - 1) < at(k + 1));
    const before = down ? k + 1 : k - 1;
    const toI = d === 0 ? 0 : at(before);
    const toJ = toI - before;
    while (i > Math.max(0, toI) && j > Math.max(0, toJ) && i - j === k) {
      if (d > 0 && (down ? i === toI : i === toI + 1) && (down ? j === toJ + 1 : j === toJ)) break;
      partner[--i] = --j;
    }
    if (d === 0) break;
    i = toI;
    j = toJ;
  }
}

/** A gap of the same width on both sides: its characters stand for each other. */
function pairReplaced(partner: Int32Array, m: number): void {
  let i = 0;
  while (i < partner.length) {
    if (partner[i]! >= 0) {
      i++;
      continue;
    }
    const from = i;
    while (i < partner.length && partner[i]! < 0) i++;
    const before = from === 0 ? -1 : partner[from - 1]!;
    const after = i === partner.length ? m : partner[i]!;
    if (after - before - 1 === i - from) for (let g = from; g < i; g++) partner[g] = before + 1 + g - from;
  }
}

/** A span of the one text in the other, or null when a border has no counterpart or falls into a character of two units. */
export function mapSpan(
  one: string,
  other: string,
  { at }: CharacterMap,
  start: number,
  end: number,
): { readonly start: number; readonly end: number } | null {
  let first = start;
  while (first < end && isWhite(one.charCodeAt(first))) first++;
  let last = end - 1;
  while (last > first && isWhite(one.charCodeAt(last))) last--;
  if (first > last) return null;
  const from = at[first] ?? -1;
  const to = at[last] ?? -1;
  if (from < 0 || to < from) return null;
  const low = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;
  if (low(other.charCodeAt(from)) || low(other.charCodeAt(to + 1))) return null;
  return { start: from, end: to + 1 };
}
