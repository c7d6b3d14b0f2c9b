import { describe, expect, it } from 'vitest';
import { plateauAtChance } from '../../src/audits/chance/plateau-at-chance.ts';
import { lossDiverged } from '../../src/audits/collapse/loss-diverged.ts';
import { majorityCollapse } from '../../src/audits/collapse/majority-collapse.ts';
import { underfit } from '../../src/audits/fit/underfit.ts';
import { lrTooHigh } from '../../src/audits/learning-rate/lr-too-high.ts';
import { lrTooLow } from '../../src/audits/learning-rate/lr-too-low.ts';
import { tooFewUpdates } from '../../src/audits/learning-rate/too-few-updates.ts';
import { nanHiddenInLog } from '../../src/audits/numerics/nan-hidden-in-log.ts';
import { nanInfLoss } from '../../src/audits/numerics/nan-inf-loss.ts';
import { logAveragingArtefact } from '../../src/audits/record/log-averaging-artefact.ts';
import { resumeOverlap } from '../../src/audits/record/resume-overlap.ts';
import { failingRuns } from '../support/failing-runs.ts';
import { unsupported } from '../support/unsupported-numbers.ts';
import { prose, verdict } from '../support/verdict.ts';

const audits = [
  nanHiddenInLog,
  nanInfLoss,
  majorityCollapse,
  lossDiverged,
  plateauAtChance,
  lrTooHigh,
  lrTooLow,
  tooFewUpdates,
  underfit,
  logAveragingArtefact,
  resumeOverlap,
];

const findings = Object.entries(failingRuns).flatMap(([name, run]) =>
  audits.flatMap((audit) => {
    const outcome = verdict(audit, run);
    return outcome.kind === 'finding'
      ? outcome.findings.map((found) => ({ name: `${audit.id} on ${name}`, id: audit.id, found, outcome }))
      : [];
  }),
);

describe('findings about the training', () => {
  it('cover every audit of the group', () => {
    expect(new Set(findings.map(({ id }) => id))).toEqual(new Set(audits.map(({ id }) => id)));
  });

  it.each(findings)('$name: every number of the prose stands in the evidence', ({ found }) => {
    expect(unsupported(found), found.measured).toEqual([]);
  });

  it.each(findings)('$name: reads as the house writes', ({ found, outcome }) => {
    expect(found.title).not.toMatch(/[.!]$/);
    expect(prose(outcome)).not.toMatch(/!|NaN to|undefined|null|\[object|Infinity/);
    expect(found.cause === undefined || found.claim === 'fact' || found.cause.claim !== 'fact').toBe(true);
    expect(found.severity === 'note' || found.refutedBy !== null).toBe(true);
    expect(found.advice === null || /^[A-Z]/.test(found.advice.text)).toBe(true);
  });
});
