import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { RunFragment } from '../../src/model/reader.ts';
import type { Series } from '../../src/model/series.ts';
import { readEventFile, WINDOW } from '../../src/readers/tensorboard/event-file.ts';
import { tensorboardReader } from '../../src/readers/tensorboard/reader.ts';
import { memorySource } from '../../src/sources/memory.ts';
import { fixtureFiles, fixtureSource, type ReadResult, readWith } from './read-fixture.ts';

const read = (name: string): Promise<ReadResult> =>
  readWith(tensorboardReader, fixtureSource(`tensorboard/${name}`));

async function only(name: string): Promise<RunFragment['run']> {
  const { fragments } = await read(name);
  expect(fragments).toHaveLength(1);
  return fragments[0]!.run;
}

function series(run: RunFragment['run'], tag: string): Series {
  const found = run.series?.find((s) => s.tag === tag);
  if (!found) throw new Error(`no series ${tag} among ${run.series?.map((s) => s.tag).join(', ')}`);
  return found;
}

const oracle = JSON.parse(readFileSync(new URL('../oracles/event-files.json', import.meta.url), 'utf8')) as {
  files: Record<string, Record<string, [number, number, number | 'NaN'][]>>;
};

describe('event files', () => {
  const files = fixtureFiles('tensorboard');

  it.each(Object.keys(files))('hold what TensorBoard reads from %s', async (path) => {
    const source = memorySource('oracle', { [path]: files[path]! });
    const { log, problem } = await readEventFile(source.files[0]!);
    const read = Object.fromEntries(
      log.columns.all
        .filter((column) => column.plugin === null && column.length > 0)
        .map((column) => [
          column.tag,
          Array.from({ length: column.length }, (_, i) => [
            column.step[i],
            Math.round(column.time[i]! * 1000) / 1000,
            Number.isNaN(column.value[i]) ? 'NaN' : column.value[i],
          ]),
        ]),
    );
    expect(read).toEqual(oracle.files[path]);
    expect(problem).toBeNull();
  });
});

describe("the Trainer's callback", () => {
  it('is read as one run of the folder, with training and validation told apart', async () => {
    const run = await only('trainer');
    expect(run.id).toBe('runs/Nov14_22-13-20_host');
    expect(run.framework).toBe('hf-trainer');
    expect(series(run, 'train/loss')).toMatchObject({
      quantity: 'loss',
      split: 'train',
      averaging: 'window-mean',
      decimals: 4,
    });
    expect(series(run, 'eval/accuracy')).toMatchObject({
      quantity: 'accuracy',
      split: 'validation',
      averaging: 'point',
    });
    expect([...series(run, 'eval/accuracy').step]).toEqual([50, 100, 150]);
    expect([...series(run, 'eval/accuracy').epoch!]).toEqual([1, 2, 3]);
    expect(run.lastStep).toBe(150);
    expect(run.lastEpoch).toBe(3);
  });

  it('keeps the wall times', async () => {
    const time = series(await only('trainer'), 'train/loss').time!;
    expect(time).toHaveLength(15);
    expect(time[0]).toBeGreaterThan(1_700_000_000);
    expect(time.every((t, i) => i === 0 || t > time[i - 1]!)).toBe(true);
  });

  it('does not take the mean of the whole training for a point', async () => {
    const run = await only('trainer');
    expect(run.series?.some((s) => s.tag === 'train/train_loss')).toBe(false);
    expect(run.finalValues).toContainEqual(
      expect.objectContaining({ quantity: 'mean_loss', split: 'train' }),
    );
    expect(run.timing?.trainSeconds?.value).toBe(61.5);
  });

  it('does not take the evaluation of the best checkpoint, made at the end, for one of the last', async () => {
    const run = await only('trainer');
    expect(series(run, 'eval/accuracy').value.at(-1)).toBeCloseTo(0.795, 6);
    expect(run.finalValues?.find((f) => f.quantity === 'accuracy')?.value).toBeCloseTo(0.805, 6);
  });

  it('gives the settings that it logs as text, without tokens', async () => {
    const { hyperparameters, model } = await only('trainer');
    expect(hyperparameters?.learningRate?.value).toBe(3e-5);
    expect(hyperparameters?.evaluationStrategy?.value).toBe('epoch');
    expect(hyperparameters?.raw.optim).toBe('adamw_torch');
    expect(Object.keys(hyperparameters?.raw ?? {})).not.toContain('hub_token');
    expect(model?.labels).toEqual(['negative', 'neutral', 'positive']);
  });

  it('does not take the class of the checkpoint that training began from for that of the model', async () => {
    const { model, task } = await only('trainer');
    expect(model?.architecture).toBeNull();
    expect(task).toMatchObject({ value: 'text-classification', origin: 'derived' });
  });

  it('gives the size of the evaluation set from its speed', async () => {
    expect((await only('trainer')).validationSize?.value).toBe(200);
  });

  it('counts the helper folder with hyperparameters to the run', async () => {
    expect((await only('trainer')).files).toHaveLength(3);
  });
});

describe("Keras' callback", () => {
  it('is read as one run of the two folders train and validation, over epochs counted from 1', async () => {
    const run = await only('keras');
    expect([run.id, run.framework, run.axis, run.lastEpoch]).toEqual(['logs', 'keras', 'epoch', 4]);
    const losses = run.series!.filter((s) => s.quantity === 'loss');
    expect(losses.map((s) => [s.split, s.averaging])).toEqual([
      ['train', 'epoch-mean'],
      ['validation', 'point'],
    ]);
    expect([...losses[0]!.step]).toEqual([1, 2, 3, 4]);
    expect(run.series!.filter((s) => s.quantity === 'accuracy')).toHaveLength(2);
    expect(run.series!.find((s) => s.quantity === 'learning_rate')?.averaging).toBe('point');
  });
});

describe('Lightning', () => {
  it('has its training loss over epochs preferred to that of single batches', async () => {
    const run = await only('lightning');
    expect(series(run, 'train_loss_epoch')).toMatchObject({ quantity: 'loss', averaging: 'epoch-mean' });
    expect(series(run, 'train_loss_step')).toMatchObject({ quantity: 'train_loss_step', averaging: 'point' });
    expect(series(run, 'val_acc')).toMatchObject({ quantity: 'accuracy', split: 'validation' });
    expect(series(run, 'lr-AdamW')).toMatchObject({ quantity: 'learning_rate', averaging: 'point' });
  });

  it('has its epoch counted, and its placeholder left out', async () => {
    const run = await only('lightning');
    expect(run.lastEpoch).toBe(4);
    expect(run.series!.map((s) => s.tag)).not.toContain('hp_metric');
    expect(run.title).toBe('lightning_logs/version_0');
  });
});

describe('a hand-written loop', () => {
  it('may name the split last; a loss logged with every evaluation is a mean over the epoch', async () => {
    const run = await only('hand-written');
    expect(series(run, 'Loss/validation')).toMatchObject({ quantity: 'loss', split: 'validation' });
    expect(series(run, 'Accuracy/validation')).toMatchObject({ quantity: 'accuracy', split: 'validation' });
  });

  it('has its NaN kept, because it is evidence', async () => {
    expect(series(await only('hand-written'), 'Loss/train').value.at(-1)).toBeNaN();
  });

  it('has histograms and images passed over, and counted', async () => {
    const { found } = await read('hand-written');
    expect(found[0]?.found).toBe('13 scalars under 3 tags, passed over: 4 histograms, 4 images');
  });
});

describe('several files of one folder', () => {
  it('that go on after an interruption are one run with a seam; the later file wins', async () => {
    const run = await only('resumed');
    const loss = series(run, 'train/loss');
    expect([...loss.step]).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120]);
    expect(run.seams).toMatchObject([{ step: 50, after: 40, discardedRows: 3 }]);
    // The second part was shifted by 0.001 when it was written.
    expect(loss.value[4]).toBeCloseTo(0.3 + 0.7 * Math.exp(-50 / 40) + 0.001, 6);
  });

  it('that both start from the beginning are two runs, and are said to be', async () => {
    const { fragments } = await read('twice');
    expect(fragments.map((f) => f.run.id)).toEqual([
      'events.out.tfevents.1700000010.host',
      'events.out.tfevents.1700000011.host',
    ]);
    for (const { run } of fragments) {
      expect(run.series![0]!.step).toHaveLength(5);
      expect(run.notes).toContainEqual(expect.objectContaining({ kind: 'several-runs' }));
    }
  });

  it('do not depend on the order in which they are listed', async () => {
    const files = Object.entries(fixtureFiles('tensorboard/resumed')).reverse();
    const source = memorySource('resumed', Object.fromEntries(files));
    const reversed = { ...source, files: [...source.files].reverse() };
    expect((await readWith(tensorboardReader, reversed)).fragments).toEqual(
      (await read('resumed')).fragments,
    );
  });
});

describe('steps that count batches of an epoch', () => {
  it('are left out with a note that says how to log', async () => {
    const run = await only('batches');
    expect(run.series!.map((s) => s.tag)).toEqual(['val_loss']);
    expect(run.notes![0]!.text).toContain('fall back 4 times');
  });
});

describe('damaged files', () => {
  const path = 'events.out.tfevents.1700000005.host';
  const whole = fixtureFiles('tensorboard/resumed')[path]!;
  const readBytes = (bytes: Uint8Array): Promise<ReadResult> =>
    readWith(tensorboardReader, memorySource('damaged', { [path]: bytes }));

  it('that are cut off are used up to there', async () => {
    const { fragments, problems } = await readBytes(whole.subarray(0, whole.length - 10));
    expect(series(fragments[0]!.run, 'train/loss').step).toHaveLength(7);
    expect(problems).toMatchObject([
      { file: path, partial: true, expected: expect.stringMatching(/^a record of \d+ bytes$/) },
    ]);
  });

  it('with a wrong checksum are used up to there, and the offset is said', async () => {
    const bytes = whole.slice();
    bytes[300]! ^= 0x10;
    const { fragments, problems } = await readBytes(bytes);
    expect(fragments).toHaveLength(1);
    expect(problems).toMatchObject([{ partial: true, position: expect.stringMatching(/^byte 2\d\d$/) }]);
    expect(series(fragments[0]!.run, 'train/loss').step.length).toBeLessThan(7);
  });

  it.each([
    ['text', new TextEncoder().encode('this is no event file at all')],
    [
      'a Git LFS pointer',
      new TextEncoder().encode('version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n'),
    ],
    ['nothing', new Uint8Array(0)],
  ])('that are %s are named, and no run is made up', async (_, bytes) => {
    const { fragments, problems } = await readBytes(bytes);
    expect(fragments).toEqual([]);
    expect(problems).toMatchObject([{ file: path, partial: false }]);
  });
});

describe('a file that is larger than a window', () => {
  it('is read the same as in one piece', async () => {
    const files = fixtureFiles('tensorboard/hand-written');
    const [path, bytes] = Object.entries(files)[0]!;
    const repeated = new Uint8Array(Math.ceil((2.3 * WINDOW) / bytes.length) * bytes.length);
    for (let at = 0; at < repeated.length; at += bytes.length) repeated.set(bytes, at);
    const { log, problem } = await readEventFile(memorySource('large', { [path]: repeated }).files[0]!);
    expect(problem).toBeNull();
    const copies = repeated.length / bytes.length;
    expect(log.columns.all.find((c) => c.tag === 'Loss/train')?.length).toBe(5 * copies);
  });
});
