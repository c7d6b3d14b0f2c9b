import { describe, expect, it } from 'vitest';
import { createFacts } from '../../src/facts/index.ts';
import { createRandom } from '../../src/stats/index.ts';
import { makeRun, series } from '../support/runs.ts';

const noisy = (change: (row: number, value: number) => number, rows = 200) => {
  const random = createRandom(6);
  return createFacts(
    makeRun({
      series: [
        series(
          'loss',
          Array.from({ length: rows }, (_, i) => [i + 1, change(i, 0.4 * Math.exp(0.1 * random.normal()))]),
        ),
      ],
    }),
  );
};

describe('spikes', () => {
  it('are steps at which the loss leaps far above the rows before', () => {
    expect(noisy((row, value) => (row === 100 || row === 150 ? 6 * value : value)).spikes()).toEqual([
      101, 151,
    ]);
  });
  it('are none in ordinary noise', () => {
    expect(noisy((_, value) => value, 3000).spikes()).toEqual([]);
  });
  it('are none in a memorised run, where the loss is near 0 and rarely a little larger', () => {
    expect(noisy((row, value) => (row % 23 === 0 ? 0.2 : 0.001 * value)).spikes()).toEqual([]);
  });
  it('need 40 rows', () => {
    expect(noisy((row, value) => (row === 30 ? 9 : value), 39).spikes()).toEqual([]);
  });
});
