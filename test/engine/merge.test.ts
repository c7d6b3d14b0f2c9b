import { describe, expect, test } from 'vitest';
import { mergeFragments } from '../../src/engine/merge.ts';
import { noModel } from '../../src/model/empty.ts';
import { derived, stated } from '../../src/model/known.ts';
import type { PredictionSet } from '../../src/model/predictions.ts';
import type { RunFragment } from '../../src/model/reader.ts';
import type { Series } from '../../src/model/series.ts';
import { series } from '../support/runs.ts';

type Points = readonly (readonly [number, number])[];

const owner = (root: string, more: Partial<RunFragment['run']> = {}, reader = 'hf-trainer'): RunFragment => ({
  role: 'owner',
  root,
  reader,
  run: { title: root || 'run', files: [`${root}/trainer_state.json`], ...more },
});
/** A TensorBoard log: wall times are 1000 + step, values those of 32-bit floats. */
const log = (
  root: string,
  all: Readonly<Record<string, Points>>,
  more: Partial<RunFragment['run']> = {},
): RunFragment => ({
  role: 'addition',
  root,
  reader: 'tensorboard',
  run: {
    title: root,
    files: [`${root}/events`],
    series: Object.entries(all).map(([tag, points]): Series => {
      const plain = series(tag, points);
      return {
        ...plain,
        tag: `tb/${tag}`,
        value: Float64Array.from(new Float32Array(plain.value)),
        time: plain.step.map((step) => 1000 + step),
      };
    }),
    ...more,
  },
});
const predictions = (
  path: string,
  labels: readonly string[] = ['0', '1'],
  task: 'text-classification' | 'token-classification' = 'text-classification',
): RunFragment => ({
  role: 'addition',
  root: path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '',
  reader: 'predictions',
  run: {
    title: path,
    files: [path],
    task: derived(task, path),
    predictions: [{ id: path, labels } as unknown as PredictionSet],
  },
});
const losses: Points = [
  [10, 0.7012],
  [20, 0.6],
  [30, 0.5],
];
const idsOf = (fragments: readonly RunFragment[]) => mergeFragments(fragments).map((run) => run.id);

describe('a run of one fragment', () => {
  test('has nulls where nothing was said', () => {
    const [run] = mergeFragments([owner('out', { series: [series('loss', losses)] })]);
    expect(run).toMatchObject({
      id: 'out',
      framework: 'hf-trainer',
      lastStep: 30,
      task: null,
      seams: [],
      predictions: [],
      validationSize: null,
      axis: 'step',
    });
    expect(run?.hyperparameters.learningRate).toBeNull();
  });

  test('in the root of the source is called by a dot; equal names are told apart', () => {
    expect(idsOf([owner(''), owner('', {}, 'keras')])).toEqual(['.', '.#2']);
  });

  test('comes in the order of paths, numbers as numbers, whatever the order of the readers', () => {
    const fragments = [owner('run-10'), owner('run-2'), owner('a/b'), log('run-9', { loss: losses })];
    expect(idsOf(fragments)).toEqual(['a/b', 'run-2', 'run-9', 'run-10']);
    expect(idsOf([...fragments].reverse())).toEqual(['a/b', 'run-2', 'run-9', 'run-10']);
  });
});

describe('a TensorBoard log', () => {
  const state = owner('out', { series: [series('loss', losses), series('learning_rate', [[10, 1e-5]])] });

  test('of the same values gives its times, and what the run lacks', () => {
    const [run, ...others] = mergeFragments([
      state,
      log(
        'out/runs/x',
        { loss: losses, eval_f1: [[30, 0.5]] },
        { timing: { trainSeconds: stated(9, 'tb') } as never },
      ),
    ]);
    expect(others).toEqual([]);
    expect([...run!.series[0]!.time!]).toEqual([1010, 1020, 1030]);
    expect(run!.series[0]).toMatchObject({ tag: 'loss', file: 'trainer_state.json' });
    expect(run!.series.map((s) => s.tag)).toEqual(['loss', 'learning_rate', 'tb/eval_f1']);
    expect(run!.timing.trainSeconds?.value).toBe(9);
    expect(run!.files).toEqual(['out/trainer_state.json', 'out/runs/x/events']);
  });

  test('that goes on after the last checkpoint adds the later rows, and says so', () => {
    const [run] = mergeFragments([state, log('out/runs/x', { loss: [...losses, [40, 0.4]] })]);
    expect([...run!.series[0]!.step]).toEqual([10, 20, 30, 40]);
    expect(run!.lastStep).toBe(40);
    expect(run!.notes).toEqual([
      { kind: 'extended-from-log', text: 'The last row comes from out/runs/x: the saved log ends before.' },
    ]);
  });

  test('of other values is a run of its own, also when the learning rates agree', () => {
    const other = log('out/runs/x', {
      loss: [
        [10, 0.65],
        [20, 0.55],
      ],
      learning_rate: [[10, 1e-5]],
    });
    expect(idsOf([state, other])).toEqual(['out', 'out/runs/x']);
  });

  test('without a step in common is a run of its own', () => {
    expect(idsOf([state, log('out/runs/x', { loss: [[15, 0.65]] })])).toEqual(['out', 'out/runs/x']);
  });

  test('of a part that was thrown away on resuming gives times, but no rows', () => {
    const long: Points = Array.from({ length: 12 }, (_, i) => [i, 1 / (i + 1)]);
    const dead: Points = [
      ...long.slice(0, 6),
      ...long.slice(6).map(([step, value]): readonly [number, number] => [step, value + 0.1]),
      [12, 0.9],
    ];
    const [run, ...others] = mergeFragments([
      owner('out', { series: [series('loss', long)] }),
      log('out/runs/x', { loss: dead }),
    ]);
    expect(others).toEqual([]);
    expect([...run!.series[0]!.step].at(-1)).toBe(11);
    expect([...run!.series[0]!.time!].slice(4, 8)).toEqual([1004, 1005, Number.NaN, Number.NaN]);
  });

  test('joins, among runs of one folder, the one whose values it has', () => {
    const runs = mergeFragments([
      owner('out', { series: [series('loss', losses)] }),
      owner('out', {
        id: 'out/checkpoint-30',
        series: [
          series('loss', [
            [10, 0.9],
            [20, 0.8],
          ]),
        ],
      }),
      log('out/runs/x', {
        loss: [
          [10, 0.9],
          [20, 0.8],
        ],
      }),
    ]);
    expect(runs.map((run) => [run.id, run.series[0]!.time !== null])).toEqual([
      ['out', false],
      ['out/checkpoint-30', true],
    ]);
  });

  test('beside a run must agree in three values', () => {
    expect(idsOf([state, log('logs', { loss: losses })])).toEqual(['out']);
    expect(idsOf([state, log('logs', { loss: losses.slice(0, 2) })])).toEqual(['logs', 'out']);
  });

  test('gives a run without a log its curves', () => {
    const [run] = mergeFragments([owner('out', { series: [] }), log('out/runs/x', { loss: losses })]);
    expect(run!.series.map((s) => s.tag)).toEqual(['tb/loss']);
  });

  test('NaN agrees with NaN', () => {
    const dead: Points = [
      [10, 0.5],
      [20, Number.NaN],
    ];
    expect(
      idsOf([owner('out', { series: [series('loss', dead)] }), log('out/runs/x', { loss: dead })]),
    ).toEqual(['out']);
  });
});

describe('Keras histories of one folder', () => {
  test('with the same values are one run; with other values they are several', () => {
    const json = owner(
      'h',
      { id: 'h/history.json', files: ['h/history.json'], series: [series('loss', losses)] },
      'keras',
    );
    const csv = owner(
      'h',
      {
        id: 'h/log.csv',
        files: ['h/log.csv'],
        series: [series('loss', losses), series('eval_loss', [[10, 0.8]])],
      },
      'keras',
    );
    const second = owner('h', { id: 'h/other.json', series: [series('loss', [[10, 0.1]])] }, 'keras');
    const runs = mergeFragments([json, csv, second]);
    expect(runs.map((run) => [run.id, run.series.map((s) => s.tag)])).toEqual([
      ['h/history.json', ['loss', 'eval_loss']],
      ['h/other.json', ['loss']],
    ]);
    expect(runs[0]!.files).toEqual(['h/history.json', 'h/log.csv']);
  });
});

describe('predictions', () => {
  test('join the run whose folder encloses them most closely', () => {
    const runs = mergeFragments([
      owner(''),
      owner('a'),
      owner('a/deep'),
      predictions('a/deep/test/p.csv'),
      predictions('b/p.csv'),
    ]);
    expect(runs.map((run) => [run.id, run.predictions.map((set) => set.id)])).toEqual([
      ['.', ['b/p.csv']],
      ['a', []],
      ['a/deep', ['a/deep/test/p.csv']],
    ]);
  });

  test('in a checkpoint join the run of that checkpoint', () => {
    const checkpoint = { step: 30, path: 'out/checkpoint-30', hasWeights: true, bytes: 1 };
    const runs = mergeFragments([
      owner('out'),
      owner('out', { id: 'out/checkpoint-30', checkpoints: [checkpoint] }),
      predictions('out/checkpoint-30/p.csv'),
    ]);
    expect(runs.map((run) => run.predictions.length)).toEqual([0, 1]);
  });

  test('beside the only run are taken for its own, and the report says so', () => {
    const [run] = mergeFragments([owner('models'), predictions('reports/p.csv')]);
    expect(run!.predictions.length).toBe(1);
    expect(run!.task?.value).toBe('text-classification');
    expect(run!.notes.map((note) => note.kind)).toEqual(['predictions-joined']);
  });

  test('that belong to none of several runs, or to no run, are a run without a training', () => {
    const runs = mergeFragments([owner('a'), owner('b'), predictions('c/p.csv'), predictions('c/q.csv')]);
    expect(runs.map((run) => [run.id, run.framework, run.predictions.length])).toEqual([
      ['a', 'hf-trainer', 0],
      ['b', 'hf-trainer', 0],
      ['c', 'none', 2],
    ]);
    expect(mergeFragments([predictions('p.csv')]).map((run) => [run.id, run.framework])).toEqual([
      ['.', 'none'],
    ]);
  });

  test('of foreign labels or of another task are not the run’s', () => {
    const model = { ...noModel, labels: ['spam', 'ham'] };
    const frameworks = (fragment: RunFragment, more: Partial<RunFragment['run']> = {}) =>
      mergeFragments([owner('', { model, ...more }), fragment]).map((run) => run.framework);
    expect(frameworks(predictions('p.csv', ['Ham', 'Spam']))).toEqual(['hf-trainer']);
    expect(frameworks(predictions('p.csv', ['0', '1']))).toEqual(['hf-trainer']);
    expect(frameworks(predictions('p.csv', ['good', 'bad']))).toEqual(['hf-trainer', 'none']);
    expect(frameworks(predictions('p.csv'), { task: stated('question-answering', 'config.json') })).toEqual([
      'hf-trainer',
      'none',
    ]);
  });
});

test('sizes given by the user win in every run', () => {
  const [run] = mergeFragments([owner('', { validationSize: stated(5, 'eval_results.json') }, 'keras')], {
    evalSize: 9,
  });
  expect([run!.validationSize, run!.trainSize]).toEqual([
    { value: 9, origin: 'given', from: '--eval-size' },
    null,
  ]);
});
