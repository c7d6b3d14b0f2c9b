import type { GroupFacts } from '../../facts/group/define.ts';
import { settingSummaries } from '../../facts/group/index.ts';
import { healthyScores } from '../../facts/group/setting-summaries.ts';
import { whyApart } from '../../facts/group/together.ts';
import type { FindingDraft } from '../../model/outcome.ts';
import { expectedBest } from '../../stats/index.ts';
import { formatCount, formatTimes } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import {
  calledBy,
  figure,
  formatOf,
  lettersOf,
  quantityName,
  subjectOf,
  valueText,
} from '../comparison-words.ts';
import { defineComparisonAudit, notApplicable, pass } from '../define.ts';

const TRIALS = 2;
const COMPUTE = 1.5;

/** Examples seen in training; null where steps or batch are not recorded. */
function examplesSeen(group: GroupFacts, member: number): number | null {
  const { facts } = group.members[member]!;
  const [updates, batch] = [facts.updates()?.value ?? null, facts.effectiveBatchSize()?.value ?? null];
  if (updates !== null && batch !== null) return updates * batch;
  const [epochs, size] = [facts.epochs(), facts.trainSize()?.value ?? null];
  return epochs !== null && size !== null ? epochs * size : null;
}

/** Base model as a name to compare by: the side that a search belongs to. */
const sideOf = (group: GroupFacts, member: number): string | null =>
  group.members[member]!.facts.run.model.base ?? group.members[member]!.facts.run.model.type;

function trials(group: GroupFacts): FindingDraft | null {
  const metric = group.metric();
  if (metric === null) return null;
  const sides = new Map<string, number[]>();
  for (const { index } of group.members) {
    const side = sideOf(group, index);
    if (side !== null) sides.set(side, [...(sides.get(side) ?? []), index]);
  }
  // Sides are base models: within one side runs are its trials.
  const known = [...sides]
    .map(([name, members]) => ({ name, members, scores: healthyScores(group, members) }))
    .filter(({ scores }) => scores.length > 0);
  if (known.length < 2) return null;
  const most = known.reduce((x, y) => (y.scores.length > x.scores.length ? y : x));
  const fewest = known.reduce((x, y) => (y.scores.length < x.scores.length ? y : x));
  if (most.scores.length < TRIALS * fewest.scores.length) return null;
  const k = fewest.scores.length;
  const format = formatOf(metric);
  const best = (scores: readonly number[], of: number): number =>
    expectedBest(scores, of, metric.greaterIsBetter);
  const [plain, fair, other] = [best(most.scores, 1e9), best(most.scores, k), best(fewest.scores, k)];
  const sign = metric.greaterIsBetter ? 1 : -1;
  const own = best(fewest.scores, 1e9);
  const flips = sign * (plain - own) > 0 && sign * (fair - other) <= 0;
  const name = quantityName(metric.quantity);
  return {
    claim: 'fact',
    severity: flips && group.asked ? 'risk' : 'note',
    subject: subjectOf(group, [...most.members, ...fewest.members]),
    title: `\`${most.name.replaceAll('`', 'ˋ')}\` had ${formatTimes(most.scores.length / k)} times as many trials as \`${fewest.name.replaceAll('`', 'ˋ')}\``,
    measured: `Best ${name} ${valueText(format, plain)} of ${many(most.scores.length, 'trial')} against ${valueText(format, own)} of ${many(k, 'trial')}; the expected best of ${k} is ${valueText(format, fair)} against ${valueText(format, other)}${flips ? ', so that the order turns at equal budget' : ''}`,
    mattersWhen: 'the best results of both sides are compared',
    advice: {
      text: 'Quote the expected best at an equal number of trials, or give both sides the same number',
    },
    refutedBy: 'As many further trials for the side that had fewer',
    evidence: [
      figure(`trials of ${most.name}`, most.scores.length),
      figure(`trials of ${fewest.name}`, k),
      figure(`expected best of ${k}, ${most.name}`, fair),
      figure(`expected best of ${k}, ${fewest.name}`, other),
    ],
    weight: flips ? 0.7 : 0.3,
  };
}

function compute(group: GroupFacts): FindingDraft | null {
  let widest: { a: number; b: number; more: number; less: number } | null = null;
  for (const [a, b] of group.pairs()) {
    const [seenA, seenB] = [examplesSeen(group, a), examplesSeen(group, b)];
    if (seenA === null || seenB === null || seenA <= 0 || seenB <= 0) continue;
    const [more, less] = seenA > seenB ? [a, b] : [b, a];
    const ratio = Math.max(seenA, seenB) / Math.min(seenA, seenB);
    if (ratio < COMPUTE) continue;
    if (widest === null || ratio > examplesSeen(group, widest.more)! / examplesSeen(group, widest.less)!)
      widest = { a, b, more, less };
  }
  if (widest === null) return null;
  const { more, less } = widest;
  const [seenMore, seenLess] = [examplesSeen(group, more)!, examplesSeen(group, less)!];
  const metric = group.metric();
  const [scoreMore, scoreLess] = [group.score(more)?.value ?? null, group.score(less)?.value ?? null];
  const led =
    metric !== null && scoreMore !== null && scoreLess !== null
      ? (metric.greaterIsBetter ? 1 : -1) * (scoreMore - scoreLess) > 0
      : null;
  const [first, second] = [group.members[more]!, group.members[less]!];
  return {
    claim: 'fact',
    severity: 'note',
    subject: subjectOf(group, [more, less]),
    title: `${calledBy(first)} was trained on ${formatTimes(seenMore / seenLess)} times as many examples as ${calledBy(second)}`,
    measured: `${first.letter} saw ${formatCount(Math.round(seenMore))} examples, ${second.letter} ${formatCount(Math.round(seenLess))}${led === null ? '' : led ? `; ${first.letter} has the better score, which may be the longer training` : `; ${second.letter} has the better score all the same`}`,
    mattersWhen: 'the better run is credited to anything but the longer training',
    advice: {
      text: `Compare ${lettersOf(
        group,
        [more, less].sort((x, y) => x - y),
      )} at the same number of examples seen`,
    },
    refutedBy: 'A run of the shorter one with the longer schedule',
    evidence: [
      figure(`examples seen by ${first.letter}`, Math.round(seenMore), {
        method: 'updates × batch, or epochs × training size',
      }),
      figure(`examples seen by ${second.letter}`, Math.round(seenLess)),
    ],
    weight: group.asked && led === true ? 0.6 : 0.3,
  };
}

/** B8 of the catalogue. */
export const unequalBudget = defineComparisonAudit({
  id: 'unequal-budget',
  family: 'comparison',
  title: 'Both sides had about the same budget',
  failureTitle: 'One side got more tuning or compute',
  why: 'The side with more trials or a longer training wins by that alone.',
  references: ['https://aclanthology.org/D19-1224/', 'https://arxiv.org/abs/2002.06305'],
  judge(group) {
    const apart = whyApart(group);
    if (apart !== null) return notApplicable(apart);
    const findings = [trials(group), compute(group)].filter((finding) => finding !== null);
    if (findings.length > 0) return { kind: 'finding', findings };
    const known = group.members.filter(({ index }) => examplesSeen(group, index) !== null).length;
    return known < 2
      ? notApplicable('how much the runs trained is not recorded', 'keep-configuration')
      : pass(
          `${settingSummaries(group).length > 1 ? 'The settings' : 'The runs'} were trained on about as many examples`,
        );
  },
});
