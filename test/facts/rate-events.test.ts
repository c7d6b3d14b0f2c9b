import { describe, expect, it } from 'vitest';
import { createFacts } from '../../src/facts/index.ts';
import { isCyclic, rateEvents } from '../../src/facts/rate-events.ts';
import { makeRun, series } from '../support/runs.ts';

const factsOf = (rate: (share: number) => number, warmup = 0) =>
  createFacts(
    makeRun({
      series: [
        series(
          'learning_rate',
          Array.from({ length: 100 }, (_, i): [number, number] => {
            const share = (i + 1) / 100;
            return [10 * (i + 1), 3e-5 * (share < warmup ? share / warmup : rate(share))];
          }),
        ),
      ],
    }),
  );

describe('events of the learning rate', () => {
  it('are none for the usual schedules, warm-up included', () => {
    for (const rate of [
      () => 1,
      (s: number) => 1 - s,
      (s: number) => 0.5 * (1 + Math.cos(Math.PI * s)),
      (s: number) => s ** -0.5,
    ])
      expect(rateEvents(factsOf(rate, 0.1))).toEqual({ restarts: [], cuts: [] });
  });
  it('are the lows from which the rate rose again', () => {
    const facts = factsOf((s) => 0.5 * (1 + Math.cos(Math.PI * ((4 * s) % 1))));
    expect(rateEvents(facts).restarts).toEqual([240, 490, 740, 990]);
    expect(isCyclic(facts)).toBe(true);
  });
  it('are the steps at which a level rate was cut', () => {
    expect(rateEvents(factsOf((s) => (s < 0.5 ? 1 : s < 0.8 ? 0.1 : 0.01))).cuts).toEqual([500, 800]);
  });
});
