import { describe, expect, it } from 'vitest';
import { dataLimited } from '../../../src/audits/fit/data-limited.ts';
import { shortRun } from '../../support/short-runs.ts';
import { isUnmoved } from '../../support/unmoved.ts';
import { brief, finding, prose, verdict } from '../../support/verdict.ts';

const solved = (share: number): number => 0.02 + 0.6 * Math.exp(-8 * share);
const run = (accuracy: readonly number[], more: Partial<Parameters<typeof shortRun>[0]> = {}) =>
  shortRun({ loss: accuracy.map(() => 0.4), accuracy, log: 'fine', train: solved, ...more });
const limited = run([0.8, 0.83, 0.826]);

describe('data-limited', () => {
  it.each([
    ['training solved, validation far below', limited, 'hint note'],
    ['training not solved', run([0.8, 0.83, 0.826], { train: (s) => 0.3 + 0.4 * Math.exp(-3 * s) }), 'pass'],
    ['validation nearly as good', run([0.94, 0.95, 0.951]), 'pass'],
    ['the gap lies within the error of 60 examples', run([0.88, 0.9, 0.9], { n: 60 }), 'inconclusive'],
    ['many examples already', run([0.8, 0.83, 0.826], { stepsPerEpoch: 500 }), 'not-applicable'],
    ['no training loss', run([0.8, 0.83, 0.826], { log: 'none' }), 'not-applicable'],
    ['no size of the evaluation set', run([0.8, 0.83, 0.826], { n: null }), 'not-applicable'],
    ['no metric', shortRun({ loss: [0.4, 0.4, 0.4], log: 'fine', train: solved }), 'not-applicable'],
  ])('%s', (_, one, expected) => {
    expect(brief(verdict(dataLimited, one))).toBe(expected);
  });

  it('bounds the training accuracy by what a wrong answer costs at least', () => {
    const { evidence } = finding(verdict(dataLimited, limited));
    const value = (name: string) => evidence.find((e) => e.name === name)?.value as number;
    expect(value('least accuracy on training examples')).toBeCloseTo(
      1 - value('last training loss') / Math.log(2),
      10,
    );
    expect(value('gap')).toBeCloseTo(value('least accuracy on training examples') - 0.83, 10);
  });

  it('does not take over-training for a want of data: the best evaluation counts', () => {
    const said = (accuracy: readonly number[]) => brief(verdict(dataLimited, run(accuracy)));
    expect(said([0.95, 0.94, 0.8])).toBe('pass');
  });

  it('says how to get the curve that one run cannot show', () => {
    expect(prose(verdict(dataLimited, limited))).toContain('25, 50 and 100 %');
  });

  isUnmoved(dataLimited, { 'few examples': run([0.8, 0.83, 0.826], { stepsPerEpoch: 20 }) });
});
