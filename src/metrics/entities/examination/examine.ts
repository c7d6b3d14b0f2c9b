import type { EntitySet } from '../../../model/entities.ts';
import {
  type BorderWords,
  borderWords,
  copiedSentences,
  type EntityConfusion,
  type ErrorCounts,
  type ErrorTaxonomy,
  entityConfusion,
  errorCounts,
  errorTaxonomy,
  type LabelConsistency,
  labelConsistency,
  type MentionSlices,
  mentionSlices,
  type OutsideShare,
  outsideShare,
  type SeenSummary,
  seenSummary,
  type TrainingIndex,
  type TrainingMentions,
  trainingIndex,
  type VaryingBorder,
  varyingBorders,
} from '../errors/index.ts';
import { type LookUp, lookUp } from '../lookup/index.ts';
import {
  countMentions,
  type DocumentScores,
  documentScores,
  type EntityScores,
  entityScores,
  type MentionCounts,
  type OverlapMeasures,
  overlapScores,
  type TokenScores,
  tokenScores,
} from '../scores/index.ts';
import {
  type ConventionTable,
  conventionTable,
  type InvalidTransitions,
  invalidTransitions,
} from '../tags/index.ts';

/** What can be said about one set of mentions, each question answered when it is first asked. */
export interface EntityExamination {
  readonly set: EntitySet;
  readonly counts: MentionCounts;
  scores(): EntityScores;
  overlap(): OverlapMeasures;
  /** Null without tags. */
  tokens(): TokenScores | null;
  /** Null when the files mark no documents. */
  documents(): DocumentScores | null;
  /** Null without tags. */
  conventions(): ConventionTable | null;
  /** Null without tags. */
  transitions(): { readonly reference: InvalidTransitions; readonly predicted: InvalidTransitions } | null;
  taxonomy(): ErrorTaxonomy;
  errors(): ErrorCounts;
  confusion(): EntityConfusion;
  borders(): BorderWords;
  slices(side: 'reference' | 'predicted'): MentionSlices;
  /** Null without training mentions. */
  training(): TrainingIndex | null;
  seen(): SeenSummary | null;
  /** What a list of the training mentions finds; null without them. */
  lookup(): LookUp | null;
  consistency(): LabelConsistency;
  spellings(): readonly VaryingBorder[];
  outside(): OutsideShare;
}

const SEED = 1;

/** An answer that is worked out once. */
function kept<T>(answer: () => T): () => T {
  let value: { readonly is: T } | null = null;
  return () => {
    value ??= { is: answer() };
    return value.is;
  };
}

/** The set with each text made once: a file of tokens makes it anew whenever it is asked. */
function withKeptTexts(set: EntitySet): EntitySet {
  const texts: (string | undefined)[] = new Array(set.sentences);
  return {
    ...set,
    text(sentence) {
      texts[sentence] ??= set.text(sentence);
      return texts[sentence];
    },
  };
}

export function examineEntities(
  given: EntitySet,
  training: TrainingMentions | null = null,
): EntityExamination {
  const set = withKeptTexts(given);
  const counts = countMentions({
    reference: set.reference,
    predicted: set.predicted,
    types: set.types.length,
    sentences: set.sentences,
    firstOfDocument: set.firstOfDocument,
  });
  const { tags, schemes, tokens } = set;
  const first = tokens?.firstOfSentence ?? null;
  const tagged = tags === null || first === null || schemes === null ? null : { tags, first, schemes };
  const taxonomy = kept(() => errorTaxonomy(set, counts.matches));
  const copied = kept(() => copiedSentences(set));
  const index = kept(() => (training === null ? null : trainingIndex(training, set.types)));
  const slicesOf = {
    reference: kept(() => mentionSlices(set, taxonomy(), 'reference', index(), undefined, copied())),
    predicted: kept(() => mentionSlices(set, taxonomy(), 'predicted', index(), undefined, copied())),
  };
  return {
    set,
    counts,
    scores: kept(() => entityScores(counts, { types: set.types, seed: SEED })),
    overlap: kept(() => overlapScores(counts, { types: set.types })),
    tokens: kept(() =>
      tagged === null ? null : tokenScores(tagged.tags.reference, tagged.tags.predicted, tagged.first),
    ),
    documents: kept(() => documentScores(counts)),
    conventions: kept(() =>
      tagged === null
        ? null
        : conventionTable({ ...tagged.tags, firstOfSentence: tagged.first }, tagged.schemes.reference.value),
    ),
    transitions: kept(() =>
      tagged === null
        ? null
        : {
            reference: invalidTransitions(
              tagged.tags.reference,
              tagged.first,
              tagged.schemes.reference.value,
            ),
            predicted: invalidTransitions(
              tagged.tags.predicted,
              tagged.first,
              tagged.schemes.predicted.value,
            ),
          },
    ),
    taxonomy,
    errors: kept(() => errorCounts(set, taxonomy())),
    confusion: kept(() => entityConfusion(set, taxonomy())),
    borders: kept(() => borderWords(set, taxonomy(), undefined, copied())),
    slices: (side) => slicesOf[side](),
    training: index,
    seen: kept(() => {
      const known = index();
      return known === null ? null : seenSummary(set, taxonomy(), known, copied());
    }),
    lookup: kept(() => (training === null ? null : lookUp(set, training))),
    consistency: kept(() => labelConsistency(set, copied())),
    spellings: kept(() => varyingBorders(set, copied())),
    outside: kept(() => outsideShare(set)),
  };
}
