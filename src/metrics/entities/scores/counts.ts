import type { MentionColumns } from '../../../model/entities.ts';
import {
  checkDocuments,
  checkMentions,
  type MentionMatches,
  matchMentions,
  REPEATED,
  type SideCounts,
  sideCounts,
} from './match.ts';
import { groupUnits, type UnitGroups } from './units.ts';

/** Reference and predicted mentions counted against each other. */
export interface MentionCounts {
  /** Number of types of the set, those that do not occur included. */
  readonly types: number;
  readonly sentences: number;
  /** A type each. */
  readonly correct: Float64Array;
  readonly reference: Float64Array;
  readonly predicted: Float64Array;
  readonly matches: MentionMatches;
  readonly sides: { readonly reference: SideCounts; readonly predicted: SideCounts };
  readonly bySentence: UnitGroups;
  /** Null when the files mark no documents. */
  readonly byDocument: UnitGroups | null;
  readonly firstOfDocument: Int32Array | null;
  /** The columns that were counted. */
  readonly mentions: { readonly reference: MentionColumns; readonly predicted: MentionColumns };
}

/** Mentions of both sides and the sentences and documents they stand in, as an `EntitySet` holds them. */
export interface MentionInput {
  readonly reference: MentionColumns;
  readonly predicted: MentionColumns;
  /** Number of types; every type index is below it. */
  readonly types: number;
  readonly sentences: number;
  /** First sentence of each document and the number of sentences; null when not known. */
  readonly firstOfDocument: Int32Array | null;
}

/**
 * Counts exact matches: a predicted mention is correct when the reference holds the same sentence, start, end and type. Linear in
 * mentions and sentences. RangeError when a column is not ordered by sentence, start and end, an index is out of range, or the
 * documents do not cut the sentences up.
 */
export function countMentions(input: MentionInput): MentionCounts {
  const { reference, predicted, types, sentences, firstOfDocument } = input;
  checkMentions(reference, 'reference', types, sentences);
  checkMentions(predicted, 'predicted', types, sentences);
  if (firstOfDocument !== null) checkDocuments(firstOfDocument, sentences);
  const matches = matchMentions(reference, predicted, types);
  const correct = new Float64Array(types);
  const inReference = new Float64Array(types);
  const inPredicted = new Float64Array(types);
  for (let i = 0; i < reference.type.length; i++) {
    const match = matches.predictedOf[i]!;
    if (match === REPEATED) continue;
    const type = reference.type[i]!;
    inReference[type] = inReference[type]! + 1;
    if (match >= 0) correct[type] = correct[type]! + 1;
  }
  for (let j = 0; j < predicted.type.length; j++) {
    if (matches.referenceOf[j] === REPEATED) continue;
    const type = predicted.type[j]!;
    inPredicted[type] = inPredicted[type]! + 1;
  }
  return {
    types,
    sentences,
    correct,
    reference: inReference,
    predicted: inPredicted,
    matches,
    sides: {
      reference: sideCounts(reference, matches.predictedOf),
      predicted: sideCounts(predicted, matches.referenceOf),
    },
    bySentence: groupUnits('sentences', null, input, matches),
    byDocument: firstOfDocument === null ? null : groupUnits('documents', firstOfDocument, input, matches),
    firstOfDocument,
    mentions: { reference, predicted },
  };
}
