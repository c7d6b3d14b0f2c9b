import type { EntityExamination } from '../../metrics/entities/examination/index.ts';
import { f1WithoutMissed, f1WithoutSentences } from '../../metrics/entities/without/index.ts';
import type { EntityExclusion } from '../../model/entities.ts';
import type { FindingDraft, Outcome } from '../../model/outcome.ts';
import { formatCount, formatPercent } from '../../text/numbers.ts';
import { many, upperFirst } from '../../text/words.ts';
import { defineAudit } from '../define.ts';
import {
  f1Evidence,
  isEntityOutcome,
  judgedEntities,
  microF1,
  placedExamples,
  pointsOf,
  splitOfEntities,
  wholeSentence,
} from '../entity-words.ts';
import { measure } from '../wording.ts';

/** One mention of a hundred, or half a point of F1: less is told in the ledger only. */
const LEAST = { share: 0.01, moves: 0.005 };
/** Repeated sentences are scored: they matter when they move the score, and more of it is their nature. */
const REPEATED_MOVES = 0.01;
const RISKY = 0.01;

const kindWords: Readonly<Record<EntityExclusion['kind'], readonly [what: string, advice: string]>> = {
  truncated: [
    'sentences whose prediction ends early',
    'Raise max_seq_length, or divide the long sentences before predicting, so that each word gets a tag',
  ],
  unaligned: [
    'sentences whose text differs between the files',
    'Write reference and predictions from the same tokens, so that no border has to be guessed',
  ],
  ignored: [
    'words left out on purpose',
    'Give every first word piece its label, so that no mention is left out',
  ],
  'missing-annotation': [
    'sentences without an annotation',
    'Annotate the sentences that have none, or take them out of both files',
  ],
  duplicate: ['sentences that repeat an earlier one', 'Keep each sentence once in the evaluation data'],
  whitespace: ['mentions of white space', 'Take mentions of white space out of the annotation'],
  'split-entity': [
    'mentions cut by the end of a sentence',
    'Divide the text into sentences so that no mention is cut, the same way for reference and predictions',
  ],
  unmatched: [
    'sentences that only one side has',
    'Predict all sentences of the reference, and no others, and score again',
  ],
  unreadable: ['places that could not be read', 'Mend the places that could not be read, and score again'],
};

/** Kinds whose mentions count as missed because no prediction could find them. */
const unanswered: ReadonlySet<EntityExclusion['kind']> = new Set([
  'truncated',
  'ignored',
  'missing-annotation',
  'unmatched',
]);

interface LeftOut {
  readonly row: EntityExclusion;
  /** F1 without the mentions, or for repeated sentences without these; null where it cannot be told what they do. */
  readonly without: number | null;
  /** That F1 less F1. */
  readonly moves: number;
}

function leftOut(examined: EntityExamination, f1: number): readonly LeftOut[] {
  const { set, counts } = examined;
  const all = {
    correct: counts.correct.reduce((sum, one) => sum + one, 0),
    reference: counts.sides.reference.mentions,
    predicted: counts.sides.predicted.mentions,
  };
  return set.excluded
    .map((row): LeftOut => {
      const without =
        row.kind === 'duplicate'
          ? f1WithoutSentences(counts, row.rows)
          : unanswered.has(row.kind) && row.side !== 'reference' && row.mentions > 0
            ? f1WithoutMissed(all, row.mentions)
            : null;
      return { row, without, moves: without === null ? 0 : without - f1 };
    })
    .filter(({ row, moves }) => {
      if (row.kind === 'duplicate') return Math.abs(moves) >= REPEATED_MOVES;
      const share = Math.max(
        row.mentions / Math.max(1, all.reference),
        row.sentences / Math.max(1, set.sentences),
      );
      return Math.abs(moves) >= LEAST.moves || (share >= LEAST.share && row.sentences > 0);
    })
    .sort((a, b) => Math.abs(b.moves) - Math.abs(a.moves) || b.row.mentions - a.row.mentions);
}

const partText = ({ row, without }: LeftOut): string =>
  `${row.text} (${many(row.mentions, 'mention')})${without === null ? '' : `; without ${row.kind === 'duplicate' ? 'them' : 'these mentions'} F1 would be ${formatPercent(without)}`}`;

function finding(examined: EntityExamination, f1: number, parts: readonly LeftOut[]): FindingDraft {
  const { set, counts } = examined;
  const first = parts[0]!;
  const [what, advice] = kindWords[first.row.kind];
  const moves = Math.max(...parts.map((part) => Math.abs(part.moves)));
  const mentions = parts.reduce((sum, { row }) => sum + row.mentions, 0);
  const scored = first.row.kind === 'duplicate';
  return {
    claim: 'fact',
    severity: moves >= RISKY && !scored ? 'risk' : 'note',
    subject: splitOfEntities(examined),
    title:
      moves >= LEAST.moves
        ? `${upperFirst(what)} (${formatCount(first.row.sentences)}) ${first.moves > 0 ? 'lowered' : 'raised'} F1 by ${pointsOf(first.moves)}`
        : `${upperFirst(what)}: ${formatCount(first.row.sentences)} of ${many(set.sentences, 'sentence')}, with ${formatCount(first.row.mentions)} of ${many(counts.sides.reference.mentions, 'mention')}`,
    measured: `F1 is ${formatPercent(f1)}. ${parts.map(partText).join('. ')}`,
    mattersWhen: 'the score is quoted, or compared with one that leaves out other things',
    advice: { text: advice, effort: first.row.kind === 'truncated' ? 'evaluate' : 'data' },
    refutedBy: null,
    evidence: [
      f1Evidence(examined),
      ...parts.flatMap(({ row, without, moves: by }) => [
        measure(`${row.kind}: sentences`, row.sentences, { n: set.sentences }),
        measure(`${row.kind}: mentions`, row.mentions, { n: counts.sides.reference.mentions }),
        ...(row.tokens > 0 ? [measure(`${row.kind}: tokens`, row.tokens)] : []),
        ...(without === null
          ? []
          : [
              measure(`entity F1 without them (${row.kind})`, without),
              measure(`change of F1 without them (${row.kind})`, by),
            ]),
      ]),
    ],
    examples: placedExamples(
      set,
      parts.flatMap(({ row }) => Array.from(row.rows, wholeSentence)),
    ),
    weight: Math.min(1, 10 * moves + mentions / Math.max(1, counts.sides.reference.mentions)),
  };
}

/** What the score does not hold, or holds twice: counted by the readers, weighed here. */
export const notInScore = defineAudit({
  id: 'not-in-score',
  family: 'entities',
  title: 'Nearly everything in the files is scored',
  failureTitle: 'Part of the files is not in the score',
  why: 'A score says nothing of what was left out, and two scores that left out other things cannot be compared.',
  requires: ['entities'],
  references: ['https://aclanthology.org/2021.eval4nlp-1.5/'],
  judge({ facts }): Outcome {
    const examined = judgedEntities(facts);
    if (isEntityOutcome(examined)) return examined;
    const f1 = microF1(examined);
    const { excluded } = examined.set;
    const parts = f1 === null ? [] : leftOut(examined, f1);
    if (f1 !== null && parts.length > 0) return { kind: 'finding', findings: [finding(examined, f1, parts)] };
    return {
      kind: 'pass',
      measured:
        excluded.length === 0
          ? `All ${many(examined.set.sentences, 'sentence')} were scored on both sides`
          : `${many(excluded.length, 'kind')} of exception, none of which holds one mention of a hundred or moves F1 by half a point`,
      evidence: [
        measure('sentences', examined.set.sentences),
        ...excluded.map((row) => measure(`${row.kind}: sentences`, row.sentences)),
      ],
    };
  },
});
