import { describe, expect, it } from 'vitest';
import { higherLossButBetter } from '../../../src/audits/comparison/higher-loss-but-better.ts';
import { answers, judgeRuns } from '../../support/groups.ts';
import { makeRun } from '../../support/runs.ts';
import { trained } from '../../support/trained-runs.ts';
import { brief, finding } from '../../support/verdict.ts';

const two = [makeRun(), makeRun()] as const;
/** B is right more often (60 against 15 flips) and much surer when it is wrong. */
const overConfident = answers(
  ['no', 'yes'],
  [
    [0, 0, 0, 400],
    [1, 1, 1, 400],
    [0, 0, 1, 8],
    [1, 1, 0, 7],
    [0, 1, 0, 30],
    [1, 0, 1, 30],
    [0, 1, 1, 60],
    [1, 0, 0, 65],
  ],
  {
    losses: [
      [0.2, 0.02],
      [0.2, 0.02],
      [0.3, 9],
      [0.3, 9],
      [1, 0.02],
      [1, 0.02],
      [1, 9],
      [1, 9],
    ],
  },
);

describe('higher-loss-but-better', () => {
  it('case 2: the higher loss is confidence, shown by more right answers', () => {
    const found = finding(judgeRuns(higherLossButBetter, two, { joined: [overConfident], split: 'test' }));
    expect(`${found.claim} ${found.severity}`).toBe('strong note');
    expect(found.title).toMatch(
      /^B .* had the higher loss and is still better: its loss is about confidence/,
    );
    expect(found.advice!.text).toContain('temperature');
  });

  it('case 1: a tie of the losses ranks nothing', () => {
    const tie = answers(
      ['no', 'yes'],
      [
        [0, 0, 0, 300],
        [1, 1, 1, 300],
        [0, 1, 0, 6],
        [0, 0, 1, 5],
        [1, 0, 0, 20],
      ],
      {
        losses: [
          [0.1, 0.12],
          [0.1, 0.081],
          [1.2, 0.4],
          [0.4, 1.4],
          [2, 2.01],
        ],
      },
    );
    const found = finding(judgeRuns(higherLossButBetter, two, { joined: [tie], split: 'test' }));
    expect(found.title).toContain('need not be worse: the losses are a tie');
    expect(found.claim).toBe('strong');
  });

  it('case 1 from logs is likely at most', () => {
    const runs = [
      trained({ loss: [0.5, 0.4], accuracy: [0.8, 0.88] }),
      trained({ loss: [0.5, 0.402], accuracy: [0.8, 0.9] }),
    ];
    expect(brief(judgeRuns(higherLossButBetter, runs))).toBe('likely note');
  });

  it('none of the five: it cannot be told', () => {
    const runs = [
      trained({ loss: [0.5, 0.2], accuracy: [0.8, 0.88] }),
      trained({ loss: [0.5, 0.9], accuracy: [0.8, 0.9] }),
    ];
    const outcome = judgeRuns(higherLossButBetter, runs);
    expect(outcome.kind).toBe('inconclusive');
  });

  it.each([
    [
      'loss and metric agree',
      [
        trained({ loss: [0.5, 0.4], accuracy: [0.8, 0.9] }),
        trained({ loss: [0.5, 0.45], accuracy: [0.8, 0.88] }),
      ],
      'pass',
    ],
    ['no losses', [trained(), trained()], 'not-applicable'],
  ] as const)('%s', (_, runs, expected) =>
    expect(brief(judgeRuns(higherLossButBetter, runs))).toBe(expected),
  );

  it('turns with the order of the runs', () => {
    const runs = [
      trained({ loss: [0.5, 0.402], accuracy: [0.8, 0.9] }),
      trained({ loss: [0.5, 0.4], accuracy: [0.8, 0.88] }),
    ];
    expect(finding(judgeRuns(higherLossButBetter, runs)).title).toMatch(/^A .* had the higher loss/);
  });
});
