import type { EntitySet, MentionColumns, TokenColumns } from '../../model/entities.ts';
import type { Known } from '../../model/known.ts';
import type { ReadContext } from '../../model/reader.ts';
import type { Split } from '../../model/series.ts';
import { formatCount } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import { buildSet, type DecodedPair, decodePair, schemesOfTags } from './build-set.ts';
import type { SidePair } from './collect.ts';
import { joinLedger } from './join-ledger.ts';
import { keepDocuments, keepMentions, keepTags, keepTokens, lengthOf } from './keep-rows.ts';
import { matchSentences } from './match.ts';
import { ownLedger } from './own-ledger.ts';
import { pairSentences } from './pair-sentences.ts';
import { placeMentions, placeTags } from './place-mentions.ts';
import type { ReadSide } from './read-side.ts';
import { regroup } from './regroup.ts';
import { questionsOfTypes } from './type-names.ts';

/** Below this share of its sentences the prediction is of a part of the reference, and the rest is no miss. */
const SUBSET = 0.5;

/** Reference and predicted mentions of the same sentences as one set; null, with the reason told, when they cannot be joined. */
export function joinSides(
  pair: SidePair,
  split: Known<Split> | null,
  context: ReadContext,
): EntitySet | null {
  const shared = pair.reference.tokens !== null && pair.reference.tokens === pair.predicted.tokens;
  const set = shared ? joinSameTokens(pair, split) : joinSentences(withWords(pair), split, context);
  if (set !== null) for (const question of questionsOfTypes(set)) context.assume(`${set.file}: ${question}.`);
  return set;
}

/** Tags without words beside words without gaps: the words are those of the other side. */
function withWords({ reference, predicted }: SidePair): SidePair {
  const a = reference.tokens?.firstOfSentence;
  const b = predicted.tokens?.firstOfSentence;
  const known = reference.hasText || !predicted.hasText || a === undefined || b === undefined;
  if (known || a.length !== b.length || a.some((first, s) => first !== b[s])) return { reference, predicted };
  const { tokens, text, sums, ids, firstOfDocument } = predicted;
  return { reference: { ...reference, tokens, text, sums, ids, firstOfDocument, hasText: true }, predicted };
}

function joinSameTokens({ reference, predicted }: SidePair, split: Known<Split> | null): EntitySet {
  const decoded = decodePair(reference, predicted);
  const rows = identity(reference.sentences);
  return setOf(reference, predicted, split, {
    decoded,
    tokens: reference.tokens,
    sentences: reference.sentences,
    firstOfDocument: reference.firstOfDocument,
    reference: decoded.reference,
    predicted: decoded.predicted,
    tags:
      reference.tags === null || predicted.tags === null
        ? null
        : { reference: reference.tags, predicted: predicted.tags },
    of: rows,
    excluded: ownLedger(reference, predicted, rows, rows, decoded),
  });
}

const identity = (n: number): Int32Array => Int32Array.from({ length: n }, (_, i) => i);

function joinSentences(pair: SidePair, split: Known<Split> | null, context: ReadContext): EntitySet | null {
  const { reference } = pair;
  const joined = partnersOf(pair, context);
  if (joined === null) return null;
  const { predicted, partner } = joined;
  const pairs = pairSentences(reference, predicted, partner);
  const { relation } = pairs;
  const counts = count(relation);
  const found = reference.sentences - counts.none - counts.foreign;
  const subset = found < SUBSET * reference.sentences;
  // Which sentences of the reference are in the set: what was not predicted is missed, but of a part that was never asked for.
  const rowOf = new Int32Array(reference.sentences).fill(-1);
  const kept: number[] = [];
  for (let s = 0; s < rowOf.length; s++) {
    const own = relation[s]!;
    if (own === 'longer' || (subset && (own === 'none' || own === 'foreign'))) continue;
    rowOf[s] = kept.length;
    kept.push(s);
  }
  if (kept.length === 0) {
    context.assume(
      `${predicted.file} and ${reference.file} have no sentence in common, so no score can be computed; say which files belong together with --reference FILE --predictions FILE.`,
    );
    return null;
  }
  const decoded = decodePair(reference, predicted);
  const whole = kept.length === reference.sentences;
  const placed = placeMentions(decoded.predicted, reference, predicted, partner, pairs, rowOf);
  const tags = placeTags(reference, predicted, partner, pairs);
  const of = Int32Array.from(kept);
  const tokens = whole ? reference.tokens : keepTokens(reference.tokens, of);
  const rowOfPredicted = new Int32Array(predicted.sentences).fill(-1);
  for (let s = 0; s < partner.length; s++) if (partner[s]! >= 0) rowOfPredicted[partner[s]!] = rowOf[s]!;
  const own = keepMentions(decoded.reference, rowOf);
  tellProblems(reference, predicted, partner, relation, context);
  return setOf(reference, predicted, split, {
    decoded,
    tokens,
    sentences: kept.length,
    firstOfDocument: keepDocuments(reference.firstOfDocument, rowOf),
    reference: own,
    predicted: placed.mentions,
    tags:
      tags === null || reference.tags === null
        ? null
        : {
            reference: whole
              ? reference.tags
              : { ...reference.tags, tags: keepTags(reference.tags.tags, reference, of) },
            predicted: whole ? tags : { ...tags, tags: keepTags(tags.tags, reference, of) },
          },
    of,
    excluded: [
      ...ownLedger(reference, predicted, rowOf, rowOfPredicted, decoded),
      ...joinLedger({ reference, predicted, partner, pairs, rowOf, placed, own, subset }),
    ],
  });
}

/** Which predicted sentence belongs to which of the reference; the prediction cut anew where it has other units. */
function partnersOf(
  { reference, predicted }: SidePair,
  context: ReadContext,
): { readonly predicted: ReadSide; readonly partner: Int32Array } | null {
  const names = `${predicted.file} and ${reference.file}`;
  if (!reference.hasText || !predicted.hasText) {
    if (reference.sentences === predicted.sentences) {
      context.assume(
        `${names} were joined by the order of their sentences, since one of them holds tags and no words.`,
      );
      return { predicted, partner: identity(reference.sentences) };
    }
    context.problem({
      file: predicted.file,
      position: null,
      expected: `tags of ${many(reference.sentences, 'sentence')}, as ${reference.file} has`,
      found: `${formatCount(predicted.sentences)}; without words nobody can tell which are missing`,
      nextStep: 'write each word beside its tag, or a line for every sentence',
      partial: false,
    });
    return null;
  }
  const matched = matchSentences(reference, predicted);
  const smaller = Math.min(reference.sentences, predicted.sentences);
  const found = matched.partner.reduce((n, p) => n + (p >= 0 ? 1 : 0), 0);
  if (
    found < 0.5 * smaller ||
    (reference.sentences !== predicted.sentences && matched.alike < 0.5 * smaller)
  ) {
    const cut = regroup(reference, predicted);
    if (cut !== null) {
      context.assume(
        `${names} cut the same text differently (${many(predicted.sentences, 'unit')} and ${formatCount(reference.sentences)}); the prediction was cut as the reference is.`,
      );
      return { predicted: cut.side, partner: cut.partner };
    }
  }
  if (matched.how === 'text') context.assume(`${names} were joined by the texts of their sentences.`);
  if (matched.how === 'id') context.assume(`${names} were joined by the ids of their sentences.`);
  return { predicted, partner: matched.partner };
}

const count = (relation: readonly string[]): { none: number; foreign: number } => {
  const counts = { none: 0, foreign: 0 };
  for (const one of relation) if (one === 'none' || one === 'foreign') counts[one]++;
  return counts;
};

const MOST_PROBLEMS = 5;

/** Sentences of different length: which, and from which token on. */
function tellProblems(
  reference: ReadSide,
  predicted: ReadSide,
  partner: Int32Array,
  relation: readonly string[],
  context: ReadContext,
): void {
  const odd = [...relation.keys()].filter((s) => relation[s] === 'longer' || relation[s] === 'foreign');
  for (const s of odd.slice(0, MOST_PROBLEMS)) {
    const p = partner[s]!;
    const words = lengthOf(reference.tokens, s);
    const tags = lengthOf(predicted.tokens, p);
    context.problem({
      file: predicted.file,
      position: predicted.place(p),
      expected:
        relation[s] === 'longer'
          ? `${many(words, 'tag')} for the ${many(words, 'token')} of ${reference.place(s)} in ${reference.file}`
          : `the text of ${reference.place(s)} in ${reference.file}`,
      found:
        relation[s] === 'longer'
          ? `${formatCount(tags)}; from token ${formatCount(words + 1)} on there is no word`
          : 'another text',
      nextStep: 'write one tag for each token of the reference; the other sentences were scored',
      partial: true,
    });
  }
  if (odd.length > MOST_PROBLEMS)
    context.problem({
      file: predicted.file,
      position: null,
      expected: `the sentences of ${reference.file}`,
      found: `${formatCount(odd.length)} of other length or text; the first ${MOST_PROBLEMS} are listed`,
      nextStep: 'write one tag for each token of the reference; the other sentences were scored',
      partial: true,
    });
}

interface Parts {
  readonly decoded: DecodedPair;
  readonly tokens: TokenColumns | null;
  readonly sentences: number;
  readonly firstOfDocument: Int32Array | null;
  readonly reference: MentionColumns;
  readonly predicted: MentionColumns;
  readonly tags: EntitySet['tags'];
  /** Sentence of the reference of each row of the set. */
  readonly of: Int32Array;
  readonly excluded: EntitySet['excluded'];
}

function setOf(
  reference: ReadSide,
  predicted: ReadSide,
  split: Known<Split> | null,
  parts: Parts,
): EntitySet {
  const { decoded, of, tags, tokens } = parts;
  const extra = new Map(
    [...reference.extra].map(([name, values]) => [name, Array.from(of, (s) => values[s] ?? null)] as const),
  );
  return buildSet({
    path: predicted.file,
    files: [...new Set([predicted.file, reference.file])],
    split,
    types: decoded.types,
    sentences: parts.sentences,
    firstOfDocument: parts.firstOfDocument,
    tokens,
    reference: parts.reference,
    predicted: parts.predicted,
    tags,
    schemes: tags === null || tokens === null ? null : schemesOfTags(tags, tokens.firstOfSentence),
    hasText: reference.hasText,
    text: (row) => reference.text(of[row]!),
    place: (row) => reference.place(of[row]!),
    extra,
    columns: columnsOf(reference, predicted),
    excluded: parts.excluded,
  });
}

/** Of two files each column is named with its file. */
function columnsOf(reference: ReadSide, predicted: ReadSide): EntitySet['columns'] {
  if (reference.file === predicted.file) return { ...reference.columns, ...predicted.columns };
  const ofFile = (side: ReadSide): string => {
    const name = side.file.slice(side.file.lastIndexOf('/') + 1);
    return side.columns.tags === undefined ? name : `${side.columns.tags} of ${name}`;
  };
  return { reference: ofFile(reference), predicted: ofFile(predicted) };
}
