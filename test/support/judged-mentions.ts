import type { Audit } from '../../src/audits/define.ts';
import { createFacts } from '../../src/facts/index.ts';
import type { EntityErrorInput, TrainingMentions } from '../../src/metrics/entities/errors/index.ts';
import { examineEntities } from '../../src/metrics/entities/examination/index.ts';
import type { EntitySet } from '../../src/model/entities.ts';
import { derived, stated } from '../../src/model/known.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import type { Run } from '../../src/model/run.ts';
import type { Split } from '../../src/model/series.ts';
import { decode, mentionColumns, typeIdsOf, typesOfTags } from '../../src/text/tags/index.ts';
import { setOf } from '../metrics/entities/errors/marked.ts';
import { column, firsts } from '../metrics/entities/tags/tagged.ts';
import { makeRun } from './runs.ts';

/** A reference and a prediction of one sentence, both marked: `[PER Maria Perez] met [LOC Oslo]`. */
export type MarkedPair = readonly [reference: string, predicted: string];

const named = {
  id: 'predictions.txt',
  task: 'token-classification',
  split: stated<Split>('validation', 'predictions.txt'),
  file: 'predictions.txt',
  files: ['predictions.txt'],
  tags: null,
  schemes: null,
  place: (sentence: number) => `line ${sentence + 1}`,
  columns: {},
  excluded: [],
} as const;

/** A set of mentions from marked sentences. */
export const markedSet = (pairs: readonly MarkedPair[], more: Partial<EntitySet> = {}): EntitySet => ({
  ...named,
  ...(setOf(pairs) as EntityErrorInput & Pick<EntitySet, 'text'>),
  ...more,
});

/** Sentences with the same mentions on both sides, as training data. */
export function trainingOf(sentences: readonly string[]): TrainingMentions {
  const {
    types,
    sentences: count,
    tokens,
    reference,
    text,
  } = setOf(sentences.map((sentence) => [sentence, sentence] as const));
  return { types, sentences: count, tokens, mentions: reference, text };
}

interface Tagged {
  readonly words: string;
  readonly reference: string;
  readonly predicted: string;
}

/** A set of mentions from IOB2 tags, one a word. */
export function taggedSet(sentences: readonly Tagged[], more: Partial<EntitySet> = {}): EntitySet {
  const words = sentences.map((one) => one.words.split(' '));
  const sides = {
    reference: column(sentences.map((one) => one.reference.split(' '))),
    predicted: column(sentences.map((one) => one.predicted.split(' '))),
  };
  const firstOfSentence = firsts(words);
  const start: number[] = [];
  const end: number[] = [];
  for (const sentence of words) {
    let at = 0;
    for (const word of sentence) {
      start.push(at);
      end.push(at + word.length);
      at += word.length + 1;
    }
  }
  const tokens = { firstOfSentence, start: Int32Array.from(start), end: Int32Array.from(end) };
  const types = typesOfTags(sides.reference.names, sides.predicted.names);
  const ids = typeIdsOf(types);
  const [reference, predicted] = (['reference', 'predicted'] as const).map((side) =>
    mentionColumns(
      decode(sides[side].tags, sides[side].names, firstOfSentence, 'IOB2', 'begin', ids),
      tokens,
    ),
  );
  return {
    ...named,
    types,
    sentences: sentences.length,
    firstOfDocument: null,
    tokens,
    reference: reference!,
    predicted: predicted!,
    tags: sides,
    schemes: { reference: derived('IOB2', 'tags'), predicted: derived('IOB2', 'tags') },
    text: (sentence) => sentences[sentence]!.words,
    extra: new Map(),
    ...more,
  };
}

/** What an audit says about a set of mentions. */
export function judgeMentions(
  audit: Audit,
  set: EntitySet,
  { training = null, run = {} }: { training?: TrainingMentions | null; run?: Partial<Run> } = {},
): Outcome {
  const made = makeRun({ series: run.series ?? [], run });
  const examined = examineEntities(set, training);
  return audit.judge({
    run: made,
    facts: { ...createFacts(made), entities: () => examined },
    probe: () => null,
  });
}

/** What an audit says about a run without mentions. */
export function judgeWithoutMentions(audit: Audit): Outcome {
  const run = makeRun();
  return audit.judge({ run, facts: createFacts(run), probe: () => null });
}
