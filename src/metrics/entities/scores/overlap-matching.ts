import { bestPermutation } from '../../../stats/index.ts';

/** Mentions of one side that meet each other through the other side; offsets half-open, none of width zero. */
export interface Spans {
  readonly start: readonly number[];
  readonly end: readonly number[];
  readonly type: readonly number[];
}

/** Most mentions of a side for which the assignment problem is solved in full (cubic work). */
const mostAssigned = 150;

const byEnd = ({ start, end }: Spans, taken: Uint8Array): number[] => {
  const order: number[] = [];
  for (let i = 0; i < start.length; i++) if (taken[i] === 0) order.push(i);
  return order.sort((a, b) => end[a]! - end[b]! || start[a]! - start[b]!);
};

/** Mentions of one side that are not yet in a pair, by their ends. */
interface Queue {
  readonly spans: Spans;
  readonly taken: Uint8Array;
  readonly order: readonly number[];
  /** Least start from each position on. */
  readonly least: number[];
  at: number;
}

/**
 * Largest number of pairs of overlapping mentions, one of each side, each mention in one pair at most; mentions marked in `taken` stay
 * out. Greedy by ends: of all mentions left let x end first. Whatever meets x reaches its end, so of those that of the earliest
 * end, y, meets nothing that the others do not meet as well: some largest matching pairs x with y. Pairs are marked in `taken`.
 */
export function mostPairs(a: Spans, b: Spans, takenA: Uint8Array, takenB: Uint8Array): number {
  if (a.start.length === 1 && b.start.length === 1) {
    if (takenA[0] === 1 || takenB[0] === 1) return 0;
    if (a.start[0]! >= b.end[0]! || b.start[0]! >= a.end[0]!) return 0;
    takenA[0] = 1;
    takenB[0] = 1;
    return 1;
  }
  const queueOf = (spans: Spans, taken: Uint8Array): Queue => ({
    spans,
    taken,
    order: byEnd(spans, taken),
    least: [],
    at: 0,
  });
  const [first, second] = [queueOf(a, takenA), queueOf(b, takenB)];
  const sides = [first, second];
  for (const side of sides) {
    // Least start from here on, so that a search ends where nothing can meet any more.
    let least = Number.POSITIVE_INFINITY;
    for (let k = side.order.length - 1; k >= 0; k--) {
      least = Math.min(least, side.spans.start[side.order[k]!]!);
      side.least[k] = least;
    }
  }
  let pairs = 0;
  for (;;) {
    for (const side of sides) {
      while (side.at < side.order.length && side.taken[side.order[side.at]!] === 1) side.at++;
    }
    if (first.at >= first.order.length || second.at >= second.order.length) return pairs;
    const nextA = first.spans.end[first.order[first.at]!]!;
    const nextB = second.spans.end[second.order[second.at]!]!;
    const [own, other] = nextA <= nextB ? [first, second] : [second, first];
    const x = own.order[own.at++]!;
    const end = own.spans.end[x]!;
    for (let k = other.at; k < other.order.length && other.least[k]! < end; k++) {
      const y = other.order[k]!;
      if (other.taken[y] === 1 || other.spans.start[y]! >= end) continue;
      own.taken[x] = 1;
      other.taken[y] = 1;
      pairs++;
      break;
    }
  }
}

/** Pairs of equal spans (and types), as many as there are; they are marked. Both sides ordered by start, then end. */
export function equalPairs(
  a: Spans,
  b: Spans,
  takenA: Uint8Array,
  takenB: Uint8Array,
  sameType: boolean,
): number {
  let pairs = 0;
  let from = 0;
  for (let i = 0; i < a.start.length; i++) {
    while (from < b.start.length && (b.start[from]! - a.start[i]! || b.end[from]! - a.end[i]!) < 0) from++;
    for (let j = from; j < b.start.length && b.start[j] === a.start[i] && b.end[j] === a.end[i]; j++) {
      if (takenB[j] === 1 || (sameType && b.type[j] !== a.type[i])) continue;
      takenA[i] = 1;
      takenB[j] = 1;
      pairs++;
      break;
    }
  }
  return pairs;
}

/** Pairs of overlapping mentions with the same type, as many as can be, and with those as many others as can be. */
export interface TypedPairs {
  readonly same: number;
  readonly other: number;
  /** False when the mentions were too many for `other` to be certain; `same` always is. */
  readonly certain: boolean;
}

export function typedPairs(a: Spans, b: Spans): TypedPairs {
  const oneType = a.type.every((t) => t === a.type[0]) && b.type.every((t) => t === a.type[0]);
  const takenA = new Uint8Array(a.start.length);
  const takenB = new Uint8Array(b.start.length);
  if (oneType) return { same: mostPairs(a, b, takenA, takenB), other: 0, certain: true };
  if (isChain(a) && isChain(b)) return { ...alongChain(a, b), certain: true };
  if (Math.max(a.start.length, b.start.length) <= mostAssigned)
    return { ...byAssignment(a, b), certain: true };
  const same = sameTypePairs(a, b, takenA, takenB);
  return { same, other: mostPairs(a, b, takenA, takenB), certain: false };
}

/** No two mentions of the side share a character. */
const isChain = ({ start, end }: Spans): boolean => start.every((s, i) => i === 0 || s >= end[i - 1]!);

/**
 * Both sides without overlaps: pairs of overlapping mentions, in order, form a chain in which those of one mention stand together.
 * The best choice among the first k pairs takes pair k or not; if it does, it goes on from the last pair that shares no
 * mention with it. Linear.
 */
function alongChain(a: Spans, b: Spans): Pick<TypedPairs, 'same' | 'other'> {
  const weight = Math.min(a.start.length, b.start.length) + 1;
  const best = [0];
  let firstOfA = 0;
  let firstOfB = 0;
  let [lastI, lastJ] = [-1, -1];
  let i = 0;
  let j = 0;
  while (i < a.start.length && j < b.start.length) {
    if (a.start[i]! < b.end[j]! && b.start[j]! < a.end[i]!) {
      const k = best.length - 1;
      if (i !== lastI) firstOfA = k;
      if (j !== lastJ) firstOfB = k;
      [lastI, lastJ] = [i, j];
      const own = a.type[i] === b.type[j] ? weight : 1;
      best.push(Math.max(best[k]!, own + best[Math.min(firstOfA, firstOfB)]!));
    }
    if (a.end[i]! <= b.end[j]!) i++;
    else j++;
  }
  return parted(best[best.length - 1]!, weight);
}

const parted = (total: number, weight: number): Pick<TypedPairs, 'same' | 'other'> => ({
  same: Math.floor(total / weight),
  other: total % weight,
});

function byAssignment(a: Spans, b: Spans): Pick<TypedPairs, 'same' | 'other'> {
  const n = Math.max(a.start.length, b.start.length);
  const weight = n + 1;
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < a.start.length; i++) {
    for (let j = 0; j < b.start.length; j++) {
      if (a.start[i]! >= b.end[j]! || b.start[j]! >= a.end[i]!) continue;
      matrix[i * n + j] = a.type[i] === b.type[j] ? weight : 1;
    }
  }
  const choice = bestPermutation(matrix, n);
  let total = 0;
  for (let i = 0; i < n; i++) total += matrix[i * n + choice[i]!]!;
  return parted(total, weight);
}

/** Positions of the mentions of each type. */
function byType({ type }: Spans): Map<number, number[]> {
  const places = new Map<number, number[]>();
  type.forEach((t, i) => {
    const own = places.get(t);
    if (own === undefined) places.set(t, [i]);
    else own.push(i);
  });
  return places;
}

const partOf = ({ start, end, type }: Spans, places: readonly number[]): Spans => ({
  start: places.map((i) => start[i]!),
  end: places.map((i) => end[i]!),
  type: places.map((i) => type[i]!),
});

/** Most pairs of one type, type by type; they are marked. */
function sameTypePairs(a: Spans, b: Spans, takenA: Uint8Array, takenB: Uint8Array): number {
  let pairs = 0;
  const others = byType(b);
  for (const [type, placesA] of byType(a)) {
    const placesB = others.get(type);
    if (placesB === undefined) continue;
    const [outA, outB] = [new Uint8Array(placesA.length), new Uint8Array(placesB.length)];
    pairs += mostPairs(partOf(a, placesA), partOf(b, placesB), outA, outB);
    outA.forEach((taken, k) => {
      if (taken === 1) takenA[placesA[k]!] = 1;
    });
    outB.forEach((taken, k) => {
      if (taken === 1) takenB[placesB[k]!] = 1;
    });
  }
  return pairs;
}
