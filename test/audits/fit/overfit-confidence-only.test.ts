import { describe, expect, it } from 'vitest';
import { overfitConfidenceOnly } from '../../../src/audits/fit/overfit-confidence-only.ts';
import { overfitLoss } from '../../../src/audits/fit/overfit-loss.ts';
import { overfitMetric } from '../../../src/audits/fit/overfit-metric.ts';
import { evaluated, fallingAccuracy, risingLoss, steadyAccuracy } from '../../support/evaluated-runs.ts';
import { confidenceOnly, lossRisesWhileF1Rises, ordinaryRuns } from '../../support/ordinary-runs.ts';
import { isUnmoved } from '../../support/unmoved.ts';
import { brief, finding, prose, verdict } from '../../support/verdict.ts';

const flatAccuracy = evaluated({ loss: risingLoss, accuracy: steadyAccuracy, n: 2000 });

describe('overfit-confidence-only', () => {
  it.each([
    ['loss up for ten epochs, F1 up', confidenceOnly(), 'strong risk'],
    ['loss up, accuracy the same, 2,000 examples', flatAccuracy, 'strong risk'],
    [
      'the same on 600 examples, where more than a point may be lost',
      evaluated({ loss: risingLoss, accuracy: steadyAccuracy.map((v, i) => (i < 3 ? 0.873 : v)), n: 600 }),
      'likely risk',
    ],
    ['three evaluations of 872 examples, F1 up', lossRisesWhileF1Rises(872), 'likely risk'],
    ['three evaluations, size unknown, F1 up', lossRisesWhileF1Rises(), 'hint risk'],
    ['no rise', evaluated({ loss: [0.6, 0.5, 0.45], accuracy: [0.7, 0.8, 0.82], n: 872 }), 'pass'],
    [
      'a rise that cannot be told',
      evaluated({ loss: [0.42, 0.4, 0.62], accuracy: [0.8, 0.82, 0.82], n: 300 }),
      'not-applicable',
    ],
    ['no metric', evaluated({ loss: risingLoss, n: 2000 }), 'not-applicable'],
    [
      'a metric that fell',
      evaluated({ loss: risingLoss, accuracy: fallingAccuracy, n: 2000 }),
      'not-applicable',
    ],
  ])('%s', (_, run, expected) => {
    expect(brief(verdict(overfitConfidenceOnly, run))).toBe(expected);
  });

  it('never recommends the first epoch, whose F1 is the worst', () => {
    const advice = finding(verdict(overfitConfidenceOnly, confidenceOnly())).advice;
    expect(advice?.text).toContain('step 690');
    expect(advice?.text).not.toContain('step 230');
    expect(advice?.settings?.metric_for_best_model).toBe('"f1"');
  });

  it('names a checkpoint only if it is on disk, and says when it is gone', () => {
    const base = confidenceOnly();
    const folder = (step: number) => ({ step, path: `checkpoint-${step}`, hasWeights: true, bytes: 1 });
    const said = (run: typeof base) => finding(verdict(overfitConfidenceOnly, run)).advice?.text;
    expect(said({ ...base, checkpoints: [folder(690), folder(2300)] })).toMatch(
      /^Use `checkpoint-690`, not the last one/,
    );
    expect(said({ ...base, checkpoints: [folder(2300)] })).toMatch(
      /no longer exists; rerun with `load_best_model_at_end=True`/,
    );
    expect(said(lossRisesWhileF1Rises(872))).toMatch(/^Keep the last checkpoint/);
  });

  it('proposes fewer epochs where the metric gained nothing either', () => {
    const base = confidenceOnly();
    const advice = finding(verdict(overfitConfidenceOnly, base)).advice;
    const epochs = Number(advice?.settings?.num_train_epochs);
    expect(epochs).toBeGreaterThanOrEqual(2);
    expect(advice?.text).toContain(`\`num_train_epochs=${epochs}\``);
    expect(
      finding(verdict(overfitConfidenceOnly, lossRisesWhileF1Rises(872))).advice?.settings,
    ).not.toHaveProperty('num_train_epochs');
  });

  it('says how much accuracy may have been lost at most', () => {
    expect(prose(verdict(overfitConfidenceOnly, flatAccuracy))).toMatch(
      /a loss of more than \d\.\d points? is excluded|any loss is excluded/,
    );
    expect(prose(verdict(overfitConfidenceOnly, lossRisesWhileF1Rises(872)))).toContain(
      'its sampling error is not known',
    );
  });

  it('is exactly one of the family on every ordinary run', () => {
    for (const make of Object.values(ordinaryRuns)) {
      const found = [overfitLoss, overfitConfidenceOnly, overfitMetric].filter(
        (a) => verdict(a, make()).kind === 'finding',
      );
      expect(found.length).toBeLessThanOrEqual(1);
    }
  });

  isUnmoved(overfitConfidenceOnly, {
    'ten epochs': confidenceOnly(),
    'three epochs': lossRisesWhileF1Rises(872),
  });
});
