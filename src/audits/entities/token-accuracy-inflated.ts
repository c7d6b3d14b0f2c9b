import type { Outcome } from '../../model/outcome.ts';
import { formatCount, formatPercent } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import { scoreEvidence } from '../class-words.ts';
import { defineAudit, notApplicable } from '../define.ts';
import {
  f1Evidence,
  isEntityOutcome,
  judgedEntities,
  microF1,
  pointsOf,
  splitOfEntities,
} from '../entity-words.ts';
import { measure } from '../wording.ts';

/** Tokens outside mentions from which accuracy is theirs (catalogue of diagnoses), and a distance that nobody overlooks. */
const MOSTLY_OUTSIDE = 0.8;
const LARGE = 0.1;
const ACCURACY = /^(?:token_|overall_)?acc(?:uracy)?$/;

/** C9 of the catalogue. It speaks where accuracy is what the run is judged by. */
export const tokenAccuracyInflated = defineAudit({
  id: 'token-accuracy-inflated',
  family: 'entities',
  title: 'The run is not judged by the accuracy of single tags',
  failureTitle: 'The accuracy of single tags flatters',
  why: 'Most tokens are outside all mentions, so that a model that finds nothing has a high accuracy.',
  requires: ['entities'],
  references: ['https://aclanthology.org/W03-0419/', 'https://github.com/MantisAI/nervaluate'],
  judge({ facts }): Outcome {
    const examined = judgedEntities(facts);
    if (isEntityOutcome(examined)) return examined;
    const tokens = examined.tokens();
    if (tokens === null || tokens.accuracy.value === null || tokens.outsideShare === null)
      return notApplicable('the files hold mentions and no tags of tokens');
    const f1 = microF1(examined);
    const accuracy = tokens.accuracy.value;
    const target = facts.targetMetric();
    const chosen = facts.run.selection?.metric ?? null;
    const judgedBy =
      (target !== null && ACCURACY.test(target.quantity)) ||
      (chosen !== null && ACCURACY.test(chosen.replace(/^eval_/, '')));
    const evidence = [
      scoreEvidence('accuracy of single tags', tokens.accuracy, tokens.tokens),
      measure('share of tokens outside mentions', tokens.outsideShare, {
        n: tokens.tokens,
        method: 'accuracy of a model that finds nothing',
      }),
      f1Evidence(examined),
    ];
    const beside = `${formatPercent(tokens.outsideShare)} of ${many(tokens.tokens, 'token')} are outside all mentions, which a model that finds nothing gets right; the accuracy was ${formatPercent(accuracy)}, entity F1 ${f1 === null ? 'not defined' : formatPercent(f1)}`;
    const flatters = tokens.outsideShare >= MOSTLY_OUTSIDE || (f1 !== null && accuracy - f1 >= LARGE);
    if (!judgedBy || !flatters || f1 === null) return { kind: 'pass', measured: beside, evidence };
    const byChoice = chosen !== null && ACCURACY.test(chosen.replace(/^eval_/, ''));
    return {
      kind: 'finding',
      findings: [
        {
          claim: 'fact',
          severity: 'note',
          subject: splitOfEntities(examined),
          title: `The run is ${byChoice ? 'selected' : 'judged'} by the accuracy of single tags, ${pointsOf(accuracy - f1)} above its entity F1`,
          measured: beside,
          mattersWhen: 'models are compared or chosen by this number',
          advice: {
            text: `Log entity F1 (exact span and type) at each evaluation${byChoice ? ', and choose the checkpoint by it' : ''}`,
            ...(byChoice ? { settings: { metric_for_best_model: 'f1' } } : {}),
            effort: 'evaluate',
          },
          refutedBy: null,
          evidence: [
            ...evidence,
            measure('accuracy less entity F1', accuracy - f1),
            measure('tokens', tokens.tokens, {
              method: `${formatCount(tokens.leftOut)} without a tag left out`,
            }),
          ],
          weight: 0.3,
        },
      ],
    };
  },
});
