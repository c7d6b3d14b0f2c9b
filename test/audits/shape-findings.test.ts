import { describe, expect, it } from 'vitest';
import { suddenCollapse } from '../../src/audits/collapse/sudden-collapse.ts';
import { dataNotShuffled } from '../../src/audits/shape/data-not-shuffled.ts';
import { epochBoundarySteps } from '../../src/audits/shape/epoch-boundary-steps.ts';
import { lossSpike } from '../../src/audits/shape/loss-spike.ts';
import { oscillating } from '../../src/audits/shape/oscillating.ts';
import { plateauLate } from '../../src/audits/shape/plateau-late.ts';
import type { Run } from '../../src/model/run.ts';
import { evaluated } from '../support/evaluated-runs.ts';
import { learning, shaped } from '../support/shaped-runs.ts';
import { unsupported } from '../support/unsupported-numbers.ts';
import { prose, verdict } from '../support/verdict.ts';

const jumps = (rows: readonly number[]): Run => {
  const run = shaped({
    epochs: 3,
    rowsPerEpoch: 60,
    level: learning,
    noise: 0.1,
    more: { learningRate: 3e-4 },
  });
  const loss = run.series[0]!;
  const value = loss.value.map((v, row) => (rows.includes(row) ? 6 * v : v));
  return { ...run, series: [{ ...loss, value }] };
};

const runs: Readonly<Record<string, Run>> = {
  'one jump': jumps([100]),
  'three jumps': jumps([60, 97, 161]),
  staircase: shaped({
    epochs: 6,
    rowsPerEpoch: 12,
    level: (share, _, epoch) => learning(share) * 0.8 ** epoch,
  }),
  sorted: shaped({
    epochs: 4,
    rowsPerEpoch: 40,
    level: (_, inEpoch) => 0.02 + 1.6 * Math.exp(-15 * (inEpoch < 0.35 ? inEpoch : inEpoch - 0.35)),
  }),
  stalled: shaped({
    epochs: 2,
    rowsPerEpoch: 50,
    level: (share) =>
      share < 0.62 ? 0.45 + 0.25 * Math.exp(-25 * share) : 0.1 + 0.35 * Math.exp(-15 * (share - 0.62)),
  }),
  swinging: evaluated({
    accuracy: Array.from({ length: 12 }, (_, i) => 0.86 + (i % 2 === 0 ? 0.04 : -0.04)),
    n: 2000,
    more: { learningRate: 2e-4 },
  }),
  broken: evaluated({
    accuracy: [0.78, 0.84, 0.86, 0.5, 0.501, 0.499],
    train: (share) => (share < 0.55 ? 0.25 + 0.45 * Math.exp(-8 * share) : 0.694),
    n: 1000,
    more: { learningRate: 3e-4 },
  }),
};
const audits = [plateauLate, lossSpike, oscillating, suddenCollapse, epochBoundarySteps, dataNotShuffled];
const findings = Object.entries(runs).flatMap(([name, run]) =>
  audits.flatMap((audit) => {
    const outcome = verdict(audit, run);
    return outcome.kind === 'finding'
      ? outcome.findings.map((found) => ({ name: `${audit.id} on ${name}`, id: audit.id, found, outcome }))
      : [];
  }),
);

describe('findings about the shape of the curves', () => {
  it('come from every audit of the group, and only from the one that the run is made for', () => {
    expect(findings.map(({ name }) => name)).toEqual([
      'loss-spike on one jump',
      'loss-spike on three jumps',
      'epoch-boundary-steps on staircase',
      'data-not-shuffled on sorted',
      'plateau-late on stalled',
      'oscillating on swinging',
      'sudden-collapse on broken',
    ]);
  });

  it.each(findings)('$name: every number of the prose stands in the evidence', ({ found }) => {
    expect(unsupported(found), found.measured).toEqual([]);
  });

  it.each(findings)('$name: reads as the house writes', ({ found, outcome }) => {
    expect(found.title).not.toMatch(/[.!]$/);
    expect(prose(outcome)).not.toMatch(/!|undefined|null|\[object|Infinity|NaN/);
    expect(found.refutedBy).not.toBeNull();
    expect(found.cause).toBeDefined();
    expect(found.advice === null || /^[A-Z]/.test(found.advice.text)).toBe(true);
  });
});
