import { describe, expect, it } from 'vitest';
import { pairedMetrics } from '../../../src/facts/group/index.ts';
import { temperedLosses } from '../../../src/facts/group/temperature.ts';
import { measure } from '../../../src/metrics/index.ts';
import { createRandom } from '../../../src/stats/index.ts';
import { evaluated } from '../../support/evaluated-runs.ts';
import { answers, flips, groupOf } from '../../support/groups.ts';
import { makeRun } from '../../support/runs.ts';

const two = [makeRun(), makeRun()] as const;
const of = (metric: string, joined: ReturnType<typeof answers>, margin?: number) => {
  const group = groupOf(two, { joined: [joined], ...(margin === undefined ? {} : { margin }) });
  return pairedMetrics(group, 0, 1).find((m) => m.metric === metric)!;
};

describe('two models on the same examples', () => {
  it('score each model as the metrics of one model do', () => {
    const random = createRandom(11);
    const cells = Array.from(
      { length: 27 },
      (_, k) => [Math.floor(k / 9), Math.floor(k / 3) % 3, k % 3, 1 + random.integer(30)] as const,
    );
    const joined = answers(['a', 'b', 'c'], cells);
    const table = (codes: Int32Array): Float64Array => {
      const counts = new Float64Array(9);
      joined.reference.forEach((r, row) => {
        counts[3 * r + codes[row]!]! += 1;
      });
      return counts;
    };
    const alone = (codes: Int32Array) =>
      measure(
        { labels: joined.labels, counts: table(codes), rows: joined.reference.length, unlabelled: 0 },
        null,
        { set: 's' },
      ).overall;
    const [a, b] = [alone(joined.predictedA), alone(joined.predictedB)];
    for (const metric of ['accuracy', 'balanced_accuracy', 'mcc', 'f1_macro', 'f1_weighted']) {
      expect(of(metric, joined).a).toBeCloseTo(a[metric]!.value!, 12);
      expect(of(metric, joined).b).toBeCloseTo(b[metric]!.value!, 12);
    }
  });

  it.each([
    ['10 broken, 40 fixed of 500', 'b-better', () => flips(430, 10, 40, 20)],
    ['40 broken, 10 fixed of 500', 'a-better', () => flips(430, 40, 10, 20)],
    ['20 broken, 22 fixed of 500', 'no-difference-shown', () => flips(430, 20, 22, 28)],
    ['3 broken, 3 fixed of 5,000', 'equivalent', () => flips(4900, 3, 3, 94)],
  ] as const)('%s: %s', (_, verdict, joined) => expect(of('accuracy', joined()).verdict).toBe(verdict));

  it('turn when the models change places', () => {
    const joined = flips(430, 10, 40, 20);
    const group = groupOf(two, { joined: [joined] });
    const [there, back] = [pairedMetrics(group, 0, 1), pairedMetrics(group, 1, 0)];
    expect(back.map((m) => m.verdict)).toEqual(there.map(() => 'a-better'));
    for (const [i, m] of there.entries()) expect(back[i]!.difference).toBeCloseTo(-m.difference!, 12);
  });

  it('equivalence needs the whole interval inside the margin', () => {
    const joined = flips(430, 20, 22, 28);
    expect(of('accuracy', joined, 0.05).verdict).toBe('equivalent');
    expect(of('accuracy', joined, 0.01).verdict).toBe('no-difference-shown');
  });

  it('identical answers have an interval with width, and are equivalent only with enough examples', () => {
    expect(of('f1_macro', flips(90, 0, 0, 10)).interval!.high).toBeGreaterThan(0);
    expect(of('accuracy', flips(90, 0, 0, 10)).verdict).toBe('no-difference-shown');
    expect(of('accuracy', flips(4500, 0, 0, 500)).verdict).toBe('equivalent');
  });

  it('say nothing below thirty joined examples', () =>
    expect(of('accuracy', flips(10, 0, 9, 2))).toMatchObject({ verdict: 'cannot-tell', test: null }));

  it('the interval never contradicts the test', () => {
    for (const c of [20, 25, 30, 33, 36, 40])
      for (const m of pairedMetrics(groupOf(two, { joined: [flips(400, 20, c, 30)] }), 0, 1))
        expect(m.interval!.low <= 0 && m.interval!.high >= 0, m.metric).toBe(!/better/.test(m.verdict));
  });

  it('compare log losses where probabilities were saved, less being better', () => {
    const joined = answers(
      ['no', 'yes'],
      [
        [0, 0, 0, 100],
        [1, 1, 1, 100],
        [1, 0, 0, 20],
      ],
      {
        losses: [
          [0.1, 0.3],
          [0.1, 0.32],
          [2, 2.1],
        ],
      },
    );
    const loss = of('log_loss', joined);
    expect(loss.difference).toBeCloseTo((100 * 0.2 + 100 * 0.22 + 20 * 0.1) / 220, 12);
    expect(loss.verdict).toBe('a-better');
  });

  it('a temperature for each of two labels takes over-confidence out of the loss', () => {
    const calibrated = (p: number): number => -Math.log(p);
    // 90 % right at p = 0.9 costs its entropy; the same answers at p = 0.999 tempered cost the same.
    const joined = answers(
      ['no', 'yes'],
      [
        [0, 0, 0, 450],
        [0, 1, 1, 50],
        [1, 1, 1, 450],
        [1, 0, 0, 50],
      ],
      {
        losses: [
          [calibrated(0.9), calibrated(0.999)],
          [calibrated(0.1), calibrated(0.001)],
          [calibrated(0.9), calibrated(0.999)],
          [calibrated(0.1), calibrated(0.001)],
        ],
      },
    );
    const tempered = temperedLosses(joined)!;
    expect(tempered.a).toBeCloseTo(tempered.b, 6);
    expect(tempered.a).toBeCloseTo(-0.9 * Math.log(0.9) - 0.1 * Math.log(0.1), 6);
  });
});

describe('two recorded scores without answers', () => {
  const run = (accuracy: readonly number[], n = 1000) => evaluated({ accuracy, n, trainRows: 0 });
  const verdict = (a: readonly number[], b: readonly number[], n?: number) =>
    pairedMetrics(groupOf([run(a, n), run(b, n)]), 0, 1)[0]!;

  it('cannot be decided by a small difference, and say how much it would take', () => {
    const small = verdict([0.8, 0.9], [0.8, 0.91]);
    expect(small.verdict).toBe('cannot-tell');
    expect(small.reason).toContain('scores alone');
    expect(small.detectable).toBeGreaterThan(0.02);
    expect(small.detectable).toBeLessThan(0.04);
  });

  it('are decided by more than the largest possible disagreement explains', () =>
    expect(verdict([0.5, 0.6], [0.5, 0.9]).verdict).toBe('b-better'));

  it('take off the luck of the best of many evaluations', () => {
    const many = Array.from({ length: 30 }, () => 0.9);
    expect(verdict([0.8, 0.9], [...many, 0.93]).detectable).toBeGreaterThanOrEqual(
      verdict([0.8, 0.9], [0.93]).detectable!,
    );
    const lucky = verdict([0.9], [...Array.from({ length: 30 }, () => 0.935), 0.935]);
    expect(lucky.detectable! - verdict([0.9], [0.935]).detectable!).toBeGreaterThan(0.004);
  });

  it('say nothing without a size, or with two', () => {
    const noSize = evaluated({ accuracy: [0.5, 0.9], trainRows: 0 });
    expect(pairedMetrics(groupOf([noSize, noSize]), 0, 1)[0]!.reason).toContain('not recorded');
    expect(pairedMetrics(groupOf([run([0.6]), run([0.9], 500)]), 0, 1)[0]!.reason).toContain(
      'differ in size',
    );
  });
});
