import { describe, expect, it } from 'vitest';
import { searchSummary, seedsToDecide, settingSummaries } from '../../../src/facts/group/index.ts';
import { settingKind } from '../../../src/facts/group/setting-kind.ts';
import { stated } from '../../../src/model/known.ts';
import type { Run } from '../../../src/model/run.ts';
import { expectedBest, mean, sd } from '../../../src/stats/index.ts';
import { evaluated } from '../../support/evaluated-runs.ts';
import { groupOf } from '../../support/groups.ts';

interface Sketch {
  readonly seed?: number;
  readonly rate?: number;
  readonly accuracy?: readonly number[];
  readonly raw?: Run['hyperparameters']['raw'];
  readonly title?: string;
  readonly n?: number;
  readonly batch?: number;
}

const trained = ({
  seed,
  rate = 3e-5,
  accuracy = [0.8, 0.9],
  raw = {},
  title,
  n = 1000,
  batch = 16,
}: Sketch): Run =>
  evaluated({
    accuracy,
    n,
    more: {
      learningRate: rate,
      hyperparameters: {
        learningRate: stated(rate, 'training_args.bin'),
        perDeviceTrainBatchSize: stated(batch, 'training_args.bin'),
        ...(seed === undefined ? {} : { seed: stated(seed, 'training_args.bin') }),
        raw,
      },
      run: title === undefined ? {} : { title },
    },
  });

describe('what differs', () => {
  it('names settings with two recorded values; not recorded is not different', () => {
    const group = groupOf([
      trained({ rate: 2e-5, raw: { dropout: 0.1, output_dir: 'a' } }),
      trained({ rate: 5e-5, raw: { output_dir: 'b' } }),
    ]);
    expect(group.differences().map(({ name, kind }) => [name, kind])).toEqual([
      ['learning_rate', 'training'],
      ['output_dir', 'place'],
    ]);
    expect(group.differences()[0]!.values).toEqual(['0.00002', '0.00005']);
    expect(group.equalSettings()).toBeGreaterThan(2);
  });

  it.each([
    ['run_name', 'place'],
    ['logging_dir', 'place'],
    ['hub_model_id', 'place'],
    ['save_steps', 'place'],
    ['report_to', 'place'],
    ['per_device_eval_batch_size', 'reading'],
    ['eval_steps', 'reading'],
    ['seed', 'training'],
    ['data_seed', 'training'],
    ['adam_beta2', 'training'],
    ['a_setting_of_their_own', 'training'],
  ])('%s is of kind %s', (name, kind) => expect(settingKind(name)).toBe(kind));

  it('takes sizes worked out from rates as equal when they are a hair apart', () => {
    expect(groupOf([trained({ n: 872 }), trained({ n: 873 })]).differences()).toEqual([]);
    expect(groupOf([trained({ n: 872 }), trained({ n: 900 })]).differences()[0]?.name).toBe(
      'evaluation examples',
    );
  });
});

describe('which runs are one setting', () => {
  it('those that differ in seed and place only', () => {
    const runs = [1, 2, 3].map((seed) => trained({ seed, raw: { output_dir: `out-${seed}` } }));
    const group = groupOf([...runs, trained({ seed: 1, rate: 1e-4 })]);
    expect(group.settings().map(({ members, seeds }) => [members, seeds])).toEqual([
      [
        [0, 1, 2],
        [1, 2, 3],
      ],
      [[3], [1]],
    ]);
  });

  it('not those without a configuration, unless their names differ in the seed only', () => {
    const bare = (title: string): Run =>
      evaluated({
        accuracy: [0.8],
        n: 100,
        more: { hyperparameters: { learningRate: null }, run: { title } },
      });
    expect(groupOf([bare('bert'), bare('robert')]).settings()).toHaveLength(2);
    expect(groupOf([bare('bert-seed-1'), bare('bert-seed-2')]).settings()[0]!.seeds).toEqual([1, 2]);
    expect(groupOf([bare('bert-seed-1'), bare('large-seed-2')]).settings()).toHaveLength(2);
  });
});

describe('the number they are compared by', () => {
  it('is one that they share, never two different ones', () => {
    const f1 = evaluated({ loss: [0.5], more: {} });
    expect(groupOf([trained({}), f1]).metric()).toBeNull();
    expect(groupOf([trained({}), trained({})]).metric()).toMatchObject({ quantity: 'accuracy', share: true });
  });

  it('is the best evaluation, with how many it was chosen among', () => {
    const score = groupOf([trained({ accuracy: [0.7, 0.9, 0.85] }), trained({})]).score(0)!;
    expect(score).toMatchObject({ value: 0.9, step: 200, chosenAmong: 3, n: 1000 });
    expect(score.interval!.low).toBeGreaterThan(0.87);
  });

  it('obeys `--metric`, in both spellings', () => {
    const run = evaluated({ loss: [0.6, 0.5], accuracy: [0.8, 0.9], n: 500 });
    expect(groupOf([run, run], { metric: 'eval_loss' }).metric()?.quantity).toBe('loss');
    expect(groupOf([run, run], { metric: 'accuracy' }).metric()?.quantity).toBe('accuracy');
    expect(groupOf([run, run], { metric: 'bleu' }).metric()).toBeNull();
  });
});

describe('pairs', () => {
  const runs = [0.8, 0.9, 0.85].map((last) => trained({ accuracy: [0.7, last] }));
  it('set the first against each other one when asked, the best one in a folder', () => {
    expect(groupOf(runs).pairs()).toEqual([
      [0, 1],
      [0, 2],
    ]);
    expect(groupOf(runs, { asked: false }).pairs()).toEqual([
      [1, 2],
      [1, 0],
    ]);
  });
  it('are at most twenty', () =>
    expect(
      groupOf(
        Array.from({ length: 50 }, () => trained({})),
        { asked: false },
      ).pairs(),
    ).toHaveLength(20));
});

describe('summaries of settings', () => {
  const values = [0.88, 0.9, 0.91, 0.89, 0.92];
  const group = groupOf([
    ...values.map((last, seed) => trained({ seed, accuracy: [0.7, last] })),
    ...values.map((last, seed) => trained({ seed, rate: 1e-4, accuracy: [0.7, last - 0.02] })),
  ]);

  it('are those of numpy, per setting', () => {
    const [first, second] = settingSummaries(group);
    expect(first!.name).toMatch(/^learning_rate (3e-5|0\.00003)$/);
    expect(first!.mean).toBeCloseTo(mean(values), 12);
    expect(first!.sd).toBeCloseTo(sd(values), 12);
    expect(first!.median).toBe(0.9);
    expect([first!.lowest, first!.highest]).toEqual([0.88, 0.92]);
    expect(second!.mean).toBeCloseTo(0.88, 12);
    expect(first!.failed).toBe(0);
    expect(first!.failureInterval!.high).toBeCloseTo(0.4345, 3);
    expect(first!.samplingError).toBeCloseTo(Math.sqrt((0.9 * 0.1) / 1000), 3);
  });

  it('tell how many seeds would decide', () => {
    expect(seedsToDecide(group, 0, 1).seeds).toBe(11);
    expect(seedsToDecide(groupOf([trained({}), trained({ rate: 1e-4 })]), 0, 1).seeds).toBeNull();
  });
});

describe('searches', () => {
  const rates = [1e-5, 3e-5, 1e-4, 3e-4];
  const noise = [0, 0.004, -0.003, 0.002, -0.002];
  const grid = rates.flatMap((rate, r) =>
    noise.map((e, i) => trained({ rate, batch: i % 2 === 0 ? 16 : 32, accuracy: [0.5, 0.8 + 0.03 * r + e] })),
  );

  it('say which setting moved the metric beyond the noise', () => {
    const { parameters, expectedBest: best } = searchSummary(groupOf(grid));
    expect(parameters.map(({ name, moved }) => [name, moved])).toEqual([
      ['learning_rate', 'yes'],
      ['per_device_train_batch_size', 'not-shown'],
    ]);
    expect(best).toHaveLength(20);
    expect(best.at(-1)!.value).toBeCloseTo(
      expectedBest(
        grid.map((run) => run.series.find((s) => s.quantity === 'accuracy')!.value.at(-1)!),
        20,
      ),
      12,
    );
  });

  it('do not tell apart what was varied together', () => {
    const tied = grid.map((run, i) => ({
      ...run,
      hyperparameters: {
        ...run.hyperparameters,
        weightDecay: stated(Math.floor(i / 5) / 10, 'training_args.bin'),
      },
    }));
    const { parameters } = searchSummary(groupOf(tied));
    expect(parameters.find(({ name }) => name === 'learning_rate')!.moved).toBe('cannot-tell');
    expect(parameters.find(({ name }) => name === 'learning_rate')!.reason).toContain('weight_decay');
  });

  it('do not test what was tried too few times', () => {
    const { parameters } = searchSummary(groupOf(grid.filter((_, i) => i % 5 === 0)));
    expect(parameters.every(({ moved }) => moved === 'cannot-tell')).toBe(true);
  });
});

describe('what failed', () => {
  it('is a run of NaN, and no run that learned', () => {
    const dead = evaluated({ loss: [Number.NaN, Number.NaN], accuracy: [0.5, 0.5], n: 500 });
    const group = groupOf([dead, trained({})]);
    expect(group.failure(0)).toMatch(/NaN/);
    expect(group.failure(1)).toBeNull();
  });
});
