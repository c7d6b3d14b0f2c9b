import type { EntityExamination } from '../../metrics/entities/examination/index.ts';
import { gainIfMended } from '../../metrics/entities/mended/index.ts';
import type { Evidence, FindingDraft, Outcome } from '../../model/outcome.ts';
import { wilson } from '../../stats/index.ts';
import { formatCount, formatPercent } from '../../text/numbers.ts';
import { code, many } from '../../text/words.ts';
import { movedText, type NamedBorder, namedBorders } from '../border-words.ts';
import { listed, rangeText } from '../class-words.ts';
import { defineAudit } from '../define.ts';
import {
  hasTexts,
  isEntityOutcome,
  judgedEntities,
  placedExamples,
  placesOfRows,
  pointsOf,
  splitOfEntities,
  tooFewMentions,
} from '../entity-words.ts';
import { measure } from '../wording.ts';

const kinds = ['boundary', 'split', 'merge'] as const;
/** Catalogue of diagnoses: three errors of ten, and five points of F1. */
const LARGE = { share: 0.3, gain: 0.05 };
const LEAST_ERRORS = 20;
const SHOWN_WORDS = 3;

interface Borders {
  readonly errors: number;
  readonly all: number;
  readonly share: number;
  readonly gain: NonNullable<ReturnType<typeof gainIfMended>>;
  readonly words: readonly NamedBorder[];
}

/** The reference draws the border both before and after the word. */
const isOpen = ({ twoMinds, both }: NamedBorder): boolean => twoMinds || both.length > 0;

/** What is said of the cause: the reference where it is of two minds about the words, else no more than a guess. */
function causeOf(words: readonly NamedBorder[]): FindingDraft['cause'] {
  const open = words.filter(isOpen);
  if (open.length === 0)
    return words.length === 0
      ? {
          text: 'training labels that end at other words than the evaluation labels, or labels of later word pieces that were not aligned',
          claim: 'hint',
        }
      : { text: 'training shows few mentions with these words, or labels them otherwise', claim: 'hint' };
  const first = open[0]!;
  const { inside, outside, side } = first.found;
  const both = open.flatMap((one) => one.both);
  const same =
    both.length === 0
      ? ''
      : `; ${many(both.length, 'mention')} ${both.length === 1 ? 'stands' : 'stand'} in it once with the word and once without`;
  const counts = `${formatCount(inside)} of its mentions ${side === 'left' ? 'begin' : 'end'} with ${code(first.word)} and ${formatCount(outside)} ${side === 'left' ? 'begin after' : 'stop before'} it${same}`;
  return open.some(({ twoMinds, both: own }) => twoMinds && own.length > 0)
    ? {
        text: `the reference itself is not consistent: ${counts}. No model can be right on both`,
        claim: 'likely',
      }
    : { text: `the reference may be of two minds: ${counts}`, claim: 'hint' };
}

const wordEvidence = ({ found, word, both }: NamedBorder): readonly Evidence[] => [
  measure(`borders moved over ${word} (${found.side}, ${found.change})`, found.moved, {
    n: found.mentions,
    method: `Fisher, one-sided, q = ${found.q.toPrecision(2)} (Benjamini–Hochberg)`,
  }),
  measure(`the same at other words (${word})`, found.otherMoved, { n: found.otherMentions }),
  measure(`reference mentions with ${word} inside that border`, found.inside),
  measure(`reference mentions with ${word} just outside it`, found.outside),
  measure(`mentions in the reference with and without ${word}`, both.length),
];

function finding(examined: EntityExamination, borders: Borders): FindingDraft {
  const { errors, all, share, gain, words } = borders;
  const { interval } = gain;
  const large = share >= LARGE.share && (gain.value ?? 0) >= LARGE.gain;
  const shown = words.slice(0, SHOWN_WORDS);
  const names = listed(shown.map(({ word }) => word));
  const open = shown.filter(isOpen);
  const cause = causeOf(shown);
  const ofReference = open.length > 0;
  const { rows } = examined.taxonomy();
  const own = [
    ...new Set([
      ...shown.flatMap(({ found }) => [...found.rows]),
      ...Array.from(rows.kind.keys()).filter((row) => rows.kind[row] === 1),
    ]),
  ];
  return {
    claim: 'strong',
    severity: large && (interval?.low ?? 0) >= LARGE.gain ? 'risk' : 'note',
    subject: splitOfEntities(examined),
    title:
      shown.length === 0
        ? `${formatCount(errors)} of ${many(all, 'error')} had the right type and a wrong border`
        : `Borders went wrong at ${names}; ${formatCount(errors)} of ${many(all, 'error')} had the right type and a wrong border`,
    measured: `${shown.length === 0 ? '' : `The predictions ${shown.map(movedText).join(', ')}. `}Were all borders right, F1 would rise by ${pointsOf(gain.value ?? 0)}${interval === null ? '' : ` (95 %: ${(100 * interval.low).toFixed(1)} to ${(100 * interval.high).toFixed(1)})`}; wrong borders are ${formatPercent(share)} of the errors (95 %: ${rangeText(wilson(errors, all))})`,
    ...(cause === undefined ? {} : { cause }),
    mattersWhen: 'the exact text of a mention is used, not only that it is there',
    advice: {
      text:
        shown.length === 0
          ? 'Read twenty of these mentions and write down where a mention ends; where the training labels differ from that, mend them'
          : ofReference
            ? `Write into the guideline whether ${listed(open.map(({ word }) => word))} ${open.length === 1 ? 'belongs' : 'belong'} to the mention, and mend training and evaluation labels by it`
            : `Add training mentions with ${names} whose border is right, after checking how training labels them`,
      effort: 'data',
    },
    refutedBy: ofReference
      ? 'Mend the reference at these words and score the same predictions again: if as many borders are wrong, the model is at fault'
      : 'Let somebody mark thirty of these sentences without seeing any tags: if the borders are those of the predictions, the reference is at fault',
    evidence: [
      measure('errors with the right type and a wrong border', errors, {
        n: all,
        interval: wilson(errors, all),
        method: 'boundary, split and merge; a split or a merge counts once',
      }),
      measure('share of the errors', share, { n: all, interval: wilson(errors, all) }),
      measure('F1 gained were these borders right', gain.value, {
        ...(interval === null ? {} : { interval, method: interval.method }),
      }),
      ...shown.flatMap(wordEvidence),
      ...(words.length > shown.length ? [measure('further words', words.length - shown.length)] : []),
    ],
    examples: placedExamples(examined.set, placesOfRows(examined, own)),
    weight: Math.min(1, 5 * (gain.value ?? 0)),
  };
}

/** C7 of the catalogue. */
export const entityBoundaryErrors = defineAudit({
  id: 'entity-boundary-errors',
  family: 'entities',
  title: 'Few mentions are found with a wrong border',
  failureTitle: 'Mentions are found with wrong borders',
  why: 'A mention that is found one word too long or too short counts as missed and as wrong, and often a line in the guideline mends it.',
  requires: ['entities'],
  references: ['https://aclanthology.org/S13-2056/', 'https://doi.org/10.1111/j.2517-6161.1995.tb02031.x'],
  judge({ facts }): Outcome {
    const examined = judgedEntities(facts);
    if (isEntityOutcome(examined)) return examined;
    const few = tooFewMentions(examined, 'How many errors are wrong borders');
    if (few !== null) return few;
    const counted = examined.errors();
    const errors = counted.errors
      .filter(({ kind }) => (kinds as readonly string[]).includes(kind))
      .reduce((sum, { count }) => sum + count, 0);
    const gain = gainIfMended(examined.set, examined.counts, examined.taxonomy(), kinds);
    const share = counted.total === 0 ? 0 : errors / counted.total;
    const words = hasTexts(examined) && counted.total >= LEAST_ERRORS ? namedBorders(examined) : [];
    const large = counted.total >= LEAST_ERRORS && share >= LARGE.share && (gain?.value ?? 0) >= LARGE.gain;
    if (gain === null || (!large && words.length === 0))
      return {
        kind: 'pass',
        measured: `${formatCount(errors)} of ${many(counted.total, 'error')} had the right type and a wrong border; were they right, F1 would rise by ${pointsOf(gain?.value ?? 0)}`,
        evidence: [
          measure('errors with the right type and a wrong border', errors, { n: counted.total }),
          measure('F1 gained were these borders right', gain?.value ?? 0, {
            ...(gain?.interval == null ? {} : { interval: gain.interval }),
          }),
          measure('border words tested', examined.borders().tests),
        ],
      };
    return {
      kind: 'finding',
      findings: [finding(examined, { errors, all: counted.total, share, gain, words })],
    };
  },
});
