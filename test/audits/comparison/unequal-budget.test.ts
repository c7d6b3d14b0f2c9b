import { describe, expect, it } from 'vitest';
import { unequalBudget } from '../../../src/audits/comparison/unequal-budget.ts';
import type { Run } from '../../../src/model/run.ts';
import { expectedBest } from '../../../src/stats/index.ts';
import { judgeRuns } from '../../support/groups.ts';
import { makeRun } from '../../support/runs.ts';
import { trained } from '../../support/trained-runs.ts';
import { brief, finding } from '../../support/verdict.ts';

const of = (base: string, last: number): Run =>
  trained({ accuracy: [0.6, last], run: { model: { ...makeRun().model, base } } });

describe('unequal-budget', () => {
  it('quotes the expected best at equal budget when one side had twice the trials', () => {
    const tuned = [0.8, 0.82, 0.84, 0.86, 0.88, 0.9];
    const runs = [...tuned.map((v) => of('roberta-base', v)), of('bert-base', 0.87), of('bert-base', 0.88)];
    const found = finding(judgeRuns(unequalBudget, runs));
    expect(found.title).toBe('`roberta-base` had 3 times as many trials as `bert-base`');
    expect(found.evidence.find((e) => e.name === 'expected best of 2, roberta-base')!.value).toBeCloseTo(
      expectedBest(tuned, 2),
      12,
    );
    // 0.90 beats 0.88, but two draws of roberta are expected to reach 0.86 only.
    expect(found.severity).toBe('risk');
    expect(found.measured).toContain('the order turns at equal budget');
  });

  it('finds a longer training, and who has the better score', () => {
    const found = finding(
      judgeRuns(unequalBudget, [trained({ batch: 16 }), trained({ batch: 32, accuracy: [0.8, 0.95] })]),
    );
    expect(`${found.claim} ${found.severity}`).toBe('fact note');
    expect(found.title).toContain('2 times as many examples');
    expect(found.measured).toContain('may be the longer training');
  });

  it.each([
    ['equal budgets', [trained(), trained({ rate: 1e-4 })], 'pass'],
    [
      'nothing recorded',
      [1, 2].map(() =>
        trained({
          settings: { perDeviceTrainBatchSize: null, gradientAccumulationSteps: null },
          run: { trainSize: null },
        }),
      ),
      'not-applicable',
    ],
  ] as const)('%s', (_, runs, expected) => expect(brief(judgeRuns(unequalBudget, runs))).toBe(expected));

  it('does not depend on the order of the runs', () => {
    const runs = [trained({ batch: 16 }), trained({ batch: 32 })];
    expect(brief(judgeRuns(unequalBudget, [...runs].reverse()))).toBe(brief(judgeRuns(unequalBudget, runs)));
  });
});
