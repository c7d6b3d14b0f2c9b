import { describe, expect, it } from 'vitest';
import { tooManyEpochs } from '../../../src/audits/stopping/too-many-epochs.ts';
import { evaluated } from '../../support/evaluated-runs.ts';
import { judged } from '../../support/judged.ts';
import { isUnmoved } from '../../support/unmoved.ts';
import { brief, finding, verdict } from '../../support/verdict.ts';

/** Flat from the third of ten epochs on; the last one is the best by a tenth of a point. */
const accuracy = [0.84, 0.869, 0.8725, 0.8722, 0.8728, 0.872, 0.8724, 0.8727, 0.8723, 0.873];
const loss = accuracy.map(() => 0.33);
const flat = evaluated({ loss, accuracy, n: 20_000 });

describe('too-many-epochs', () => {
  it.each([
    ['seven of ten epochs within half a point on 20,000 examples', flat, 'strong note'],
    ['the same on 2,500 examples', evaluated({ loss, accuracy, n: 2500 }), 'likely note'],
    ['the same on 300: a point may be hidden', evaluated({ loss, accuracy, n: 300 }), 'pass'],
    ['size unknown', evaluated({ loss, accuracy }), 'inconclusive'],
    [
      'a point an epoch to the end',
      evaluated({ accuracy: accuracy.map((_, i) => 0.8 + 0.01 * i), n: 20_000 }),
      'pass',
    ],
    [
      'accuracy stands, validation loss still falls',
      evaluated({ loss: loss.map((_, i) => 0.5 - 0.02 * i), accuracy, n: 20_000 }),
      'pass',
    ],
    ['four evaluations', evaluated({ accuracy: accuracy.slice(0, 4), n: 20_000 }), 'not-applicable'],
  ])('%s', (_, run, expected) => {
    expect(brief(verdict(tooManyEpochs, run))).toBe(expected);
  });

  it('says from when on, what may be hidden, and how many epochs next time', () => {
    const found = finding(verdict(tooManyEpochs, flat));
    expect(found.title).toBe('The last 8 epochs of 10 brought no measurable gain of accuracy');
    expect(found.measured).toContain('86.9 % at step 200');
    // One more than it took to the recommended checkpoint, step 300: two findings never ask for two lengths.
    expect(found.advice?.settings).toEqual({ num_train_epochs: '4' });
    expect(found.evidence.find((e) => e.name === 'later gain not excluded')?.value).toBeLessThanOrEqual(0.01);
  });

  it('speaks where the best came late by luck, and leaves an early best to the audit that knows the time', async () => {
    const late = await judged(flat);
    expect(late.findings.map(({ id }) => id)).toContain('too-many-epochs');
    const early = await judged(
      evaluated({
        loss,
        accuracy: [...accuracy.slice(0, 4), 0.874, ...accuracy.slice(5, 9), 0.8722],
        n: 20_000,
      }),
    );
    const ids = early.findings.map(({ id }) => id);
    expect(ids).toContain('wasted-after-best');
    expect(ids).not.toContain('too-many-epochs');
  });

  isUnmoved(tooManyEpochs, { 'a flat run': flat });
});
