import { describe, expect, it } from 'vitest';
import { noWarmup } from '../../../src/audits/learning-rate/no-warmup.ts';
import type { Run } from '../../../src/model/run.ts';
import { createRandom } from '../../../src/stats/index.ts';
import { ordinaryRuns } from '../../support/ordinary-runs.ts';
import { type RunSketch, series } from '../../support/runs.ts';
import { type Scheduled, scheduledRun } from '../../support/schedules.ts';
import { brief, finding, prose, verdict } from '../../support/verdict.ts';

const judge = (run: Run): string => brief(verdict(noWarmup, run));

interface Start {
  readonly climb?: number;
  readonly burst?: number;
  readonly every?: number;
  readonly seed?: number;
}

/** 1,000 steps; within the first 50 the loss may climb to `climb` times its start, or a gradient norm be `burst` times as large. */
function start(
  { climb = 1, burst = 1, every = 5, seed = 3 }: Start = {},
  shape: Scheduled = {},
  more: RunSketch = {},
): Run {
  const random = createRandom(seed);
  const loss: [number, number][] = [];
  const norms: [number, number][] = [];
  for (let step = every; step <= 1000; step += every) {
    const level = 0.3 + 0.4 * Math.exp(-step / 200);
    const bump = 1 + (climb - 1) * Math.exp(-(((step - 25) / 10) ** 2));
    loss.push([step, level * bump * Math.exp(0.05 * random.normal())]);
    norms.push([step, 2 * Math.exp(0.3 * random.normal()) * (step === 20 ? burst : 1)]);
  }
  return scheduledRun(shape, {
    ...more,
    series: [series('loss', loss), series('grad_norm', norms), ...(more.series ?? [])],
  });
}

const good: RunSketch = {
  series: [
    series('eval_accuracy', [
      [500, 0.9],
      [1000, 0.92],
    ]),
  ],
  validationSize: 1000,
};

describe('no-warmup', () => {
  it.each<[string, Run, string]>([
    ['a calm start', start(), 'pass'],
    ['a loss that doubled within the first steps', start({ climb: 2.2 }), 'likely risk'],
    ['the same in a run that learned', start({ climb: 2.2 }, {}, good), 'likely note'],
    ['a burst of the gradient norm', start({ burst: 40 }), 'likely risk'],
    ['the same with a warm-up', start({ climb: 2.2, burst: 40 }, { warmUp: 100 }), 'pass'],
    ['a row every 100 steps', start({ climb: 2.2, every: 100 }), 'inconclusive'],
    ['rates from step 500 on, without settings', { ...start(), ...late() }, 'not-applicable'],
  ])('on %s', (_, run, expected) => {
    expect(judge(run)).toBe(expected);
  });

  function late(): Partial<Run> {
    const run = start({}, { every: 500 });
    return {
      series: run.series,
      hyperparameters: { ...run.hyperparameters, warmupSteps: null, warmupRatio: null },
    };
  }

  it('is quiet on twenty calm starts', () => {
    for (let seed = 1; seed <= 20; seed++) expect(judge(start({ seed }))).toBe('pass');
  });

  it('says what was rough and how long a warm-up to set', () => {
    const outcome = verdict(noWarmup, start({ climb: 2.2 }));
    expect(prose(outcome)).toMatch(/rose from 0\.\d+ to/);
    expect(finding(outcome).advice?.settings).toEqual({ warmup_ratio: '0.1' });
  });

  it.each(Object.entries(ordinaryRuns))('finds nothing on an ordinary run: %s', (_, make) => {
    expect(judge(make())).toMatch(/pass|inconclusive|not-applicable/);
  });

  it('does not depend on the unit of the gradient norm', () => {
    const run = start({ burst: 40 });
    const scaled = {
      ...run,
      series: run.series.map((s) =>
        s.quantity === 'grad_norm' ? { ...s, value: s.value.map((v) => 100 * v) } : s,
      ),
    };
    expect(judge(scaled)).toBe(judge(run));
  });
});
