import { describe, expect, it } from 'vitest';
import { suddenCollapse } from '../../../src/audits/collapse/sudden-collapse.ts';
import type { Run } from '../../../src/model/run.ts';
import { evaluated } from '../../support/evaluated-runs.ts';
import { ordinaryRuns } from '../../support/ordinary-runs.ts';
import { isUnmoved } from '../../support/unmoved.ts';
import { brief, finding, prose, verdict } from '../../support/verdict.ts';

const worked = [0.78, 0.84, 0.86];
const gone = [0.5, 0.501, 0.499];
/** Breaks between the third evaluation and the fourth, of six. */
const breaks = (share: number): number => (share < 0.55 ? 0.25 + 0.45 * Math.exp(-8 * share) : 0.694);
const broken = evaluated({ accuracy: [...worked, ...gone], train: breaks, n: 1000 });
const judge = (run: Run): string => brief(verdict(suddenCollapse, run));
const with_ = (more: Partial<Run>): Run => ({ ...broken, ...more });

describe('sudden-collapse', () => {
  it.each<[string, Run, string]>([
    ['a metric and a training loss that break together', broken, 'strong problem'],
    [
      'a metric alone',
      evaluated({ accuracy: [...worked, ...gone], trainRows: 0, n: 1000 }),
      'likely problem',
    ],
    [
      'a break before the last evaluation, seen in training loss too',
      evaluated({ accuracy: [...worked, 0.5], train: (s) => (s < 0.8 ? 0.3 : 0.694), n: 1000 }),
      'likely problem',
    ],
    [
      'a break at the last evaluation alone',
      evaluated({ accuracy: [...worked, 0.5], trainRows: 0, n: 1000 }),
      'hint problem',
    ],
    ['a metric that recovers', evaluated({ accuracy: [0.78, 0.84, 0.5, 0.85, 0.86], n: 1000 }), 'pass'],
    ['a metric that falls slowly', evaluated({ accuracy: [0.86, 0.78, 0.7, 0.6, 0.5], n: 1000 }), 'pass'],
    ['a metric that never rose', evaluated({ accuracy: [0.5, 0.501, 0.5, 0.499], n: 1000 }), 'pass'],
    ['a metric that stays up', evaluated({ accuracy: worked, n: 1000 }), 'pass'],
    [
      'an evaluation that breaks while training loss stays down',
      evaluated({ accuracy: [...worked, ...gone], train: () => 0.1, n: 1000 }),
      'inconclusive',
    ],
    [
      'a resume in between',
      with_({ seams: [{ step: 350, after: 340, discardedRows: 0, evidence: 'x' }] }),
      'inconclusive',
    ],
    [
      'a NaN before it',
      with_({
        series: broken.series.map((s) =>
          s.tag === 'loss' ? { ...s, value: s.value.map((v, i) => (i === 20 ? Number.NaN : v)) } : s,
        ),
      }),
      'not-applicable',
    ],
    [
      'a validation loss without a metric',
      evaluated({ loss: [0.5, 0.38, 0.35, 0.694, Math.LN2, 0.695], train: breaks, n: 1000 }),
      'strong problem',
    ],
    [
      'a validation loss that overfits beyond guessing',
      evaluated({ loss: [0.4, 0.35, 0.5, 0.7, 0.9, 1.1], train: (s) => 0.3 * (1 - s), n: 1000 }),
      'pass',
    ],
    ['two evaluations', evaluated({ accuracy: [0.86, 0.5], n: 1000 }), 'not-applicable'],
  ])('on %s', (_, run, expected) => {
    expect(judge(run)).toBe(expected);
  });

  it('names the two steps and the checkpoint to use', () => {
    const found = finding(verdict(suddenCollapse, broken));
    expect(found.title).toContain('between step 300 and step 400');
    expect(found.advice?.text).toContain('step 300');
    expect(found.advice?.settings?.learning_rate).toBe('1e-5');
  });

  it('blames the learning rate as likely only above the table', () => {
    const high = evaluated({
      accuracy: [...worked, ...gone],
      train: breaks,
      n: 1000,
      more: { learningRate: 3e-4 },
    });
    expect(finding(verdict(suddenCollapse, high)).cause?.claim).toBe('likely');
    expect(finding(verdict(suddenCollapse, broken)).cause?.claim).toBe('hint');
  });

  it('says nothing of training loss when its scale is unknown', () => {
    const scaled = with_({
      series: broken.series.map((s) => (s.tag === 'loss' ? { ...s, value: s.value.map((v) => 8 * v) } : s)),
    });
    expect(prose(verdict(suddenCollapse, scaled))).not.toContain('training loss went');
  });

  it.each(Object.entries(ordinaryRuns))('finds nothing on an ordinary run: %s', (_, make) => {
    expect(verdict(suddenCollapse, make()).kind).not.toBe('finding');
  });

  isUnmoved(suddenCollapse, { 'a broken run': broken });
});
