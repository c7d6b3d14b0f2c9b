import { describe, expect, it } from 'vitest';
import { differenceWithinNoise } from '../../../src/audits/comparison/difference-within-noise.ts';
import { flips, type GroupSketch, judgeRuns } from '../../support/groups.ts';
import { makeRun } from '../../support/runs.ts';
import { trained } from '../../support/trained-runs.ts';
import { brief, finding, prose } from '../../support/verdict.ts';

const two = [makeRun(), makeRun()] as const;
const judge = (sketch: GroupSketch, runs: Parameters<typeof judgeRuns>[1] = two) =>
  judgeRuns(differenceWithinNoise, runs, sketch);

describe('difference-within-noise', () => {
  it('prints the interval and the smallest difference that would have shown', () => {
    const found = finding(judge({ joined: [flips(430, 20, 26, 24)], split: 'test' }));
    expect(`${found.claim} ${found.severity}`).toBe('strong note');
    expect(found.title).toContain('No difference in accuracy can be shown');
    expect(found.measured).toMatch(
      /lies between −\d\.\d to \+\d\.\d points .* smallest difference that would have shown is \d\.\d points/,
    );
    expect(found.advice!.text).toMatch(/about [\d,]+ examples/);
  });

  it('never says "equal" for lack of examples', () =>
    expect(prose(judge({ joined: [flips(430, 20, 26, 24)], split: 'test' }))).not.toMatch(
      /equivalent|the same model|no difference between/,
    ));

  it('says equivalent only inside the margin', () => {
    expect(finding(judge({ joined: [flips(4900, 5, 6, 89)], split: 'test' })).title).toContain(
      'equivalent in accuracy within 1.0 point',
    );
    expect(finding(judge({ joined: [flips(4900, 5, 6, 89)], split: 'test', margin: 0.001 })).title).toContain(
      'No difference',
    );
  });

  it('passes when the difference is real', () =>
    expect(brief(judge({ joined: [flips(430, 10, 40, 20)], split: 'test' }))).toBe('pass'));

  it('cannot tell from scores alone, and says what it would take', () => {
    const outcome = judge({}, [
      trained({ accuracy: [0.8, 0.9] }),
      trained({ accuracy: [0.8, 0.905], rate: 1e-4 }),
    ]);
    expect(outcome.kind).toBe('inconclusive');
    expect(prose(outcome)).toMatch(/cannot be decided from scores alone.*\d\.\d points or more/);
    expect(prose(outcome)).toContain('Predictions of both runs');
  });

  it('cannot tell where only an uncorrected p is small', () => {
    const outcome = judge({ joined: [flips(450, 8, 22, 20)], split: 'test', asked: false });
    expect(outcome.kind).toBe('inconclusive');
  });

  it('says the same when the models change places', () =>
    expect(brief(judge({ joined: [flips(430, 26, 20, 24)], split: 'test' }))).toBe('strong note'));
});
