import type { FindingDraft, Outcome } from '../../model/outcome.ts';
import { formatCount, formatPercent } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import { rangeText, scoreEvidence } from '../class-words.ts';
import { defineAudit } from '../define.ts';
import {
  isEntityOutcome,
  judgedEntities,
  mentionPlace,
  placedExamples,
  splitOfEntities,
} from '../entity-words.ts';
import { measure } from '../wording.ts';

/** Reference mentions without which a low recall says little. */
const LEAST = 30;
/** Surely fewer than one mention of ten is found: no model that learned its task is there. */
const NOTHING = 0.1;
/** Predictions per reference mention: below it the model names nothing, above it names things elsewhere. */
const FEW = 0.2;

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
    const found = `${formatCount(right)} of ${many(reference.mentions, 'mention')} ${right === 1 ? 'was' : 'were'} found${recall.interval === null ? '' : ` (95 %: ${rangeText(recall.interval)})`}; ${many(predicted.mentions, 'mention')} ${predicted.mentions === 1 ? 'was' : 'were'} predicted`;
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
      tokens?.accuracy.value == null ? '' : `. The accuracy of single tags was ${formatPercent(tokens.accuracy.value)}`;
    const { set } = examined;
    const missed = Array.from(set.reference.start.keys());
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
      refutedBy: 'Read 20 sentences with both: if most predictions look right, the reference is joined to the wrong sentences',
      evidence: [
        ...evidence,
        measure('sentences', set.sentences),
        ...(tokens === null ? [] : [scoreEvidence('accuracy of single tags', tokens.accuracy, tokens.tokens)]),
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
