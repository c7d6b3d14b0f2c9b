import type { GroupFacts, Setting } from '../../facts/group/define.ts';
import { settingSummaries } from '../../facts/group/index.ts';
import type { FindingDraft } from '../../model/outcome.ts';
import { mean, median } from '../../stats/index.ts';
import { formatPercent } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
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

const LEAST_SEEDS = 3;

function draft(group: GroupFacts, setting: Setting, at: number): FindingDraft | null {
  const metric = group.metric();
  if (metric === null || setting.members.length < LEAST_SEEDS) return null;
  const summary = settingSummaries(group)[at]!;
  const failed = setting.members.filter((member) => group.failure(member) !== null);
  const all = setting.members.map((member) => group.score(member)?.value ?? null).filter((v) => v !== null);
  const failedWithScore = failed.filter((member) => group.score(member) !== null);
  if (failedWithScore.length === 0 || summary.mean === null || all.length < LEAST_SEEDS) return null;
  const format = formatOf(metric);
  const whole = mean(all);
  const moved = Math.abs(whole - summary.mean);
  const apart = Math.abs(whole - median(all));
  const spread = summary.sd ?? 0;
  // The mean of all runs says something else than the runs that worked: by more than their own spread.
  if (!(Math.max(moved, apart) > spread) || Math.max(moved, apart) < 1e-9) return null;
  const { failureInterval } = summary;
  const name = quantityName(metric.quantity);
  return {
    claim: 'fact',
    severity: 'risk',
    subject: subjectOf(group, setting.members),
    title: `The mean ${name}${summary.name === '' ? '' : ` of ${summary.name}`} is that of ${many(failed.length, 'failed run')} among ${setting.members.length}`,
    measured: `Mean of all runs ${valueText(format, whole)}, median ${valueText(format, median(all))}; mean of the ${many(setting.members.length - failed.length, 'run')} that worked ${valueText(format, summary.mean)}${summary.sd === null ? '' : ` (standard deviation ${sizeText(format, summary.sd)})`}. Failed: ${lettersOf(group, failed)} (${group.failure(failed[0]!)})`,
    mattersWhen: 'means of settings are compared: "better" may mean "fails less often"',
    advice: {
      text: 'Report the rate of failed runs and the mean of the others apart, and mend the failures before comparing settings',
    },
    refutedBy: null,
    evidence: [
      figure('mean of all runs', whole, { n: all.length }),
      figure('median of all runs', median(all), { n: all.length }),
      figure('mean of the runs that did not fail', summary.mean, { n: all.length - failedWithScore.length }),
      figure('failed runs', failed.length, {
        n: setting.members.length,
        ...(failureInterval === null
          ? {}
          : {
              method: `share ${formatPercent(failureInterval.low, 0)} to ${formatPercent(failureInterval.high, 0)} (95 %, Wilson)`,
            }),
      }),
    ],
    weight: 0.7,
  };
}

/** B9 of the catalogue. */
export const failedSeedsInMean = defineComparisonAudit({
  id: 'failed-seeds-in-mean',
  family: 'comparison',
  title: 'No mean over seeds is dominated by failed runs',
  failureTitle: 'The average is dominated by failed runs',
  why: 'A mean over runs that worked and runs that failed describes neither.',
  references: ['https://arxiv.org/abs/2006.04884'],
  judge(group) {
    if (group.metric() === null) return notApplicable('the runs share no metric', 'log-metric');
    const settings = group.settings();
    if (!settings.some(({ members }) => members.length >= LEAST_SEEDS))
      return notApplicable(`no setting has ${LEAST_SEEDS} runs`);
    const findings = settings
      .map((setting, at) => draft(group, setting, at))
      .filter((finding) => finding !== null);
    return findings.length > 0
      ? { kind: 'finding', findings: findings.slice(0, 3) }
      : pass('Failed runs, if any, do not move the mean of a setting by more than its spread');
  },
});
