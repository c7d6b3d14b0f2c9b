import { describe, expect, it } from 'vitest';
import { createFacts } from '../../src/facts/index.ts';
import { makeRun, type RunSketch, series } from '../support/runs.ts';

/** One series a metric, evaluated every 100 steps; nothing says what the task is. */
const logged = (metrics: Record<string, readonly number[]>, sketch: RunSketch = {}) =>
  createFacts(
    makeRun({
      series: Object.entries(metrics).map(([name, values]) =>
        series(
          `eval_${name}`,
          values.map((value, i): [number, number] => [100 * (i + 1), value]),
        ),
      ),
      model: { architecture: null, labels: null, problemType: null },
      run: { task: null },
      ...sketch,
    }),
  ).constantAnswer();

describe('a constant answer, told from metrics alone', () => {
  it('is one that finds nothing of what is counted, at three evaluations', () => {
    const none = { precision: [0, 0, 0, 0], recall: [0, 0, 0, 0], f1: [0, 0, 0, 0] };
    expect(logged(none)).toMatchObject({ how: 'metrics', evaluations: 4, accuracy: null });
    expect(logged({ recall: [0, 0], f1: [0, 0] })).toBeNull();
    expect(logged({ recall: [0, 0, 0, 0.1], f1: [0, 0, 0, 0.17] })).toBeNull();
  });

  it('is one of two labels in turn', () => {
    const turns = [0.5032, 0.5032, 0.4968, 0.5032];
    expect(logged({ accuracy: turns })).toMatchObject({ evaluations: 4, accuracy: 0.5032 });
    expect(logged({ accuracy: turns })?.measured).toContain('0.5032 or 0.4968');
    expect(logged({ accuracy: [0.5032, 0.5032, 0.4968, 0.51] })).toBeNull();
    expect(logged({ accuracy: turns.slice(0, 3) })).toBeNull();
  });

  it('is not an accuracy that stands still, unless F1 says so each time', () => {
    const still = [0.5, 0.5, 0.5, 0.5, 0.5];
    expect(logged({ accuracy: still })).toBeNull();
    const yesOrNo = [0, 0.6667, 0.6667, 0.6667, 0.6667];
    expect(logged({ accuracy: still, f1: yesOrNo })).toMatchObject({ evaluations: 5 });
    expect(logged({ accuracy: still, f1: [0, 0.6667, 0.61, 0.6667, 0.6667] })).toBeNull();
  });

  it('is answering yes always, where F1 and loss belong to the same share', () => {
    const f1 = Array.from({ length: 6 }, () => 0.8342);
    expect(logged({ f1, loss: [0.5962, 0.5996, 0.597, 0.598, 0.5964, 0.5968] })).toMatchObject({
      evaluations: 6,
      accuracy: expect.closeTo(0.7156, 4),
    });
    expect(logged({ f1, loss: [0.55, 0.5, 0.45, 0.44, 0.43, 0.42] })).toBeNull();
    expect(logged({ f1: f1.slice(0, 4), loss: [0.597, 0.597, 0.597, 0.597] })).toBeNull();
  });

  it('is possibly a poor F1 that stands still to the last digit while the loss moves', () => {
    const still = [0.2453, 0.2453, 0.2453];
    expect(logged({ f1: still, loss: [0.1841, 0.18, 0.1771] })).toMatchObject({
      indirect: true,
      evaluations: 3,
    });
    expect(logged({ f1: still, loss: [0.1841, 0.1841, 0.184] })).toBeNull();
    expect(logged({ f1: [0.9, 0.9, 0.9], loss: [0.4, 0.3, 0.2] })).toBeNull();
    expect(logged({ f1: [0.2453, 0.2453, 0.2454], loss: [0.1841, 0.18, 0.1771] })).toBeNull();
  });
});
