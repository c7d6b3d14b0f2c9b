import { benjaminiHochberg, holm } from '../../stats/index.ts';
import { type Clusters, clusteredIn, METHOD } from './clusters.ts';
import type { Candidate } from './discover.ts';
import type { Halves } from './halves.ts';
import {
  type Cell,
  cellsByStratum,
  type Loss,
  minus,
  plus,
  quickZ,
  type Stratified,
  worse,
  worseWithin,
} from './loss.ts';
import { eachRow, holds, type Mask } from './mask.ts';
import type { Pool } from './pool.ts';
import type { SearchSettings } from './settings.ts';

/** Against one part of a crossing outside the other, in the confirming half. */
interface AgainstPart {
  /** Which part the compared rows have. */
  readonly part: 0 | 1;
  readonly outside: Cell;
  readonly p: number;
  readonly method: string;
  readonly designEffect: number;
}

/** A candidate after its test in the confirming half. */
export interface Tested {
  readonly candidate: Candidate;
  readonly confirmation: Cell;
  readonly rest: Cell;
  /** Largest p of all comparisons: a crossing must be worse than the rest and than both of its parts. */
  readonly p: number;
  readonly method: string;
  /** Of rows in groups, against the rest; 1 when rows are independent. */
  readonly designEffect: number;
  /** Benjamini–Hochberg over all candidates tested. */
  readonly q: number;
  /** Holm over all candidates, of the larger p of both tests: no false one at all but for this chance. */
  readonly familyWise: number;
  /** Against the rest in all rows, for ordering. */
  readonly z: number;
  readonly parts: readonly AgainstPart[];
  /**
   * The same within reference labels. For a crossing with a predicted label: is that label wrongly given more often, among rows of each
   * other label. Null for a crossing with a reference label, which compares within it already.
   */
  readonly withinLabels: (Stratified & { readonly q: number }) | null;
}

type Untreated = Omit<Tested, 'q' | 'familyWise' | 'withinLabels'> & {
  readonly withinLabels: Stratified | null;
};

export interface LabelCodes {
  /** Reference and predicted label of each bit. */
  readonly codes: ArrayLike<number>;
  readonly predicted: ArrayLike<number>;
  readonly count: number;
}

/**
 * Among rows predicted as a label, those that look like another label are wrong by Bayes' rule alone, however even the errors are. So the
 * question is turned: of the rows of each other label, are more given this one when they have the property?
 */
function wronglyGiven(
  property: Mask,
  code: number,
  halves: Halves,
  { codes, predicted, count }: LabelCodes,
): Stratified {
  const [own, whole] = [new Float64Array(3 * count), new Float64Array(3 * count)];
  eachRow(halves.all, ...halves.confirming, (bit) => {
    if (codes[bit] === code) return;
    const given = predicted[bit] === code ? 1 : 0;
    for (const cells of holds(property, bit) ? [own, whole] : [whole]) {
      const at = 3 * codes[bit]!;
      cells[at] = cells[at]! + 1;
      cells[at + 1] = cells[at + 1]! + given;
      cells[at + 2] = cells[at + 2]! + given;
    }
  });
  return worseWithin('errors', own, whole);
}

function withinLabels(
  { parts, mask }: Candidate,
  kind: Loss['kind'],
  byLabel: (mask: Mask) => Float64Array,
  wholeOf: (mask: Mask) => Float64Array,
  halves: Halves,
  labels: LabelCodes,
): Stratified | null {
  const partner = parts.find((part) => part.role === 'partner')?.value.label;
  const property = parts.find((part) => part.role !== 'partner')!;
  if (partner?.of === 'reference') return null;
  if (partner !== undefined) return wronglyGiven(property.mask, partner.code, halves, labels);
  const own = byLabel(mask);
  const wholes = [halves.all, ...(parts.length === 1 ? [] : parts.map((part) => part.mask))];
  const all = wholes.map((whole) => worseWithin(kind, own, wholeOf(whole)));
  return { ...all[0]!, p: Math.max(...all.map(({ p }) => p)) };
}

/** Tests candidates in the half that did not choose them. Those with too few rows there are left out. */
export function confirm(
  candidates: readonly Candidate[],
  pool: Pool,
  loss: Loss,
  halves: Halves,
  labels: LabelCodes,
  settings: SearchSettings,
  clusters: Clusters | null = null,
): readonly Tested[] {
  const compared = (own: Mask, other: Mask, a: Cell, b: Cell): Omit<AgainstPart, 'part' | 'outside'> => {
    const plain = worse(loss.kind, a, b);
    const grouped = clusters && clusteredIn(clusters, own, other, loss.values, halves.confirming);
    if (grouped === null) return { ...plain, designEffect: 1 };
    const { p, designEffect } = grouped;
    return { p: Math.max(p, plain.p), method: `larger p of ${plain.method}, and of ${METHOD}`, designEffect };
  };
  const range = halves.confirming;
  const byLabel = (mask: Mask): Float64Array => cellsByStratum(loss, mask, labels.codes, labels.count, range);
  const wholes = new Map<Mask, Float64Array>();
  const wholeOf = (mask: Mask): Float64Array => {
    const known = wholes.get(mask) ?? byLabel(mask);
    wholes.set(mask, known);
    return known;
  };
  const untreated: Untreated[] = [];
  for (const candidate of candidates) {
    const { mask, parts } = candidate;
    const confirmation = loss.cell(mask, mask, ...range);
    const rest = minus(pool.totals.confirmation, confirmation);
    const outside = parts.length === 1 ? [] : parts.map((part) => minus(part.confirmation, confirmation));
    if (confirmation.n < settings.leastRows || rest.n < settings.leastRows) continue;
    if (outside.some(({ n }) => n < settings.leastOutside)) continue;
    const whole = compared(mask, halves.all, confirmation, rest);
    const against = outside.map((cell, part): AgainstPart => {
      return {
        part: part === 0 ? 0 : 1,
        outside: cell,
        ...compared(mask, parts[part]!.mask, confirmation, cell),
      };
    });
    const within = withinLabels(candidate, loss.kind, byLabel, wholeOf, halves, labels);
    untreated.push({
      candidate,
      confirmation,
      rest,
      p: Math.max(whole.p, ...against.map(({ p }) => p)),
      method: whole.method,
      designEffect: whole.designEffect,
      z: quickZ(
        loss.kind,
        plus(confirmation, candidate.discovery),
        plus(rest, minus(pool.totals.discovery, candidate.discovery)),
      ),
      parts: against,
      withinLabels: within,
    });
  }
  const q = benjaminiHochberg(untreated.map(({ p }) => p));
  const qWithin = benjaminiHochberg(untreated.map(({ p, withinLabels }) => withinLabels?.p ?? p));
  const familyWise = holm(untreated.map(({ p, withinLabels }) => Math.max(p, withinLabels?.p ?? 0)));
  return untreated.map((one, at) => ({
    ...one,
    q: q[at]!,
    familyWise: familyWise[at]!,
    withinLabels: one.withinLabels && { ...one.withinLabels, q: qWithin[at]! },
  }));
}
