import { describe, expect, it } from 'vitest';
import { createFacts } from '../../src/facts/index.ts';
import type { Run } from '../../src/model/run.ts';
import { makeRun, series } from '../support/runs.ts';

const accuracies = (values: readonly number[], validationSize?: number, more: Partial<Run> = {}): Run =>
  makeRun({
    series: [
      series(
        'eval_accuracy',
        values.map((v, i) => [100 * (i + 1), v]),
      ),
    ],
    validationSize,
    run: more,
  });

const folder = (step: number, hasWeights: boolean) => ({
  step,
  path: `checkpoint-${step}`,
  hasWeights,
  bytes: 1,
});

describe('best checkpoint', () => {
  it('keeps the first of ties, as Trainer does', () => {
    expect(createFacts(accuracies([0.8, 0.9, 0.9])).best()).toMatchObject({
      argbestStep: 200,
      lastStep: 300,
      lastValue: 0.9,
      target: 'metric',
    });
  });
  it('recommends the first that is not clearly worse', () => {
    // 872 examples at 0.9: expected error of a difference 0.0064, times 1.645 = 0.0106.
    expect(createFacts(accuracies([0.85, 0.892, 0.9, 0.898], 872)).best()).toMatchObject({
      argbestStep: 300,
      recommendedStep: 200,
      tested: true,
    });
    expect(createFacts(accuracies([0.85, 0.888, 0.9, 0.898], 872)).best()).toMatchObject({
      recommendedStep: 300,
    });
  });
  it('recommends the best itself when the error is unknown', () => {
    expect(createFacts(accuracies([0.85, 0.899, 0.9])).best()).toMatchObject({
      recommendedStep: 300,
      tested: false,
    });
  });
  it('falls back to the validation loss, where lower is better', () => {
    const run = makeRun({
      series: [
        series('eval_loss', [
          [1, 0.5],
          [2, 0.4],
          [3, 0.6],
        ]),
      ],
    });
    expect(createFacts(run).best()).toMatchObject({
      argbestStep: 2,
      argbestValue: 0.4,
      target: 'validation-loss',
    });
  });
  it('is null when nothing was evaluated', () => {
    expect(createFacts(makeRun({ series: [series('loss', [[1, 0.5]])] })).best()).toBeNull();
  });
  it('says whether its weights are on disk', () => {
    const best = (more: Partial<Run>) => createFacts(accuracies([0.8, 0.9, 0.7], undefined, more)).best();
    expect(best({ checkpoints: [folder(200, true), folder(300, true)] })).toMatchObject({
      onDisk: true,
      path: 'checkpoint-200',
    });
    expect(best({ checkpoints: [folder(300, true)] })).toMatchObject({ onDisk: false, path: null });
    expect(best({ checkpoints: [folder(200, false), folder(300, false)] })?.onDisk).toBeNull();
    expect(best({})?.onDisk).toBeNull();
  });
  it('finds the best model in the root folder when Trainer loaded it at the end', () => {
    const selection = {
      metric: 'accuracy',
      greaterIsBetter: true,
      bestValue: 0.9,
      bestCheckpoint: 'x',
      bestStep: 200,
    };
    const best = (loadBestAtEnd: boolean) =>
      createFacts(
        accuracies([0.8, 0.9, 0.7], undefined, {
          id: '.',
          files: ['model.safetensors'],
          selection: { ...selection, loadBestAtEnd },
        }),
      ).best();
    expect(best(true)).toMatchObject({ onDisk: true, path: '.' });
    expect(best(false)?.onDisk).toBe(false);
  });
});
