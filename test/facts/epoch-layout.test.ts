import { describe, expect, it } from 'vitest';
import { trainLossCurve } from '../../src/facts/curves.ts';
import { epochLayout } from '../../src/facts/epoch-layout.ts';
import type { Run } from '../../src/model/run.ts';
import { makeRun, series } from '../support/runs.ts';

/** Rows every `every` steps of a run of `epochs` epochs of `steps` steps, epochs written with two decimals. */
function logged(steps: number, epochs: number, every: number, change: Partial<Run> = {}): Run {
  const rows = Math.floor((steps * epochs) / every);
  const points = Array.from({ length: rows }, (_, i): [number, number] => [(i + 1) * every, 0.5]);
  const epoch = Float64Array.from(points, ([step]) => Math.round((100 * step) / steps) / 100);
  return makeRun({
    series: [series('loss', points, { epoch })],
    run: { lastStep: steps * epochs, lastEpoch: epochs, ...change },
  });
}
const layoutOf = (run: Run) => epochLayout(run, trainLossCurve(run));
const rowsOf = (run: Run) => layoutOf(run)?.epochs.map(({ from, to }) => [from, to]);

describe('the rows of an epoch', () => {
  it('are all of them when rows and epochs end together', () => {
    expect(rowsOf(logged(100, 3, 10))).toEqual([
      [0, 10],
      [10, 20],
      [20, 30],
    ]);
  });
  it('leave out a row whose window holds the end of an epoch', () => {
    // Epochs of 95 steps: the row of step 100 covers steps 91 to 100.
    expect(rowsOf(logged(95, 2, 10))).toEqual([
      [0, 9],
      [10, 19],
    ]);
  });
  it('leave out an epoch that was cut off', () => {
    expect(rowsOf(logged(100, 2.5, 10))).toHaveLength(2);
  });
  it('come from the length of the run where the rows carry no epoch', () => {
    const run = logged(100, 3, 10);
    const without = { ...run, series: run.series.map((s) => ({ ...s, epoch: null })) };
    expect(rowsOf(without)).toEqual(rowsOf(run));
  });
  it('are not told when the epochs do not go with the steps', () => {
    const run = logged(100, 3, 10);
    const resumed = run.series.map((s) => ({ ...s, epoch: s.epoch!.map((e) => (e > 1.5 ? e + 0.5 : e)) }));
    expect(layoutOf({ ...run, series: resumed })).toBeNull();
  });
  it('are not told for one epoch, or for a log in epochs', () => {
    expect(layoutOf(logged(100, 1, 10))).toBeNull();
    expect(layoutOf(logged(100, 3, 10, { axis: 'epoch' }))).toBeNull();
  });
});
