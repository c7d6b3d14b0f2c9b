import { describe, expect, it } from 'vitest';
import { applyPrecedence } from '../../src/engine/precedence.ts';
import type { Claim, FindingDraft, Severity } from '../../src/model/outcome.ts';

const draft = (claim: Claim, severity: Severity): FindingDraft => ({
  claim,
  severity,
  title: 'x',
  measured: 'x',
  mattersWhen: 'x',
  advice: null,
  refutedBy: null,
  evidence: [],
});
const verdicts = (...all: readonly (readonly [string, Claim, Severity])[]) =>
  all.map(([id, claim, severity]) => ({ id, findings: [draft(claim, severity)] }));

describe('precedence of record, schedule and optimiser', () => {
  it.each([
    ['schedule-mismatch', 'lr-too-low'],
    ['schedule-mismatch', 'too-few-updates'],
    ['schedule-mismatch', 'still-improving-at-end'],
    ['adam-nonstandard', 'lr-too-low'],
    ['grad-accum-loss-scaling', 'underfit'],
    ['grad-accum-loss-scaling', 'val-below-train'],
    ['lr-too-high', 'no-warmup'],
    ['fp16-overflow-skips', 'too-few-updates'],
  ])('%s explains %s', (upper, lower) => {
    const superseded = applyPrecedence(verdicts([lower, 'likely', 'risk'], [upper, 'strong', 'risk']));
    expect(superseded.get(lower)?.by).toBe(upper);
    expect(superseded.has(upper)).toBe(false);
  });

  it('a note about the settings explains nothing', () => {
    const superseded = applyPrecedence(
      verdicts(
        ['schedule-mismatch', 'fact', 'note'],
        ['adam-nonstandard', 'fact', 'note'],
        ['too-few-updates', 'likely', 'risk'],
      ),
    );
    expect(superseded.size).toBe(0);
  });

  it('a multiplied loss hides no divergence', () => {
    const superseded = applyPrecedence(
      verdicts(['grad-accum-loss-scaling', 'strong', 'risk'], ['loss-diverged', 'strong', 'problem']),
    );
    expect(superseded.has('loss-diverged')).toBe(false);
  });
});
