import type { TaggingScheme } from '../../../../model/entities.ts';
import type { TaggedSides, ToolAnswer } from '../sides.ts';
import { conlleval } from './conlleval.ts';
import { explainaboard } from './explainaboard.ts';
import { seqevalDefault } from './seqeval-default.ts';
import { seqevalStrict } from './seqeval-strict.ts';
import { seqscore } from './seqscore.ts';
import { spacy } from './spacy.ts';

export type ToolId =
  | 'conlleval'
  | 'seqeval-default'
  | 'seqeval-strict'
  | 'seqscore-begin'
  | 'seqscore-discard'
  | 'spacy'
  | 'explainaboard';

/** One way of reading and scoring tags that people publish numbers of. */
export interface Convention {
  readonly id: ToolId;
  /** As a table names it. */
  readonly name: string;
  readonly read: (sides: TaggedSides, scheme: TaggingScheme) => ToolAnswer;
  /** What the tool prints for 0/0. */
  readonly printsUndefinedAs: 0 | null;
}

export const conventions: readonly Convention[] = [
  { id: 'conlleval', name: 'conlleval', read: conlleval, printsUndefinedAs: 0 },
  { id: 'seqeval-default', name: 'seqeval (default)', read: seqevalDefault, printsUndefinedAs: 0 },
  { id: 'seqeval-strict', name: 'seqeval (strict)', read: seqevalStrict, printsUndefinedAs: 0 },
  {
    id: 'seqscore-begin',
    name: 'SeqScore (conlleval repair)',
    read: (sides, scheme) => seqscore(sides, scheme, 'begin'),
    printsUndefinedAs: 0,
  },
  {
    id: 'seqscore-discard',
    name: 'SeqScore (discard repair)',
    read: (sides, scheme) => seqscore(sides, scheme, 'discard'),
    printsUndefinedAs: 0,
  },
  // None when there is nothing to count, 0 when only one of the ratios is undefined.
  { id: 'spacy', name: 'spaCy', read: spacy, printsUndefinedAs: null },
  { id: 'explainaboard', name: 'ExplainaBoard', read: explainaboard, printsUndefinedAs: 0 },
];
