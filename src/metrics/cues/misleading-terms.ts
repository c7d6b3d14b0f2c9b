import { benjaminiHochberg, type CommonOdds, commonOdds } from '../../stats/index.ts';
import {
  postingsOf,
  rowsWith,
  type TermQuestion,
  type TermTest,
  termMatrix,
  testTerms,
  withoutCompanions,
  wordsFirst,
} from '../words/index.ts';
import { type ClassifiedTexts, distinctTexts } from './distinct-texts.ts';
import { type HighlightedRow, highlighted } from './examples.ts';
import { type RateOfRows, rateOf } from './rate-of-rows.ts';

/** Limits of docs/thresholds/cues.md. */
const RULE = { leastErrors: 10, leastRows: 10, leastHits: 5, leastEffect: 0.05, alpha: 0.01 } as const;

/** A word or phrase that goes with the error within one confused pair: of rows of `reference`, those called `predicted` hold it more often than those that are right. */
export interface MisleadingTerm {
  readonly term: string;
  readonly reference: number;
  readonly predicted: number;
  readonly with: RateOfRows;
  readonly without: RateOfRows;
  readonly odds: CommonOdds | null;
  /** Fisher's exact test, one-sided, and adjusted over all terms and pairs. */
  readonly p: number;
  readonly q: number;
  readonly companions: readonly string[];
  /** Rows that are wrong and hold the term. */
  readonly examples: readonly HighlightedRow[];
}

export interface MisleadingScan {
  readonly terms: readonly MisleadingTerm[];
  readonly reason: string | null;
  /** Pairs with enough errors to be looked at. */
  readonly pairs: number;
  readonly tests: number;
  readonly method: string;
}

const METHOD = "Fisher's exact test, one-sided, Benjamini–Hochberg over all terms and pairs";

/** Terms that separate the wrong from the right within each pair reference → predicted with at least ten errors of different texts. */
export function misleadingTerms(input: ClassifiedTexts): MisleadingScan {
  const { rows } = distinctTexts(input);
  const gold = Int32Array.from(rows, (row) => input.reference[row]!);
  const answer = Int32Array.from(rows, (row) => input.predicted[row]!);
  const size = input.labels.length;
  const errors = new Map<number, number>();
  for (let i = 0; i < rows.length; i++)
    if (gold[i] !== answer[i]) {
      const pair = gold[i]! * size + answer[i]!;
      errors.set(pair, (errors.get(pair) ?? 0) + 1);
    }
  const pairs = [...errors].filter(([, count]) => count >= RULE.leastErrors).map(([pair]) => pair);
  pairs.sort((a, b) => a - b);
  if (pairs.length === 0)
    return {
      terms: [],
      reason: `no two labels are confused ${RULE.leastErrors} times on different texts`,
      pairs: 0,
      tests: 0,
      method: METHOD,
    };
  const matrix = termMatrix(
    Array.from(rows, (row) => input.texts[row]!),
    { leastDocuments: RULE.leastRows },
  );
  const postings = postingsOf(matrix);
  const questionOf = (pair: number): TermQuestion => {
    const [from, to] = [Math.floor(pair / size), pair % size];
    return {
      stratum: gold.map((reference, i) =>
        reference === from && (answer[i] === from || answer[i] === to) ? 0 : -1,
      ),
      strata: 1,
      outcome: Uint8Array.from(answer, (predicted) => (predicted === to ? 1 : 0)),
    };
  };
  let tests = 0;
  const all: { readonly pair: number; readonly test: TermTest }[] = [];
  for (const pair of pairs) {
    const scan = testTerms(postings, questionOf(pair), RULE);
    tests += scan.tests;
    for (const test of scan.found) all.push({ pair, test });
  }
  const q = benjaminiHochberg(Array.from({ length: tests }, (_, i) => all[i]?.test.p ?? 1));
  const terms = pairs.flatMap((pair) => {
    const own = all.flatMap((one, i) =>
      one.pair === pair && q[i]! < RULE.alpha && one.test.excess >= RULE.leastEffect * one.test.rows
        ? [{ ...one.test, q: q[i]! }]
        : [],
    );
    const question = questionOf(pair);
    return withoutCompanions(postings, question, wordsFirst(own, matrix.terms), {
      alpha: 0.01,
      leastHits: RULE.leastHits,
    }).map(({ test, companions }): MisleadingTerm => {
      const term = matrix.terms[test.term]!;
      const wrong = [...rowsWith(postings, test.term)].filter(
        (at) => question.stratum[at] === 0 && question.outcome[at] === 1,
      );
      return {
        term,
        reference: Math.floor(pair / size),
        predicted: pair % size,
        with: rateOf(test.hits, test.rows),
        without: rateOf(test.otherHits, test.otherRows),
        odds: commonOdds(test.tables),
        p: test.p,
        q: test.q,
        companions: companions.map((one) => matrix.terms[one]!),
        examples: highlighted(
          wrong.map((at) => rows[at]!),
          term,
          input,
        ),
      };
    });
  });
  terms.sort((a, b) => a.p - b.p);
  return { terms, reason: null, pairs: pairs.length, tests, method: METHOD };
}
