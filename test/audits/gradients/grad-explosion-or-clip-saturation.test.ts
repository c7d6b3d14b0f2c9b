import { describe, expect, it } from 'vitest';
import { gradExplosionOrClipSaturation } from '../../../src/audits/gradients/grad-explosion-or-clip-saturation.ts';
import { stated } from '../../../src/model/known.ts';
import type { Run } from '../../../src/model/run.ts';
import { createRandom } from '../../../src/stats/index.ts';
import { ordinaryRuns } from '../../support/ordinary-runs.ts';
import { makeRun, type RunSketch, series } from '../../support/runs.ts';
import { brief, finding, stretched, verdict } from '../../support/verdict.ts';

const judge = (run: Run): string => brief(verdict(gradExplosionOrClipSaturation, run));

/** 60 rows of gradient norm and of training loss, each from its place 0…1 in the run. */
function run(
  norm: (share: number, noise: number) => number,
  loss: (share: number) => number,
  more: RunSketch = {},
): Run {
  const random = createRandom(6);
  const at = (value: (share: number) => number) =>
    Array.from({ length: 60 }, (_, i): [number, number] => [10 * (i + 1), value(i / 59)]);
  return makeRun({
    learningRate: 5e-5,
    ...more,
    series: [
      series(
        'grad_norm',
        at((share) => norm(share, Math.exp(0.5 * random.normal()))),
      ),
      series('loss', at(loss)),
    ],
  });
}
const clip = (limit: number): RunSketch => ({
  hyperparameters: { maxGradNorm: stated(limit, 'x'), learningRate: stated(5e-5, 'x') },
});
const falls = (share: number): number => 0.7 * Math.exp(-3 * share);
const rises = (share: number): number => 0.5 + 0.5 * share;

describe('grad-explosion-or-clip-saturation', () => {
  it.each<[string, Run, string]>([
    ['ordinary norms', run((_, noise) => noise, falls), 'pass'],
    [
      'norms that grow a hundred times while the loss rises',
      run((s, n) => n * 100 ** s, rises),
      'likely risk',
    ],
    ['the same growth while the loss falls', run((s, n) => n * 100 ** s, falls), 'pass'],
    [
      'a jump in the last fifth, the loss with it',
      run(
        (s, n) => (s > 0.85 ? 100 * n : n),
        (s) => (s > 0.85 ? 1 : 0.4),
      ),
      'likely risk',
    ],
    ['a jump for three rows that heals', run((s, n) => (s > 0.5 && s < 0.56 ? 100 * n : n), falls), 'pass'],
    ['every norm far above the limit', run((_, n) => 40 * n, falls, clip(1)), 'fact note'],
    ['norms above the limit, but not far', run((_, n) => 4 * n, falls, clip(1)), 'pass'],
    ['clipping switched off', run((_, n) => 40 * n, falls, clip(0)), 'pass'],
    [
      'a memorised run whose norms vanish',
      run(
        (s, n) => n * 0.001 ** s,
        (s) => 0.7 * 0.001 ** s,
      ),
      'pass',
    ],
    [
      'ten norms',
      makeRun({
        series: [
          series(
            'grad_norm',
            Array.from({ length: 10 }, (_, i) => [i + 1, 1]),
          ),
        ],
      }),
      'inconclusive',
    ],
    ['no norms', makeRun({ series: [series('loss', [[1, 0.6]])] }), 'not-applicable'],
  ])('on %s', (_, made, expected) => {
    expect(judge(made)).toBe(expected);
  });

  it('is no alarm when single steps scatter by a factor of a thousand, as with batches of one', () => {
    const random = createRandom(11);
    const wild = run(
      () => Math.exp(3 * random.normal()),
      (share) => 1.7 - 0.6 * share,
    );
    expect(judge(wild)).toBe('pass');
  });

  it.each(Object.entries(ordinaryRuns))('says nothing of an ordinary run: %s', (_, make) => {
    expect(judge(make())).toMatch(/pass|not-applicable|inconclusive/);
  });

  it('lowers the rate, here of a run that never left guess level to a third, and sets a limit only where there was none', () => {
    const advice = (more: RunSketch) =>
      finding(
        verdict(
          gradExplosionOrClipSaturation,
          run((s, n) => n * 100 ** s, rises, more),
        ),
      ).advice?.settings;
    expect(advice({})).toEqual({ learning_rate: '1.7e-5', max_grad_norm: '1.0' });
    expect(advice(clip(1))).toEqual({ learning_rate: '1.7e-5' });
  });

  it('asks for no change when updates were only clipped', () => {
    const saturated = finding(
      verdict(
        gradExplosionOrClipSaturation,
        run((_, n) => 40 * n, falls, clip(1)),
      ),
    );
    expect(saturated.advice).toBeNull();
  });

  it('does not depend on the length of a step', () => {
    expect(
      judge(
        stretched(
          run((s, n) => n * 100 ** s, rises),
          20,
        ),
      ),
    ).toBe('likely risk');
  });
});
