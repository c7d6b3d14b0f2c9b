import { describe, expect, it } from 'vitest';
import { evalSaveOverhead } from '../../../src/audits/resources/eval-save-overhead.ts';
import { derived, stated } from '../../../src/model/known.ts';
import type { Run } from '../../../src/model/run.ts';
import { makeRun, series } from '../../support/runs.ts';
import { brief, finding, stretched, verdict } from '../../support/verdict.ts';

/** `n` evaluations of `each` seconds in a training of `total`. */
function timed(n: number, each: number, total: number | null, more: Partial<Run> = {}): Run {
  const run = makeRun();
  const runtimes = series(
    'eval_runtime',
    Array.from({ length: n }, (_, i) => [100 * (i + 1), each] as const),
  );
  return {
    ...run,
    series: [...run.series, runtimes],
    lastStep: 100 * n,
    timing: {
      ...run.timing,
      trainSeconds: total === null ? null : stated(total, 'train_results.json#/train_runtime'),
      evaluationSeconds: n === 0 ? null : derived(n * each, 'sum of eval_runtime'),
    },
    ...more,
  };
}

describe('eval-save-overhead', () => {
  it.each([
    ['forty evaluations, half of two hours', timed(40, 90, 7200), 'fact risk'],
    ['half of two minutes', timed(10, 6, 120), 'fact note'],
    ['a quarter of two hours', timed(10, 180, 7200), 'fact note'],
    ['a tenth', timed(10, 72, 7200), 'pass'],
    ['more than the whole training', timed(10, 100, 500), 'inconclusive'],
    [
      'after a resume',
      timed(40, 90, 7200, { seams: [{ step: 50, after: 49, discardedRows: 1, evidence: 'x' }] }),
      'inconclusive',
    ],
    ['no training time', timed(10, 100, null), 'not-applicable'],
    ['no evaluation', timed(0, 0, 100), 'not-applicable'],
  ])('%s', (_, run, expected) => {
    expect(brief(verdict(evalSaveOverhead, run))).toBe(expected);
  });

  it('says what ten evaluations would cost, and from which steps', () => {
    const { measured, advice, evidence } = finding(verdict(evalSaveOverhead, timed(40, 90, 7200)));
    // 3,600 of 7,200 s; ten would take 900 of 4,500 s.
    expect(measured).toContain('with 10 it would be about 20 %');
    expect(advice?.settings).toMatchObject({ eval_steps: '400' });
    const saved = (name: string) => evidence.find((each) => each.name === name)?.value as number;
    expect(saved('time saved, at least')).toBeLessThan(2700);
    expect(saved('time saved, at most')).toBeGreaterThan(2700);
    expect(saved('time saved, at most') / saved('time saved, at least')).toBeLessThan(1.5);
  });

  it('asks for a sample where few evaluations took long over many examples', () => {
    const run = timed(10, 180, 7200, { validationSize: stated(40_000, 'eval_results.json') });
    expect(finding(verdict(evalSaveOverhead, run)).advice?.text).toMatch(/sample of 2,000 .* all 40,000/);
  });

  it('does not depend on how steps are counted', () => {
    expect(brief(verdict(evalSaveOverhead, stretched(timed(40, 90, 7200), 7)))).toBe('fact risk');
  });
});
