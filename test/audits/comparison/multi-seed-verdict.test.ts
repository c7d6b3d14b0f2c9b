import { describe, expect, it } from 'vitest';
import { multiSeedVerdict } from '../../../src/audits/comparison/multi-seed-verdict.ts';
import { judgeRuns } from '../../support/groups.ts';
import { failedRun, seedsOf, trained } from '../../support/trained-runs.ts';
import { brief, finding } from '../../support/verdict.ts';

const five = [0.88, 0.885, 0.89, 0.882, 0.887];
/** As noisy as seeds often are: standard deviation 1.6 points. */
const noisy = [0.86, 0.9, 0.88, 0.89, 0.87];
const up = (values: readonly number[], by: number): readonly number[] => values.map((v) => v + by);
const judge = (a: readonly number[], b: readonly number[], asked = true) =>
  judgeRuns(multiSeedVerdict, [...seedsOf(a), ...seedsOf(b, { rate: 1e-4 })], { asked });

describe('multi-seed-verdict', () => {
  it('is strong with five seeds each', () => {
    const found = finding(judge(five, up(five, 0.02)));
    expect(`${found.claim} ${found.severity}`).toBe('strong note');
    expect(found.title).toMatch(/^Over seeds, learning_rate (1e-4|0\.0001) was better in accuracy$/);
    expect(found.measured).toMatch(/Welch, p < 0\.001.*ASO ε ≤ 0\.00/);
  });

  it('is likely with three', () => {
    const found = finding(judge(five.slice(0, 3), up(five.slice(0, 3), 0.04)));
    expect(found.claim).toBe('likely');
    expect(found.measured).not.toContain('ASO');
  });

  it('says how many seeds would decide when no difference can be shown', () => {
    const found = finding(judge(noisy, up(noisy, 0.01)));
    expect(found.title).toContain('no difference in accuracy can be shown');
    expect(found.advice!.text).toMatch(/about \d+ seeds each/);
  });

  it('calls settings equivalent only when the interval lies inside the margin', () => {
    const narrow = [0.88, 0.881, 0.8805, 0.8815, 0.8795];
    expect(finding(judge(narrow, up(narrow, 0.0002))).title).toContain(
      'equivalent in accuracy within 1.0 point',
    );
  });

  it('leaves failed runs out of the means', () => {
    const runs = [...seedsOf(noisy), failedRun(9), ...seedsOf(up(noisy, 0.01), { rate: 1e-4 })];
    expect(finding(judgeRuns(multiSeedVerdict, runs)).title).toContain('no difference');
  });

  it.each([
    ['one run each', [trained({ seed: 1 }), trained({ seed: 1, rate: 1e-4 })], 'not-applicable'],
    ['two seeds each', [...seedsOf([0.9, 0.8]), ...seedsOf([0.9, 0.8], { rate: 1e-4 })], 'inconclusive'],
    ['one setting', seedsOf(five), 'not-applicable'],
  ] as const)('%s', (_, runs, expected) => expect(brief(judgeRuns(multiSeedVerdict, runs))).toBe(expected));

  it('asks for more where nobody asked', () => {
    const b = up([0.87, 0.89, 0.9, 0.88, 0.885], 0.012);
    const title = (asked: boolean) => finding(judge([0.87, 0.89, 0.9, 0.88, 0.885], b, asked)).title;
    expect(title(false)).toContain('no difference');
  });

  it('turns with the order of the settings', () =>
    expect(finding(judge(up(five, 0.02), five)).title).toMatch(/learning_rate (3e-5|0\.00003) was better/));
});
