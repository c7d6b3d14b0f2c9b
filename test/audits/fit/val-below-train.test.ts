import { describe, expect, it } from 'vitest';
import { valBelowTrain } from '../../../src/audits/fit/val-below-train.ts';
import { evaluated, history } from '../../support/evaluated-runs.ts';
import { ordinaryRuns } from '../../support/ordinary-runs.ts';
import { isUnmoved } from '../../support/unmoved.ts';
import { brief, finding, prose, verdict } from '../../support/verdict.ts';

const below = evaluated({ loss: [0.35, 0.3, 0.28, 0.27, 0.26, 0.26], train: () => 0.5, n: 5000 });

describe('val-below-train', () => {
  it.each([
    ['far below at every evaluation', below, 'fact note'],
    ['above', evaluated({ loss: [0.6, 0.5, 0.45, 0.44, 0.43, 0.43], n: 5000 }), 'pass'],
    [
      'below within the sampling error',
      evaluated({ loss: [0.5, 0.45, 0.45, 0.45, 0.45, 0.45], train: () => 0.5, n: 500 }),
      'pass',
    ],
    [
      'too few evaluations after the first epoch',
      evaluated({ loss: [0.35, 0.3, 0.28], train: () => 0.5, n: 5000 }),
      'not-applicable',
    ],
    ['no training loss', evaluated({ loss: [0.35, 0.3, 0.28], trainRows: 0, n: 5000 }), 'not-applicable'],
    ['no validation loss', evaluated({ accuracy: [0.8, 0.9] }), 'not-applicable'],
  ])('%s', (_, run, expected) => {
    expect(brief(verdict(valBelowTrain, run))).toBe(expected);
  });

  it('is normal for Keras in early epochs, where the training mean lags by half an epoch', () => {
    const loss = [0.9, 0.7, 0.5, 0.4, 0.35, 0.33];
    // Validation equals the training curve at the end of each epoch.
    const valLoss = [0.8, 0.6, 0.45, 0.375, 0.34, 0.32];
    expect(verdict(valBelowTrain, history({ loss, valLoss, n: 20_000 })).kind).toBe('pass');
  });

  it('never speaks of leakage as a cause', () => {
    const said = finding(verdict(valBelowTrain, below));
    expect(prose(verdict(valBelowTrain, below))).not.toMatch(/leak/i);
    expect(said.cause?.claim).toBe('hint');
    expect(said.advice?.text).toContain('1,000 training examples');
  });

  it('does not compare losses that are scaled differently', () => {
    const scaled = evaluated({
      loss: [0.6, 0.5, 0.45, 0.44, 0.43, 0.43],
      train: (s) => 2.6 - 0.6 * s,
      n: 5000,
      more: {
        hyperparameters: {
          gradientAccumulationSteps: { value: 4, origin: 'stated', from: 'training_args.bin' },
        },
      },
    });
    expect(verdict(valBelowTrain, scaled).kind).toBe('not-applicable');
  });

  it.each(Object.entries(ordinaryRuns))('does not fire on %s', (_, make) => {
    expect(verdict(valBelowTrain, make()).kind).not.toBe('finding');
  });

  isUnmoved(valBelowTrain, { 'far below': below });
});
