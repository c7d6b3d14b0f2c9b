import { describe, expect, it } from 'vitest';
import { logAveragingArtefact } from '../../../src/audits/record/log-averaging-artefact.ts';
import type { Run } from '../../../src/model/run.ts';
import { ordinaryRuns } from '../../support/ordinary-runs.ts';
import { makeRun, series } from '../../support/runs.ts';
import { brief, finding, prose, stretched, verdict } from '../../support/verdict.ts';

const many = series(
  'loss',
  Array.from({ length: 30 }, (_, i) => [10 * (i + 1), 0.7 - 0.01 * i]),
);
const average = (value: number): Partial<Run> => ({
  finalValues: [{ split: 'train', evaluationSet: null, quantity: 'loss', value, from: 'train_results.json' }],
});
const seam = { step: 200, after: 190, discardedRows: 0, evidence: 'x' };
const judge = (run: Run): string => brief(verdict(logAveragingArtefact, run));

describe('log-averaging-artefact', () => {
  it.each<[string, Run, string]>([
    ['no row of training loss', makeRun({ series: [series('eval_loss', [[50, 0.5]])] }), 'fact note'],
    ['one row', makeRun({ series: [series('loss', [[500, 0.4]])], run: { lastStep: 690 } }), 'fact note'],
    ['many rows', makeRun({ series: [many] }), 'pass'],
    [
      'many rows and an average, as every run has it',
      makeRun({ series: [many], run: average(0.55) }),
      'pass',
    ],
    [
      'an average after a resume',
      makeRun({ series: [many], run: { ...average(0.1), seams: [seam] } }),
      'fact note',
    ],
    [
      'Keras',
      makeRun({
        series: [
          series(
            'loss',
            [
              [1, 0.6],
              [2, 0.4],
            ],
            { averaging: 'epoch-mean' },
          ),
        ],
        run: { axis: 'epoch', framework: 'keras' },
      }),
      'not-applicable',
    ],
    ['predictions without a log', makeRun({ run: { framework: 'none' } }), 'not-applicable'],
  ])('on %s', (_, run, expected) => {
    expect(judge(run)).toBe(expected);
  });

  it.each(Object.entries(ordinaryRuns))('is at most a note on an ordinary run: %s', (name, make) => {
    expect(judge(make())).toBe(/one training row|no training loss/.test(name) ? 'fact note' : 'pass');
  });

  it('says what the only row is, and how to log more', () => {
    const outcome = verdict(
      logAveragingArtefact,
      makeRun({
        series: [series('loss', [[500, 0.4]]), series('eval_loss', [[690, 0.5]])],
        run: { lastStep: 690 },
      }),
    );
    expect(prose(outcome)).toContain('mean over steps 1 to 500');
    expect(finding(outcome).advice?.settings).toEqual({ logging_steps: '6', logging_first_step: 'True' });
  });

  it('does not depend on the length of a step', () => {
    expect(judge(stretched(makeRun({ series: [many] }), 100))).toBe('pass');
  });
});
