import type { LabelConsistency, LabelSuspect } from '../../metrics/entities/errors/index.ts';
import type { EntityExamination } from '../../metrics/entities/examination/index.ts';
import { f1IfRelabelled } from '../../metrics/entities/mended/index.ts';
import type { FindingDraft, Outcome } from '../../model/outcome.ts';
import { formatCount, formatPercent } from '../../text/numbers.ts';
import { code, many } from '../../text/words.ts';
import { defineAudit } from '../define.ts';
import {
  hasTexts,
  isEntityOutcome,
  judgedEntities,
  placedExamples,
  pointsOf,
  splitOfEntities,
  tooFewMentions,
  withoutTexts,
} from '../entity-words.ts';
import { measure } from '../wording.ts';

/** Places where the model agrees with the other ones: without spoilt labels one of 200 sets has one (docs/thresholds/entity-errors.md). */
const LEAST = 3;
const LIKELY = 5;
/** Suspected labels that could move F1 so far change which of two models looks better. */
const MOVES = 0.02;
const REVIEW = 50;

/** `12 not tagged where others are, 8 with another type`, the model being of the other opinion. */
function partsOf(suspects: readonly LabelSuspect[]): readonly (readonly [number, string])[] {
  const count = (test: (one: LabelSuspect) => boolean): number => suspects.filter(test).length;
  return (
    [
      [count((one) => one.given < 0), 'not tagged where the others are'],
      [count((one) => one.given >= 0 && one.other >= 0), 'tagged with another type'],
      [count((one) => one.given >= 0 && one.other < 0), 'tagged where the others are not'],
    ] as const
  ).filter(([n]) => n > 0);
}

/** The most frequent pair of labels, where one pair makes up half. */
function commonPair(examined: EntityExamination, suspects: readonly LabelSuspect[]): string | null {
  const name = (type: number): string => (type < 0 ? 'no tag' : code(examined.set.types[type]!));
  const pairs = new Map<string, number>();
  for (const { given, other } of suspects) {
    const key = `${name(given)} where the others have ${name(other)}`;
    pairs.set(key, (pairs.get(key) ?? 0) + 1);
  }
  const [first] = [...pairs].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return first === undefined || 2 * first[1] < suspects.length
    ? null
    : `${formatCount(first[1])} have ${first[0]}`;
}

function finding(examined: EntityExamination, found: LabelConsistency): FindingDraft {
  const { suspects, model, places } = found;
  const agreed = suspects.filter((one) => one.model === 'other');
  const bound = f1IfRelabelled(examined.counts, suspects);
  const likely = agreed.length >= LIKELY && model.other > model.given;
  const gain = bound === null ? 0 : bound.mended - bound.f1;
  const first = Math.min(REVIEW, agreed.length);
  const pair = commonPair(examined, agreed);
  return {
    claim: likely ? 'likely' : 'hint',
    severity: likely && gain >= MOVES ? 'risk' : 'note',
    subject: splitOfEntities(examined),
    title: `${many(agreed.length, 'label')} of the reference ${agreed.length === 1 ? 'is' : 'are'} suspected: the same text is labelled otherwise in like places, and the model sides with those`,
    measured: `${partsOf(agreed)
      .map(([n, text]) => `${formatCount(n)} ${text}`)
      .join(
        ', ',
      )}${pair === null ? '' : `; ${pair}`}. ${many(suspects.length, 'place')} of ${formatCount(places)} compared ${suspects.length === 1 ? 'is' : 'are'} unlike the others; the model goes with the given label at ${formatCount(model.given)} of them${bound === null ? '' : `. Were every suspicion right, F1 would be ${formatPercent(bound.mended)} instead of ${formatPercent(bound.f1)}: at most ${pointsOf(gain)}`}`,
    cause: { text: 'wrong labels, or a name with a rarer second meaning', claim: 'hint' },
    mattersWhen: 'the score is quoted or two models are compared by it',
    advice: {
      text: `Review ${first === agreed.length ? `the ${formatCount(first)}` : `the first ${formatCount(first)}`} by hand, correct what is wrong, and score the same predictions again`,
      effort: 'data',
    },
    refutedBy: `Let somebody who sees no tags mark these sentences: if hardly any label changes, the model is wrong there and not the reference`,
    evidence: [
      measure('suspected labels with which the model disagrees', agreed.length, {
        n: places,
        method: found.method,
      }),
      measure('places unlike the others', suspects.length, { n: places }),
      measure('of these the model gives the label of the reference', model.given),
      ...partsOf(agreed).map(([n, text]) => measure(text, n, { n: agreed.length })),
      ...(pair === null ? [] : [measure('most frequent case', pair)]),
      measure('texts with more than one label', found.varying.length, { n: found.repeated }),
      ...(bound === null
        ? []
        : [
            measure('entity F1', bound.f1),
            measure('entity F1 if every suspicion is right', bound.mended),
            measure('largest gain of F1', gain),
          ]),
    ],
    examples: placedExamples(examined.set, agreed),
    weight: Math.min(1, 0.2 + 10 * gain),
  };
}

/** D1 and D10 of the catalogue, for mentions: a list to review, never a verdict on a label. */
export const entityLabelsInconsistent = defineAudit({
  id: 'entity-labels-inconsistent',
  family: 'entities',
  title: 'The reference labels the same text alike',
  failureTitle: 'Labels of the reference are suspected',
  why: 'A mention that the reference forgot is counted as an error of the model, and hides which of two models is better.',
  requires: ['entities'],
  references: ['https://arxiv.org/abs/2103.14749', 'https://aclanthology.org/D19-1519/'],
  judge({ facts }): Outcome {
    const examined = judgedEntities(facts);
    if (isEntityOutcome(examined)) return examined;
    if (!hasTexts(examined)) return withoutTexts();
    const few = tooFewMentions(examined, 'Whether labels contradict each other');
    if (few !== null && examined.counts.sides.reference.mentions === 0) return few;
    const found = examined.consistency();
    if (found.model.other >= LEAST) return { kind: 'finding', findings: [finding(examined, found)] };
    if (few !== null) return few;
    return {
      kind: 'pass',
      measured: `${many(found.places, 'place')} of ${many(found.repeated, 'text')} that occur twice or more were compared; ${formatCount(found.suspects.length)} ${found.suspects.length === 1 ? 'has' : 'have'} a label unlike the others, and the model sides with the others at ${formatCount(found.model.other)}`,
      evidence: [
        measure('places compared', found.places),
        measure('places unlike the others', found.suspects.length, { n: found.places, method: found.method }),
        measure('of these the model sides with the others', found.model.other),
      ],
    };
  },
});
