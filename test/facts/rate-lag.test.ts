import { describe, expect, it } from 'vitest';
import { createFacts } from '../../src/facts/index.ts';
import { rateLag, rateStyle } from '../../src/facts/rate-lag.ts';
import { courseOf, makeSchedule, plannedSchedule, schedulerName } from '../../src/facts/schedule.ts';
import { stated } from '../../src/model/known.ts';
import type { Run } from '../../src/model/run.ts';
import { makeRun } from '../support/runs.ts';
import { type Scheduled, scheduledRun } from '../support/schedules.ts';

const lagOf = (run: Run) => rateLag(createFacts(run));

describe('a schedule', () => {
  it('rises to its peak and falls to zero', () => {
    const linear = makeSchedule('linear', 4e-5, 100, 1000);
    expect([0, 50, 100, 550, 1000, 1200].map(linear.rateAt)).toEqual([0, 2e-5, 4e-5, 2e-5, 0, 0]);
    expect(makeSchedule('cosine', 4e-5, 0, 1000).rateAt(500)).toBeCloseTo(2e-5, 12);
    expect(makeSchedule('polynomial', 4e-5, 0, 1000).rateAt(1000)).toBeCloseTo(1e-7, 15);
  });

  it.each(['linear', 'cosine', 'polynomial'] as const)('%s: a rate tells its position', (name) => {
    const schedule = makeSchedule(name, 3e-5, 60, 900);
    for (const position of [61, 100, 450, 899])
      expect(schedule.positionOf(schedule.rateAt(position), false)).toBeCloseTo(position, 6);
    expect(schedule.positionOf(schedule.rateAt(20), true)).toBeCloseTo(20, 9);
  });

  it('is read from the settings, whatever the version calls the scheduler', () => {
    const named = (value: string) => makeRun({ hyperparameters: { scheduler: stated(value, 'README.md') } });
    expect(schedulerName(named('SchedulerType.COSINE'))).toBe('cosine');
    expect(courseOf(named('warmup_stable_decay'))).toBe('other');
    expect(courseOf(named('reduce_lr_on_plateau'))).toBe('on-plateau');
    expect(courseOf(makeRun())).toBeNull();
  });

  it('takes a warm-up below 1 for a share, as version 5 does', () => {
    const run = scheduledRun(
      { total: 500 },
      { hyperparameters: { warmupSteps: stated(0.1, 'training_args.bin') } },
    );
    expect(plannedSchedule(createFacts(run))?.warmUp).toBe(50);
  });
});

describe('the lag of the logged rate', () => {
  it.each<[string, Scheduled, 'next' | 'made' | null, number]>([
    ['rows of the next step', { style: 0 }, 'next', 0],
    ['rows of the step just made', { style: 1 }, 'made', 1],
    ['a warm-up and a cosine', { name: 'cosine', warmUp: 100, style: 1 }, 'made', 1],
    ['a run that was stopped', { style: 0, made: 400 }, 'next', 0],
    ['seven skipped updates', { style: 0, skippedBy: (step) => (step < 300 ? 2 : 7) }, null, 7],
  ])('%s', (_, shape, style, last) => {
    const lag = lagOf(scheduledRun(shape));
    expect(rateStyle(lag)).toBe(style);
    expect(lag?.lag.at(-1)).toBeCloseTo(last, 6);
    expect(lag?.whole).toBe(1);
    expect(lag?.monotone).toBe(true);
  });

  it('is the same for rates that were logged as 32-bit floats', () => {
    const run = scheduledRun({ total: 20_000, every: 500 });
    const rounded = { ...run, series: run.series.map((s) => ({ ...s, value: s.value.map(Math.fround) })) };
    expect(rateStyle(lagOf(rounded))).toBe('made');
  });

  it('is no whole number of steps when another schedule ran', () => {
    const run = scheduledRun({ total: 1000, every: 20 });
    const other = { ...run, plannedSteps: stated(1437, 'trainer_state.json#/max_steps') };
    expect(lagOf(other)!.whole).toBeLessThan(0.5);
    expect(rateStyle(lagOf(other))).toBeNull();
  });

  it('cannot be told without settings, or from a constant rate', () => {
    expect(lagOf(scheduledRun({}, { run: { framework: 'tensorboard' } }))).toBeNull();
    expect(lagOf(scheduledRun({ name: 'constant' }))).toBeNull();
  });
});
