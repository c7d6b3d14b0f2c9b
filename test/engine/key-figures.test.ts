import { describe, expect, it } from 'vitest';
import { costOf } from '../../src/engine/cost.ts';
import { keyFiguresOf } from '../../src/engine/key-figures.ts';
import { createFacts } from '../../src/facts/index.ts';
import { stated } from '../../src/model/known.ts';
import type { Run } from '../../src/model/run.ts';
import { judged, predictionsOf } from '../support/judged.ts';
import {
  collapsed,
  confidenceOnly,
  healthyThreeEpochs,
  lossRisesWhileF1Rises,
} from '../support/ordinary-runs.ts';
import { makeRun, series } from '../support/runs.ts';

const figures = (run: Run) => {
  const facts = createFacts(run);
  return keyFiguresOf(facts, costOf(facts, []));
};

describe('the figures of the first screen', () => {
  it('are at most four: quality, loss, cost', async () => {
    const run: Run = {
      ...confidenceOnly(),
      predictions: [
        predictionsOf(
          ['no', 'yes'],
          [
            [60, 10],
            [5, 25],
          ],
        ),
      ],
      timing: { ...confidenceOnly().timing, trainSeconds: stated(900, 'train_results.json') },
    };
    const { keyFigures } = (await judged(run)).runs[0]!;
    expect(keyFigures.map((figure) => figure.id)).toEqual(['accuracy', 'macro-f1', 'loss', 'cost']);
    // Wilson, 85 of 100 at 95 %.
    expect(keyFigures[0]).toMatchObject({
      value: 0.85,
      note: '100 examples',
      reference: { value: 0.7, label: 'always “no”' },
    });
    expect(keyFigures[0]?.interval?.low).toBeCloseTo(0.7672, 4);
    expect(keyFigures[0]?.interval?.high).toBeCloseTo(0.9069, 4);
  });

  it('say when the macro mean is wide because of a class with few examples', async () => {
    const run = makeRun({
      run: {
        predictions: [
          predictionsOf(
            ['a', 'b', 'c'],
            [
              [50, 0, 0],
              [0, 50, 0],
              [1, 0, 5],
            ],
          ),
        ],
      },
    });
    const { keyFigures } = (await judged(run)).runs[0]!;
    expect(keyFigures[1]?.note).toBe('Wide because one class has fewer than 10 examples');
  });

  it('without predictions the metric of the last evaluation stands first, with its sampling error', () => {
    const [metric] = figures(healthyThreeEpochs());
    expect(metric).toMatchObject({
      id: 'metric',
      name: 'Accuracy',
      value: 0.871,
      note: 'last evaluation, 872 examples',
    });
    // Wilson: (p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n), the interval that the picture draws.
    const [p, n, z] = [0.871, 872, 1.959964];
    const half = z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
    expect(metric?.interval?.low).toBeCloseTo((p + (z * z) / (2 * n) - half) / (1 + (z * z) / n), 6);
    expect(metric?.interval?.high).toBeCloseTo((p + (z * z) / (2 * n) + half) / (1 + (z * z) / n), 6);
  });

  it('an evaluation set of unknown size gives no interval', () => {
    const [metric] = figures(lossRisesWhileF1Rises());
    expect(metric).toMatchObject({ value: 0.863, interval: null });
    expect(metric?.note).toBe('last evaluation; size of the set not recorded');
  });

  it('an interval of a share stays between 0 and 1', () => {
    const perfect = makeRun({
      series: [
        series('eval_accuracy', [
          [10, 0.98],
          [20, 0.999],
        ]),
      ],
      validationSize: 50,
    });
    for (const run of [perfect, collapsed()])
      for (const figure of figures(run).filter((each) => each.format === 'percent')) {
        expect(figure.interval?.low ?? 0).toBeGreaterThanOrEqual(0);
        expect(figure.interval?.high ?? 1).toBeLessThanOrEqual(1);
      }
  });

  it('the loss says where it was lowest, and what training loss was', () => {
    const loss = figures(confidenceOnly()).find((figure) => figure.id === 'loss');
    expect(loss?.value).toBe(0.84);
    expect(loss?.note).toMatch(/^lowest 0\.36 at step 230; training loss 0\.0/);
  });

  it('a loss measured once has no lowest', () => {
    const run = makeRun({ series: [series('eval_loss', [[10, 0.5]])] });
    expect(figures(run)[0]?.note).toBe('the only evaluation');
  });

  it('nothing logged, nothing shown', () => {
    expect(figures(makeRun())).toEqual([]);
  });

  it('losses that are all NaN make no figure', () => {
    expect(figures(makeRun({ series: [series('eval_loss', [[10, Number.NaN]])] }))).toEqual([]);
  });
});
