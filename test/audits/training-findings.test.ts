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
import type { Evidence, FindingDraft } from '../../src/model/outcome.ts';
import { failingRuns } from '../support/failing-runs.ts';
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

const numbersIn = (text: string): number[] =>
  [...text.replace(/`[^`]*`/g, '').matchAll(/\d[\d,]*(?:\.\d+)?(?:e[-+]?\d+)?/g)].map((m) =>
    Number(m[0].replaceAll(',', '')),
  );

/** Numbers of title and measurement that no evidence holds, up to the rounding of prose. */
function unsupported(found: FindingDraft): number[] {
  const words = (e: Evidence): string =>
    [e.name, e.method, e.reason, e.value].filter((x) => typeof x === 'string').join(' ');
  const held = found.evidence
    .flatMap((e) => [e.value, e.n, e.step, e.interval?.low, e.interval?.high, ...numbersIn(words(e))])
    .filter((x) => typeof x === 'number');
  const near = (a: number, b: number): boolean => Math.abs(a - b) <= 0.005 * Math.abs(a) + 0.0006;
  // Ratios of two held numbers ("10 times") and shares in percent are derived in the open.
  return numbersIn(`${found.title} ${found.measured}`).filter(
    (x) =>
      !held.some((v) => near(x, v) || near(x, 100 * v) || Math.abs(x - 100 * v) <= 0.51) &&
      !held.some((a) => held.some((b) => b !== 0 && Math.abs(a / b - x) <= 0.05 * x)),
  );
}

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
