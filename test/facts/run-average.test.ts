import { describe, expect, it } from 'vitest';
import { divergence } from '../../src/facts/divergence.ts';
import { createFacts } from '../../src/facts/index.ts';
import { averageBelowLog, runAverage } from '../../src/facts/run-average.ts';
import type { Run } from '../../src/model/run.ts';
import { makeRun, series } from '../support/runs.ts';

const loss = series(
  'loss',
  Array.from({ length: 20 }, (_, i) => [10 * (i + 1), 0.7 - 0.02 * i]),
);
const withAverage = (value: number, quantity = 'mean_loss'): Run =>
  makeRun({
    series: [loss],
    run: {
      finalValues: [
        {
          split: 'train',
          evaluationSet: null,
          quantity,
          value,
          from: 'trainer_state.json#/log_history/20/train_loss',
        },
      ],
    },
  });

describe('the average that Trainer writes at the end', () => {
  it.each(['mean_loss', 'loss', 'train_loss'])('is found under the name %s', (quantity) => {
    expect(runAverage(withAverage(0.51, quantity))?.value).toBe(0.51);
  });

  it('is never the loss at the end', () => {
    const facts = createFacts(withAverage(0.51));
    expect(facts.trainLoss()!.value.at(-1)).toBeCloseTo(0.32, 6);
    expect(facts.trainLoss()!.n).toBe(20);
  });

  it('shows a resume when it lies below what the logged rows allow', () => {
    // Mean of the rows: 0.51.
    expect(averageBelowLog(withAverage(0.51))).toBeNull();
    expect(averageBelowLog(withAverage(0.2))).toEqual({ average: 0.2, least: expect.closeTo(0.51, 6) });
  });
});

describe('rounding to four decimals', () => {
  const memorised = (high: number): Run =>
    makeRun({
      series: [
        series(
          'loss',
          Array.from({ length: 40 }, (_, i) => [10 * (i + 1), i < 15 ? 0.0004 : i < 25 ? 0.0001 : high]),
        ),
      ],
    });
  it('makes no divergence of a memorised run that moves by a few units of the last decimal', () => {
    const run = memorised(0.0003);
    expect(divergence(run, createFacts(run).trainLoss(), null)).toBeNull();
    const risen = memorised(0.3);
    expect(divergence(risen, createFacts(risen).trainLoss(), null)).not.toBeNull();
  });
});
