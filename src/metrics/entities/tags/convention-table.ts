import type { TaggingScheme } from '../../../model/entities.ts';
import { decode, type TokenMentions, typeIdsOf, typesOfTags } from '../../../text/tags/index.ts';
import { averagedF1 } from './averaged-f1.ts';
import { type ConventionNote, conventionNotes } from './convention-notes.ts';
import { conventions, type ToolId } from './conventions/index.ts';
import { differencesFrom, type MentionDifferences } from './differences.ts';
import { type ExactCounts, type ExactScores, exactCounts, exactScores } from './exact-counts.ts';
import { type TaggedSides, type ToolAnswer, usedNames } from './sides.ts';

/** One tool's numbers on the file. */
export interface ConventionRow {
  readonly id: ToolId;
  readonly name: string;
  /** The scheme that the tool was told, in its own word. */
  readonly readAs: string | null;
  /** Why the tool gives no number; null when it gives one. */
  readonly refused: string | null;
  /** Null when refused. */
  readonly counts: ExactCounts | null;
  /** Null when refused; each score null where it is 0/0. */
  readonly scores: ExactScores | null;
  /** F1 as the tool prints it: 0 (spaCy: None) where it is undefined. */
  readonly printedF1: number | null;
  /** Mentions that it has and the headline has not, and the other way round. */
  readonly differences: MentionDifferences | null;
}

/** The same file under the conventions of several tools. */
export interface ConventionTable {
  readonly scheme: TaggingScheme;
  readonly headline: { readonly counts: ExactCounts; readonly scores: ExactScores };
  /** Mentions that are not spelt as the scheme wants left out, on both sides. */
  readonly discarded: { readonly counts: ExactCounts; readonly scores: ExactScores };
  readonly rows: readonly ConventionRow[];
  readonly notes: readonly ConventionNote[];
  readonly types: readonly string[];
  readonly mentions: { readonly reference: TokenMentions; readonly predicted: TokenMentions };
}

const scored = (counts: ExactCounts): { readonly counts: ExactCounts; readonly scores: ExactScores } => ({
  counts,
  scores: exactScores(counts),
});

/**
 * Scores the tags of both sides as each tool would, beside the headline (rule `begin`), and names what looks better or worse than
 * it is. `scheme` is the one of the reference; tools that take a scheme are told it for both sides, as they are by their users.
 *
 * Sources: conlleval (2004-01-26), seqeval 1.2.2, SeqScore 0.9.0, spaCy 3.8.18, recorded in the oracles; ExplainaBoard 0.12.7, read
 * from its source.
 */
export function conventionTable(sides: TaggedSides, scheme: TaggingScheme): ConventionTable {
  const { reference, predicted, firstOfSentence } = sides;
  const types = typesOfTags(usedNames(reference), usedNames(predicted));
  const ids = typeIdsOf(types);
  const read = (rule: 'begin' | 'discard') => ({
    reference: decode(reference.tags, reference.names, firstOfSentence, scheme, rule, ids),
    predicted: decode(predicted.tags, predicted.names, firstOfSentence, scheme, rule, ids),
  });
  const mentions = read('begin');
  const strict = read('discard');
  const headline = scored(exactCounts(mentions.reference, mentions.predicted));
  const rows: ConventionRow[] = [];
  let seqeval: ToolAnswer | null = null;
  for (const { id, name, read: answerOf, printsUndefinedAs } of conventions) {
    const answer = answerOf(sides, scheme);
    if (id === 'seqeval-default') seqeval = answer;
    if (answer.kind === 'refused') {
      const { reason, readAs } = answer;
      rows.push({
        id,
        name,
        readAs,
        refused: reason,
        counts: null,
        scores: null,
        printedF1: null,
        differences: null,
      });
      continue;
    }
    const { reading } = answer;
    const found = exactCounts(reading.reference, reading.predicted);
    const { counts, scores } = scored({ ...found, correct: reading.correct ?? found.correct });
    rows.push({
      id,
      name,
      readAs: reading.readAs,
      refused: null,
      counts,
      scores,
      printedF1: scores.f1 ?? printsUndefinedAs,
      differences: differencesFrom(mentions, types, reading),
    });
  }
  return {
    scheme,
    headline,
    discarded: scored(exactCounts(strict.reference, strict.predicted)),
    rows,
    notes: conventionNotes(sides, headline, rows, seqeval === null ? null : averagedF1(seqeval)),
    types,
    mentions,
  };
}
