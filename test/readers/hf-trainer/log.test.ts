import { describe, expect, test } from 'vitest';
import { readOneRun, readTrainer, seriesOf, trainerState } from './reading.ts';

const evaluation = (step: number, values: Readonly<Record<string, unknown>>): object => ({
  epoch: step / 100,
  step,
  ...values,
});

describe('rows of the log', () => {
  test('loss, gradient norm, rate and evaluation become series with their meaning', async () => {
    const run = await readOneRun({
      'trainer_state.json': trainerState([
        { epoch: 0.5, step: 50, loss: 0.7, grad_norm: 1.25, learning_rate: 5e-5 },
        evaluation(100, {
          eval_loss: 0.6,
          eval_accuracy: 0.8,
          eval_runtime: 2,
          eval_samples_per_second: 50,
          eval_steps_per_second: 7,
        }),
      ]),
    });
    expect(seriesOf(run, 'loss')).toMatchObject({
      quantity: 'loss',
      split: 'train',
      averaging: 'window-mean',
      decimals: 4,
    });
    expect(seriesOf(run, 'grad_norm')).toMatchObject({
      split: 'train',
      averaging: 'last-step',
      decimals: null,
    });
    expect(seriesOf(run, 'learning_rate')).toMatchObject({ averaging: 'point' });
    expect(seriesOf(run, 'eval_accuracy')).toMatchObject({
      quantity: 'accuracy',
      split: 'validation',
      averaging: 'point',
      evaluationSet: null,
    });
    expect([...seriesOf(run, 'eval_loss').epoch!]).toEqual([1]);
    expect(run.validationSize).toMatchObject({ value: 100, origin: 'derived' });
    expect(run.timing.evaluationSeconds?.value).toBe(2);
  });

  test.each([
    ['eval_acc', 'accuracy'],
    ['eval_macro_f1', 'f1_macro'],
    ['eval_f1_macro', 'f1_macro'],
    ['eval_F1-weighted', 'f1_weighted'],
    ['eval_matthews_correlation', 'mcc'],
    ['eval_overall_f1', 'f1'],
    ['eval_Accuracy', 'accuracy'],
    ['eval_recal', 'recall'],
    ['eval_rougeL', 'rougeL'],
    ['eval_my_own_score', 'my_own_score'],
  ])('%s is the quantity %s, and its tag stays as logged', async (tag, quantity) => {
    const run = await readOneRun({ 'trainer_state.json': trainerState([evaluation(10, { [tag]: 0.5 })]) });
    expect(seriesOf(run, tag).quantity).toBe(quantity);
  });

  test('the mean loss of the whole run is a final value, never a point of the curve', async () => {
    const run = await readOneRun({
      'trainer_state.json': trainerState([
        { epoch: 1, step: 100, loss: 0.5, learning_rate: 0 },
        {
          epoch: 1,
          step: 100,
          total_flos: 1e12,
          train_loss: 0.8,
          train_runtime: 10,
          train_samples_per_second: 80,
          train_steps_per_second: 10,
        },
      ]),
    });
    expect(run.series.map((s) => s.tag)).toEqual(['loss', 'learning_rate']);
    expect(run.finalValues).toEqual([
      {
        split: 'train',
        evaluationSet: null,
        quantity: 'mean_loss',
        value: 0.8,
        from: 'trainer_state.json#/log_history/1/train_loss',
      },
    ]);
    expect(run.timing).toMatchObject({
      trainSeconds: { value: 10 },
      trainStepsPerSecond: { value: 10 },
      totalFlos: { value: 1e12 },
    });
  });

  test('an evaluation of the best checkpoint after training is no point at the last step', async () => {
    const rows = [
      evaluation(100, { eval_loss: 0.4012, eval_accuracy: 0.9 }),
      evaluation(200, { eval_loss: 0.7, eval_accuracy: 0.85 }),
      {
        epoch: 2,
        step: 250,
        total_flos: 1e12,
        train_loss: 0.3,
        train_runtime: 10,
        train_samples_per_second: 80,
        train_steps_per_second: 25,
      },
      { epoch: 2, step: 250, eval_loss: 0.4012, eval_accuracy: 0.9 },
    ];
    const run = await readOneRun({ 'trainer_state.json': trainerState(rows) });
    expect([...seriesOf(run, 'eval_loss').step]).toEqual([100, 200]);
    expect(run.finalValues.filter((f) => f.split === 'validation').map((f) => [f.quantity, f.value])).toEqual(
      [
        ['loss', 0.4012],
        ['accuracy', 0.9],
      ],
    );
    expect(run.notes.map((n) => n.kind)).toContain('evaluation-of-best');
  });

  test('the only evaluation, made after training, is a point', async () => {
    const run = await readOneRun({
      'trainer_state.json': trainerState([
        { epoch: 1, step: 50, loss: 0.5 },
        {
          epoch: 1,
          step: 100,
          train_loss: 0.8,
          train_runtime: 10,
          train_samples_per_second: 80,
          train_steps_per_second: 10,
        },
        evaluation(100, { eval_loss: 0.6 }),
      ]),
    });
    expect([...seriesOf(run, 'eval_loss').value]).toEqual([0.6]);
  });

  test('an evaluation before training stands at step 0', async () => {
    const run = await readOneRun({
      'trainer_state.json': trainerState([
        evaluation(0, { eval_loss: 1.1 }),
        evaluation(100, { eval_loss: 0.6 }),
      ]),
    });
    expect([...seriesOf(run, 'eval_loss').step]).toEqual([0, 100]);
  });

  test('values of any step axis and name are kept: rewards, losses of one’s own, objects of metrics', async () => {
    const run = await readOneRun({
      'trainer_state.json': trainerState([
        {
          step: 1,
          loss: 0.6,
          'rewards/margins': 0.25,
          loss_control: 2,
          eval_PER: { f1: 0.5, number: 12 },
          __proto__: 1,
        },
      ]),
    });
    expect(run.series.map((s) => [s.tag, s.value[0]])).toEqual([
      ['loss', 0.6],
      ['eval_PER.f1', 0.5],
      ['eval_PER.number', 12],
      ['rewards/margins', 0.25],
      ['loss_control', 2],
    ]);
    expect(run.series[0]!.epoch).toBeNull();
  });

  test('values that are no numbers are reported with their place, and the rest is used', async () => {
    const { runs, problems } = await readTrainer({
      'out/trainer_state.json': trainerState([
        { step: 10, loss: 0.5 },
        { step: null, loss: 0.4 },
        { step: 20, loss: null, learning_rate: 1e-5 },
      ]),
    });
    expect(
      problems.map(
        ({ file, position, expected, found, partial }) =>
          `${file}${position}: expected ${expected}, found ${found}${partial ? ' (rest used)' : ''}`,
      ),
    ).toEqual([
      'out/trainer_state.json#/log_history/1/step: expected a number, found null (rest used)',
      'out/trainer_state.json#/log_history/2/loss: expected a number, found null (rest used)',
    ]);
    expect([...seriesOf(runs[0]!, 'loss').step]).toEqual([10]);
    expect([...seriesOf(runs[0]!, 'learning_rate').step]).toEqual([20]);
  });

  test('a log of rows alone, as people save it from a notebook, is read', async () => {
    const run = await readOneRun({ 'log_history.json': [{ step: 10, loss: 0.5, epoch: 1 }] });
    expect(run).toMatchObject({ id: 'log_history.json', lastStep: 10 });
  });

  test('renamed state files side by side are runs of their own', async () => {
    const { runs } = await readTrainer({
      'seed1_trainer_state.json': trainerState([{ step: 10, loss: 0.5, grad_norm: 1.5 }]),
      'seed2_trainer_state.json': trainerState([{ step: 10, loss: 0.4, grad_norm: 1.25 }]),
    });
    expect(runs.map((run) => run.id)).toEqual(['seed1_trainer_state.json', 'seed2_trainer_state.json']);
  });

  test.each([
    ['an empty file', ''],
    ['a number', '7'],
    ['an object without a log', '{"step": 1}'],
    ['a log that is no list', '{"log_history": {}}'],
    ['text', 'hello'],
    ['200 levels', `{"log_history": ${'['.repeat(200)}${']'.repeat(200)}}`],
  ])('%s is refused with a reason', async (_, text) => {
    const { runs, problems } = await readTrainer({ 'trainer_state.json': text });
    expect(runs).toEqual([]);
    expect(problems.length).toBeGreaterThan(0);
    for (const problem of problems) expect(problem.nextStep).not.toBe('');
  });

  test('an empty log is a run about which nothing is known', async () => {
    const run = await readOneRun({
      'trainer_state.json': trainerState([], { global_step: 40, max_steps: 100 }),
    });
    expect(run).toMatchObject({ lastStep: 40, plannedSteps: { value: 100 }, series: [] });
  });
});

describe('how the best checkpoint was chosen', () => {
  test('is told by the values when there are no settings', async () => {
    const run = await readOneRun({
      'trainer_state.json': trainerState(
        [
          evaluation(100, { eval_loss: 0.6, eval_f1: 0.7 }),
          evaluation(200, { eval_loss: 0.7, eval_f1: 0.8 }),
        ],
        {
          best_metric: 0.8,
          best_model_checkpoint: 'C:\\out\\checkpoint-200',
        },
      ),
    });
    expect(run.selection).toEqual({
      metric: 'f1',
      greaterIsBetter: true,
      loadBestAtEnd: null,
      bestValue: 0.8,
      bestCheckpoint: 'C:\\out\\checkpoint-200',
      bestStep: 200,
    });
  });
});
