import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { type KeptRun, readArchive } from '../../lab/accuracy/archive.ts';
import { isOf } from '../../lab/accuracy/halves.ts';
import type { Scored } from '../../lab/accuracy/score.ts';
import { figuresOf, isMended } from '../../lab/accuracy/table.ts';
import { type Book, borneOut, isPresent, type Measured } from '../../lab/accuracy/truth.ts';
import type { Finding } from '../../src/model/report.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('a kept run', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kept-'));
  const path = join(folder, 'plant.zip');
  writeFileSync(
    path,
    zipSync({
      'dense-3/trainer_state.json': bytes('{}'),
      'dense-3/listing.tsv': bytes(
        'path\tbytes\ntrainer_state.json\t2\nmodel.safetensors\t900\noptimizer.pt\t1800\n',
      ),
      'dense-3/model.safetensors.head': bytes('12345678'),
      'dense-3/evaluation_logits.npz': bytes('x'),
      'minilm-short-4/trainer_state.json': bytes('{}'),
    }),
  );
  const runs = readArchive(path, 'plant');
  rmSync(folder, { recursive: true });

  it('lists the files that were too large to keep with their sizes, and no truth', async () => {
    const [run] = runs;
    expect(run).toMatchObject({
      plant: 'plant',
      variant: 'dense',
      seed: 3,
      encoder: 'tiny',
      key: 'plant/dense-3',
    });
    expect(run!.source.files.map((file) => [file.path, file.bytes])).toEqual([
      ['model.safetensors', 900],
      ['optimizer.pt', 1800],
      ['trainer_state.json', 2],
    ]);
    const [weights, optimizer] = run!.source.files;
    expect(new TextDecoder().decode(await weights!.readRange(0, 8))).toBe('12345678');
    await expect(weights!.readRange(0, 9)).rejects.toThrow('was not kept');
    await expect(optimizer!.read()).rejects.toThrow('was not kept');
  });

  it('says which encoder it was trained from', () => {
    expect(runs[1]).toMatchObject({ variant: 'short', seed: 4, encoder: 'minilm' });
  });
});

const measured = (more: Partial<Measured> = {}): Measured => ({
  plant: 'overfit-small',
  seed: 1,
  variant: 'dense',
  encoder: 'tiny',
  steps: 100,
  maxSteps: 100,
  planted: {},
  evaluations: [
    { step: 50, loss: 0.4, accuracy: 0.9, macroF1: 0.9 },
    { step: 100, loss: 0.5, accuracy: 0.88, macroF1: 0.88 },
  ],
  large: {
    n: 400,
    loss: 0.5,
    accuracy: 0.88,
    macroF1: 0.88,
    meanConfidence: 0.95,
    recall: { a: 0.96, b: 0.8 },
    precision: { a: 0.83, b: 0.95 },
    confusion: [
      [192, 8],
      [40, 160],
    ],
    correct: '',
  },
  ...more,
});

const finding = (id: string, label?: string, other?: string): Finding =>
  ({ id, subject: { run: '.', class: label, otherClass: other } }) as Finding;

describe('the truth about a run', () => {
  it('bears a finding out only where the large test set does', () => {
    expect(borneOut(measured(), finding('class-low-recall', 'b'))).toBe(true);
    expect(borneOut(measured(), finding('class-low-recall', 'a'))).toBe(false);
    expect(borneOut(measured(), finding('overfit-metric'))).toBe(true);
    expect(borneOut(measured(), finding('prior-shifted-predictions', 'a'))).toBe(true);
    expect(borneOut(measured(), finding('converged'))).toBe(false);
  });

  it('decides whether a planted fault is there', () => {
    expect(isPresent(measured(), undefined)).toBe(true);
    const flat = measured({ large: { ...measured().large, loss: 0.41 } });
    expect(isPresent(flat, undefined)).toBe(false);
    expect(isPresent(measured({ plant: 'leakage' }), undefined)).toBe(true);
    expect(isPresent(measured({ plant: 'lr-too-high' }), measured())).toBe(false);
  });
});

describe('the figures', () => {
  const scored = (more: Partial<Scored>): Scored => ({
    run: { plant: 'p', variant: 'dense', seed: 1, encoder: 'tiny', key: 'p/dense-1' },
    isControl: false,
    present: true,
    decidable: true,
    found: true,
    grave: true,
    causeNamed: null,
    wrongSure: [],
    wrongLikely: [],
    said: [],
    headline: '',
    accuracy: 0.8,
    ...more,
  });

  it('leave out what is not there and what cannot be decided', () => {
    const short = { plant: 'p', variant: 'short', seed: 1, encoder: 'tiny', key: 'p/short-1' } as const;
    const figures = figuresOf([
      scored({}),
      scored({ found: false }),
      scored({ present: false, found: false }),
      scored({ run: short, decidable: false, found: false, wrongLikely: ['x'] }),
      scored({ isControl: true, wrongSure: ['y'] }),
    ]);
    const of = (id: string) =>
      figures.filter((one) => one.id === id).map(({ hits, of: all }) => [hits, all])[0];
    expect(of('recall')).toEqual([1, 2]);
    expect(of('false-strong')).toEqual([1, 1]);
    expect(of('short-recall')).toEqual([0, 0]);
    expect(of('short-wrong')).toEqual([1, 1]);
  });

  it('keep the sample of another encoder apart', () => {
    const run = {
      plant: 'p',
      variant: 'dense',
      seed: 1,
      encoder: 'minilm',
      key: 'p/minilm-dense-1',
    } as const;
    const figures = figuresOf([scored({}), scored({ run, found: false })]);
    const hits = figures.map(({ id, hits: of, of: all }) => [id, of, all]);
    expect(hits).toContainEqual(['recall', 1, 1]);
    expect(hits).toContainEqual(['recall-minilm', 0, 1]);
  });

  it('count a fault as mended when it is gone, not said again, or the model better by five points', () => {
    const mended = (after: Partial<Scored>, then: Partial<Scored>): boolean =>
      isMended(scored(after), new Map([['p/dense-1', scored(then)]]));
    expect(mended({ present: false }, { grave: false })).toBe(true);
    expect(mended({ grave: false }, { grave: true })).toBe(true);
    expect(mended({ grave: false }, { grave: false })).toBe(false);
    expect(mended({ grave: true, accuracy: 0.86 }, { accuracy: 0.8 })).toBe(true);
    expect(mended({ grave: true, accuracy: 0.83 }, { accuracy: 0.8 })).toBe(false);
    expect(isMended(scored({ grave: false }), new Map())).toBe(false);
    const option = {
      plant: 'wrong-direction',
      variant: 'dense',
      seed: 1,
      encoder: 'tiny',
      key: 'p/dense-1',
    } as const;
    expect(mended({ run: option, found: false, grave: false }, { grave: false })).toBe(true);
    const measured = { ...option, plant: 'too-many-epochs' };
    expect(mended({ run: measured, found: false, grave: false }, { grave: false })).toBe(false);
  });

  it('report seeds that chose nothing', () => {
    const book = { controls: { healthy: {} } } as unknown as Book;
    const of = (plant: string, seed: number, encoder = 'tiny') =>
      isOf('reported', { plant, seed, encoder } as KeptRun, book);
    expect([of('sgd', 11), of('sgd', 12), of('healthy', 24), of('healthy', 25)]).toEqual([
      false,
      true,
      false,
      true,
    ]);
    expect(of('sgd', 0, 'minilm')).toBe(true);
  });
});
