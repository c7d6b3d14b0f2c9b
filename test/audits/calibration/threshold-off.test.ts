import { expect, it } from 'vitest';
import { thresholdOff } from '../../../src/audits/calibration/threshold-off.ts';
import { expectNumbersInEvidence } from '../../support/prose.ts';
import { type Group, judgeScored } from '../../support/scored.ts';

/** Fraud mostly scores 0.3, so that one half finds only the fifty clear ones. */
const tooHigh: readonly Group[] = [
  { rows: 1500, stated: 0.02, happened: 10 },
  { rows: 200, stated: 0.3, happened: 160 },
  { rows: 60, stated: 0.9, happened: 54 },
];

it('finds that 0.16 finds three times as many as one half', () => {
  const outcome = judgeScored(thresholdOff, tooHigh);
  expect(outcome).toMatchObject({
    kind: 'finding',
    findings: [{ claim: 'strong', severity: 'risk', subject: { class: 'fraud', split: 'validation' } }],
  });
  if (outcome.kind !== 'finding') return;
  const [finding] = outcome.findings;
  // Half-way between the scores 0.02 and 0.3.
  expect(finding!.advice).toEqual({
    text: 'Call `fraud` from a probability of 0.16 on, and `fine` below it',
    effort: 'none',
  });
  // At 0.5: 54 hits, 6 wrong, 170 missed → 108/284; from 0.16 on: 214 hits, 46 wrong, 10 missed → 428/484.
  expect(finding!.evidence.find((each) => each.name === 'F1 of fraud at 0.5')?.value).toBeCloseTo(
    108 / 284,
    10,
  );
  expect(
    finding!.evidence.find((each) => each.name === 'F1 on rows that the threshold was not chosen on')?.value,
  ).toBeCloseTo(428 / 484, 10);
  expectNumbersInEvidence(outcome);
});

it('does not depend on which of the labels comes first', () => {
  const turned = judgeScored(
    thresholdOff,
    tooHigh.map(({ rows, stated, happened }) => ({ rows, stated: 1 - stated, happened: rows - happened })),
    { labels: ['fraud', 'fine'] },
  );
  expect(turned).toMatchObject({
    findings: [{ subject: { class: 'fraud' }, advice: { text: expect.stringContaining('0.16 on') } }],
  });
});

it('passes where one half is as good as any', () => {
  expect(
    judgeScored(thresholdOff, [
      { rows: 900, stated: 0.05, happened: 40 },
      { rows: 300, stated: 0.95, happened: 280 },
    ]),
  ).toMatchObject({ kind: 'pass' });
});

it('does not advise to call everything fraud where the scores know nothing', () => {
  expect(
    judgeScored(thresholdOff, [
      { rows: 500, stated: 0.2, happened: 100 },
      { rows: 500, stated: 0.25, happened: 100 },
    ]),
  ).toMatchObject({ kind: 'pass' });
});

it('cannot tell from 40 examples of the label', () => {
  expect(
    judgeScored(thresholdOff, [
      { rows: 500, stated: 0.02, happened: 5 },
      { rows: 50, stated: 0.3, happened: 35 },
    ]),
  ).toMatchObject({ kind: 'inconclusive', enough: '50 examples of `fraud`' });
});

it('says nothing when another threshold is in use already, of three labels, or of training examples', () => {
  const n = 1760;
  expect(judgeScored(thresholdOff, tooHigh, { predicted: new Int32Array(n).fill(1) })).toMatchObject({
    kind: 'not-applicable',
  });
  expect(judgeScored(thresholdOff, tooHigh, { source: 'in-sample' })).toMatchObject({
    kind: 'not-applicable',
  });
  expect(judgeScored(thresholdOff, tooHigh, { labels: ['a', 'b', 'c'], probabilities: null })).toMatchObject({
    kind: 'not-applicable',
  });
});
