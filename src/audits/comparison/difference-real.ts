import type { GroupFacts } from '../../facts/group/define.ts';
import type { FindingDraft } from '../../model/outcome.ts';
import { many, upperFirst } from '../../text/words.ts';
import {
  calledBy,
  figure,
  probabilityText,
  quantityName,
  rangeText,
  sizeText,
  subjectOf,
  valueText,
} from '../comparison-words.ts';
import { defineComparisonAudit, notApplicable, pass } from '../define.ts';
import { type PairVerdict, pairVerdicts } from '../pair-verdicts.ts';

const MOST_TOLD = 3;

/** Examples that only one of the two got right, as the flip table counts them. */
function flips(group: GroupFacts, { a, b }: PairVerdict): readonly [number, number] | null {
  const pair = group.paired(a, b);
  if (pair === null) return null;
  let [onlyA, onlyB] = [0, 0];
  for (let row = 0; row < pair.reference.length; row++) {
    const first = pair.predictedA[row] === pair.reference[row];
    const second = pair.predictedB[row] === pair.reference[row];
    if (first && !second) onlyA++;
    else if (second && !first) onlyB++;
  }
  return [onlyA, onlyB];
}

function draft(group: GroupFacts, verdict: PairVerdict, pairs: number): FindingDraft {
  const { a, b, metric, n, better } = verdict;
  const winner = better as number;
  const loser = winner === a ? b : a;
  const [first, second] = [group.members[a]!, group.members[b]!];
  const name = quantityName(metric.metric);
  const changed = flips(group, verdict);
  const corrected = pairs > 1 ? `, corrected for ${pairs} pairs` : '';
  return {
    // What chose the checkpoint flatters it: a claim of the first rank needs examples that chose nothing.
    claim: n === null || verdict.selected ? 'likely' : 'strong',
    severity: 'note',
    subject: subjectOf(group, [a, b]),
    title: `${calledBy(group.members[winner]!)} was better than ${calledBy(group.members[loser]!)} by ${sizeText(metric.format, metric.difference!)} of ${name}`,
    measured: `${upperFirst(name)} was ${valueText(metric.format, metric.a!)} for ${first.letter} and ${valueText(metric.format, metric.b!)} for ${second.letter}${n === null ? '' : ` on the same ${many(n, 'example')}`}; ${second.letter} minus ${first.letter} was ${rangeText(metric.format, metric.interval!)} (95 %, ${metric.test!.method}, ${probabilityText(verdict.p!)}${corrected})${changed === null ? '' : `. Only ${first.letter} was right on ${many(changed[0], 'example')}, only ${second.letter} on ${changed[1]}`}`,
    mattersWhen: 'you choose between these two models; it says nothing yet about the settings behind them',
    advice: {
      text: `Use ${group.members[winner]!.letter} of the two; repeat both settings with 3 seeds or more before crediting what was changed`,
    },
    refutedBy: 'The same test on fresh examples that chose no checkpoint',
    evidence: [
      figure(`${name} of ${first.letter}`, metric.a, n === null ? {} : { n }),
      figure(`${name} of ${second.letter}`, metric.b, n === null ? {} : { n }),
      figure('difference', metric.difference, { interval: metric.interval!, ...(n === null ? {} : { n }) }),
      figure('p', verdict.p, { method: `${metric.test!.method}${pairs > 1 ? ', Holm' : ''}` }),
      ...(changed === null
        ? []
        : [
            figure(`only ${first.letter} right`, changed[0]),
            figure(`only ${second.letter} right`, changed[1]),
          ]),
    ],
    weight: Math.min(1, 0.5 + 5 * Math.abs(metric.difference!)),
  };
}

/** B2 of the catalogue: about these two models, never about the settings behind them. */
export const differenceReal = defineComparisonAudit({
  id: 'difference-real',
  family: 'comparison',
  title: 'No model is shown to be better than the one it was compared with',
  failureTitle: 'One model is better than the other on these examples',
  why: 'A difference beyond chance on the same examples is a reason to prefer one model.',
  references: ['https://doi.org/10.1162/089976698300017197', 'https://aclanthology.org/P18-1128/'],
  judge(group) {
    const verdicts = pairVerdicts(group);
    if (typeof verdicts === 'string') return notApplicable(verdicts);
    const tested = verdicts.filter(({ p }) => p !== null);
    const real = verdicts.filter((verdict) => verdict.real);
    if (real.length > 0) {
      const ordered = [...real].sort(
        (x, y) => Math.abs(y.metric.difference!) - Math.abs(x.metric.difference!),
      );
      return {
        kind: 'finding',
        findings: ordered.slice(0, MOST_TOLD).map((verdict) => draft(group, verdict, tested.length)),
      };
    }
    return tested.length === 0
      ? notApplicable(verdicts[0]?.metric.reason ?? 'no pair could be tested', 'save-predictions')
      : pass(`None of ${many(tested.length, 'tested pair')} differs beyond chance`);
  },
});
