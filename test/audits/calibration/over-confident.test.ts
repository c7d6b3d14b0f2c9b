import { expect, it } from 'vitest';
import { overConfident } from '../../../src/audits/calibration/over-confident.ts';
import { expectNumbersInEvidence } from '../../support/prose.ts';
import { type Group, judgeScored } from '../../support/scored.ts';

/** Says 99 % and is right in 80 %: logit of 0.99 over logit of 0.8 is 3.31. */
const tooSure: readonly Group[] = [
  { rows: 500, stated: 0.01, happened: 100 },
  { rows: 500, stated: 0.99, happened: 400 },
];
const honest: readonly Group[] = [
  { rows: 500, stated: 0.2, happened: 100 },
  { rows: 500, stated: 0.8, happened: 400 },
];

it('passes where 80 % is said and 80 % is right', () => {
  const outcome = judgeScored(overConfident, honest);
  expect(outcome).toMatchObject({ kind: 'pass' });
  expect(outcome.kind === 'pass' && outcome.measured).toContain(
    'Mean confidence was 80.0 %, accuracy 80.0 %: a gap of 0.0 points',
  );
});

it('finds 99 % said where 80 % is right, and names the temperature', () => {
  const outcome = judgeScored(overConfident, tooSure);
  expect(outcome).toMatchObject({
    kind: 'finding',
    findings: [{ claim: 'strong', severity: 'risk', subject: { split: 'validation' } }],
  });
  if (outcome.kind !== 'finding') return;
  const [finding] = outcome.findings;
  expect(finding!.title).toBe('Confidence was 19 points above accuracy: 99.0 % against 80.0 %');
  // ln(99) / ln(4)
  expect(finding!.evidence.find((each) => each.name === 'temperature that fits best')?.value).toBeCloseTo(
    3.3147,
    3,
  );
  expect(finding!.advice?.text).toMatch(
    /^Divide the logits by 3\.31 before the softmax \(95 %: 2\.\d\d to 3\.\d\d\)/,
  );
  expect(finding!.cause?.claim).toBe('hint');
  expect(finding!.refutedBy).not.toBeNull();
  expectNumbersInEvidence(outcome);
});

it('calls a gap of four points a note', () => {
  expect(
    judgeScored(overConfident, [
      { rows: 1500, stated: 0.02, happened: 90 },
      { rows: 1500, stated: 0.98, happened: 1410 },
    ]),
  ).toMatchObject({ kind: 'finding', findings: [{ claim: 'strong', severity: 'note' }] });
});

it('cannot tell from 300 examples', () => {
  expect(
    judgeScored(overConfident, [
      { rows: 150, stated: 0.01, happened: 30 },
      { rows: 150, stated: 0.99, happened: 120 },
    ]),
  ).toMatchObject({ kind: 'inconclusive', enough: '500 examples with probabilities' });
});

it('is at most likely when nobody says whether the examples were trained on', () => {
  expect(judgeScored(overConfident, tooSure, { source: 'unknown' })).toMatchObject({
    findings: [{ claim: 'likely', severity: 'note' }],
  });
});

it('says nothing of training examples, of decisions saved as scores, and without scores', () => {
  expect(judgeScored(overConfident, tooSure, { source: 'in-sample' })).toMatchObject({
    kind: 'not-applicable',
    enable: 'save-predictions',
  });
  expect(
    judgeScored(overConfident, [
      { rows: 500, stated: 0, happened: 100 },
      { rows: 500, stated: 1, happened: 400 },
    ]),
  ).toMatchObject({ kind: 'not-applicable', enable: 'save-scores' });
  expect(judgeScored(overConfident, tooSure, { probabilities: null })).toMatchObject({
    kind: 'not-applicable',
    enable: 'save-scores',
  });
});

it('is no calibration when the probabilities point away from the references', () => {
  expect(
    judgeScored(overConfident, [
      { rows: 500, stated: 0.01, happened: 400 },
      { rows: 500, stated: 0.99, happened: 100 },
    ]),
  ).toMatchObject({ kind: 'not-applicable', enable: null });
});
