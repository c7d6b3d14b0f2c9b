import { describe, expect, it } from 'vitest';
import { lossSpike } from '../../../src/audits/shape/loss-spike.ts';
import type { Run } from '../../../src/model/run.ts';
import { ordinaryRuns } from '../../support/ordinary-runs.ts';
import { makeRun, series } from '../../support/runs.ts';
import { learning, shaped } from '../../support/shaped-runs.ts';
import { isUnmoved } from '../../support/unmoved.ts';
import { brief, finding, prose, verdict } from '../../support/verdict.ts';

/** 3 epochs of 60 rows, some of them multiplied. */
function jumping(times: Readonly<Record<number, number>>, change: (run: Run) => Run = (run) => run): Run {
  const run = shaped({ epochs: 3, rowsPerEpoch: 60, level: learning, noise: 0.1 });
  const loss = run.series[0]!;
  const value = loss.value.map((v, row) => v * (times[row] ?? 1));
  return change({ ...run, series: [{ ...loss, value }, ...run.series.slice(1)] });
}
const judge = (run: Run): string => brief(verdict(lossSpike, run));
const withNorms = (run: Run, leaps: readonly number[]): Run => ({
  ...run,
  series: [
    ...run.series,
    series(
      'grad_norm',
      Array.from(run.series[0]!.step, (step, row): [number, number] => [
        step,
        leaps.includes(row) ? 90 : 2 + (row % 7) / 10,
      ]),
    ),
  ],
});

const recovered = jumping({ 100: 6 });

describe('loss-spike', () => {
  it.each<[string, Run, string]>([
    ['one jump that came back', recovered, 'strong note'],
    ['a loss without a jump', jumping({}), 'pass'],
    ['a row of twice its level', jumping({ 100: 2 }), 'pass'],
    [
      'a jump that lingered for twelve rows',
      jumping(Object.fromEntries(Array.from({ length: 12 }, (_, i) => [100 + i, 5]))),
      'strong risk',
    ],
    ['three jumps', jumping({ 60: 6, 97: 7, 161: 6 }), 'strong risk'],
    ['a jump in the last row', jumping({ 179: 6 }), 'likely note'],
    [
      'a jump right after a resume',
      jumping({ 100: 6 }, (run) => ({
        ...run,
        seams: [{ step: 1000, after: 990, discardedRows: 2, evidence: 'x' }],
      })),
      'pass',
    ],
    ['four jumps at equal distances', jumping({ 40: 6, 75: 6, 110: 6, 145: 6 }), 'inconclusive'],
    ['jumps at the ends of three epochs', jumping({ 59: 6, 119: 6, 179: 6 }), 'inconclusive'],
    ['39 rows', shaped({ epochs: 3, rowsPerEpoch: 13, level: learning }), 'not-applicable'],
    ['no training loss', makeRun({ series: [series('eval_loss', [[1, 0.6]])] }), 'not-applicable'],
  ])('on %s', (_, run, expected) => {
    expect(judge(run)).toBe(expected);
  });

  it('is silent on a memorised run that was logged at every step', () => {
    const memorised = jumping({ 120: 80, 133: 120, 150: 90, 171: 100 }, (run) => ({
      ...run,
      series: run.series.map((s) => ({ ...s, value: s.value.map((v, row) => (row > 60 ? 0.03 * v : v)) })),
    }));
    expect(judge(memorised)).toBe('pass');
  });

  it('blames the batch no more than as a hint', () => {
    const found = finding(verdict(lossSpike, recovered));
    expect(found.cause?.claim).toBe('hint');
    expect(found.advice).toBeNull();
    expect(found.measured).toContain('back after 1 row');
  });

  it('names the learning rate as a likely cause only when it is above the table and the gradients leapt', () => {
    const times = { 60: 6, 97: 7, 161: 6 };
    const high = (run: Run): Run => ({
      ...withNorms(run, [60, 97, 161]),
      hyperparameters: { ...run.hyperparameters, learningRate: { value: 3e-4, origin: 'stated', from: 'x' } },
    });
    expect(finding(verdict(lossSpike, jumping(times, high))).cause).toMatchObject({ claim: 'likely' });
    expect(finding(verdict(lossSpike, jumping(times))).cause).toMatchObject({ claim: 'hint' });
    expect(prose(verdict(lossSpike, jumping(times, high)))).toContain('gradient norm leapt at 3');
  });

  it('does not depend on the scale of the loss when its guess level is unknown', () => {
    const unknown = (run: Run): Run => ({
      ...run,
      task: null,
      model: { ...run.model, architecture: null, labels: null },
      series: run.series.map((s) => ({ ...s, value: s.value.map((v) => 40 * v) })),
    });
    expect(judge(jumping({ 100: 6 }, unknown))).toBe('strong note');
  });

  it.each(Object.entries(ordinaryRuns))('finds none on an ordinary run: %s', (_, make) => {
    expect(verdict(lossSpike, make()).kind).not.toBe('finding');
  });

  isUnmoved(lossSpike, { 'a run with a jump': recovered });
});
