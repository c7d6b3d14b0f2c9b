import type { TypeScores } from '../../metrics/entities/scores/index.ts';
import type { Outcome } from '../../model/outcome.ts';
import { formatCount } from '../../text/numbers.ts';
import { code, many } from '../../text/words.ts';
import { listed, rangeText, scoreEvidence } from '../class-words.ts';
import { defineAudit } from '../define.ts';
import { isEntityOutcome, judgedEntities, splitOfEntities } from '../entity-words.ts';
import { measure } from '../wording.ts';

/** As for labels (`support-too-small`): below it no grade, below the second nothing is said. */
const LEAST = 30;
const SILENT = 10;

const recallText = ({ recall }: TypeScores): string =>
  recall.interval === null ? 'recall not defined' : `recall ${rangeText(recall.interval, 0)}`;

/** C3 of the catalogue, for types of mentions. */
export const entitySupportTooSmall = defineAudit({
  id: 'entity-support-too-small',
  family: 'entities',
  title: 'Every type has enough mentions to be judged',
  failureTitle: 'Too few mentions of a type to judge it',
  why: 'The score of a type with few mentions moves by 10 to 30 points on a new sample, and macro F1 with it.',
  requires: ['entities'],
  references: ['https://doi.org/10.1214/ss/1009213286'],
  judge({ facts }): Outcome {
    const examined = judgedEntities(facts);
    if (isEntityOutcome(examined)) return examined;
    const types = examined.scores().types.filter(({ support, predicted }) => support + predicted > 0);
    const small = types.filter(({ support }) => support < LEAST).sort((a, b) => a.support - b.support);
    const first = small[0];
    if (first === undefined) {
      const rarest = types.reduce((a, b) => (b.support < a.support ? b : a));
      return {
        kind: 'pass',
        measured: `The rarest type, ${code(rarest.label)}, has ${many(rarest.support, 'mention')}`,
        evidence: [measure(`mentions of ${rarest.label}`, rarest.support)],
      };
    }
    const most = small.at(-1)!.support;
    const named = listed(small.map(({ label }) => label));
    const span =
      first.support === most
        ? many(most, 'mention')
        : `${formatCount(first.support)} to ${many(most, 'mention')}`;
    const absent = small.filter(({ support }) => support === 0).length;
    return {
      kind: 'finding',
      findings: [
        {
          claim: 'fact',
          severity: 'note',
          subject: { ...splitOfEntities(examined), ...(small.length === 1 ? { class: first.label } : {}) },
          title: `${most < SILENT ? 'Cannot judge' : 'Too few mentions to grade'} ${named}: ${span}${small.length > 1 ? ' each' : ''}`,
          measured: `${many(small.length, 'type')} of ${formatCount(types.length)} ${small.length === 1 ? 'has' : 'have'} fewer than ${LEAST} mentions in the reference; ${code(first.label)} has ${formatCount(first.support)} (${recallText(first)})${absent > 0 && small.length > 1 ? `, and ${formatCount(absent)} ${absent === 1 ? 'is' : 'are'} predicted only` : ''}`,
          mattersWhen: 'the type is one that the model is for, or macro F1 is quoted',
          advice: {
            text: `Collect sentences until ${small.length === 1 ? 'it has' : 'each has'} 100 mentions or more, or report ${small.length === 1 ? 'it' : 'them'} without a grade`,
            effort: 'data',
          },
          refutedBy: null,
          evidence: [
            measure(`types with fewer than ${LEAST} mentions`, small.length, { n: types.length }),
            measure('fewest mentions', first.support),
            measure('most mentions among them', most),
            ...(absent > 0 ? [measure('types that are predicted only', absent)] : []),
            ...small
              .slice(0, 20)
              .flatMap((each) => [
                measure(`mentions of ${each.label}`, each.support),
                scoreEvidence(`recall of ${each.label}`, each.recall, each.support),
              ]),
          ],
          weight: Math.min(1, small.length / types.length),
        },
      ],
    };
  },
});
