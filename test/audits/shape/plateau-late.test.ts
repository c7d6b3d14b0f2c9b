import { describe, expect, it } from 'vitest';
import { plateauLate } from '../../../src/audits/shape/plateau-late.ts';
import type { Run } from '../../../src/model/run.ts';
import { ordinaryRuns } from '../../support/ordinary-runs.ts';
import { evaluations, learning, type Shape, shaped } from '../../support/shaped-runs.ts';
import { isUnmoved } from '../../support/unmoved.ts';
import { brief, finding, verdict } from '../../support/verdict.ts';

/** Down to 0.45 in the first fifth, still until 0.62 of the run, then down to 0.1. */
const stalled = (share: number): number =>
  share < 0.62 ? 0.45 + 0.25 * Math.exp(-25 * share) : 0.1 + 0.35 * Math.exp(-15 * (share - 0.62));
const run = (level: (share: number) => number, more: Partial<Shape> = {}): Run =>
  shaped({ epochs: 2, rowsPerEpoch: 50, level, ...more });
const resumed = run(stalled);
const judge = (of: Run): string => brief(verdict(plateauLate, of));

describe('plateau-late', () => {
  it.each<[string, Run, string]>([
    ['a loss that stood still and fell again', resumed, 'likely note'],
    ['a loss that only slows down', run(learning), 'pass'],
    ['a power law', run((share) => 0.2 + 0.1 / (0.05 + share)), 'pass'],
    ['a straight fall', run((share) => 0.7 - 0.5 * share), 'pass'],
    ['a level to the end', run((share) => 0.45 + 0.25 * Math.exp(-25 * share)), 'pass'],
    ['a slow start', run((share) => (share < 0.3 ? 0.7 : learning(share - 0.3))), 'pass'],
    [
      'a rate that was cut where the fall begins',
      run(stalled, { rate: (share) => (share < 0.6 ? 1 : 0.1) }),
      'pass',
    ],
    [
      'a constant rate that then falls to 0',
      run(stalled, { rate: (share) => (share < 0.62 ? 1 : (1 - share) / 0.38) }),
      'pass',
    ],
    ['a rate that restarts there', run(stalled, { rate: (share) => 1 - ((share + 0.38) % 1) }), 'pass'],
    [
      'a resume there',
      run(stalled, {
        more: { run: { seams: [{ step: 630, after: 620, discardedRows: 0, evidence: 'x' }] } },
      }),
      'pass',
    ],
    [
      'a staircase of two epochs',
      run((share) =>
        share < 0.5 ? 0.45 + 0.25 * Math.exp(-25 * share) : 0.1 + 0.35 * Math.exp(-40 * (share - 0.5)),
      ),
      'pass',
    ],
    ['29 rows', shaped({ epochs: 1, rowsPerEpoch: 29, level: stalled }), 'not-applicable'],
  ])('on %s', (_, of, expected) => {
    expect(judge(of)).toBe(expected);
  });

  it('says where it stood still and for how long', () => {
    const found = finding(verdict(plateauLate, resumed));
    const level = found.evidence.find((e) => e.name === 'level of the plateau');
    expect(level?.value).toBeCloseTo(0.455, 1);
    expect(found.evidence.find((e) => e.name === 'share of the run')?.value).toBeGreaterThan(0.35);
    expect(found.cause?.claim).toBe('hint');
  });

  it('calls a second fall memorising when validation loss rose over it, and does not advise patience then', () => {
    const with_ = (values: readonly number[]): Run =>
      run(stalled, { more: { series: [evaluations('eval_loss', values, 1000)] } });
    const worse = finding(verdict(plateauLate, with_([0.5, 0.47, 0.47, 0.5, 0.62])));
    const better = finding(verdict(plateauLate, with_([0.5, 0.47, 0.47, 0.3, 0.2])));
    expect(worse.cause?.text).toContain('memorising');
    expect(worse.advice).toBeNull();
    expect(better.cause?.text).toContain('found late');
    expect(better.advice?.text).toContain('patience');
  });

  it.each(Object.entries(ordinaryRuns))('finds nothing on an ordinary run: %s', (_, make) => {
    expect(verdict(plateauLate, make()).kind).not.toBe('finding');
  });

  isUnmoved(plateauLate, { 'a run that stood still': resumed });
});
