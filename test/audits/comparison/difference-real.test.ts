import { describe, expect, it } from 'vitest';
import { differenceReal } from '../../../src/audits/comparison/difference-real.ts';
import { flips, type GroupSketch, judgeRuns } from '../../support/groups.ts';
import { makeRun } from '../../support/runs.ts';
import { trained } from '../../support/trained-runs.ts';
import { brief, finding } from '../../support/verdict.ts';

const two = [makeRun(), makeRun()] as const;
const judge = (sketch: GroupSketch, runs: Parameters<typeof judgeRuns>[1] = two) =>
  judgeRuns(differenceReal, runs, sketch);

describe('difference-real', () => {
  it('is strong on test examples that chose nothing', () => {
    const found = finding(judge({ joined: [flips(430, 10, 40, 20)], split: 'test' }));
    expect(`${found.claim} ${found.severity}`).toBe('strong note');
    expect(found.title).toBe('B (`run-2`) was better than A (`run-1`) by 6.0 points of accuracy');
    expect(found.measured).toContain('Only A was right on 10 examples, only B on 40');
    expect(found.subject!.runs).toEqual(['run-1', 'run-2']);
  });

  it('is likely where the examples may have chosen the checkpoint', () => {
    const evaluatedTwice = [trained(), trained({ rate: 1e-4 })];
    expect(brief(judge({ joined: [flips(430, 10, 40, 20)], split: 'validation' }, evaluatedTwice))).toBe(
      'likely note',
    );
    expect(brief(judge({ joined: [flips(430, 10, 40, 20)], split: 'test' }, evaluatedTwice))).toBe(
      'strong note',
    );
  });

  it('passes when the paired test finds nothing', () =>
    expect(brief(judge({ joined: [flips(430, 20, 25, 25)], split: 'test' }))).toBe('pass'));

  it('turns with the order of the runs', () => {
    const back = finding(judge({ joined: [flips(430, 40, 10, 20)], split: 'test' }));
    expect(back.title).toMatch(/^A .* better than B /);
  });

  it('corrects for the number of pairs (Holm)', () => {
    // p of 8 to 22 is 0.018: enough for one pair, not for three.
    const pair = (b: number) => ({ ...flips(450, 8, 22, 20), b });
    const three = Array.from({ length: 4 }, () => makeRun());
    expect(brief(judge({ joined: [pair(1)], split: 'test' }))).toBe('strong note');
    const quiet = {
      joined: [pair(1), { ...flips(450, 15, 15, 20), b: 2 }, { ...flips(450, 15, 14, 20), b: 3 }],
      split: 'test',
    } as const;
    expect(brief(judge(quiet, three))).toBe('pass');
  });

  it('needs p < 0.01 where nobody asked for the comparison', () => {
    const sketch = { joined: [flips(450, 8, 22, 20)], split: 'test', asked: false } as const;
    expect(brief(judge(sketch))).toBe('pass');
  });

  it('decides from scores alone only beyond the largest possible disagreement, and then as likely', () => {
    const scores = (a: number, b: number) => [
      trained({ accuracy: [0.5, a] }),
      trained({ accuracy: [0.5, b], rate: 1e-4 }),
    ];
    expect(brief(judge({}, scores(0.6, 0.9)))).toBe('likely note');
    expect(brief(judge({}, scores(0.9, 0.91)))).toBe('not-applicable');
  });

  it('leaves out pairs whose numbers must not be compared', () =>
    expect(
      brief(judge({}, [trained({ accuracy: [0.5, 0.6], n: 500 }), trained({ accuracy: [0.5, 0.9] })])),
    ).toBe('not-applicable'));

  it('does not compare the seeds of one setting unless asked', () => {
    const seeds = [trained({ seed: 1, accuracy: [0.5, 0.6] }), trained({ seed: 2, accuracy: [0.5, 0.9] })];
    expect(brief(judge({ asked: false }, seeds))).toBe('not-applicable');
    expect(brief(judge({}, seeds))).toBe('likely note');
  });
});
