import { expect, it } from 'vitest';
import { underConfident } from '../../../src/audits/calibration/under-confident.ts';
import { stated } from '../../../src/model/known.ts';
import { expectNumbersInEvidence } from '../../support/prose.ts';
import { type Group, judgeScored } from '../../support/scored.ts';

/** Says 80 % and is right in 95 %. */
const tooCareful: readonly Group[] = [
  { rows: 500, stated: 0.2, happened: 25 },
  { rows: 500, stated: 0.8, happened: 475 },
];

it('finds 80 % said where 95 % is right, as a note', () => {
  const outcome = judgeScored(underConfident, tooCareful);
  expect(outcome).toMatchObject({
    kind: 'finding',
    findings: [{ claim: 'strong', severity: 'note', cause: { claim: 'hint' } }],
  });
  if (outcome.kind !== 'finding') return;
  expect(outcome.findings[0]!.title).toBe('Confidence was 15 points below accuracy: 80.0 % against 95.0 %');
  // ln 4 / ln 19 = 0.4708
  expect(outcome.findings[0]!.advice?.text).toMatch(/^Divide the logits by 0\.47 before the softmax/);
  expectNumbersInEvidence(outcome);
});

it('names label smoothing where it was used', () => {
  expect(
    judgeScored(
      underConfident,
      tooCareful,
      {},
      {
        hyperparameters: { labelSmoothing: stated(0.1, 'training_args.bin') },
      },
    ),
  ).toMatchObject({
    findings: [
      {
        severity: 'note',
        cause: { text: expect.stringContaining('labels were smoothed by 0.1'), claim: 'likely' },
      },
    ],
  });
});

it('passes a model that is honest, and leaves one that is too sure to its sibling', () => {
  expect(
    judgeScored(underConfident, [
      { rows: 500, stated: 0.2, happened: 100 },
      { rows: 500, stated: 0.8, happened: 400 },
    ]),
  ).toMatchObject({ kind: 'pass' });
  expect(
    judgeScored(underConfident, [
      { rows: 500, stated: 0.01, happened: 100 },
      { rows: 500, stated: 0.99, happened: 400 },
    ]),
  ).toMatchObject({ kind: 'pass' });
});

it('cannot tell from 300 examples', () => {
  expect(
    judgeScored(underConfident, [
      { rows: 150, stated: 0.2, happened: 7 },
      { rows: 150, stated: 0.8, happened: 143 },
    ]),
  ).toMatchObject({ kind: 'inconclusive', enough: '500 examples with probabilities' });
});
