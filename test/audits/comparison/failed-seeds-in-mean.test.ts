import { describe, expect, it } from 'vitest';
import { failedSeedsInMean } from '../../../src/audits/comparison/failed-seeds-in-mean.ts';
import { judgeRuns } from '../../support/groups.ts';
import { failedRun, seedsOf } from '../../support/trained-runs.ts';
import { brief, finding } from '../../support/verdict.ts';

const worked = seedsOf([0.9, 0.91, 0.905, 0.895]);

describe('failed-seeds-in-mean', () => {
  it('tells the mean of all, the median, and the mean of those that worked', () => {
    const found = finding(judgeRuns(failedSeedsInMean, [...worked, failedRun(8), failedRun(9)]));
    expect(`${found.claim} ${found.severity}`).toBe('fact risk');
    expect(found.title).toContain('2 failed runs among 6');
    const value = (name: string) => found.evidence.find((e) => e.name === name)!.value as number;
    expect(value('mean of all runs')).toBeCloseTo((0.9 + 0.91 + 0.905 + 0.895 + 1) / 6, 12);
    expect(value('mean of the runs that did not fail')).toBeCloseTo(0.9025, 12);
  });

  it.each([
    ['no run failed', worked, 'pass'],
    ['two runs', [worked[0]!, failedRun(9)], 'not-applicable'],
  ] as const)('%s', (_, runs, expected) => expect(brief(judgeRuns(failedSeedsInMean, runs))).toBe(expected));

  it('says the same in another order', () => {
    const runs = [...worked, failedRun(9)];
    expect(finding(judgeRuns(failedSeedsInMean, [...runs].reverse())).title).toBe(
      finding(judgeRuns(failedSeedsInMean, runs)).title,
    );
  });
});
