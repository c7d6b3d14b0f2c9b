import { errorKinds } from '../../metrics/entities/errors/index.ts';
import type { EntityExamination } from '../../metrics/entities/examination/index.ts';
import type { Evidence, FindingDraft, Outcome } from '../../model/outcome.ts';
import { formatCount, formatPercent } from '../../text/numbers.ts';
import { code, many } from '../../text/words.ts';
import { rangeText, scoreEvidence } from '../class-words.ts';
import { defineAudit } from '../define.ts';
import {
  isEntityOutcome,
  judgedEntities,
  mentionPlace,
  placedExamples,
  placesOfRows,
  splitOfEntities,
} from '../entity-words.ts';
import { measure } from '../wording.ts';

/** Reference mentions without which a low recall says little. */
const LEAST = 30;
/** Surely fewer than one mention of ten is found: no model that learned its task is there. */
const NOTHING = 0.1;
/** Predictions per reference mention: below it the model names nothing, above it names things elsewhere. */
const FEW = 0.2;

/** Share of the reference that the predictions find with its borders, from which the names of the types are what is wrong. */
const SAME_BORDERS = 0.3;

interface OtherNames {
  readonly pairs: readonly (readonly [reference: string, predicted: string, mentions: number])[];
  readonly sameBorders: number;
}

/** Mentions with the right borders whose type has another name throughout, by pairs of names; null when that is not the case. */
function otherNames(examined: EntityExamination): OtherNames | null {
  const { set, counts } = examined;
  const cells = examined
    .confusion()
    .cells.filter(({ reference, predicted }) => reference >= 0 && predicted >= 0 && reference !== predicted);
  const sameBorders = cells.reduce((sum, cell) => sum + cell.sameBorders, 0);
  if (sameBorders < SAME_BORDERS * counts.sides.reference.mentions) return null;
  // The names do not meet: what is predicted under them is not in the reference.
  const own = cells
    .filter((cell) => cell.sameBorders > 0 && counts.reference[cell.predicted] === 0)
    .sort((a, b) => b.sameBorders - a.sameBorders);
  const foreign = own.reduce((sum, cell) => sum + cell.sameBorders, 0);
  if (2 * foreign < sameBorders) return null;
  return {
    sameBorders,
    pairs: own.map(
      (cell) => [set.types[cell.reference]!, set.types[cell.predicted]!, cell.sameBorders] as const,
    ),
  };
}

function renamedFinding(
  examined: EntityExamination,
  { pairs, sameBorders }: OtherNames,
  evidence: readonly Evidence[],
): FindingDraft {
  const { set } = examined;
  const { reference } = examined.counts.sides;
  const [first] = pairs;
  const { rows } = examined.taxonomy();
  const own = Array.from(rows.kind.keys()).filter((row) => rows.kind[row] === errorKinds.indexOf('type'));
  return {
    claim: 'strong',
    severity: 'problem',
    subject: splitOfEntities(examined),
    title: `The types have other names in the predictions than in the reference: ${code(first![0])} there is ${code(first![1])} here`,
    measured: `${formatCount(sameBorders)} of ${many(reference.mentions, 'mention')} have the right borders, and none of them the right type: ${pairs
      .slice(0, 4)
      .map(([a, b, n]) => `${code(a)} was called ${code(b)} ${many(n, 'time')}`)
      .join(', ')}`,
    cause: { text: 'the two files were written with different lists of labels', claim: 'likely' },
    mattersWhen: 'any score of these files is used',
    advice: {
      text: `Rename the types in one of the files (${code(first![1])} to ${code(first![0])} and so on) and score again`,
      effort: 'evaluate',
    },
    refutedBy:
      'Read 20 sentences with both: if the types mean different things, the names are not to be exchanged',
    evidence: [
      ...evidence,
      measure('mentions with the right borders and another type', sameBorders, { n: reference.mentions }),
      ...pairs.slice(0, 4).map(([a, b, n]) => measure(`${a} called ${b}`, n, { n: sameBorders })),
    ],
    examples: placedExamples(set, placesOfRows(examined, own)),
    weight: 1,
  };
}

/** The collapse of a token classification: nothing is named, or nothing that is named is right. */
export const entityNothingFound = defineAudit({
  id: 'entity-nothing-found',
  family: 'entities',
  title: 'It finds mentions',
  failureTitle: 'It finds nearly no mention',
  why: 'A model that finds nothing can have a token accuracy of 90 %, because most tokens are outside mentions.',
  requires: ['entities'],
  references: ['https://aclanthology.org/W03-0419/', 'https://karpathy.github.io/2019/04/25/recipe/'],
  judge({ facts }): Outcome {
    const examined = judgedEntities(facts);
    if (isEntityOutcome(examined)) return examined;
    const { reference, predicted } = examined.counts.sides;
    const recall = examined.scores().overall.recall_micro!;
    const precision = examined.scores().overall.precision_micro!;
    const right = examined.counts.correct.reduce((sum, one) => sum + one, 0);
    const evidence = [
      measure('mentions found', right, { n: reference.mentions }),
      scoreEvidence('recall', recall, reference.mentions),
      scoreEvidence('precision', precision, predicted.mentions),
      measure('mentions predicted', predicted.mentions),
    ];
    if (reference.mentions === 0)
      return {
        kind: 'not-applicable',
        reason: 'the reference holds no mention',
        enable: null,
      };
    const found = `${formatCount(right)} of ${many(reference.mentions, 'mention')} ${right === 1 ? 'was' : 'were'} found${recall.interval === null ? '' : ` (95 %: ${rangeText(recall.interval)})`}; ${predicted.mentions === 0 ? 'none' : many(predicted.mentions, 'mention')} ${predicted.mentions <= 1 ? 'was' : 'were'} predicted`;
    const none = (recall.interval?.high ?? 1) < NOTHING;
    if (!none) {
      if ((recall.value ?? 1) < NOTHING)
        return {
          kind: 'inconclusive',
          reason: `Whether it finds anything cannot be told: ${found}`,
          enough: `${formatCount(10 * LEAST)} mentions in the reference`,
          evidence,
        };
      return { kind: 'pass', measured: found, evidence };
    }
    if (reference.mentions < LEAST)
      return {
        kind: 'inconclusive',
        reason: `Whether it finds anything cannot be told: ${found}`,
        enough: `${LEAST} mentions in the reference`,
        evidence,
      };
    const names = predicted.mentions > FEW * reference.mentions;
    const tokens = examined.tokens();
    const accuracy =
      tokens?.accuracy.value == null
        ? ''
        : `. The accuracy of single tags was ${formatPercent(tokens.accuracy.value)}`;
    const { set } = examined;
    const missed = Array.from(set.reference.start.keys());
    const renamed = otherNames(examined);
    if (renamed !== null) return { kind: 'finding', findings: [renamedFinding(examined, renamed, evidence)] };
    const draft: FindingDraft = {
      claim: 'strong',
      severity: 'problem',
      subject: splitOfEntities(examined),
      title:
        predicted.mentions === 0
          ? `No mention was predicted in ${many(set.sentences, 'sentence')}, where the reference holds ${formatCount(reference.mentions)}`
          : names
            ? `Nearly nothing that it names is right: ${formatCount(right)} of ${many(predicted.mentions, 'prediction')}`
            : `Nearly no mention was found: ${formatCount(right)} of ${formatCount(reference.mentions)}`,
      measured: `${found}${accuracy}`,
      cause: names
        ? {
            text: 'tags are numbered otherwise in training than in prediction, predictions are shifted against their words, or the model was not trained',
            claim: 'hint',
          }
        : {
            text: 'training stopped before mentions were learned, or the learning rate was far off: calling everything O is what is learned first',
            claim: 'hint',
          },
      mattersWhen: 'the model is to be used or tuned at all',
      advice: {
        text: names
          ? 'Print ten sentences with their words, reference tags and predicted tags below each other: look for a shift by one and for exchanged tag numbers'
          : 'Train on 16 sentences only until their mentions are found; if that fails, look for tags that are all O, frozen weights or a wrong learning rate',
      },
      refutedBy:
        'Read 20 sentences with both: if most predictions look right, the reference is joined to the wrong sentences',
      evidence: [
        ...evidence,
        measure('sentences', set.sentences),
        ...(tokens === null
          ? []
          : [scoreEvidence('accuracy of single tags', tokens.accuracy, tokens.tokens)]),
      ],
      examples: placedExamples(
        set,
        missed.map((r) => mentionPlace(set.reference, r)),
      ),
      weight: 1,
    };
    return { kind: 'finding', findings: [draft] };
  },
});
