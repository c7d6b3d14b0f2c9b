import { exactMantelHaenszel, type FourCounts, fisherExact, holm } from '../../stats/index.ts';
import { distinctTexts } from '../cues/distinct-texts.ts';
import { type RateOfRows, rateOf } from '../cues/rate-of-rows.ts';
import { normaliseText } from '../texts/normalise.ts';
import { postingsOf, termMatrix } from '../words/index.ts';
import { type ErrorGroup, type ErrorGroupInput, type ErrorGroups, groupRule } from './group.ts';
import { findNeighbourhoods } from './neighbourhoods.ts';
import { characteristic, phrasesOf } from './phrases.ts';
import { embeddingSpace, type Space, wordSpace } from './space.ts';

const METHOD =
  'found on one half, judged on the other, both ways: Fisher’s exact test against all other rows and the exact test within reference labels, one-sided, the larger p, Holm over the groups judged';

/** FNV-1a of a text, mixed with the seed: equal texts fall into the same half, whatever the order of the rows. */
function halfOf(text: string, seed: number): number {
  let hash = 0x811c9dc5 ^ Math.imul(seed, 0x9e3779b1);
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return ((hash ^ (hash >>> 13)) >>> 8) & 1;
}

interface Candidate {
  readonly kind: ErrorGroup['kind'];
  readonly term: string | null;
  readonly rows: Uint8Array;
  /** The half that found it. */
  readonly by: number;
}

/**
 * Groups of texts that share a phrase or a neighbourhood and in which the model is wrong more often than on all other texts. Groups are
 * formed of all rows, right and wrong, in one half of the texts; the other half, which had no part in it, judges; then the halves change
 * places. Equal texts with the same labels count once. Copies that differ in a word may fall into both halves: mend those first.
 */
export function findErrorGroups(input: ErrorGroupInput, seed = 1): ErrorGroups {
  const { rows } = distinctTexts(input);
  const wrong = Uint8Array.from(rows, (row) => (input.reference[row] === input.predicted[row] ? 0 : 1));
  const errors = wrong.reduce((sum, one) => sum + one, 0);
  const embeddings = input.embeddings ?? null;
  const result = (
    groups: readonly ErrorGroup[],
    reason: string | null,
    phrases: number,
    judged: number,
  ): ErrorGroups => ({
    groups,
    reason,
    rows: rows.length,
    errors,
    phrasesTested: phrases,
    judged,
    nearBy: embeddings === null ? 'words' : 'embeddings',
    method: METHOD,
  });
  if (errors < groupRule.leastErrors)
    return result([], `${errors} errors with different texts; ${groupRule.leastErrors} are needed`, 0, 0);
  const texts = Array.from(rows, (row) => input.texts[row]!);
  const half = Uint8Array.from(texts, (text) => halfOf(normaliseText(text), seed));
  const phrases = termMatrix(texts, { leastDocuments: groupRule.leastRows, mostShare: groupRule.mostShare });
  const postings = postingsOf(phrases);
  const space: Space =
    embeddings === null
      ? wordSpace(termMatrix(texts, { leastDocuments: 3, mostShare: 0.2, bigrams: false }))
      : embeddingSpace(embeddings.values, embeddings.width, rows);
  const candidates: Candidate[] = [];
  let tests = 0;
  for (const by of [0, 1]) {
    const finds = half.map((one) => (one === by ? 1 : 0));
    const scan = phrasesOf(postings, phrases.terms, wrong, finds);
    tests += scan.tests;
    for (const { term, rows: own } of scan.found) candidates.push({ kind: 'phrase', term, rows: own, by });
    for (const { rows: own } of findNeighbourhoods(space, wrong, finds))
      candidates.push({ kind: 'neighbourhood', term: null, rows: own, by });
  }
  const judged = candidates.map(({ rows: own, by }) => {
    const cell: [number, number, number, number] = [0, 0, 0, 0];
    const strata = new Map<number, [number, number, number, number]>();
    for (let i = 0; i < rows.length; i++) {
      if (half[i] === by) continue;
      const at = (own[i] === 1 ? 0 : 2) + (wrong[i] === 1 ? 0 : 1);
      cell[at]!++;
      const label = input.reference[rows[i]!]!;
      const table = strata.get(label) ?? [0, 0, 0, 0];
      table[at]!++;
      strata.set(label, table);
    }
    return {
      cell,
      p: fisherExact(...cell, 'greater'),
      stratifiedP: exactMantelHaenszel([...strata.values()] as readonly FourCounts[]),
    };
  });
  const adjusted = holm(judged.map(({ p, stratifiedP }) => Math.max(p, stratifiedP)));
  const pooled = holm(judged.map(({ p }) => p));
  const groups = candidates.flatMap((candidate, i): ErrorGroup[] => {
    const { cell, p, stratifiedP } = judged[i]!;
    const [a, b, c, d] = cell;
    const count = (of: (at: number) => boolean): RateOfRows => {
      let [n, k] = [0, 0];
      for (let at = 0; at < rows.length; at++)
        if (of(at)) {
          n++;
          k += wrong[at]!;
        }
      return rateOf(k, n);
    };
    const own = candidate.rows;
    const all = count((at) => own[at] === 1);
    if (all.rows < groupRule.leastRows || all.wrong < groupRule.leastGroupErrors) return [];
    const [inside, rest] = [rateOf(a, a + b), rateOf(c, c + d)];
    const lift = c === 0 ? null : inside.rate / rest.rate;
    const oddsRatio = ((a + 0.5) * (d + 0.5)) / ((b + 0.5) * (c + 0.5));
    const terms = candidate.term === null ? characteristic(postings, phrases.terms, own) : [candidate.term];
    const members = rows.filter((_, at) => own[at] === 1);
    return [
      {
        name: terms.join(' · '),
        terms,
        kind: candidate.kind,
        confirmed:
          adjusted[i]! < groupRule.alpha &&
          inside.rows >= groupRule.leastJudged &&
          inside.rate - rest.rate >= groupRule.leastDifference &&
          (lift === null || lift >= groupRule.leastLift || oddsRatio >= groupRule.leastOddsRatio),
        found: count((at) => own[at] === 1 && half[at] === candidate.by),
        judged: inside,
        rest,
        all,
        allOthers: count((at) => own[at] === 0),
        lift,
        p,
        adjustedP: adjusted[i]!,
        stratifiedP,
        onlyLabels: pooled[i]! < groupRule.alpha && !(adjusted[i]! < groupRule.alpha),
        rows: members,
        wrongRows: rows.filter((_, at) => own[at] === 1 && wrong[at] === 1),
        commonest: commonestError(input, members),
        alsoFoundAs: [],
      },
    ];
  });
  return result(merged(groups), null, tests, candidates.length);
}

function commonestError(
  { reference, predicted, labels }: ErrorGroupInput,
  rows: Uint32Array,
): ErrorGroup['commonest'] {
  const counts = new Map<number, number>();
  for (const row of rows)
    if (reference[row] !== predicted[row]) {
      const key = reference[row]! * labels.length + predicted[row]!;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  const [key, count] = [...counts].sort(([a, m], [b, n]) => n - m || a - b)[0]!;
  return { reference: Math.floor(key / labels.length), predicted: key % labels.length, count };
}

/** Groups that share at least half of the rows of the smaller become one: confirmed before others, then by p. */
function merged(groups: readonly ErrorGroup[]): readonly ErrorGroup[] {
  const order = [...groups].sort(
    (a, b) => Number(b.confirmed) - Number(a.confirmed) || a.p - b.p || (a.name < b.name ? -1 : 1),
  );
  const kept: { group: ErrorGroup; rows: Set<number>; others: string[] }[] = [];
  for (const group of order) {
    const shares = ({ rows }: { rows: Set<number> }): boolean =>
      group.rows.reduce((sum, row) => sum + (rows.has(row) ? 1 : 0), 0) >=
      Math.min(rows.size, group.rows.length) / 2;
    const same = kept.find(shares);
    if (same === undefined) kept.push({ group, rows: new Set(group.rows), others: [] });
    else if (group.name !== '' && group.name !== same.group.name) same.others.push(group.name);
  }
  return kept.map(({ group, others }) => ({ ...group, alsoFoundAs: others }));
}
