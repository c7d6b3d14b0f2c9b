import { describe, expect, test } from 'vitest';
import type { InputEntry } from '../../../src/model/source.ts';
import { mayBeSpacy, readSpacyFiles } from '../../../src/readers/entities/spacy-files.ts';
import { spacyLogSeries } from '../../../src/readers/entities/spacy-log.ts';
import { docBinLines, spacyScores } from '../../../src/readers/entities/spacy-scores.ts';
import { memorySource } from '../../../src/sources/memory.ts';
import { fixtureFiles } from '../read-fixture.ts';

async function read(files: Record<string, Uint8Array | string>, predictionsRead = false) {
  const source = memorySource('test', files);
  const found: InputEntry[] = [];
  const fragments = await readSpacyFiles(
    source.files.filter(mayBeSpacy),
    {
      source,
      options: {},
      found: (entry) => void found.push(entry),
      problem: () => {
        throw new Error('nothing is wrong with these files');
      },
      assume: () => undefined,
      progress: () => undefined,
    },
    predictionsRead,
  );
  return { fragments, found };
}

const training = fixtureFiles('entities/spacy-training');

describe('a training of spaCy', () => {
  test('is one run: its scores, its log, its settings', async () => {
    const { fragments, found } = await read(training);
    expect(fragments).toHaveLength(1);
    const { role, root, run } = fragments[0]!;
    expect({ role, root }).toEqual({ role: 'owner', root: 'training' });
    expect(run.finalValues!.map(({ quantity, value, split }) => [quantity, value, split])).toEqual([
      // The evaluation that was run on purpose comes before what the training noted.
      ['precision', 0.75, 'validation'],
      ['recall', 0.6, 'validation'],
      ['f1', 0.6666666667, 'validation'],
      ['ORG_precision', 0.75, 'validation'],
      ['ORG_recall', 0.6, 'validation'],
      ['ORG_f1', 0.6666666667, 'validation'],
      ['GPE_precision', 0.5, 'validation'],
      ['GPE_recall', 0.5, 'validation'],
      ['GPE_f1', 0.5, 'validation'],
    ]);
    expect(run.finalValues![0]!.from).toBe('training/metrics.json#/ents_p');
    expect(run.task!.value).toBe('token-classification');
    expect(run.model!.labels).toEqual(['GPE', 'ORG']);
    expect(run.frameworkVersion).toBe('>=3.8.2,<3.9.0');
    expect(found.map((entry) => entry.found)).toEqual([
      '6 scores',
      'a model of spaCy with 9 scores',
      'a training log of 3 evaluations',
      '20 settings',
    ]);
  });

  test('settings: variables are followed, no limit is no number', async () => {
    const { run } = (await read(training)).fragments[0]!;
    const settings = run.hyperparameters!;
    expect(settings.learningRate).toEqual({
      value: 0.00005,
      origin: 'stated',
      from: 'training/model-best/config.cfg#/training.optimizer.learn_rate.initial_rate',
    });
    expect(settings.seed!.value).toBe(7);
    expect(settings.epochs).toBeNull();
    expect(settings.maxSteps!.value).toBe(20_000);
    expect(settings.scheduler!.value).toBe('warmup_linear.v1');
    expect(settings.raw['nlp.pipeline']).toBe('tok2vec, ner');
    expect(run.model!.base).toBe('roberta-base');
  });

  test('says what the score leaves out, and how to write the two files; not when they are there', async () => {
    const kinds = async (predictionsRead: boolean) =>
      (await read(training, predictionsRead)).fragments[0]!.run.notes!.map(({ kind }) => kind);
    expect(await kinds(false)).toContain('spacy-score-leaves-out');
    expect(await kinds(false)).toContain('spacy-model-only');
    expect(await kinds(true)).not.toContain('spacy-model-only');
    expect(docBinLines('training/model-best')).toContain('spacy.load("training/model-best")');
  });

  test('files of others are passed over', async () => {
    const { fragments } = await read({
      'meta.json': '{"requirements": ["spacy"]}',
      'metrics.json': '{"accuracy": 0.9}',
      'setup.cfg': '[metadata]\nname = x\n',
      'train.log': 'epoch 1 loss 0.5\n',
      'broken/metrics.json': '{"ents_f": ',
    });
    expect(fragments).toEqual([]);
  });
});

describe('scores', () => {
  test('null is no score of 0', () => {
    const { finalValues, notes, task } = spacyScores(
      { ents_p: null, ents_r: null, ents_f: null, ents_per_type: null },
      'metrics.json',
    );
    expect(finalValues).toEqual([]);
    expect(task).toBe('token-classification');
    expect(notes.map(({ kind }) => kind)).toEqual(['spacy-no-score']);
  });

  test('groups of spans are the f1 where there are no entities, and named where there are', () => {
    const group = {
      spans_sc_p: 0.5,
      spans_sc_r: 0.25,
      spans_sc_f: 0.3333,
      spans_sc_per_type: { A: { p: 1, r: 0, f: 0 } },
    };
    const names = (scores: Parameters<typeof spacyScores>[0]) =>
      spacyScores(scores, 'm.json').finalValues.map(({ quantity }) => quantity);
    expect(names(group)).toEqual(['precision', 'recall', 'f1', 'A_precision', 'A_recall', 'A_f1']);
    expect(names({ ...group, ents_f: 0.5 })).toContain('spans_sc_f1');
  });

  test('categories belong to a text classifier', () => {
    const { finalValues, task, notes } = spacyScores(
      {
        token_acc: 1,
        cats_score: 0.7,
        cats_score_desc: 'macro F',
        cats_micro_f: 0.8,
        cats_macro_f: 0.7,
        cats_macro_auc: 0.9,
        cats_f_per_type: {},
      },
      'results/test_metrics.json',
    );
    expect(task).toBe('text-classification');
    expect(notes).toEqual([]);
    expect(finalValues.map(({ split, quantity, value }) => [split, quantity, value])).toEqual([
      ['test', 'f1_micro', 0.8],
      ['test', 'f1_macro', 0.7],
      ['test', 'roc_auc', 0.9],
    ]);
  });
});

describe('the printed log', () => {
  const log = new TextDecoder().decode(training['training/train.log']);

  test('scores are shares, losses are a step’s, steps are the axis', () => {
    const series = new Map(spacyLogSeries(log, 'train.log').map((one) => [one.quantity, one]));
    expect([...series.keys()]).toEqual(['loss_tok2vec', 'loss_ner', 'f1', 'precision', 'recall', 'score']);
    expect(Array.from(series.get('f1')!.step)).toEqual([0, 200, 400]);
    expect(Array.from(series.get('f1')!.epoch!)).toEqual([0, 1, 3]);
    expect(Array.from(series.get('f1')!.value)).toEqual([0, 0.5, 0.6154]);
    expect(Array.from(series.get('loss_ner')!.value)).toEqual([40, 4, 0.5]);
    expect(series.get('loss_ner')!.split).toBe('train');
  });

  test('a second training in the same log is left out', () => {
    expect(spacyLogSeries(log + log.slice(log.indexOf('  0 ')), 'train.log')[0]!.step).toHaveLength(3);
  });

  test('the same as lines of JSON', () => {
    const row = (step: number, f: number) =>
      JSON.stringify({ epoch: 0, step, losses: { ner: 100 }, scores: { ents_f: f }, score: f / 100 });
    const [loss, f1, score] = spacyLogSeries(`${row(100, 50)}\n${row(200, 60)}\n`, 'log.jsonl');
    expect([loss!.quantity, f1!.quantity, score!.quantity]).toEqual(['loss_ner', 'f1', 'score']);
    expect(Array.from(f1!.value)).toEqual([0.5, 0.6]);
    expect(Array.from(loss!.value)).toEqual([100, 1]);
  });

  test('no table, no series', () => {
    expect(spacyLogSeries('E # SCORE', 'x.log')).toEqual([]);
    expect(spacyLogSeries('', 'x.log')).toEqual([]);
  });
});
