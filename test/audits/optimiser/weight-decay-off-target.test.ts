import { describe, expect, it } from 'vitest';
import { weightDecayOffTarget } from '../../../src/audits/optimiser/weight-decay-off-target.ts';
import { createFacts } from '../../../src/facts/index.ts';
import { rateSum } from '../../../src/facts/rate-sum.ts';
import { stated } from '../../../src/model/known.ts';
import type { Run } from '../../../src/model/run.ts';
import { ordinaryRuns } from '../../support/ordinary-runs.ts';
import { makeRun, series } from '../../support/runs.ts';
import { type Scheduled, scheduledRun } from '../../support/schedules.ts';
import { brief, finding, prose, verdict } from '../../support/verdict.ts';

const judge = (run: Run): string => brief(verdict(weightDecayOffTarget, run));
const decayed = (decay: number, shape: Scheduled = {}): Run =>
  scheduledRun(shape, { hyperparameters: { weightDecay: stated(decay, 'training_args.bin') } });

describe('weight-decay-off-target', () => {
  it.each<[string, Run, string]>([
    ['0', decayed(0), 'pass'],
    ['0.01', decayed(0.01), 'pass'],
    ['0.1, RoBERTa’s', decayed(0.1, { total: 20_000, every: 500 }), 'pass'],
    ['0.5', decayed(0.5), 'fact note'],
    ['0.1 over 60,000 steps at 5e-5', decayed(0.1, { total: 60_000, every: 500 }), 'fact note'],
    ['a decay that is not recorded', scheduledRun(), 'not-applicable'],
    [
      '0.5 without a rate or steps',
      makeRun({ hyperparameters: { weightDecay: stated(0.5, 'x') }, run: { lastStep: null } }),
      'fact note',
    ],
  ])('on %s', (_, run, expected) => {
    expect(judge(run)).toBe(expected);
  });

  it('says by how much the decay alone shrinks a weight: 1 − exp(−decay × Σ rate)', () => {
    // Linear from 5e-5 over 60,000 steps: Σ rate = 1.5, so that 0.1 shrinks by 1 − exp(−0.15) = 13.9 %.
    const run = decayed(0.1, { total: 60_000, every: 500 });
    expect(rateSum(createFacts(run))!.value).toBeCloseTo(1.5, 1);
    expect(prose(verdict(weightDecayOffTarget, run))).toContain(
      'shrinks a weight that no gradient holds up by 14 %',
    );
    expect(finding(verdict(weightDecayOffTarget, run)).cause?.claim).toBe('hint');
  });

  it('sums the same from the settings when no rate was logged', () => {
    const run = decayed(0.1, { total: 60_000, every: 500 });
    const silent = { ...run, series: [series('eval_loss', [[60_000, 0.5]])] };
    expect(rateSum(createFacts(silent))!.value).toBeCloseTo(1.5, 1);
  });

  it.each(Object.entries(ordinaryRuns))(
    'does not apply to an ordinary run without settings: %s',
    (_, make) => {
      expect(judge(make())).toBe('not-applicable');
    },
  );
});
