import type { Interval } from '../../model/outcome.ts';
import type { Tested } from './confirm.ts';
import type { Examples, JudgedExamples } from './examples.ts';
import { areFunctionWords } from './function-words.ts';
import type { Halves } from './halves.ts';
import { type Cell, differenceInterval, type Loss, minus, plus, rateOf } from './loss.ts';
import { rowsOf } from './mask.ts';
import type { Merged } from './merge.ts';
import type { Pool } from './pool.ts';
import type { PropertyValue, Span } from './property.ts';
import type { SearchSettings } from './settings.ts';

/** A subset against other rows. For errors `errors` counts wrong rows; for a loss it is the sum of losses. */
export interface Comparison {
  readonly rows: number;
  readonly errors: number;
  readonly rate: number;
  readonly otherRows: number;
  readonly otherErrors: number;
  readonly otherRate: number;
  readonly difference: number;
  readonly interval: Interval;
}

export interface SubsetPart {
  readonly property: string;
  readonly propertyTitle: string;
  readonly name: string;
  readonly definition: string;
  readonly words: readonly string[];
  readonly spans: ((text: string) => readonly Span[]) | null;
  /** Other values with exactly the same rows. */
  readonly sameRows: readonly string[];
  /** It, or another value with exactly the same rows, is a function word or a pair of them: a place in the language, no property. */
  readonly functionWords: boolean;
}

export interface OtherName {
  readonly name: string;
  readonly definition: string;
  readonly rows: number;
  readonly jaccard: number;
  readonly phi: number;
  /** Almost the same rows, or worse only because of the rows it shares. */
  readonly why: 'same rows' | 'explained';
}

/** A subset in which the model is worse. Row numbers are the caller's. */
export interface Subset {
  readonly name: string;
  readonly definition: string;
  readonly parts: readonly SubsetPart[];
  readonly rows: Int32Array;
  /** Wrong rows (or those of highest loss), the worst first; at most `worstRows`. */
  readonly worst: Int32Array;
  /** The figures to quote: this half did not choose the subset. */
  readonly confirmation: Comparison;
  /** Flattered by the choice: the discovering half only. */
  readonly discovery: Comparison;
  /** All rows; half of them chose. */
  readonly all: Comparison;
  /** One-sided, confirming half; for a crossing the largest against the rest and both parts. */
  readonly p: number;
  readonly method: string;
  /** p adjusted over all tests of the search (Benjamini–Hochberg). */
  readonly q: number;
  /**
   * Holm's adjusted p over the same tests and those within labels. Joining names shrinks the true findings and not the false ones, so q no
   * longer bounds the false share of what is named; this bounds the chance of any.
   */
  readonly familyWise: number;
  /** A crossing against each of its parts outside it, confirming half. */
  readonly againstParts: readonly (Comparison & { readonly part: string; readonly p: number })[];
  /** Within reference labels; null when a part is a label, as the crossing is then compared within it already. */
  readonly withinLabels: {
    readonly difference: number | null;
    readonly p: number;
    readonly q: number;
    readonly method: string;
  } | null;
  readonly otherNames: readonly OtherName[];
}

function compare(loss: Loss, a: Cell, b: Cell, designEffect: number): Comparison {
  return {
    rows: a.n,
    errors: a.sum,
    rate: rateOf(a),
    otherRows: b.n,
    otherErrors: b.sum,
    otherRate: rateOf(b),
    difference: rateOf(a) - rateOf(b),
    interval: differenceInterval(loss.kind, a, b, designEffect),
  };
}

const nameOf = ({ candidate }: Tested): string =>
  candidate.parts.map(({ value }) => value.name).join(' and ');
const definitionOf = ({ candidate }: Tested): string =>
  candidate.parts.map(({ value }) => value.definition).join('; and ');

/** How wrong a row is, for ordering: the loss given, or −log of the probability of the reference; unknown last. */
function badnessOf(examples: Examples): (row: number) => number {
  if (examples.loss) return (row) => examples.loss![row]!;
  const { probabilities, labels, reference } = examples;
  if (probabilities === null) return () => 0;
  return (row) => {
    const p = probabilities[row * labels.length + reference[row]!]!;
    return Number.isNaN(p) ? Number.NEGATIVE_INFINITY : -Math.log(Math.max(p, 1e-300));
  };
}

function worstOf(
  rows: Int32Array,
  loss: Loss,
  halves: Halves,
  badness: (row: number) => number,
  count: number,
): Int32Array {
  const wrong = loss.kind === 'errors' ? rows.filter((row) => loss.values[halves.bitOf[row]!] === 1) : rows;
  const scored = Array.from(wrong, (row) => ({ row, bad: badness(row) }));
  // −∞ − −∞ is NaN; equal rows stay in order.
  scored.sort((a, b) => (a.bad === b.bad ? a.row - b.row : b.bad - a.bad));
  return Int32Array.from(scored.slice(0, count), ({ row }) => row);
}

function partOf(
  property: string,
  propertyTitle: string,
  value: PropertyValue,
  same: readonly PropertyValue[],
) {
  const { name, definition, words, spans } = value;
  const isJoin = (one: PropertyValue): boolean => one.words.length === 1 && areFunctionWords(one.words[0]!);
  return {
    property,
    propertyTitle,
    name,
    definition,
    words,
    spans,
    sameRows: same.map((one) => one.name),
    functionWords: [value, ...same].some(isJoin),
  };
}

/** The merged subsets in the words and row numbers of the caller, largest difference per standard error first. */
export function subsetsOf(
  merged: readonly Merged[],
  loss: Loss,
  halves: Halves,
  pool: Pool,
  judged: JudgedExamples,
  settings: SearchSettings,
): readonly Subset[] {
  const badness = badnessOf(judged.examples);
  const bitRows = (tested: Tested): Int32Array =>
    rowsOf(tested.candidate.mask)
      .map((bit) => halves.row[bit]!)
      .sort();
  const callers = (rows: Int32Array): Int32Array => rows.map((row) => judged.rows[row]!);
  return merged.map(({ kept, others }) => {
    const { candidate, confirmation, rest } = kept;
    const own = bitRows(kept);
    const discoveryRest = minus(pool.totals.discovery, candidate.discovery);
    return {
      name: nameOf(kept),
      definition: definitionOf(kept),
      parts: candidate.parts.map((part) => partOf(part.property, part.propertyTitle, part.value, part.same)),
      rows: callers(own),
      worst: callers(worstOf(own, loss, halves, badness, settings.worstRows)),
      confirmation: compare(loss, confirmation, rest, kept.designEffect),
      discovery: compare(loss, candidate.discovery, discoveryRest, kept.designEffect),
      all: compare(
        loss,
        plus(candidate.discovery, confirmation),
        plus(discoveryRest, rest),
        kept.designEffect,
      ),
      p: kept.p,
      method: kept.method,
      q: kept.q,
      familyWise: kept.familyWise,
      againstParts: kept.parts.map(({ part, outside, p, designEffect }) => ({
        ...compare(loss, confirmation, outside, designEffect),
        part: candidate.parts[part]!.value.name,
        p,
      })),
      withinLabels: kept.withinLabels,
      otherNames: others.map(({ tested, why, jaccard, phi }) => ({
        name: nameOf(tested),
        definition: definitionOf(tested),
        rows: tested.candidate.discovery.n + tested.confirmation.n,
        jaccard,
        phi,
        why,
      })),
    };
  });
}
