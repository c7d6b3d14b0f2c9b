import { describe, expect, it } from 'vitest';
import { trajectoryWouldOvertake } from '../../../src/audits/comparison/trajectory-would-overtake.ts';
import { judgeRuns } from '../../support/groups.ts';
import { trained } from '../../support/trained-runs.ts';
import { brief, finding, prose } from '../../support/verdict.ts';

const flat = Array.from({ length: 20 }, (_, i) => 0.4 + 0.001 * (i % 2));
/** Falls almost in a line; at its end it is 0.02 above the flat one. */
const falling = Array.from({ length: 20 }, (_, i) => 0.42 + 0.02 * (19 - i) + 0.002 * ((i * 7) % 3));
const run = (loss: readonly number[], rate?: number) =>
  trained({ loss, accuracy: loss.map(() => 0.8), ...(rate === undefined ? {} : { rate }) });

describe('trajectory-would-overtake', () => {
  it('is never more than a hint, and asks for the run', () => {
    const found = finding(judgeRuns(trajectoryWouldOvertake, [run(flat), run(falling, 1e-5)]));
    expect(found.claim).toBe('hint');
    expect(found.severity).toBe('note');
    expect(found.title).toMatch(/^B .* was behind A /);
    expect(found.refutedBy).toContain('half as long again');
  });

  it('says so where the state of the schedules is not known', () =>
    expect(prose(judgeRuns(trajectoryWouldOvertake, [run(flat), run(falling)]))).toContain(
      'different parts of their schedules',
    ));

  it('names the run behind whichever comes first', () =>
    expect(finding(judgeRuns(trajectoryWouldOvertake, [run(falling), run(flat)])).title).toMatch(
      /^A .* was behind B /,
    ));

  it.each([
    ['both flat', [run(flat), run(flat.map((v) => v + 0.05))], 'pass'],
    ['falling, but far behind', [run(flat), run(falling.map((v) => v + 1))], 'pass'],
    ['three evaluations each', [run(flat.slice(0, 3)), run(falling.slice(0, 3))], 'not-applicable'],
    [
      'batch not recorded',
      [run(flat), run(falling)].map((r) => ({
        ...r,
        trainSize: null,
        hyperparameters: { ...r.hyperparameters, perDeviceTrainBatchSize: null },
      })),
      'inconclusive',
    ],
  ] as const)('%s', (_, runs, expected) =>
    expect(brief(judgeRuns(trajectoryWouldOvertake, runs))).toBe(expected),
  );

  it('compares at equal examples seen, not at equal steps', () => {
    const outcome = judgeRuns(trajectoryWouldOvertake, [
      run(flat),
      trained({ loss: falling, accuracy: falling.map(() => 0.8), batch: 64 }),
    ]);
    expect(prose(outcome)).not.toContain('A (`run-1`) was behind');
  });
});
