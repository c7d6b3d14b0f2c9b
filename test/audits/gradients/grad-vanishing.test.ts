import { describe, expect, it } from 'vitest';
import { plateauAtChance } from '../../../src/audits/chance/plateau-at-chance.ts';
import { gradVanishing } from '../../../src/audits/gradients/grad-vanishing.ts';
import type { Run } from '../../../src/model/run.ts';
import { createRandom } from '../../../src/stats/index.ts';
import { ordinaryRuns } from '../../support/ordinary-runs.ts';
import { makeRun, series } from '../../support/runs.ts';
import { brief, finding, stretched, verdict } from '../../support/verdict.ts';

const judge = (run: Run): string => brief(verdict(gradVanishing, run));

function run(norm: (share: number) => number, loss: (share: number) => number, rows = 40): Run {
  const random = createRandom(9);
  const at = (value: (share: number) => number) =>
    Array.from({ length: rows }, (_, i): [number, number] => [25 * (i + 1), value(i / (rows - 1))]);
  return makeRun({
    learningRate: 3e-5,
    series: [
      series(
        'grad_norm',
        at((s) => norm(s) * Math.exp(0.3 * random.normal())),
      ),
      series(
        'loss',
        at((s) => loss(s) + 0.005 * random.normal()),
      ),
    ],
  });
}
const guessing = (): number => Math.LN2;
const fading = (share: number): number => 2 * 0.001 ** share;

describe('grad-vanishing', () => {
  it.each<[string, Run, string]>([
    ['norms that fade while the loss stays at guess level', run(fading, guessing), 'likely note'],
    ['norms that are tiny all along at guess level', run(() => 0.01, guessing), 'likely note'],
    ['ordinary norms at guess level', run(() => 1, guessing), 'pass'],
    ['the same fading while the loss falls: convergence', run(fading, (s) => 0.7 * Math.exp(-4 * s)), 'pass'],
    ['ten norms at guess level', run(fading, guessing, 10), 'inconclusive'],
    ['no norms', makeRun({ series: [series('loss', [[1, 0.69]])] }), 'not-applicable'],
  ])('on %s', (_, made, expected) => {
    expect(judge(made)).toBe(expected);
  });

  it.each(Object.entries(ordinaryRuns))('says nothing of an ordinary run: %s', (_, make) => {
    expect(judge(make())).toMatch(/pass|not-applicable|inconclusive/);
  });

  it('leaves cause and advice to the plateau, which names the missing gradient', () => {
    const faded = run(fading, guessing);
    const own = finding(verdict(gradVanishing, faded));
    expect([own.cause, own.advice]).toEqual([undefined, null]);
    const plateau = finding(verdict(plateauAtChance, faded));
    expect(plateau.cause?.text).toContain('hardly any gradient');
    expect(
      finding(
        verdict(
          plateauAtChance,
          run(() => 1, guessing),
        ),
      ).cause?.text,
    ).not.toContain('gradient');
  });

  it('does not depend on the length of a step', () => {
    expect(judge(stretched(run(fading, guessing), 4))).toBe('likely note');
  });
});
