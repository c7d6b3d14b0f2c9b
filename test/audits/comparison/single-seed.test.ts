import { describe, expect, it } from 'vitest';
import { singleSeed } from '../../../src/audits/comparison/single-seed.ts';
import { judgeRuns } from '../../support/groups.ts';
import { seedsOf, trained } from '../../support/trained-runs.ts';
import { brief, finding } from '../../support/verdict.ts';

describe('single-seed', () => {
  it.each([
    ['two settings, one run each', [trained({ seed: 1 }), trained({ seed: 1, rate: 1e-4 })], 'fact note'],
    [
      'two settings, three seeds each',
      [...seedsOf([0.9, 0.91, 0.92]), ...seedsOf([0.9, 0.91, 0.92], { rate: 1e-4 })],
      'pass',
    ],
    ['one setting', seedsOf([0.9, 0.91]), 'not-applicable'],
  ] as const)('%s', (_, runs, expected) => expect(brief(judgeRuns(singleSeed, runs))).toBe(expected));

  it('does not count a rerun with the same seed as another seed', () => {
    const runs = [trained({ seed: 7 }), trained({ seed: 7 }), trained({ seed: 7, rate: 1e-4 })];
    expect(finding(judgeRuns(singleSeed, runs)).measured).toContain('repeated the same seed');
  });

  it('counts the settings that have one', () => {
    const runs = [...seedsOf([0.9, 0.91]), trained({ seed: 1, rate: 1e-4 })];
    expect(finding(judgeRuns(singleSeed, runs)).title).toBe('1 of 2 settings was run with one seed only');
  });

  it('does not depend on the order of the runs', () => {
    const runs = [trained({ seed: 1 }), trained({ seed: 1, rate: 1e-4 })];
    expect(brief(judgeRuns(singleSeed, [...runs].reverse()))).toBe(brief(judgeRuns(singleSeed, runs)));
  });
});
