import type { LabelCodes, Tested } from './confirm.ts';
import type { Halves } from './halves.ts';
import { cellsByStratum, type Loss, worseWithin } from './loss.ts';
import { countRows, eachRow, intersection, type Mask } from './mask.ts';

/** From this correlation of membership on two subsets are the same one under two names. */
const SAME = 0.8;
/** A subset that is not worse at this level once membership in the others is held fixed says nothing of its own. */
const OWN = 0.01;
/** Labels times patterns of membership that are held fixed together. */
const MOST_STRATA = 65_536;

interface Overlap {
  readonly jaccard: number;
  readonly phi: number;
}

/** How far two subsets of `rows` rows are the same. */
function overlapOf(a: Tested, b: Tested, rows: number): Overlap {
  const both = countRows(intersection(a.candidate.mask, b.candidate.mask));
  const [one, two] = [countRows(a.candidate.mask), countRows(b.candidate.mask)];
  const spread = Math.sqrt(one * (rows - one) * two * (rows - two));
  return { jaccard: both / (one + two - both), phi: spread > 0 ? (both * rows - one * two) / spread : 0 };
}

export interface Merged {
  readonly kept: Tested;
  readonly others: readonly (Overlap & {
    readonly tested: Tested;
    readonly why: 'same rows' | 'explained';
  })[];
}

/** Single values before crossings, those before crossings with a label: the plainer name wins. */
const plainness = ({ candidate }: Tested): number =>
  candidate.parts.length === 1 ? 0 : candidate.parts.some(({ role }) => role === 'partner') ? 2 : 1;

/**
 * Joins subsets that say the same. A value goes when a crossing of it says all of it: with the crossing held fixed it is no longer worse
 * (one-sided p > 0.01). Of the others, plainest and strongest first, each is kept only when it is still worse with membership in those
 * already kept held fixed, so that a crossing whose parts merely add up goes too; then each kept one is asked again given the others.
 * Reference labels are held fixed throughout, as a crossing with a hard label would seem to say all. All rows count here: what is
 * confirmed is not confirmed anew.
 */
export function merge(
  confirmed: readonly Tested[],
  loss: Loss,
  halves: Halves,
  labels: LabelCodes,
): readonly Merged[] {
  const ownP = (one: Tested, held: readonly Tested[]): number => {
    const most = Math.max(1, Math.floor(Math.log2(MOST_STRATA / labels.count)));
    const masks = held.slice(0, most).map((other) => other.candidate.mask);
    const pattern = Int32Array.from(labels.codes);
    const range = [0, halves.bits >>> 5] as const;
    for (const [at, mask] of masks.entries())
      eachRow(mask, ...range, (bit) => {
        pattern[bit] = pattern[bit]! + labels.count * (1 << at);
      });
    const cells = (mask: Mask): Float64Array =>
      cellsByStratum(loss, mask, pattern, labels.count * 2 ** masks.length, range);
    return worseWithin(loss.kind, cells(one.candidate.mask), cells(halves.all)).p;
  };
  const crossings = confirmed.filter(({ candidate }) => candidate.parts.length === 2);
  const onlyInCrossing = (one: Tested): boolean =>
    one.candidate.parts.length === 1 &&
    crossings.some(
      (crossing) =>
        crossing.candidate.parts.some((part) => part === one.candidate.parts[0]) &&
        ownP(one, [crossing]) > OWN,
    );
  const gone: { readonly tested: Tested; readonly why: 'same rows' | 'explained' }[] = [];
  const left = confirmed.filter((one) => {
    if (!onlyInCrossing(one)) return true;
    gone.push({ tested: one, why: 'explained' });
    return false;
  });
  const ordered = left.sort((a, b) => plainness(a) - plainness(b) || b.z - a.z || a.p - b.p);
  const kept: Tested[] = [];
  for (const one of ordered) {
    if (kept.some((other) => overlapOf(one, other, halves.rows).phi >= SAME))
      gone.push({ tested: one, why: 'same rows' });
    else if (kept.length > 0 && ownP(one, kept) > OWN) gone.push({ tested: one, why: 'explained' });
    else kept.push(one);
  }
  for (const one of [...kept]) {
    const others = kept.filter((other) => other !== one);
    if (others.length === 0 || ownP(one, others) <= OWN) continue;
    kept.splice(kept.indexOf(one), 1);
    gone.push({ tested: one, why: 'explained' });
  }
  const nearest = gone.map(({ tested, why }) => {
    const overlaps = kept.map((other) => overlapOf(tested, other, halves.rows));
    const best = overlaps.reduce((most, { phi }, at) => (phi > overlaps[most]!.phi ? at : most), 0);
    return { into: kept[best], other: { tested, why, ...overlaps[best]! } };
  });
  kept.sort((a, b) => b.z - a.z || a.p - b.p);
  return kept.map((one) => ({
    kept: one,
    others: nearest.filter(({ into }) => into === one).map(({ other }) => other),
  }));
}
