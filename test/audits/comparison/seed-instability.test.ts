import { describe, expect, it } from 'vitest';
import { seedInstability } from '../../../src/audits/comparison/seed-instability.ts';
import { judgeRuns } from '../../support/groups.ts';
import { failedRun, seedsOf, trained } from '../../support/trained-runs.ts';
import { brief, finding, prose } from '../../support/verdict.ts';

describe('seed-instability', () => {
  it('counts failed runs, with the interval of their rate', () => {
    const found = finding(judgeRuns(seedInstability, [...seedsOf([0.9, 0.91, 0.9, 0.905]), failedRun(9)]));
    expect(`${found.claim} ${found.severity}`).toBe('fact risk');
    expect(found.title).toBe('1 run of 5 with the same setting failed');
    expect(found.measured).toMatch(/E failed \(4 % to 62 % of runs/);
  });

  it('finds a spread beyond what the size of the evaluation set explains', () => {
    const found = finding(judgeRuns(seedInstability, seedsOf([0.8, 0.9, 0.85, 0.7, 0.88], { n: 2000 })));
    expect(found.title).toContain('varied between seeds by');
    expect(found.measured).toContain('come from the training itself');
  });

  it('lowers a rate that is high for the model, and only then names it as the cause', () => {
    const high = finding(
      judgeRuns(seedInstability, [...seedsOf([0.9, 0.91], { rate: 2e-4 }), failedRun(9, { rate: 2e-4 })]),
    );
    expect(high.cause!.claim).toBe('likely');
    expect(high.advice!.settings!.learning_rate).toBeDefined();
    const usual = finding(
      judgeRuns(seedInstability, [...seedsOf([0.9, 0.91], { rate: 2e-5 }), failedRun(9, { rate: 2e-5 })]),
    );
    expect(usual.cause!.claim).toBe('hint');
    expect(usual.advice!.settings!.learning_rate).toBeUndefined();
  });

  it.each([
    [
      'five seeds within the sampling error of 1,000 examples',
      seedsOf([0.9, 0.905, 0.895, 0.91, 0.9]),
      'pass',
    ],
    [
      'a small but sure spread, below one point',
      seedsOf([0.9, 0.9, 0.91, 0.915, 0.9], { n: 200_000 }),
      'pass',
    ],
    ['two seeds', seedsOf([0.9, 0.7]), 'not-applicable'],
    ['reruns of one seed', [1, 1, 1].map((seed) => trained({ seed })), 'not-applicable'],
    ['three settings', [1e-5, 2e-5, 3e-5].map((rate) => trained({ rate })), 'not-applicable'],
  ] as const)('%s', (_, runs, expected) => expect(brief(judgeRuns(seedInstability, runs))).toBe(expected));

  it('says what no failure among five still allows', () =>
    expect(prose(judgeRuns(seedInstability, seedsOf([0.9, 0.905, 0.895, 0.91, 0.9])))).toContain(
      'up to 43 %',
    ));

  it('does not depend on the order of the runs', () => {
    const runs = [...seedsOf([0.9, 0.91, 0.9]), failedRun(9)];
    expect(finding(judgeRuns(seedInstability, [...runs].reverse())).title).toBe(
      finding(judgeRuns(seedInstability, runs)).title,
    );
  });
});
