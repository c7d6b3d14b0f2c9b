import type { GroupFacts } from '../../facts/group/define.ts';
import type { FindingDraft, Outcome } from '../../model/outcome.ts';
import { examplesToShow } from '../../stats/index.ts';
import { formatCount } from '../../text/numbers.ts';
import { many, upperFirst } from '../../text/words.ts';
import {
  calledBy,
  figure,
  lettersOf,
  probabilityText,
  quantityName,
  rangeText,
  sizeText,
  subjectOf,
  valueText,
} from '../comparison-words.ts';
import { defineComparisonAudit, inconclusive, notApplicable, pass } from '../define.ts';
import { type PairVerdict, pairVerdicts } from '../pair-verdicts.ts';

/** A difference below this is nothing that anybody would collect examples for. */
const WORTH_SHOWING = 0.002;

/** Two significant digits: what is needed is never known better. */
const roughly = (n: number): string => formatCount(Number(n.toPrecision(2)));

/** Share of joined examples on which exactly one model was right. */
function disagreement(group: GroupFacts, { a, b }: PairVerdict): number | null {
  const pair = group.paired(a, b);
  if (pair === null || pair.reference.length === 0) return null;
  let one = 0;
  for (let row = 0; row < pair.reference.length; row++)
    if ((pair.predictedA[row] === pair.reference[row]) !== (pair.predictedB[row] === pair.reference[row]))
      one++;
  return one / pair.reference.length;
}

function draft(group: GroupFacts, verdict: PairVerdict, others: number): FindingDraft {
  const { a, b, metric, n } = verdict;
  const [first, second] = [group.members[a]!, group.members[b]!];
  const name = quantityName(metric.metric);
  const equivalent = metric.verdict === 'equivalent';
  const d = disagreement(group, verdict);
  const size = Math.abs(metric.difference!);
  const wanted =
    d !== null && metric.metric === 'accuracy' && size >= WORTH_SHOWING && !equivalent
      ? examplesToShow(size, d)
      : null;
  const detectable =
    metric.detectable === null
      ? ''
      : `; the smallest difference that would have shown is ${sizeText(metric.format, metric.detectable)}`;
  return {
    claim: verdict.selected ? 'likely' : 'strong',
    severity: 'note',
    subject: subjectOf(group, [a, b]),
    title: equivalent
      ? `${calledBy(first)} and ${calledBy(second)} are equivalent in ${name} within ${sizeText(metric.format, metric.margin)}`
      : `No difference in ${name} can be shown between ${calledBy(first)} and ${calledBy(second)}`,
    measured: `${upperFirst(name)} was ${valueText(metric.format, metric.a!)} for ${first.letter} and ${valueText(metric.format, metric.b!)} for ${second.letter} on the same ${many(n ?? 0, 'example')}; ${second.letter} minus ${first.letter} lies between ${rangeText(metric.format, metric.interval!)} (95 %, ${probabilityText(verdict.p!)})${detectable}${others > 0 ? `. The same holds for ${others === 1 ? 'one more pair' : `${others} more pairs`}` : ''}`,
    mattersWhen: 'you choose between these models by this number',
    advice: {
      text:
        wanted === null
          ? 'Choose by cost, stability or calibration; this number does not separate them'
          : `Choose by cost or stability, or compare on about ${roughly(wanted)} examples, which would show a difference of this size in 4 of 5 cases`,
    },
    refutedBy: 'The same paired test on more examples',
    evidence: [
      figure(`${name} of ${first.letter}`, metric.a, n === null ? {} : { n }),
      figure(`${name} of ${second.letter}`, metric.b, n === null ? {} : { n }),
      figure('difference', metric.difference, { interval: metric.interval!, ...(n === null ? {} : { n }) }),
      figure('p', verdict.p, { method: metric.test!.method }),
      figure('smallest difference that would have shown', metric.detectable),
      ...(d === null ? [] : [figure('examples that only one got right', d, { unit: 'share', n: n ?? 0 })]),
      ...(wanted === null
        ? []
        : [
            figure('examples needed', Number(wanted.toPrecision(2)), {
              method: '(2.8/Δ)²·d, 80 % power at p < 0.05',
            }),
          ]),
    ],
    weight: group.asked ? 0.8 : 0.4,
  };
}

function fromScores(group: GroupFacts, verdicts: readonly PairVerdict[]): Outcome {
  const { a, b, metric } = verdicts[0]!;
  const name = quantityName(metric.metric);
  const [first, second] = [group.members[a]!.letter, group.members[b]!.letter];
  if (metric.a === null || metric.b === null)
    return notApplicable(metric.reason ?? 'there is no score on both sides', 'log-metric');
  const values = `${upperFirst(name)} was ${valueText(metric.format, metric.a)} for ${first} and ${valueText(metric.format, metric.b)} for ${second}`;
  return inconclusive(
    metric.detectable === null
      ? `${values}; whether this is more than chance cannot be told: ${metric.reason}`
      : `${values}; this cannot be decided from scores alone: without knowing how often the two disagree it would take ${sizeText(metric.format, metric.detectable)} or more`,
    'Predictions of both runs on the same evaluation examples',
  );
}

/** B1 of the catalogue: "no difference can be shown", with what could have been seen; equivalent only inside the margin. */
export const differenceWithinNoise = defineComparisonAudit({
  id: 'difference-within-noise',
  family: 'comparison',
  title: 'Every tested difference is more than chance',
  failureTitle: 'No difference can be shown',
  why: 'A choice by a difference within the sampling error is a matter of luck.',
  references: [
    'https://aclanthology.org/2020.emnlp-main.745/',
    'https://doi.org/10.1002/(SICI)1097-0258(19980430)17:8%3C891::AID-SIM780%3E3.0.CO;2-B',
  ],
  judge(group) {
    const verdicts = pairVerdicts(group);
    if (typeof verdicts === 'string') return notApplicable(verdicts);
    const tested = verdicts.filter(({ p, n }) => p !== null && n !== null);
    const within = tested.filter(
      ({ metric }) => metric.verdict === 'equivalent' || metric.verdict === 'no-difference-shown',
    );
    if (within.length > 0) {
      // The one that looks largest is the one somebody would choose by.
      const [largest] = [...within].sort(
        (x, y) => Math.abs(y.metric.difference!) - Math.abs(x.metric.difference!),
      );
      return { kind: 'finding', findings: [draft(group, largest!, within.length - 1)] };
    }
    const nearly = tested.find(({ real }) => !real);
    if (nearly !== undefined) {
      const { a, b, metric } = nearly;
      return inconclusive(
        `${lettersOf(group, [a, b])} differ in ${quantityName(metric.metric)} by ${sizeText(metric.format, metric.difference!)} (${probabilityText(metric.test!.p)}), which is no proof for ${group.asked ? `one of ${many(tested.length, 'pair')}` : 'a pair that nobody asked about'}`,
        'The same test on fresh examples for this pair alone',
      );
    }
    if (tested.length > 0)
      return pass(
        tested.length === 1
          ? 'The tested pair differs beyond chance'
          : `All ${many(tested.length, 'tested pair')} differ beyond chance`,
      );
    const open = verdicts.filter(({ real }) => !real);
    return open.length === 0
      ? pass(
          `${lettersOf(group, [verdicts[0]!.a, verdicts[0]!.b])} differ by more than any disagreement explains`,
        )
      : fromScores(group, open);
  },
});
