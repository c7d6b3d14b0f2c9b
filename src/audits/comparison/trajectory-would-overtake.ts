import { LEAST_POINTS, type Overtake, overtaking } from '../../facts/group/overtake.ts';
import { whyApart } from '../../facts/group/together.ts';
import { calledBy, figure, probabilityText, subjectOf, valueText } from '../comparison-words.ts';
import { defineComparisonAudit, inconclusive, notApplicable, pass } from '../define.ts';

/** B7 of the catalogue, never more than a hint, always with "run it". */
export const trajectoryWouldOvertake = defineComparisonAudit({
  id: 'trajectory-would-overtake',
  family: 'comparison',
  title: 'No run is on course to pass a better one',
  failureTitle: 'A run that is behind is on course to pass the other',
  why: 'A run that was stopped while it was catching up may have been given up too early.',
  references: ['https://arxiv.org/abs/2408.11029', 'https://www.ijcai.org/Proceedings/15/Papers/487.pdf'],
  judge(group) {
    const apart = whyApart(group);
    if (apart !== null) return notApplicable(apart);
    const pairs = group.pairs();
    if (pairs.length === 0) return notApplicable('there is no pair to compare');
    const judged = pairs.map(([a, b]) => overtaking(group, a, b));
    const would = judged.filter((one): one is Extract<Overtake, { kind: 'would' }> => one.kind === 'would');
    if (would.length > 0) {
      return {
        kind: 'finding',
        findings: would.slice(0, 2).map((one) => {
          const [behind, ahead] = [group.members[one.behind]!, group.members[one.ahead]!];
          return {
            // A later turn to overfitting cannot be seen beforehand: 11 to 63 % of such courses do not arrive (docs/thresholds/overtaking.md).
            claim: 'hint',
            severity: 'note',
            subject: { ...subjectOf(group, [one.behind, one.ahead]), split: 'validation' },
            title: `${calledBy(behind)} was behind ${calledBy(ahead)} in validation loss but may be on course to pass it`,
            measured: `At equal examples seen ${behind.letter} was ${valueText('loss', one.gap)} above ${ahead.letter} and falling faster (${probabilityText(one.p)}); half as many steps again would lower it by ${valueText('loss', one.gain.low)} to ${valueText('loss', one.gain.high)}, if its schedule is stretched and it does not turn to overfitting, which no course shows beforehand${one.annealing ? '. The learning rates stood at different parts of their schedules, which may be all that shows' : ''}`,
            mattersWhen: `you gave up ${behind.letter} for being behind`,
            advice: {
              text: `Compare both at the end of their own schedules, or run ${behind.letter} half as long again`,
            },
            refutedBy: `Running ${behind.letter} half as long again with a stretched schedule`,
            evidence: [
              figure('gap at equal examples seen', one.gap, { unit: 'nats' }),
              figure('further fall of the one behind, at least', one.gain.low, { unit: 'nats' }),
              figure('further fall of the one behind, at most', one.gain.high, { unit: 'nats' }),
              figure('p of the slopes', one.p, {
                method: 'difference of slopes over the last third, one-sided',
              }),
            ],
            weight: 0.4,
          } as const;
        }),
      };
    }
    const no = judged.find((one) => one.kind === 'no');
    if (no !== undefined)
      return pass(`In no pair is the one behind on course to pass the other: ${no.reason}`);
    const [first] = judged;
    const enough = group.members.filter(
      ({ facts }) => (facts.validationLoss()?.n ?? 0) >= LEAST_POINTS,
    ).length;
    return group.asked && enough >= 2
      ? inconclusive(
          `Whether one run would pass the other cannot be told: ${first!.kind === 'cannot-tell' ? first!.reason : ''}`,
          'Eight evaluations or more of each run, with the batch size recorded',
        )
      : notApplicable(
          first!.kind === 'cannot-tell' ? first!.reason : 'not enough evaluations',
          'evaluate-more-often',
        );
  },
});
