import { benjaminiHochberg } from '../../stats/index.ts';
import { type Postings, rowsWith, testTerms, withoutCompanions, wordsFirst } from '../words/index.ts';
import { groupRule } from './group.ts';

/** Phrases of texts that are wrong more often, in the half that finds (1). */
export function phrasesOf(
  postings: Postings,
  terms: readonly string[],
  wrong: Uint8Array,
  finds: Uint8Array,
): {
  readonly tests: number;
  readonly found: readonly { readonly term: string; readonly rows: Uint8Array }[];
} {
  const question = {
    stratum: Int8Array.from(finds, (one) => (one === 1 ? 0 : -1)),
    strata: 1,
    outcome: wrong,
  };
  const leastHits = groupRule.leastGroupErrors / 2;
  const { tests, found } = testTerms(postings, question, { leastRows: groupRule.leastRows / 2, leastHits });
  const q = benjaminiHochberg(Array.from({ length: tests }, (_, i) => found[i]?.p ?? 1));
  const kept = withoutCompanions(
    postings,
    question,
    wordsFirst(
      found.filter((_, i) => q[i]! < groupRule.foundQ),
      terms,
    ),
    { alpha: 0.01, leastHits },
  ).slice(0, groupRule.mostPhrases);
  return {
    tests,
    found: kept.map(({ test }) => {
      const rows = new Uint8Array(wrong.length);
      for (const at of rowsWith(postings, test.term)) rows[at] = 1;
      return { term: terms[test.term]!, rows };
    }),
  };
}

/** Up to three terms that the rows hold and the others do not. */
export function characteristic(
  postings: Postings,
  terms: readonly string[],
  rows: Uint8Array,
): readonly string[] {
  const question = { stratum: new Int8Array(rows.length), strata: 1, outcome: rows };
  const { found } = testTerms(postings, question, { leastRows: groupRule.leastRows / 2, leastHits: 5 });
  const best = withoutCompanions(postings, question, wordsFirst(found.slice(0, 30), terms), {
    alpha: 1e-4,
    leastHits: 3,
  });
  return best.slice(0, 3).map(({ test }) => terms[test.term]!);
}
