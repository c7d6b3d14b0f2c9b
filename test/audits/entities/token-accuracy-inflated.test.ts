import { expect, it } from 'vitest';
import { tokenAccuracyInflated } from '../../../src/audits/entities/token-accuracy-inflated.ts';
import { stated } from '../../../src/model/known.ts';
import type { Task } from '../../../src/model/run.ts';
import { judgeMentions, markedSet, taggedSet } from '../../support/judged-mentions.ts';
import { expectNumbersInEvidence } from '../../support/prose.ts';
import { series } from '../../support/runs.ts';

const set = taggedSet(
  Array.from({ length: 100 }, (_, i) => ({
    words: `it was said today that Anna${i} had not yet come back`,
    reference: 'O O O O O B-PER O O O O O',
    predicted: i % 2 === 0 ? 'O O O O O B-PER O O O O O' : 'O O O O O O O O O O O',
  })),
);
const task = stated<Task>('token-classification', 'config.json');
const accuracy = series('eval_accuracy', [
  [10, 0.9],
  [20, 0.95],
]);

it('speaks where accuracy is the only metric logged', () => {
  const outcome = judgeMentions(tokenAccuracyInflated, set, { run: { task, series: [accuracy] } });
  expect(outcome).toMatchObject({
    findings: [
      {
        claim: 'fact',
        severity: 'note',
        title: 'The run is judged by the accuracy of single tags, 28.8 points above its entity F1',
      },
    ],
  });
  expectNumbersInEvidence(outcome);
});

it('passes where F1 is logged, and states both numbers', () => {
  const f1 = series('eval_f1', [
    [10, 0.5],
    [20, 0.6],
  ]);
  expect(judgeMentions(tokenAccuracyInflated, set, { run: { task, series: [accuracy, f1] } })).toMatchObject({
    kind: 'pass',
    measured: expect.stringMatching(/accuracy was 95\.5 %, entity F1 66\.7 %/),
  });
});

it('is not applicable without tags', () => {
  expect(
    judgeMentions(tokenAccuracyInflated, markedSet([['[PER Anna] left', '[PER Anna] left']])),
  ).toMatchObject({ kind: 'not-applicable' });
});
