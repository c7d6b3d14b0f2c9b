import type { GroupFacts } from '../../facts/group/define.ts';
import { seedsToDecide, settingSummaries } from '../../facts/group/index.ts';
import {
  ENOUGH_SEEDS,
  LEAST_SEEDS,
  type SettingContest,
  settingContests,
} from '../../facts/group/setting-contest.ts';
import { whyApart } from '../../facts/group/together.ts';
import type { FindingDraft } from '../../model/outcome.ts';
import { sd } from '../../stats/index.ts';
import { many, upperFirst } from '../../text/words.ts';
import { isGrave, obstaclesOf } from '../comparability.ts';
import {
  figure,
  formatOf,
  probabilityText,
  quantityName,
  rangeText,
  sizeText,
  subjectOf,
  valueText,
} from '../comparison-words.ts';
import { defineComparisonAudit, inconclusive, notApplicable } from '../define.ts';

const ASKED = 0.05;
const UNASKED = 0.01;
/** Beyond this bound of ASO a win of the mean is not a win of the setting. */
const ALMOST = 0.2;
/** Spreads are tested without being asked for. */
const SPREAD_ALPHA = 0.01;

function draft(group: GroupFacts, contest: SettingContest, wins: boolean): FindingDraft {
  const metric = group.metric()!;
  const format = formatOf(metric);
  const name = quantityName(metric.quantity);
  const summaries = settingSummaries(group);
  const [first, second] = [summaries[contest.a]!, summaries[contest.b]!];
  const { scoresA, scoresB, test, p, epsMin } = contest;
  const call = (at: number, own: string): string => (own === '' ? `setting ${at + 1}` : own);
  const [nameA, nameB] = [call(contest.a, first.name), call(contest.b, second.name)];
  const seeds = Math.min(scoresA.length, scoresB.length);
  const better = test!.difference > 0 === metric.greaterIsBetter ? nameB : nameA;
  const needed = seedsToDecide(group, contest.a, contest.b);
  const equivalent = test!.interval.low > -group.margin && test!.interval.high < group.margin;
  const steadier =
    contest.spread !== null && contest.spread < SPREAD_ALPHA
      ? sd(scoresA) < sd(scoresB)
        ? nameA
        : nameB
      : null;
  const measured = `${upperFirst(name)} was ${valueText(format, first.mean!)} (standard deviation ${sizeText(format, first.sd!)}, ${many(scoresA.length, 'seed')}) for ${nameA} and ${valueText(format, second.mean!)} (${sizeText(format, second.sd!)}, ${many(scoresB.length, 'seed')}) for ${nameB}; the difference of the means lies between ${rangeText(format, test!.interval)} (95 %, Welch, ${probabilityText(p!)})${epsMin === null ? '' : `; ASO ε ≤ ${epsMin.toFixed(2)}`}${steadier === null ? '' : `. ${upperFirst(steadier)} varied less (Brown–Forsythe, ${probabilityText(contest.spread!)})`}`;
  const members = [...group.settings()[contest.a]!.members, ...group.settings()[contest.b]!.members];
  return {
    claim: seeds >= ENOUGH_SEEDS ? 'strong' : 'likely',
    severity: 'note',
    subject: subjectOf(group, members),
    title: wins
      ? `Over seeds, ${better} was better in ${name}`
      : equivalent
        ? `Over seeds, ${nameA} and ${nameB} are equivalent in ${name} within ${sizeText(format, group.margin)}`
        : `Over seeds, no difference in ${name} can be shown between ${nameA} and ${nameB}`,
    measured,
    mattersWhen:
      'a setting is chosen, not a single model; examples beyond this evaluation set are not part of the interval',
    advice: {
      text: wins
        ? `Adopt ${better} for data like these`
        : equivalent
          ? 'Choose by cost or stability'
          : needed.seeds === null
            ? 'Choose by cost or stability; more seeds would hardly decide it'
            : `Choose by cost or stability, or run about ${needed.seeds} seeds each, which would show a difference of this size in 4 of 5 cases`,
    },
    refutedBy: 'The same comparison with new seeds',
    evidence: [
      figure(`mean ${name} of ${nameA}`, first.mean, {
        n: scoresA.length,
        ...(first.meanInterval === null ? {} : { interval: first.meanInterval }),
      }),
      figure(`mean ${name} of ${nameB}`, second.mean, {
        n: scoresB.length,
        ...(second.meanInterval === null ? {} : { interval: second.meanInterval }),
      }),
      figure('difference of the means', test!.difference, { interval: test!.interval }),
      figure('p', p, { method: 'Welch t, corrected for the number of comparisons' }),
      ...(epsMin === null ? [] : [figure('ASO ε, 95 % upper bound', epsMin)]),
      ...(contest.spread === null
        ? []
        : [figure('p of equal spreads', contest.spread, { method: 'Brown–Forsythe' })]),
      ...(needed.seeds === null || wins
        ? []
        : [figure('seeds needed each', needed.seeds, { method: needed.reason })]),
    ],
    weight: group.asked ? 0.9 : 0.5,
  };
}

/** B4 of the catalogue: the level at which a setting may be preferred. */
export const multiSeedVerdict = defineComparisonAudit({
  id: 'multi-seed-verdict',
  family: 'comparison',
  title: 'Settings were not compared over seeds',
  failureTitle: 'What the seeds say about the settings',
  why: 'Only several seeds a setting tell what a setting does.',
  references: [
    'https://doi.org/10.1093/biomet/34.1-2.28',
    'https://aclanthology.org/P19-1266/',
    'https://arxiv.org/abs/2204.06815',
  ],
  judge(group) {
    const apart = whyApart(group);
    if (apart !== null) return notApplicable(apart);
    if (group.metric() === null) return notApplicable('the runs share no metric', 'log-metric');
    if (group.settings().length < 2) return notApplicable('there is one setting only');
    const spoilt = new Set(
      obstaclesOf(group)
        .filter((one) => isGrave(group, one))
        .map(({ b }) => b),
    );
    const sound = (at: number): boolean =>
      !group.settings()[at]!.members.some((member) => spoilt.has(member));
    const contests = settingContests(group).filter(({ b }) => sound(b));
    if (contests.length === 0) {
      const several = group.settings().filter(({ members }) => members.length > 1).length;
      return several === 0
        ? notApplicable('no setting was run more than once')
        : inconclusive(
            `Fewer than two settings have ${LEAST_SEEDS} runs that worked, so that settings cannot be told from seeds`,
            `${LEAST_SEEDS} seeds a setting, ${ENOUGH_SEEDS} for a strong claim`,
          );
    }
    const tested = contests.filter(({ test, p }) => test !== null && p !== null);
    if (tested.length === 0) return notApplicable('the scores do not vary between seeds');
    const level = group.asked ? ASKED : UNASKED;
    const wins = tested.filter(({ p, epsMin }) => p! < level && (epsMin === null || epsMin < ALMOST));
    const closest = [...tested].filter((c) => !wins.includes(c)).sort((x, y) => x.p! - y.p!)[0];
    return {
      kind: 'finding',
      findings: [
        ...wins.slice(0, 3).map((contest) => draft(group, contest, true)),
        ...(closest === undefined ? [] : [draft(group, closest, false)]),
      ],
    };
  },
});
