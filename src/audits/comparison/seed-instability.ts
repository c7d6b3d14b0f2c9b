import type { GroupFacts, Setting } from '../../facts/group/define.ts';
import { settingSummaries } from '../../facts/group/index.ts';
import type { SettingSummary } from '../../model/comparison.ts';
import type { Evidence, FindingDraft } from '../../model/outcome.ts';
import { chiSquareTail } from '../../stats/index.ts';
import { formatPercent, formatRate } from '../../text/numbers.ts';
import { many, upperFirst } from '../../text/words.ts';
import {
  figure,
  formatOf,
  lettersOf,
  quantityName,
  sizeText,
  subjectOf,
  valueText,
} from '../comparison-words.ts';
import { defineComparisonAudit, notApplicable, pass } from '../define.ts';

const LEAST_RUNS = 3;
const ALPHA = 0.01;
/** A spread between seeds below one point decides nothing. */
const LEAST_SPREAD = 0.01;

interface Judged {
  readonly setting: Setting;
  readonly summary: SettingSummary;
  readonly failed: readonly number[];
  /** p of "the runs vary no more than the evaluation set explains"; null when that is not known. */
  readonly p: number | null;
}

function judgeSetting(group: GroupFacts, setting: Setting, summary: SettingSummary): Judged {
  const failed = setting.members.filter((member) => group.failure(member) !== null);
  const n = setting.members.length - failed.length;
  const { sd, samplingError } = summary;
  return {
    setting,
    summary,
    failed,
    p:
      sd === null || samplingError === null || n < LEAST_RUNS
        ? null
        : chiSquareTail(((n - 1) * sd * sd) / samplingError ** 2, n - 1),
  };
}

const isSpread = ({ p, summary }: Judged): boolean =>
  p !== null && p < ALPHA && summary.sd! > 2 * summary.samplingError! && summary.sd! >= LEAST_SPREAD;

function draft(group: GroupFacts, judged: Judged): FindingDraft {
  const { setting, summary, failed } = judged;
  const metric = group.metric();
  const format = metric === null ? 'score' : formatOf(metric);
  const k = setting.members.length;
  const first = group.members[setting.members[0]!]!.facts;
  const rate = first.peakLearningRate()?.value ?? null;
  const range = first.learningRateRange();
  const lower = rate !== null && range !== null && rate > range.firstTry ? range.firstTry : null;
  const clean = (parts: readonly (string | null)[]): string =>
    parts.filter((part) => part !== null).join('. ');
  const excess =
    summary.sd === null || summary.samplingError === null || !isSpread(judged)
      ? null
      : Math.sqrt(summary.sd ** 2 - summary.samplingError ** 2);
  const interval = summary.failureInterval;
  const range95 =
    interval === null
      ? ''
      : ` (${formatPercent(interval.low, 0)} to ${formatPercent(interval.high, 0)} of runs, 95 %)`;
  const evidence: Evidence[] = [
    figure('runs', k),
    figure('failed runs', failed.length, interval === null ? {} : { interval, unit: 'share of runs' }),
  ];
  if (summary.sd !== null)
    evidence.push(figure('standard deviation between seeds', summary.sd, { n: k - failed.length }));
  if (summary.samplingError !== null)
    evidence.push(figure('explained by the size of the evaluation set', summary.samplingError));
  return {
    claim: 'fact',
    severity: 'risk',
    subject: subjectOf(group, setting.members),
    title:
      failed.length > 0
        ? `${upperFirst(many(failed.length, 'run'))} of ${k} with the same setting failed`
        : `${upperFirst(quantityName(metric!.quantity))} varied between seeds by ${sizeText(format, summary.sd!)} (standard deviation)`,
    measured: clean([
      failed.length > 0
        ? `${lettersOf(group, failed)} failed${range95}: ${group.failure(failed[0]!)}`
        : `${valueText(format, summary.lowest!)} to ${valueText(format, summary.highest!)} over ${k} runs that differ in the seed`,
      excess === null
        ? null
        : `the size of the evaluation set explains ${sizeText(format, summary.samplingError!)}; ${sizeText(format, excess)} come from the training itself`,
    ]),
    cause: {
      text:
        lower === null
          ? 'Fine-tuning of this size is sensitive to initialisation and order of the data'
          : `A learning rate of ${formatRate(rate!)} is high for ${range!.family}, which makes outcomes depend on the seed`,
      claim: lower === null ? 'hint' : 'likely',
    },
    mattersWhen: 'single runs are compared or shipped',
    advice: {
      text:
        lower === null
          ? 'Add 10 % warm-up and train longer on small data; report mean and standard deviation of 5 seeds or more'
          : `Lower the learning rate to ${formatRate(lower)} with 10 % warm-up; report mean and standard deviation of 5 seeds or more`,
      settings: { ...(lower === null ? {} : { learning_rate: formatRate(lower) }), warmup_ratio: '0.1' },
    },
    refutedBy:
      'Five new seeds with the milder setting: as many failures, or as large a spread, refute the cause',
    evidence,
    weight: Math.min(1, 0.5 + failed.length / k),
  };
}

/** A31 of the catalogue. */
export const seedInstability = defineComparisonAudit({
  id: 'seed-instability',
  family: 'comparison',
  title: 'Results hardly depend on the seed',
  failureTitle: 'Results depend on the random seed',
  why: 'When the seed decides, one run says little about a setting.',
  references: [
    'https://arxiv.org/abs/2006.04884',
    'https://arxiv.org/abs/2002.06305',
    'https://arxiv.org/abs/2006.05987',
  ],
  judge(group) {
    const settings = group.settings();
    const summaries = settingSummaries(group);
    const judged = settings
      .map((setting, at) => judgeSetting(group, setting, summaries[at]!))
      .filter(({ setting }) => setting.members.length >= LEAST_RUNS && setting.seeds.length !== 1);
    if (judged.length === 0)
      return notApplicable(`no setting has ${LEAST_RUNS} runs that differ in the seed only`);
    const found = judged.filter(
      (one) => (one.failed.length > 0 && one.failed.length < one.setting.members.length) || isSpread(one),
    );
    if (found.length > 0) {
      const ordered = [...found].sort((x, y) => y.failed.length - x.failed.length);
      return { kind: 'finding', findings: ordered.slice(0, 3).map((one) => draft(group, one)) };
    }
    const { setting, summary } = judged[0]!;
    const metric = group.metric();
    const zero = summary.failureInterval;
    return pass(
      `${many(setting.members.length - summary.failed, 'run')} with different seeds${summary.sd === null || metric === null ? '' : ` had a standard deviation of ${sizeText(formatOf(metric), summary.sd)} in ${quantityName(metric.quantity)}`}${summary.failed === 0 && zero !== null ? `; none failed, which still allows a failure rate up to ${formatPercent(zero.high, 0)}` : ''}`,
    );
  },
});
