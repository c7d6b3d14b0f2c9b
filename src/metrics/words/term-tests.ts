import { exactMantelHaenszel, type FourCounts, mantelHaenszel } from '../../stats/index.ts';
import { type Postings, rowsWith } from './postings.ts';

/** Does holding a term raise the chance of an outcome, among rows of the same stratum? */
export interface TermQuestion {
  /** Stratum of each row, from 0; −1 leaves the row out. */
  readonly stratum: ArrayLike<number>;
  readonly strata: number;
  /** 1 where the row has the outcome. */
  readonly outcome: ArrayLike<number>;
}

export interface TermTest {
  readonly term: number;
  /** Rows with the term that are in question, and those of them with the outcome. */
  readonly rows: number;
  readonly hits: number;
  /** The same of the rows without it. */
  readonly otherRows: number;
  readonly otherHits: number;
  /** Hits beyond those that the strata alone would give. */
  readonly excess: number;
  /** With the term: outcome, none; without: outcome, none. Strata without such rows are left out. */
  readonly tables: readonly FourCounts[];
  /** One-sided: exact within strata where it is small, else the normal approximation. */
  readonly p: number;
}

export interface TermLimits {
  /** Terms on fewer rows in question are not tested. */
  readonly leastRows: number;
  /** Terms with fewer hits are tested, but never found. */
  readonly leastHits: number;
}

/** The exact test costs; the approximation is enough to see that a term is nothing. */
const SCREEN = 0.1;

interface Totals {
  readonly rows: Float64Array;
  readonly hits: Float64Array;
}

function totalsOf({ stratum, strata, outcome }: TermQuestion, without: Uint8Array | null): Totals {
  const rows = new Float64Array(strata);
  const hits = new Float64Array(strata);
  for (let row = 0; row < stratum.length; row++) {
    const s = stratum[row]!;
    if (s < 0 || without?.[row] === 1) continue;
    rows[s]!++;
    hits[s]! += outcome[row]!;
  }
  return { rows, hits };
}

/** A tester of single terms; `without` marks rows that are left out besides. */
function tester(
  postings: Postings,
  question: TermQuestion,
  without: Uint8Array | null = null,
): (term: number, limits: TermLimits) => TermTest | null {
  const { stratum, strata, outcome } = question;
  const total = totalsOf(question, without);
  const [allRows, allHits] = [total.rows, total.hits].map((counts) => counts.reduce((a, b) => a + b, 0));
  const own = { rows: new Float64Array(strata), hits: new Float64Array(strata) };
  return (term, { leastRows, leastHits }) => {
    const touched: number[] = [];
    let rows = 0;
    let hits = 0;
    for (const row of rowsWith(postings, term)) {
      const s = stratum[row]!;
      if (s < 0 || without?.[row] === 1) continue;
      if (own.rows[s]!++ === 0) touched.push(s);
      own.hits[s]! += outcome[row]!;
      rows++;
      hits += outcome[row]!;
    }
    let excess = hits;
    const tables = touched
      .sort((a, b) => a - b)
      .map((s): FourCounts => {
        const [a, n] = [own.hits[s]!, own.rows[s]!];
        const [c, m] = [total.hits[s]! - a, total.rows[s]! - n];
        excess -= (n * total.hits[s]!) / total.rows[s]!;
        own.rows[s] = 0;
        own.hits[s] = 0;
        return [a, n - a, c, m - c];
      });
    if (rows < leastRows || rows === allRows) return null;
    let p = hits < leastHits ? 1 : mantelHaenszel(tables).p;
    if (p < SCREEN) p = exactMantelHaenszel(tables);
    const others = { otherRows: allRows! - rows, otherHits: allHits! - hits };
    return { term, rows, hits, ...others, excess, tables, p };
  };
}

/**
 * Tests every term that is on enough rows in question. `tests` counts all of them; `found` are those that could matter (enough hits,
 * p < 0.1), the smallest p first. Correct for `tests`.
 */
export function testTerms(
  postings: Postings,
  question: TermQuestion,
  limits: TermLimits,
): { readonly tests: number; readonly found: readonly TermTest[] } {
  const test = tester(postings, question);
  const found: TermTest[] = [];
  let tests = 0;
  for (let term = 0; term + 1 < postings.start.length; term++) {
    if (postings.start[term + 1]! - postings.start[term]! < limits.leastRows) continue;
    const result = test(term, limits);
    if (result === null) continue;
    tests++;
    if (result.p < SCREEN) found.push(result);
  }
  found.sort((a, b) => a.p - b.p || b.excess - a.excess || a.term - b.term);
  return { tests, found };
}

/** A phrase must be so many times less likely by chance than a word of it to stand before the word. */
const PHRASE_FACTOR = 1000;

/** Orders tests by p, and a word before a phrase that holds it when the phrase tells little more. */
export function wordsFirst<T extends TermTest>(tests: readonly T[], terms: readonly string[]): readonly T[] {
  const ofTerm = new Map(tests.map((test) => [terms[test.term]!, test.p]));
  const place = ({ term, p }: T): number => {
    const parts = terms[term]!.split(' ');
    if (parts.length === 1) return p;
    const ofWords = Math.min(...parts.map((word) => ofTerm.get(word) ?? Number.POSITIVE_INFINITY));
    return ofWords <= PHRASE_FACTOR * p ? Math.max(p, ofWords) : p;
  };
  return tests
    .map((test) => ({ test, at: place(test), words: terms[test.term]!.includes(' ') ? 2 : 1 }))
    .sort((a, b) => a.at - b.at || a.words - b.words || a.test.term - b.test.term)
    .map(({ test }) => test);
}

export interface KeptTerm<T> {
  readonly test: T;
  /** Terms that say nothing once the rows of this one and of those before it are left out. */
  readonly companions: readonly number[];
}

/**
 * Of terms that stand in the same rows keeps the first (they come best first): each next one must still raise the outcome, p < `alpha`,
 * on the rows without any that were kept; else it becomes a companion of the kept one that it shares most rows with.
 */
export function withoutCompanions<T extends TermTest>(
  postings: Postings,
  question: TermQuestion,
  tests: readonly T[],
  { alpha, leastHits }: { readonly alpha: number; readonly leastHits: number },
): readonly KeptTerm<T>[] {
  const kept: { test: T; companions: number[]; rows: Uint8Array }[] = [];
  const covered = new Uint8Array(question.stratum.length);
  let test = tester(postings, question, covered);
  for (const candidate of tests) {
    const rows = rowsWith(postings, candidate.term);
    const rest = kept.length === 0 ? candidate : test(candidate.term, { leastRows: 1, leastHits });
    if (rest !== null && rest.p < alpha) {
      const marked = new Uint8Array(question.stratum.length);
      for (const row of rows) {
        marked[row] = 1;
        covered[row] = 1;
      }
      kept.push({ test: candidate, companions: [], rows: marked });
      test = tester(postings, question, covered);
      continue;
    }
    if (kept.length === 0) continue;
    let best = kept[0]!;
    let most = -1;
    for (const one of kept) {
      const shared = rows.reduce((sum, row) => sum + one.rows[row]!, 0);
      if (shared > most) {
        most = shared;
        best = one;
      }
    }
    best.companions.push(candidate.term);
  }
  return kept.map(({ test: own, companions }) => ({ test: own, companions }));
}
