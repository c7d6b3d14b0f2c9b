import { describe, expect, it } from 'vitest';
import { keptModelSentences } from '../../src/engine/kept-model.ts';
import { createFacts } from '../../src/facts/index.ts';
import { stated } from '../../src/model/known.ts';
import type { Run, Selection } from '../../src/model/run.ts';
import { makeRun, series } from '../support/runs.ts';

const run = (selection: Partial<Selection>, more: Partial<Run> = {}): Run => {
  const made = makeRun({
    series: [
      series('eval_loss', [
        [100, 0.5],
        [200, 0.4],
        [300, 0.4],
        [400, 0.6],
      ]),
      series('eval_f1', [
        [100, 0.7],
        [200, 0.8],
        [300, 0.9],
        [400, 0.85],
      ]),
    ],
  });
  return { ...made, selection: { ...made.selection, ...selection }, ...more };
};
const kept = (...made: Parameters<typeof run>) => createFacts(run(...made)).kept();
const said = (...made: Parameters<typeof run>) => keptModelSentences(createFacts(run(...made)));
const folder = (step: number) => ({ step, path: `checkpoint-${step}`, hasWeights: true, bytes: 1 });

describe('the model that a run ended with', () => {
  it('is that of the last step unless the best was loaded', () => {
    expect(kept({ loadBestAtEnd: false })).toMatchObject({ step: 400, what: 'last' });
  });

  it('is not known where the arguments were not kept', () => {
    expect(kept({})).toBeNull();
    expect(said({})).toEqual([]);
  });

  it('is the lowest validation loss by default, the first of equal ones', () => {
    expect(kept({ loadBestAtEnd: true })).toMatchObject({
      step: 200,
      what: 'best',
      by: 'loss',
      byDefault: true,
    });
  });

  it('is the best by the metric that was set, in its own direction', () => {
    expect(kept({ loadBestAtEnd: true, metric: 'f1', greaterIsBetter: true })).toMatchObject({
      step: 300,
      by: 'f1',
    });
    expect(kept({ loadBestAtEnd: true, metric: 'f1', greaterIsBetter: false })).toMatchObject({ step: 100 });
  });

  it('is the checkpoint that was there, when the best evaluation was never saved', () => {
    expect(
      kept({ loadBestAtEnd: true, metric: 'f1', bestStep: 300, bestCheckpoint: 'out/checkpoint-200' }),
    ).toMatchObject({ step: 200, missed: 300 });
    expect(kept({ loadBestAtEnd: true, bestCheckpoint: 'C:\\out\\checkpoint-200' })).toMatchObject({
      step: 200,
      missed: null,
    });
  });
});

describe('what the selection did, in one sentence', () => {
  it('names what chose, of how many, and that equal values keep the first', () => {
    expect(said({ loadBestAtEnd: true, metric: 'loss', bestStep: 200 })).toEqual([
      '`load_best_model_at_end` loaded the checkpoint of step 200, the lowest validation loss of 4 evaluations, the first of 2 equal ones (what Trainer takes unless `metric_for_best_model` is set).',
    ]);
  });

  it('says what became of it in the folder', () => {
    const byF1 = {
      loadBestAtEnd: true,
      metric: 'f1',
      greaterIsBetter: true,
      bestCheckpoint: 'out/checkpoint-300',
      bestStep: 300,
    };
    expect(said(byF1, { files: ['run/model.safetensors'] })[0]).toMatch(
      /; the model in the run’s folder is that one\.$/,
    );
    expect(said(byF1, { checkpoints: [folder(400)] })[0]).toMatch(/; its weights are not in the folder\.$/);
    expect(said(byF1, { checkpoints: [folder(300)] })[0]).toMatch(/the highest F1 of 4 evaluations\.$/);
  });

  it('says when the best evaluation had no checkpoint', () => {
    expect(
      said({ loadBestAtEnd: true, metric: 'f1', bestStep: 300, bestCheckpoint: 'out/checkpoint-200' })[0],
    ).toContain('; the best evaluation, at step 300, was not saved');
  });

  it('says nothing of a run that broke off before its end', () => {
    const planned = stated(900, 'trainer_state.json#/max_steps');
    expect(said({ loadBestAtEnd: true, bestStep: 200 }, { plannedSteps: planned })).toEqual([]);
    expect(said({ loadBestAtEnd: false }, { plannedSteps: planned })).toEqual([]);
  });

  it('says that the last one was kept', () => {
    expect(said({ loadBestAtEnd: false })).toEqual([
      '`load_best_model_at_end` was off: the model at the end is that of the last step, 400.',
    ]);
  });
});
