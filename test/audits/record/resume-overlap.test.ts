import { describe, expect, it } from 'vitest';
import { resumeOverlap } from '../../../src/audits/record/resume-overlap.ts';
import type { Run } from '../../../src/model/run.ts';
import { ordinaryRuns } from '../../support/ordinary-runs.ts';
import { makeRun, series } from '../../support/runs.ts';
import { brief, finding, stretched, verdict } from '../../support/verdict.ts';

const seam = { step: 90, after: 80, discardedRows: 2, evidence: 'steps 90 and 100 were logged twice' };
const rows = series('loss', [
  [10, 0.7],
  [20, 0.6],
  [30, 0.5],
  [40, 0.4],
]);
const average = (value: number): Partial<Run> => ({
  finalValues: [{ split: 'train', evaluationSet: null, quantity: 'loss', value, from: 'train_results.json' }],
});
const judge = (run: Run): string => brief(verdict(resumeOverlap, run));

describe('resume-overlap', () => {
  it.each<[string, Run, string]>([
    ['a seam', makeRun({ series: [rows], run: { seams: [seam] } }), 'fact note'],
    [
      'a run average below what the rows allow',
      makeRun({ series: [rows], run: average(0.2) }),
      'likely note',
    ],
    ['a run average that fits the rows', makeRun({ series: [rows], run: average(0.55) }), 'pass'],
    [
      'an average below every row of a log that covers half of the run',
      makeRun({ series: [rows], run: { ...average(0.3), lastStep: 80 } }),
      'pass',
    ],
    ['no sign at all', makeRun({ series: [rows] }), 'pass'],
    ['an empty log', makeRun({}), 'pass'],
  ])('on %s', (_, run, expected) => {
    expect(judge(run)).toBe(expected);
  });

  it.each(Object.entries(ordinaryRuns))('passes an ordinary run: %s', (_, make) => {
    expect(judge(make())).toBe('pass');
  });

  it('says where and how many rows were replaced', () => {
    const found = finding(verdict(resumeOverlap, makeRun({ series: [rows], run: { seams: [seam] } })));
    expect(found.title).toContain('step 90');
    expect(found.measured).toContain('2 rows');
  });

  it('does not depend on the length of a step', () => {
    expect(judge(stretched(makeRun({ series: [rows], run: average(0.2) }), 12))).toBe('likely note');
    expect(judge(stretched(makeRun({ series: [rows], run: average(0.55) }), 12))).toBe('pass');
  });
});
