import { describe, expect, it } from 'vitest';
import { lossDiverged } from '../../../src/audits/collapse/loss-diverged.ts';
import type { Run } from '../../../src/model/run.ts';
import { createRandom } from '../../../src/stats/index.ts';
import { ordinaryRuns } from '../../support/ordinary-runs.ts';
import { makeRun, type RunSketch, series } from '../../support/runs.ts';
import { brief, finding, stretched, verdict } from '../../support/verdict.ts';

/** 60 rows: falls to 0.25 by the middle, then climbs to `end`. */
function climbing(end: number, sketch: RunSketch = {}, rows = 60, every = 10): Run {
  const random = createRandom(9);
  const loss = Array.from({ length: rows }, (_, i): [number, number] => {
    const share = i / (rows - 1);
    const level =
      share < 0.5 ? 0.25 + 0.45 * Math.exp(-share * 8) : 0.25 + (end - 0.25) * Math.min(1, (share - 0.5) * 4);
    return [every * (i + 1), level + 0.02 * random.normal()];
  });
  return makeRun({ ...sketch, series: [series('loss', loss), ...(sketch.series ?? [])] });
}
const judge = (run: Run): string => brief(verdict(lossDiverged, run));

describe('loss-diverged', () => {
  it.each<[string, Run, string]>([
    ['a loss that climbs back to guess level', climbing(0.69), 'strong problem'],
    ['a loss that explodes', climbing(30), 'strong problem'],
    ['15 rows', climbing(0.69, {}, 15, 40), 'likely problem'],
    ['a loss that stays down', climbing(0.25), 'pass'],
    ['a loss that gives back little of what it gained', climbing(0.31), 'pass'],
    [
      'a rise with the validation loss',
      climbing(0.69, {
        series: [
          series('eval_loss', [
            [300, 0.3],
            [600, 0.7],
          ]),
        ],
      }),
      'strong problem',
    ],
    [
      'a rise while validation falls: unshuffled data',
      climbing(0.69, {
        series: [
          series('eval_loss', [
            [300, 0.4],
            [600, 0.3],
          ]),
        ],
      }),
      'inconclusive',
    ],
    [
      'a rise across a resume',
      climbing(0.69, { run: { seams: [{ step: 400, after: 390, discardedRows: 0, evidence: 'x' }] } }),
      'inconclusive',
    ],
    ['5 rows', climbing(0.69, {}, 5, 100), 'inconclusive'],
    ['no training loss', makeRun({ series: [series('eval_loss', [[1, 0.6]])] }), 'not-applicable'],
  ])('on %s', (_, run, expected) => {
    expect(judge(run)).toBe(expected);
  });

  it.each(Object.entries(ordinaryRuns))('raises no alarm on an ordinary run: %s', (_, make) => {
    expect(judge(make())).not.toContain('problem');
  });

  it('does not take a single last spike for a divergence', () => {
    const calm = climbing(0.25);
    const loss = calm.series[0]!;
    const spiked = { ...loss, value: loss.value.map((v, i) => (i === loss.value.length - 1 ? 3 : v)) };
    expect(judge({ ...calm, series: [spiked] })).toBe('pass');
  });

  it('says where it was lowest and what to set', () => {
    const found = finding(verdict(lossDiverged, climbing(0.69, { learningRate: 5e-4 })));
    expect(found.measured).toContain('guess level');
    expect(found.cause?.claim).toBe('likely');
    expect(found.advice?.settings?.learning_rate).toBe('2e-5');
    expect(
      finding(verdict(lossDiverged, climbing(0.69, { learningRate: 3e-5 }))).advice?.settings?.learning_rate,
    ).toBe('1e-5');
  });

  it('does not depend on the length of a step or the scale of the loss', () => {
    expect(judge(stretched(climbing(0.69), 50))).toBe('strong problem');
    const run = climbing(0.69);
    const scaled = { ...run, series: run.series.map((s) => ({ ...s, value: s.value.map((v) => v * 40) })) };
    expect(judge(scaled)).toBe('strong problem');
  });
});
