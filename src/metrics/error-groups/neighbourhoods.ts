import { fisherExact } from '../../stats/index.ts';
import type { Space } from './space.ts';

/** Rows around a place: all whose cosine with it is at least `least`. */
export interface Neighbourhood {
  readonly rows: Uint8Array;
  /** Fisher's exact test in the half that it was found in; the place was chosen there, so this is no evidence. */
  readonly foundP: number;
}

const SIZES = [8, 12, 18, 27, 40, 60, 90, 135, 200, 300];
const MOST_NEAR = 300;
/** Multiplications for all places of one half together: about a second. */
const BUDGET = 2.5e8;
const MOST_CENTRES = 1000;
const MOST_FOUND = 5;
/** Places that are looked at closely. */
const MOST_PLACES = 40;
const FOUND_ALPHA = 1e-3;

/** Log likelihood ratio of the rate inside against outside, 0 when it is not higher inside (Kulldorff's scan statistic, 1997). */
function excessOf(wrong: number, rows: number, allWrong: number, allRows: number): number {
  const [restWrong, rest] = [allWrong - wrong, allRows - rows];
  if (rest <= 0 || wrong * rest <= restWrong * rows) return 0;
  const part = (k: number, n: number): number =>
    (k === 0 ? 0 : k * Math.log(k / n)) + (k === n ? 0 : (n - k) * Math.log(1 - k / n));
  return part(wrong, rows) + part(restWrong, rest) - part(allWrong, allRows);
}

/**
 * Looks around each wrong row of the half that finds (or a choice of them, in the order given, when there are many) for the size at which
 * the error rate of its neighbours, right and wrong ones alike and without the row itself, stands out most; moves to the middle of these
 * neighbours, and takes there the cosine at which it stands out most. Everything is chosen on the rows where `finds` is 1.
 */
export function findNeighbourhoods(
  space: Space,
  wrong: Uint8Array,
  finds: Uint8Array,
): readonly Neighbourhood[] {
  const found: number[] = [];
  for (let i = 0; i < wrong.length; i++) if (finds[i] === 1) found.push(i);
  const rows = found.length;
  const all = found.reduce((sum, i) => sum + wrong[i]!, 0);
  const most = Math.min(MOST_CENTRES, Math.floor(BUDGET / Math.max(1, space.cost)));
  const centres = found.filter((i) => wrong[i] === 1).slice(0, most);
  const places = centres.flatMap((centre) => {
    const near = nearest(space.cosines([centre]), found, MOST_NEAR + 1).filter((i) => i !== centre);
    let [best, size, hits, at] = [0, 0, 0, 0];
    for (const next of SIZES) {
      if (next > near.length || next > rows / 3) break;
      for (; at < next; at++) hits += wrong[near[at]!]!;
      const excess = excessOf(hits, next, all - 1, rows - 1);
      if (excess > best) [best, size] = [excess, next];
    }
    return size === 0 ? [] : [{ centre, best, members: near.slice(0, size) }];
  });
  places.sort((a, b) => b.best - a.best || a.centre - b.centre);
  const taken = new Uint8Array(wrong.length);
  const out: Neighbourhood[] = [];
  let looked = 0;
  for (const { centre, members } of places) {
    if (out.length === MOST_FOUND || looked === MOST_PLACES) break;
    if (taken[centre] === 1) continue;
    looked++;
    const cosines = space.cosines([centre, ...members]);
    const near = nearest(cosines, found, Math.floor(rows / 3));
    let [best, hits, size, inside] = [0, 0, 0, 0];
    for (let at = 0; at < near.length; at++) {
      hits += wrong[near[at]!]!;
      // A cut lies between two different cosines.
      if (at + 1 < SIZES[0]! || cosines[near[at + 1] ?? -1] === cosines[near[at]!]) continue;
      const excess = excessOf(hits, at + 1, all, rows);
      if (excess > best) [best, size, inside] = [excess, at + 1, hits];
    }
    if (size === 0) continue;
    const least = cosines[near[size - 1]!]!;
    const own = Uint8Array.from(cosines, (cosine) => (cosine >= least ? 1 : 0));
    const foundP = fisherExact(inside, size - inside, all - inside, rows - size - (all - inside), 'greater');
    taken[centre] = 1;
    for (let i = 0; i < own.length; i++) if (own[i] === 1) taken[i] = 1;
    if (foundP < FOUND_ALPHA) out.push({ rows: own, foundP });
  }
  return out;
}

/** Steps of the cosine for the choice of candidates. */
const STEPS = 4096;

/** Of `rows` the `most` with the largest positive cosine, the largest first. */
function nearest(cosines: Float64Array, rows: readonly number[], most: number): readonly number[] {
  const stepOf = (i: number): number => Math.min(STEPS - 1, Math.floor(cosines[i]! * STEPS));
  const counts = new Uint32Array(STEPS);
  for (const i of rows) if (cosines[i]! > 0) counts[stepOf(i)]!++;
  let least = STEPS;
  for (let sum = 0; least > 0 && sum < most; ) sum += counts[--least]!;
  return rows
    .filter((i) => cosines[i]! > 0 && stepOf(i) >= least)
    .sort((a, b) => cosines[b]! - cosines[a]! || a - b)
    .slice(0, most);
}
