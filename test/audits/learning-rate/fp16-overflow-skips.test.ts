import { describe, expect, it } from 'vitest';
import { fp16OverflowSkips } from '../../../src/audits/learning-rate/fp16-overflow-skips.ts';
import { scheduleMismatch } from '../../../src/audits/learning-rate/schedule-mismatch.ts';
import { stated } from '../../../src/model/known.ts';
import type { Hyperparameters, Run } from '../../../src/model/run.ts';
import { ordinaryRuns } from '../../support/ordinary-runs.ts';
import { type Scheduled, scheduledRun } from '../../support/schedules.ts';
import { brief, finding, prose, verdict } from '../../support/verdict.ts';

const half: Partial<Hyperparameters> = {
  precision: stated('fp16', 'training_args.bin'),
  optimizer: stated('adamw_torch', 'training_args.bin'),
};
const run = (shape: Scheduled, more: Partial<Hyperparameters> = half): Run =>
  scheduledRun({ total: 4000, every: 50, ...shape }, { hyperparameters: more });
const judge = (r: Run): string => brief(verdict(fp16OverflowSkips, r));
/** One in so many steps is thrown away. */
const oneIn = (n: number) => (step: number) => Math.floor(step / n);

describe('fp16-overflow-skips', () => {
  it.each<[string, Run, string]>([
    ['no skipped update', run({}), 'pass'],
    ['four at the start, as always', run({ skippedBy: (s) => (s > 10 ? 4 : 2) }), 'pass'],
    ['sixteen of 4,000', run({ skippedBy: (s) => Math.min(16, 8 + Math.floor(s / 400)) }), 'pass'],
    ['one in fifty', run({ skippedBy: oneIn(50) }), 'strong risk'],
    [
      'one in thirty under a cosine with warm-up',
      run({ name: 'cosine', warmUp: 240, skippedBy: oneIn(30) }),
      'strong risk',
    ],
    [
      'one in forty after step 1,000 only',
      run({ skippedBy: (s) => Math.floor(Math.max(0, s - 1000) / 40) }),
      'strong risk',
    ],
    [
      'one in fifty with a fused optimiser',
      run({ skippedBy: oneIn(50) }, { ...half, optimizer: stated('adamw_torch_fused', 'x') }),
      'not-applicable',
    ],
    ['bf16', run({}, { ...half, precision: stated('bf16', 'x') }), 'not-applicable'],
    ['a precision that is not recorded', run({}, {}), 'not-applicable'],
    ['a constant rate, which tells no position', run({ name: 'constant' }), 'not-applicable'],
    [
      'no skip and an optimiser that is not recorded',
      run({}, { precision: half.precision! }),
      'inconclusive',
    ],
    [
      'a schedule of another length',
      { ...run({}), plannedSteps: stated(5077, 'trainer_state.json#/max_steps') },
      'inconclusive',
    ],
  ])('on %s', (_, r, expected) => {
    expect(judge(r)).toBe(expected);
  });

  it('counts them, and leaves open what the style of logging leaves open', () => {
    const old = verdict(fp16OverflowSkips, run({ style: 0, skippedBy: oneIn(50) }));
    const newer = verdict(fp16OverflowSkips, run({ style: 1, skippedBy: oneIn(50) }));
    expect(finding(newer).evidence[0]?.value).toBe(80);
    expect([79, 80]).toContain(finding(old).evidence[0]?.value);
    expect(prose(newer)).toContain('60 after step 1,000');
  });

  it('is not also called a mismatch of the schedule', () => {
    expect(brief(verdict(scheduleMismatch, run({ skippedBy: oneIn(30) })))).toBe('pass');
  });

  it('does not count after a resume', () => {
    const resumed = {
      ...run({ skippedBy: oneIn(50) }),
      seams: [{ step: 500, after: 490, discardedRows: 0, evidence: 'x' }],
    };
    expect(judge(resumed)).toBe('not-applicable');
  });

  it.each(Object.entries(ordinaryRuns))('does not apply to an ordinary run: %s', (_, make) => {
    expect(judge(make())).toBe('not-applicable');
  });
});
