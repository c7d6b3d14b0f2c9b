import { describe, expect, test } from 'vitest';
import { readOneRun, readTrainer, seriesOf, trainerState } from './reading.ts';

/** Rows every ten steps up to `last`; `seed` decides the values. */
const log = (seed: number, last: number, from = 10): readonly object[] =>
  Array.from({ length: (last - from) / 10 + 1 }, (_, i) => {
    const step = from + 10 * i;
    return {
      step,
      epoch: step / 100,
      loss: Math.round(1e4 * (0.5 + 0.3 * Math.sin(seed + step))) / 1e4,
      grad_norm: 1 + Math.cos(seed * step) / 3,
    };
  });
const state = (rows: readonly object[], step: number, more: Readonly<Record<string, unknown>> = {}) =>
  trainerState(rows, { global_step: step, max_steps: 300, save_steps: 100, ...more });

describe('checkpoints of one training', () => {
  test('are one run, with no row twice, also when the last digits differ', async () => {
    const rounded = log(1, 100).map((row) => ({
      ...row,
      grad_norm: (row as { grad_norm: number }).grad_norm * (1 + 1e-12),
    }));
    const run = await readOneRun({
      'checkpoint-100/trainer_state.json': state(rounded, 100),
      'checkpoint-200/trainer_state.json': state(log(1, 200), 200),
      'checkpoint-300/trainer_state.json': state(log(1, 300), 300),
      'trainer_state.json': state(log(1, 300), 300),
    });
    expect(seriesOf(run, 'loss').step.length).toBe(30);
    expect(run.seams).toEqual([]);
    expect(run.checkpoints.map((c) => c.step)).toEqual([100, 200, 300]);
  });

  test('splitting the log over more checkpoints changes nothing', async () => {
    const one = await readOneRun({ 'checkpoint-300/trainer_state.json': state(log(1, 300), 300) });
    const many = await readOneRun(
      Object.fromEntries(
        [50, 100, 150, 200, 250, 300].map((step) => [
          `checkpoint-${step}/trainer_state.json`,
          state(log(1, step), step),
        ]),
      ),
    );
    expect(many.series.map((s) => [s.tag, [...s.value]])).toEqual(
      one.series.map((s) => [s.tag, [...s.value]]),
    );
  });

  test('that were resumed from an earlier one have a seam, and the later rows win', async () => {
    const resumed = [...log(1, 100), ...log(2, 300, 110)];
    const run = await readOneRun({
      'checkpoint-100/trainer_state.json': state(log(1, 100), 100),
      'checkpoint-250/trainer_state.json': state(log(1, 250), 250),
      'checkpoint-300/trainer_state.json': state(resumed, 300),
    });
    expect(run.seams).toMatchObject([{ step: 110, after: 100, discardedRows: 15 }]);
    expect(seriesOf(run, 'loss').value[29]).toBe((resumed[29] as { loss: number }).loss);
    expect(run.notes.find((n) => n.kind === 'resumed')?.text).toContain(
      '15 rows of the earlier part were replaced',
    );
  });

  test('end with the folder’s own state when an abandoned branch went further', async () => {
    const own = [...log(1, 100), ...log(2, 150, 110)];
    const run = await readOneRun({
      'checkpoint-250/trainer_state.json': state(log(1, 250), 250),
      'trainer_state.json': state(own, 150),
    });
    expect(seriesOf(run, 'loss').step.at(-1)).toBe(150);
    expect(run.seams).toMatchObject([{ step: 110, after: 100, discardedRows: 15 }]);
  });

  test('whose first rows were lost on resuming are put together', async () => {
    const run = await readOneRun({
      'checkpoint-100/trainer_state.json': state(log(1, 100), 100),
      'checkpoint-200/trainer_state.json': state(log(1, 200, 60), 200, { max_steps: 300 }),
    });
    expect([...seriesOf(run, 'loss').step].slice(0, 7)).toEqual([10, 20, 30, 40, 50, 60, 70]);
    expect(run.seams).toMatchObject([{ step: 60, after: 50, discardedRows: 5 }]);
  });

  test('that were continued with more epochs are one run with a seam at the new plan', async () => {
    const run = await readOneRun({
      'checkpoint-100/trainer_state.json': state(log(1, 100), 100, { max_steps: 100 }),
      'checkpoint-200/trainer_state.json': state(log(1, 200), 200, { max_steps: 200, num_train_epochs: 2 }),
    });
    expect(run.seams).toMatchObject([{ step: 110, after: 100, discardedRows: 0 }]);
    expect(run.plannedSteps?.value).toBe(200);
  });

  test('a log that goes back is followed from where it goes on', async () => {
    const run = await readOneRun({ 'trainer_state.json': state([...log(1, 200), ...log(2, 300, 150)], 300) });
    expect(run.seams).toMatchObject([{ step: 150, after: 140, discardedRows: 6 }]);
    expect(seriesOf(run, 'loss').step.length).toBe(30);
  });
});

describe('checkpoints of several trainings', () => {
  test('are several runs when their logs do not continue each other', async () => {
    const { runs } = await readTrainer({
      'out/checkpoint-100/trainer_state.json': state(log(1, 100), 100),
      'out/checkpoint-200/trainer_state.json': state(log(2, 200), 200),
    });
    expect(runs.map((r) => [r.id, seriesOf(r, 'loss').step.length])).toEqual([
      ['out', 20],
      ['out/checkpoint-100', 10],
    ]);
    expect(runs[1]!.notes[0]!.text).toBe(
      '`out` was used for 2 runs: their logs do not continue each other. This is the run of checkpoint-100, 300 steps planned.',
    );
  });

  test('the one that the folder’s own log belongs to is named', async () => {
    const { runs } = await readTrainer({
      'trainer_state.json': state(log(1, 100), 100),
      'checkpoint-100/trainer_state.json': state(log(1, 100), 100),
      'checkpoint-300/trainer_state.json': state(log(2, 300), 300),
    });
    expect(runs.map((r) => r.id)).toEqual(['.', 'checkpoint-300']);
    expect(runs[0]!.notes[0]!.text).toMatch(/The files in the folder itself belong to this one\.$/);
    expect(runs[1]!.notes[0]!.text).toMatch(/belong to the run of checkpoint-100\.$/);
    expect(runs.map((r) => r.checkpoints.map((c) => c.step))).toEqual([[100], [300]]);
  });

  test('two runs with one seed that drift apart at once stay two', async () => {
    const { runs } = await readTrainer({
      'checkpoint-100/trainer_state.json': state([...log(1, 20), ...log(2, 100, 30)], 100),
      'checkpoint-200/trainer_state.json': state([...log(1, 20), ...log(3, 200, 30)], 200),
    });
    expect(runs.length).toBe(2);
  });

  test('logs too short to compare are told apart by their plan', async () => {
    const { runs } = await readTrainer({
      'checkpoint-100/trainer_state.json': state([], 100, { max_steps: 150 }),
      'checkpoint-200/trainer_state.json': state([], 200),
    });
    expect(runs.length).toBe(2);
    const same = await readTrainer({
      'checkpoint-100/trainer_state.json': state([], 100),
      'checkpoint-200/trainer_state.json': state([], 200),
    });
    expect(same.runs.length).toBe(1);
  });

  test('the same losses to four decimals, and nothing else, do not make two folders one run', async () => {
    const rows = [{ step: 500, epoch: 1, loss: 0.7331, learning_rate: 1e-5 }];
    const { runs } = await readTrainer({
      'a/trainer_state.json': state(rows, 300),
      'b/trainer_state.json': state(rows, 300),
    });
    expect(runs.length).toBe(2);
  });
});

describe('folders around a run', () => {
  test('a best model without a log belongs to the run around it; other settings would make it a run of its own', async () => {
    const run = await readOneRun({
      'out/checkpoint-100/trainer_state.json': state(log(1, 100), 100),
      'out/best_model/config.json': {
        architectures: ['BertForSequenceClassification'],
        id2label: { 0: 'a', 1: 'b' },
      },
    });
    expect(run.model.labels).toEqual(['a', 'b']);
  });

  test('results of a folder of their own below a run keep that folder’s name', async () => {
    const run = await readOneRun({
      'trainer_state.json': state(log(1, 100), 100),
      'eval_hard/eval_results.json': { eval_accuracy: 0.5, eval_samples: 20 },
    });
    expect(run.finalValues).toMatchObject([{ quantity: 'accuracy', evaluationSet: 'eval_hard', value: 0.5 }]);
    expect(run.validationSize).toBeNull();
  });

  test('results of another training below a run are a run without a log', async () => {
    const { runs } = await readTrainer({
      'trainer_state.json': state(log(1, 100), 100),
      'second/all_results.json': { train_loss: 0.5, train_runtime: 9, eval_accuracy: 0.6 },
    });
    expect(runs.map((r) => r.id)).toEqual(['.', 'second']);
    expect(runs[1]!.notes[0]!.kind).toBe('no-log');
  });

  test('a configuration alone is a run only when there is nothing else', async () => {
    const config = { architectures: ['BertForSequenceClassification'], model_type: 'bert' };
    expect((await readTrainer({ 'config.json': config })).runs[0]?.model.labels).toEqual([
      'LABEL_0',
      'LABEL_1',
    ]);
    expect((await readTrainer({ 'a/config.json': config, 'b/config.json': config })).runs).toEqual([]);
  });

  test('a config.json of another tool is left alone', async () => {
    const { runs, problems, read } = await readTrainer({ 'config.json': { editor: 'vi' } });
    expect([runs, problems, read]).toEqual([[], [], []]);
  });
});
