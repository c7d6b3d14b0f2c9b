import type { GroupFacts } from '../../facts/group/define.ts';
import { whyApart } from '../../facts/group/together.ts';
import { many, upperFirst } from '../../text/words.ts';
import { isGrave, type Obstacle, obstaclesOf } from '../comparability.ts';
import { figure, lettersOf, subjectOf } from '../comparison-words.ts';
import { defineComparisonAudit, notApplicable, pass } from '../define.ts';

const MOST_TOLD = 4;

/** One sentence a reason; sizes of evaluation sets are told together instead of pair by pair. */
function sentencesOf(group: GroupFacts, obstacles: readonly Obstacle[]): readonly string[] {
  const sized = obstacles.filter(({ size }) => size);
  const bySize = new Map<number, number[]>();
  for (const member of new Set(sized.flatMap(({ a, b }) => [a, b]))) {
    const n = group.members[member]!.facts.validationSize()?.value ?? 0;
    bySize.set(n, [...(bySize.get(n) ?? []), member]);
  }
  const parts = [...bySize].map(
    ([n, members], index) =>
      `${lettersOf(group, members)} ${index === 0 ? `${members.length === 1 ? 'was' : 'were'} evaluated ` : ''}on ${many(n, 'example')}`,
  );
  const shown = parts.length > 4 ? [...parts.slice(0, 4), `${parts.length - 4} more sizes`] : parts;
  return [
    ...(shown.length === 0 ? [] : [shown.join(', ')]),
    ...new Set(obstacles.filter(({ size }) => !size).map(({ text }) => text)),
  ];
}

/** B6 of the catalogue: facts of the record only; comes before every statement about which run is better. */
export const notComparable = defineComparisonAudit({
  id: 'not-comparable',
  family: 'comparison',
  title: 'Nothing recorded forbids to compare these runs',
  failureTitle: 'These numbers must not be compared',
  why: 'A ranking of numbers that measure different things is void.',
  references: [
    'huggingface/transformers, src/transformers/trainer_pt_utils.py (LabelSmoother)',
    'https://aclanthology.org/W18-6319/',
  ],
  judge(group) {
    const apart = whyApart(group);
    if (apart !== null) return notApplicable(`${apart}, and nobody asked to compare them`);
    if (group.pairs().length === 0) return notApplicable('the runs share no number to be compared by');
    const obstacles = obstaclesOf(group);
    if (obstacles.length === 0)
      return pass('Task, labels, evaluation set and loss definition agree wherever they are recorded');
    // What matters is whether the number that the comparison rests on is spoilt.
    const grave = obstacles.filter((one) => isGrave(group, one));
    const told = sentencesOf(group, grave.length > 0 ? grave : obstacles);
    const members = [...new Set((grave.length > 0 ? grave : obstacles).flatMap(({ a, b }) => [a, b]))];
    const onlyLoss = obstacles.every(({ spoils }) => spoils === 'loss');
    const what = onlyLoss ? 'Losses' : grave.length > 0 ? 'Numbers' : 'Recorded scores';
    return {
      kind: 'finding',
      findings: [
        {
          claim: 'fact',
          severity: grave.length > 0 && group.asked ? 'problem' : 'note',
          subject: subjectOf(group, members),
          title: `${what} of ${lettersOf(group, members)} must not be compared`,
          measured: `${upperFirst(told.slice(0, MOST_TOLD).join('; '))}${told.length > MOST_TOLD ? `; and ${many(told.length - MOST_TOLD, 'more difference')}` : ''}`,
          mattersWhen: onlyLoss ? 'runs are ranked by their loss' : 'runs are ranked by these numbers',
          advice: {
            text: onlyLoss
              ? 'Rank them by a metric of the task, or recompute the plain cross-entropy of both from saved probabilities'
              : 'Score both from saved predictions on the same examples with one script',
          },
          refutedBy: null,
          evidence: told.map((text, index) => figure(`difference ${index + 1}`, text)),
          weight: grave.length > 0 ? 1 : 0.3,
        },
      ],
    };
  },
});
