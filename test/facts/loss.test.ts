import { describe, expect, it } from 'vitest';
import { createFacts } from '../../src/facts/index.ts';
import { lossKind, smoothingFloor } from '../../src/facts/loss-kind.ts';
import { lossRise } from '../../src/facts/loss-rise.ts';
import { stated } from '../../src/model/known.ts';
import type { Run } from '../../src/model/run.ts';
import { measuresOf, validation } from '../support/facts.ts';
import { makeRun, type RunSketch, series } from '../support/runs.ts';

const curve = [
  series('eval_loss', [
    [1, 0.6],
    [2, 0.4],
  ]),
];
const kindOf = (sketch: RunSketch): string =>
  createFacts(makeRun({ series: curve, ...sketch })).lossKind().kind;

describe('loss kind', () => {
  it.each<[string, RunSketch, string]>([
    ['a single-label library classifier', {}, 'cross-entropy'],
    ['one whose problem type was not written', { model: { problemType: null } }, 'cross-entropy'],
    [
      'a token classifier',
      { model: { architecture: 'BertForTokenClassification', labels: ['O', 'B', 'I'] } },
      'cross-entropy',
    ],
    ['a stated task with labels but no architecture', { model: { architecture: null } }, 'cross-entropy'],
    ['label smoothing', { hyperparameters: { labelSmoothing: stated(0.1, 'x') } }, 'other'],
    ['multi-label', { model: { problemType: 'multi_label_classification' } }, 'other'],
    ['regression', { model: { problemType: 'regression' } }, 'other'],
    [
      'one label, which the library takes for regression',
      { model: { labels: ['LABEL_0'], problemType: null } },
      'other',
    ],
    ['question answering', { model: { architecture: 'BertForQuestionAnswering' } }, 'other'],
    ['a CRF on top', { model: { architecture: 'BertCrfForTokenClassification' } }, 'unknown'],
    ["a class of the user's own", { model: { architecture: 'MyClassifier' } }, 'unknown'],
    ['an embedding model', { model: { architecture: 'MPNetModel' } }, 'unknown'],
    [
      'Keras without a model',
      { model: { architecture: null, labels: null }, run: { framework: 'keras', task: null } },
      'unknown',
    ],
    [
      'TensorBoard without a model',
      { model: { architecture: null }, run: { framework: 'tensorboard' } },
      'unknown',
    ],
    ['a setting that names another loss', { hyperparameters: { raw: { use_focal_loss: true } } }, 'unknown'],
    [
      'values far above guessing',
      {
        series: [
          series('eval_loss', [
            [1, 61],
            [2, 48],
          ]),
        ],
      },
      'unknown',
    ],
    [
      'negative values',
      {
        series: [
          series('eval_loss', [
            [1, 0.6],
            [2, -0.4],
          ]),
        ],
      },
      'unknown',
    ],
  ])('of %s', (_, sketch, expected) => {
    expect(kindOf(sketch)).toBe(expected);
  });

  it('gives the floor of label smoothing', () => {
    // Catalogue 0.2: ε = 0.1 → 0.199 for two classes and 0.349 for four… the two-class figure by hand:
    const right = 0.95;
    expect(smoothingFloor(0.1, 2)).toBeCloseTo(-(right * Math.log(right) + 0.05 * Math.log(0.05)), 12);
    expect(smoothingFloor(0, 3)).toBeCloseTo(0, 12);
    expect(
      createFacts(
        makeRun({ series: curve, hyperparameters: { labelSmoothing: stated(0.1, 'x') } }),
      ).lossKind().why,
    ).toContain('0.199');
  });

  it('does not trust a training loss that was multiplied by the accumulation steps', () => {
    const scaled = makeRun({
      series: [
        series('loss', [
          [10, 2.7],
          [20, 2.0],
          [30, 1.6],
        ]),
        series('eval_loss', [
          [10, 0.65],
          [20, 0.5],
          [30, 0.4],
        ]),
      ],
      hyperparameters: { gradientAccumulationSteps: stated(4, 'training_args.bin') },
    });
    const kind = createFacts(scaled).lossKind();
    expect(kind.kind).toBe('cross-entropy');
    expect(kind.train.kind).toBe('unknown');
    expect(kind.train.why).toContain('4 accumulation steps');
  });

  it('trusts a training loss that is merely higher in the first window', () => {
    const run = makeRun({
      series: [
        series('loss', [
          [10, 0.72],
          [20, 0.5],
          [30, 0.4],
        ]),
        series('eval_loss', [
          [10, 0.55],
          [20, 0.45],
          [30, 0.4],
        ]),
      ],
    });
    expect(createFacts(run).lossKind().train.kind).toBe('cross-entropy');
  });
});

describe('chance level', () => {
  it('is ln C of the labels of the model', () => {
    expect(createFacts(makeRun({ labels: ['a', 'b', 'c'] })).chanceLevel()).toMatchObject({
      uniform: Math.log(3),
      prior: null,
      classes: 3,
    });
  });
  it('is ln 2 for a library configuration that names no labels', () => {
    expect(createFacts(makeRun({ model: { labels: null } })).chanceLevel()?.classes).toBe(2);
  });
  it.each<[string, RunSketch]>([
    ['multi-label', { model: { problemType: 'multi_label_classification' } }],
    ['regression', { model: { problemType: 'regression' } }],
    ['question answering', { model: { architecture: 'BertForQuestionAnswering' } }],
    ['nothing known', { model: { architecture: null, labels: null }, run: { task: null } }],
  ])('is null for %s', (_, sketch) => {
    expect(createFacts(makeRun(sketch)).chanceLevel()).toBeNull();
  });
});

describe('error of the validation loss', () => {
  const error = (run: Run) => createFacts(run).lossError();
  it('takes the high end of the assumed spread and says so', () => {
    const found = error(makeRun({ series: curve, validationSize: 400 }));
    expect(found.single).toBeCloseTo(1.75 / 20, 12);
    expect(found.difference).toBeCloseTo(1.75 / 20, 12);
    expect(found.expectedDifference!).toBeLessThan(found.difference!);
    expect(found).toMatchObject({ bound: true, n: 400 });
    expect(found.method).toContain('assumed');
  });
  it('is unknown without a size or for a loss of unknown definition', () => {
    expect(error(makeRun({ series: curve })).reason).toContain('size');
    expect(
      error(makeRun({ series: curve, validationSize: 400, model: { problemType: 'regression' } })).single,
    ).toBeNull();
  });
});

describe('a loss that the saved predictions do not give', () => {
  const rare = ['other', 'sport'];
  /** 1,000 examples of which 50 are rare; macro-F1 of the table is what the last evaluation logged. */
  const table = [
    [940, 10],
    [9, 41],
  ];
  const rising = (labels: readonly string[], cost: number) => {
    const measures = measuresOf(labels, table, cost);
    const f1 = measures.overall.f1_macro!.value!;
    const run = makeRun({
      labels,
      validationSize: 1000,
      series: [
        series('eval_loss', [
          [63, 0.189],
          [126, 0.27],
          [189, 0.286],
        ]),
        series('eval_f1_macro', [
          [63, f1 - 0.09],
          [126, f1 - 0.04],
          [189, f1],
        ]),
      ],
    });
    return createFacts(run, { set: validation, measures });
  };

  it('is no plain cross-entropy, on either side', () => {
    const kind = lossKind(makeRun({ series: curve }), 0.1);
    expect(kind).toMatchObject({ kind: 'unknown', weighted: true, train: { kind: 'unknown' } });
    expect(kind.why).toContain('0.100');
    expect(lossKind(makeRun({ series: curve }), 0.41)).toMatchObject({
      kind: 'cross-entropy',
      weighted: false,
    });
  });
  it('is asked of predictions of a logged evaluation only', () => {
    expect(rising(rare, 0.1).lossKind().kind).toBe('unknown');
    expect(rising(rare, 0.286).lossKind().kind).toBe('cross-entropy');
    const elsewhere = createFacts(makeRun({ labels: rare, series: curve, validationSize: 1000 }), {
      set: validation,
      measures: measuresOf(rare, table, 0.1),
    });
    expect(elsewhere.lossKind().kind).toBe('cross-entropy');
  });
  it('has a larger error, as rare labels may weigh as much as frequent ones', () => {
    const weighted = lossRise(rising(rare, 0.1));
    // 2² / (1/950 + 1/50) = 190 examples in place of 1,000.
    expect(weighted?.method).toContain('2.3 times as large');
    expect(weighted).toMatchObject({ kind: 'cannot-tell', why: 'within-error' });
    expect(lossRise(rising(rare, 0.286))?.claim).toBe('likely');
  });
});
