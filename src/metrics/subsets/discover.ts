import type { Halves } from './halves.ts';
import { type Cell, type Loss, minus, quickZ } from './loss.ts';
import { intersection, type Mask, popcount } from './mask.ts';
import type { Pool, Pooled } from './pool.ts';
import type { SearchSettings } from './settings.ts';

/** A subset that the discovering half shows as worse: one value, or two crossed. */
export interface Candidate {
  readonly parts: readonly [Pooled] | readonly [Pooled, Pooled];
  readonly mask: Mask;
  readonly discovery: Cell;
  /** The smallest z against the rest and against each part. */
  readonly z: number;
}

export interface Discovery {
  readonly candidates: readonly Candidate[];
  readonly singles: number;
  readonly crossings: number;
  readonly crossingsTooSmall: number;
  /** Found worse but beyond `mostCandidates`. */
  readonly notTested: number;
}

const partners = (a: Pooled, b: Pooled): boolean =>
  !(a.role === 'partner' && b.role === 'partner') &&
  // Bands and codes of one property exclude each other; words and signs do not.
  !(a.property === b.property && (a.property.startsWith('column:') || a.role !== 'slice'));

/** Rows and sum of losses of a crossing in the discovering half, into `out`. */
function crossErrors(a: Pooled, b: Pooled, errors: Mask, border: number, out: Int32Array): void {
  let n = 0;
  let sum = 0;
  const few = a.bits === null ? b : b.bits === null || a.bits.length <= b.bits.length ? a : b;
  const other = few === a ? b : a;
  if (few.bits !== null) {
    const mask = other.mask;
    const { bits } = few;
    for (let i = 0; i < bits.length; i++) {
      const bit = bits[i]!;
      const both = (mask[bit >>> 5]! >>> (bit & 31)) & 1;
      n += both;
      sum += both & (errors[bit >>> 5]! >>> (bit & 31));
    }
  } else {
    const [x, y] = [a.mask, b.mask];
    for (let i = 0; i < border; i++) {
      const both = x[i]! & y[i]!;
      if (both === 0) continue;
      n += popcount(both);
      sum += popcount(both & errors[i]!);
    }
  }
  out[0] = n;
  out[1] = sum;
}

function crossCell(a: Pooled, b: Pooled, loss: Loss, border: number, scratch: Int32Array): Cell {
  if (loss.kind === 'loss') return loss.cell(a.mask, b.mask, 0, border);
  crossErrors(a, b, loss.bits, border, scratch);
  return { n: scratch[0]!, sum: scratch[1]!, squares: scratch[1]! };
}

/** Looks at every value and every pair with enough rows, in the discovering half only. */
export function discover(pool: Pool, loss: Loss, halves: Halves, settings: SearchSettings): Discovery {
  const { masks, totals } = pool;
  const alone: Omit<Candidate, 'mask'>[] = [];
  const crossed: Omit<Candidate, 'mask'>[] = [];
  let singles = 0;
  let crossings = 0;
  let crossingsTooSmall = 0;
  for (const one of masks) {
    if (one.role === 'partner') continue;
    singles++;
    const z = quickZ(loss.kind, one.discovery, minus(totals.discovery, one.discovery));
    if (z >= settings.screen) alone.push({ parts: [one], discovery: one.discovery, z });
  }
  const scratch = new Int32Array(2);
  for (let i = 0; i < masks.length; i++) {
    const a = masks[i]!;
    for (let j = i + 1; j < masks.length; j++) {
      const b = masks[j]!;
      if (!partners(a, b)) continue;
      const cell = crossCell(a, b, loss, halves.border, scratch);
      const outside = Math.min(a.discovery.n, b.discovery.n) - cell.n;
      if (cell.n < settings.leastRows || outside < settings.leastOutside) {
        crossingsTooSmall++;
        continue;
      }
      crossings++;
      const rate = cell.sum / cell.n;
      if (!(rate * a.discovery.n > a.discovery.sum && rate * b.discovery.n > b.discovery.sum)) continue;
      const z = Math.min(
        quickZ(loss.kind, cell, minus(totals.discovery, cell)),
        quickZ(loss.kind, cell, minus(a.discovery, cell)),
        quickZ(loss.kind, cell, minus(b.discovery, cell)),
      );
      if (z >= settings.screenCrossing) crossed.push({ parts: [a, b], discovery: cell, z });
    }
  }
  const strongest = (list: Omit<Candidate, 'mask'>[], bound: number): readonly Candidate[] =>
    list
      .sort((a, b) => b.z - a.z)
      .slice(0, Math.max(0, bound))
      .map((one) => ({
        ...one,
        mask: one.parts.length === 1 ? one.parts[0].mask : intersection(one.parts[0].mask, one.parts[1].mask),
      }));
  // Many crossings of one bad value must not push other single values out.
  const first = strongest(alone, settings.mostCandidates);
  const candidates = [...first, ...strongest(crossed, settings.mostCandidates - first.length)];
  return {
    candidates,
    singles,
    crossings,
    crossingsTooSmall,
    notTested: alone.length + crossed.length - candidates.length,
  };
}
