import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readOneRun, readTrainer, seriesOf, trainerState } from './reading.ts';

const ordinary = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../../fixtures/hf-trainer/ordinary/${name}`, import.meta.url)));
const log = trainerState([{ step: 10, epoch: 1, loss: 0.5 }]);

describe('settings of training_args.bin', () => {
  test('are read by the names a verdict uses, each with its file', async () => {
    const { hyperparameters: settings } = await readOneRun({
      'trainer_state.json': log,
      'training_args.bin': ordinary('training_args.bin'),
    });
    expect(settings.learningRate).toEqual({
      value: 5e-5,
      origin: 'stated',
      from: 'training_args.bin#/learning_rate',
    });
    expect({
      scheduler: settings.scheduler?.value,
      warmup: settings.warmupSteps?.value,
      epochs: settings.epochs?.value,
      maxSteps: settings.maxSteps,
      batch: settings.perDeviceTrainBatchSize?.value,
      accumulation: settings.gradientAccumulationSteps?.value,
      devices: settings.devices?.value,
      precision: settings.precision?.value,
      evaluation: settings.evaluationStrategy?.value,
      evalSteps: settings.evalSteps,
      nanFilter: settings.nanFilter?.value,
    }).toEqual({
      scheduler: 'linear',
      warmup: 0,
      epochs: 3,
      maxSteps: null,
      batch: 8,
      accumulation: 1,
      devices: 1,
      precision: 'fp16',
      evaluation: 'epoch',
      evalSteps: null,
      nanFilter: true,
    });
  });

  test('never carry a token on', async () => {
    const run = await readOneRun({
      'trainer_state.json': log,
      'training_args.bin': ordinary('training_args.bin'),
    });
    expect(JSON.stringify(run)).not.toContain('hf_must_not_appear');
    expect(run.hyperparameters.raw.output_dir).toBe('out');
  });

  test('that cannot be read leave the log readable', async () => {
    const { runs, problems } = await readTrainer({
      'trainer_state.json': log,
      'training_args.bin': 'no pickle',
    });
    expect(runs.length).toBe(1);
    expect(problems).toMatchObject([{ file: 'training_args.bin', partial: false }]);
  });

  test('a pickle that calls a command is refused, and nothing runs', async () => {
    const evil = "cos\nsystem\n(S'touch /tmp/afterfit-was-here'\ntR.";
    const { problems } = await readTrainer({ 'trainer_state.json': log, 'training_args.bin': evil });
    expect(problems[0]?.found).toContain('os.system');
  });

  test('the state repeats a few, which serve when there is no file of settings', async () => {
    const rows = [10, 20, 30].map((step) => ({ step, loss: 0.5 }));
    const run = await readOneRun({
      'trainer_state.json': trainerState(rows, { logging_steps: 10, train_batch_size: 16, eval_steps: 500 }),
    });
    expect(run.hyperparameters).toMatchObject({
      loggingSteps: { value: 10 },
      perDeviceTrainBatchSize: { value: 16, origin: 'derived' },
      evalSteps: null,
      learningRate: null,
    });
    const byEpoch = await readOneRun({ 'trainer_state.json': trainerState(rows, { logging_steps: 500 }) });
    expect(byEpoch.hyperparameters.loggingSteps).toBeNull();
  });
});

describe('what the model is', () => {
  const withConfig = (config: object, more: object = {}) =>
    readOneRun({ 'trainer_state.json': log, 'config.json': config, ...more });

  test.each([
    [{ architectures: ['RobertaForSequenceClassification'] }, 'text-classification'],
    [{ architectures: ['BertForTokenClassification'] }, 'token-classification'],
    [{ architectures: ['BertForQuestionAnswering'] }, 'question-answering'],
    [{ architectures: ['GPT2LMHeadModel'] }, 'text-generation'],
    [{ architectures: ['MT5ForConditionalGeneration'] }, 'text2text-generation'],
    [{ architectures: ['BertForMaskedLM'] }, 'fill-mask'],
    [{ architectures: ['BertForMultipleChoice'] }, 'multiple-choice'],
    [{ architectures: ['ViTForImageClassification'] }, 'other'],
    [{ architectures: ['BertForSequenceClassification'], problem_type: 'regression' }, 'regression'],
    [{ architectures: ['BertForSequenceClassification'], id2label: { 0: 'LABEL_0' } }, 'regression'],
  ])('%j trains %s', async (config, task) => {
    expect((await withConfig(config)).task?.value).toBe(task);
  });

  test('labels come in the order of their ids; a configuration without any has the two default ones', async () => {
    expect(
      (
        await withConfig({
          architectures: ['XForSequenceClassification'],
          id2label: {
            10: 'k',
            0: 'a',
            1: 'b',
            2: 'c',
            3: 'd',
            4: 'e',
            5: 'f',
            6: 'g',
            7: 'h',
            8: 'i',
            9: 'j',
          },
        })
      ).model.labels?.join(''),
    ).toBe('abcdefghijk');
    expect((await withConfig({ architectures: ['XForSequenceClassification'] })).model.labels).toEqual([
      'LABEL_0',
      'LABEL_1',
    ]);
    expect((await withConfig({ architectures: ['XForQuestionAnswering'] })).model.labels).toBeNull();
  });

  test('an adapter names its base and its task', async () => {
    const run = await readOneRun({
      'checkpoint-10/trainer_state.json': log,
      'checkpoint-10/adapter_config.json': {
        peft_type: 'LORA',
        r: 8,
        task_type: 'SEQ_CLS',
        base_model_name_or_path: 'roberta-base',
      },
    });
    expect(run.model).toMatchObject({ base: 'roberta-base', adapter: { kind: 'lora', rank: 8 } });
    expect(run.task).toEqual({
      value: 'text-classification',
      origin: 'stated',
      from: 'checkpoint-10/adapter_config.json#/task_type',
    });
  });

  test('without any of these, only metrics that one task has tell the task', async () => {
    const task = async (values: object) =>
      (await readOneRun({ 'trainer_state.json': trainerState([{ step: 10, ...values }]) })).task?.value ??
      null;
    expect(await task({ eval_matthews_correlation: 0.5 })).toBe('text-classification');
    expect(await task({ eval_overall_f1: 0.5 })).toBe('token-classification');
    expect(await task({ eval_rouge1: 20 })).toBe('text2text-generation');
    expect(
      await task({ eval_accuracy: 0.5, eval_precision: 0.5, eval_recall: 0.5, eval_f1: 0.5 }),
    ).toBeNull();
    expect(await task({ eval_loss: 0.5 })).toBeNull();
  });
});

describe('model cards', () => {
  const card = (rows: readonly string[]): string =>
    [
      '---',
      'tags:',
      '- generated_from_trainer',
      'base_model: bert-base-uncased',
      '---',
      '### Training results',
      '',
      '| Training Loss | Epoch | Step | Validation Loss | F1 Macro |',
      '|:--:|:--:|:--:|:--:|:--:|',
      ...rows,
      '',
    ].join('\n');
  const logged = trainerState([
    { step: 100, epoch: 1, loss: 0.6 },
    { step: 100, epoch: 1, eval_loss: 0.50004, eval_f1_macro: 0.7 },
  ]);

  test('add the evaluations that were made after the last checkpoint', async () => {
    const run = await readOneRun({
      'checkpoint-100/trainer_state.json': logged,
      'README.md': card(['| 0.6 | 1.0 | 100 | 0.5000 | 0.7 |', '| 0.6 | 2.0 | 200 | 0.4 | 0.8 |']),
    });
    expect([...seriesOf(run, 'eval_loss').value]).toEqual([0.50004, 0.4]);
    expect([...seriesOf(run, 'eval_f1_macro').epoch!]).toEqual([1, 2]);
    expect(seriesOf(run, 'loss').step.length).toBe(1);
    expect(run.lastStep).toBe(200);
  });

  test('of another run add nothing', async () => {
    const run = await readOneRun({
      'checkpoint-100/trainer_state.json': logged,
      'README.md': card(['| 0.6 | 1.0 | 100 | 0.5100 | 0.7 |', '| 0.6 | 2.0 | 200 | 0.4 | 0.8 |']),
    });
    expect([...seriesOf(run, 'eval_loss').value]).toEqual([0.50004]);
  });

  test('a README that is no card is left alone', async () => {
    const { runs, read } = await readTrainer({
      'README.md': '# My project\n\nIt has a | table | of | sorts |.\n',
    });
    expect([runs, read]).toEqual([[], []]);
  });
});
