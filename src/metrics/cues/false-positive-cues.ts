import type { Interval } from '../../model/outcome.ts';
import { benjaminiHochberg, type CommonOdds, commonOdds, wilson } from '../../stats/index.ts';
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
import { type TrainingTexts, type TrainingTie, trainingTies } from './training-tie.ts';

/** Limits of docs/thresholds/cues.md. */
export const cueRule = {
  /** False positives of a class below which it is not looked at. */
  leastFalsePositives: 10,
  /** Rows with the term whose reference is another label. */
  leastRows: 20,
  leastHits: 5,
  /** False positives beyond what the references explain, over the rows with the term. */
  leastEffect: 0.05,
  /** Benjamini–Hochberg over all terms and classes. */
  alpha: 0.01,
} as const;

/** A word or phrase with which rows of other labels are more often called `label`. */
export interface FalsePositiveCue {
  readonly term: string;
  /** Number of the label that is predicted wrongly. */
  readonly label: number;
  /** `a`: tied to false positives. `b`: also to the label in the training texts. */
  readonly level: 'a' | 'b';
  /** Rows of other labels with the term, and how many of them were called `label`. */
  readonly with: RateOfRows;
  readonly without: RateOfRows;
  /** False positives beyond those that the reference labels of these rows would give. */
  readonly excess: number;
  /** Within reference labels. */
  readonly odds: CommonOdds | null;
  /** One-sided exact test within reference labels, and adjusted over all tests. */
  readonly p: number;
  readonly q: number;
  /** All rows with the term, and those whose reference is `label`. */
  readonly evaluation: { readonly rows: number; readonly labelled: number; readonly interval: Interval };
  readonly training: TrainingTie | null;
  /** Terms of the same rows that say nothing besides. */
  readonly companions: readonly string[];
  /** False positives with the term, the surest first. */
  readonly examples: readonly HighlightedRow[];
}

export interface CueScan {
  readonly cues: readonly FalsePositiveCue[];
  /** Why nothing could be tested, or null. */
  readonly reason: string | null;
  /** Distinct texts that were counted, and copies that were left out. */
  readonly rows: number;
  readonly copies: number;
  /** Terms × classes. */
  readonly tests: number;
  readonly method: string;
}

const METHOD = 'exact test within reference labels, one-sided, Benjamini–Hochberg over all terms and classes';

/**
 * Words and phrases tied to false positives of a class: among rows of other labels, does having the term raise the chance of being
 * called the class? Rows are compared within their reference label, so that a term of a label which is often confused says nothing by
 * itself. With training texts each cue is also looked up there (level b). The smallest p first.
 */
export function falsePositiveCues(input: ClassifiedTexts, training: TrainingTexts | null = null): CueScan {
  const { rows, copies } = distinctTexts(input);
  const none = (reason: string): CueScan => ({
    cues: [],
    reason,
    rows: rows.length,
    copies,
    tests: 0,
    method: METHOD,
  });
  const gold = Int32Array.from(rows, (row) => input.reference[row]!);
  const answer = Int32Array.from(rows, (row) => input.predicted[row]!);
  const wrong = new Uint32Array(input.labels.length);
  for (let i = 0; i < rows.length; i++) if (gold[i] !== answer[i]) wrong[answer[i]!]!++;
  const classes = [...wrong.keys()].filter((label) => wrong[label]! >= cueRule.leastFalsePositives);
  if (classes.length === 0)
    return none(`no class has ${cueRule.leastFalsePositives} false positives with different texts`);
  const matrix = termMatrix(
    Array.from(rows, (row) => input.texts[row]!),
    { leastDocuments: cueRule.leastRows },
  );
  const postings = postingsOf(matrix);
  const questionOf = (label: number): TermQuestion => ({
    stratum: gold.map((reference) => (reference === label ? -1 : reference)),
    strata: input.labels.length,
    outcome: Uint8Array.from(answer, (predicted) => (predicted === label ? 1 : 0)),
  });
  let tests = 0;
  const all: { readonly label: number; readonly test: TermTest }[] = [];
  for (const label of classes) {
    const scan = testTerms(postings, questionOf(label), cueRule);
    tests += scan.tests;
    for (const test of scan.found) all.push({ label, test });
  }
  const q = benjaminiHochberg(Array.from({ length: tests }, (_, i) => all[i]?.test.p ?? 1));
  const kept: { label: number; test: TermTest & { q: number }; companions: readonly number[] }[] = [];
  for (const label of classes) {
    const own = all.flatMap((one, i) =>
      one.label === label && q[i]! < cueRule.alpha && one.test.excess >= cueRule.leastEffect * one.test.rows
        ? [{ ...one.test, q: q[i]! }]
        : [],
    );
    for (const one of withoutCompanions(postings, questionOf(label), wordsFirst(own, matrix.terms), {
      alpha: cueRule.alpha,
      leastHits: cueRule.leastHits,
    }))
      kept.push({ label, ...one });
  }
  kept.sort((a, b) => a.test.p - b.test.p || b.test.excess - a.test.excess || a.test.term - b.test.term);
  const evaluation = kept.map(({ label, test }) => {
    const own = rowsWith(postings, test.term);
    const labelled = own.reduce((sum, at) => sum + (gold[at] === label ? 1 : 0), 0);
    return { rows: own.length, labelled, interval: wilson(labelled, own.length) };
  });
  const ties =
    training === null
      ? []
      : trainingTies(
          training,
          kept.map(({ label, test }, i) => ({
            label,
            term: matrix.terms[test.term]!,
            evaluation: evaluation[i]!,
          })),
        );
  const cues = kept.map(({ label, test, companions }, i): FalsePositiveCue => {
    const term = matrix.terms[test.term]!;
    const falsePositives = [...rowsWith(postings, test.term)].filter(
      (at) => gold[at] !== label && answer[at] === label,
    );
    return {
      term,
      label,
      level: ties[i]?.tied === true ? 'b' : 'a',
      with: rateOf(test.hits, test.rows),
      without: rateOf(test.otherHits, test.otherRows),
      excess: test.excess,
      odds: commonOdds(test.tables),
      p: test.p,
      q: test.q,
      evaluation: evaluation[i]!,
      training: ties[i] ?? null,
      companions: companions.map((one) => matrix.terms[one]!),
      examples: highlighted(
        falsePositives.map((at) => rows[at]!),
        term,
        input,
      ),
    };
  });
  return { cues, reason: null, rows: rows.length, copies, tests, method: METHOD };
}
