import { describe, expect, it } from 'vitest';
import { epochBoundarySteps } from '../../../src/audits/shape/epoch-boundary-steps.ts';
import type { Run } from '../../../src/model/run.ts';
import { history } from '../../support/evaluated-runs.ts';
import { ordinaryRuns } from '../../support/ordinary-runs.ts';
import { learning, shaped } from '../../support/shaped-runs.ts';
import { isUnmoved } from '../../support/unmoved.ts';
import { brief, finding, verdict } from '../../support/verdict.ts';

const staircase = (drop: number, climb = 0): Run =>
  shaped({
    epochs: 6,
    rowsPerEpoch: 12,
    level: (share, inEpoch, epoch) => learning(share) * (1 - drop) ** epoch * (1 + climb * inEpoch),
  });
const judge = (run: Run): string => brief(verdict(epochBoundarySteps, run));

/** Each row is the mean since the start of its epoch, as a progress bar shows it. */
function asRunningMean(run: Run, rowsPerEpoch: number): Run {
  const loss = run.series[0]!;
  let sum = 0;
  const value = loss.value.map((v, row) => {
    const place = row % rowsPerEpoch;
    sum = place === 0 ? v : sum + v;
    return sum / (place + 1);
  });
  return { ...run, series: [{ ...loss, value }] };
}

describe('epoch-boundary-steps', () => {
  it.each<[string, Run, string]>([
    ['a drop by a fifth at each border', staircase(0.2), 'fact note'],
    ['a sawtooth', staircase(0.25, 0.4), 'fact note'],
    ['a smooth loss', staircase(0), 'pass'],
    ['a drop by a fiftieth', staircase(0.02), 'pass'],
    [
      'two borders only',
      shaped({ epochs: 3, rowsPerEpoch: 20, level: (_, __, epoch) => 0.8 ** epoch }),
      'not-applicable',
    ],
    [
      'four rows an epoch',
      shaped({ epochs: 6, rowsPerEpoch: 4, level: (_, __, epoch) => 0.8 ** epoch }),
      'not-applicable',
    ],
    [
      'one row an epoch',
      history({ loss: [0.6, 0.4, 0.3, 0.2], valLoss: [0.5, 0.4, 0.4, 0.4] }),
      'not-applicable',
    ],
  ])('on %s', (_, run, expected) => {
    expect(judge(run)).toBe(expected);
  });

  it('is silent on a mean that starts anew with each epoch', () => {
    const falling = shaped({
      epochs: 6,
      rowsPerEpoch: 30,
      level: (share) => Math.exp(-6 * share),
      noise: 0.2,
    });
    expect(judge(asRunningMean(falling, 30))).not.toContain('note');
  });

  it('is a fact about the curve, no fault of the run, and asks for nothing', () => {
    const found = finding(verdict(epochBoundarySteps, staircase(0.2)));
    expect(found).toMatchObject({ severity: 'note', advice: null, cause: { claim: 'likely' } });
    expect(found.title).toContain('each of 5 borders');
    expect(found.evidence.find((e) => e.name === 'change at a border')?.value).toBeCloseTo(-0.2, 1);
  });

  it('tells a sawtooth from a staircase', () => {
    expect(finding(verdict(epochBoundarySteps, staircase(0.25, 0.4))).measured).toContain('where it rose');
    expect(finding(verdict(epochBoundarySteps, staircase(0.2))).measured).toContain('where it fell');
  });

  it('counts steps from the length of the run when the rows carry no epoch', () => {
    const run = staircase(0.2);
    const without = { ...run, series: run.series.map((s) => ({ ...s, epoch: null })) };
    expect(judge(without)).toBe('fact note');
  });

  it('does not trust epochs that contradict the steps', () => {
    const run = staircase(0.2);
    const loss = run.series[0]!;
    const epoch = loss.epoch!.map((e) => (e > 3 ? e + 1 : e));
    expect(judge({ ...run, series: [{ ...loss, epoch }] })).toBe('not-applicable');
  });

  it.each(Object.entries(ordinaryRuns))('finds nothing on an ordinary run: %s', (_, make) => {
    expect(verdict(epochBoundarySteps, make()).kind).not.toBe('finding');
  });

  isUnmoved(epochBoundarySteps, { 'a staircase': staircase(0.2), 'a smooth run': staircase(0) });
});
