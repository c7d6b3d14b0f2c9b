import { describe, expect, it } from 'vitest';
import { createFacts } from '../../src/facts/index.ts';
import { trainedParameters } from '../../src/facts/trained-parameters.ts';
import { stated } from '../../src/model/known.ts';
import type { Run } from '../../src/model/run.ts';
import oracle from '../oracles/optimizer-sizes.json' with { type: 'json' };
import { makeRun, series } from '../support/runs.ts';

type Row = (typeof oracle.rows)[number];

/** A run whose last checkpoint has files of the sizes that torch wrote. */
function runOf(
  row: Row,
  more: { readonly optimizer?: string | null; readonly learningRate?: number } = {},
): Run {
  const optimizer = more.optimizer === undefined ? row.optimizer : more.optimizer;
  return makeRun({
    labels: Array.from({ length: row.labels }, (_, i) => `class ${i}`),
    model: { hiddenSize: row.hiddenSize, layers: 2 },
    series: [series('loss', [[10, 1.3]])],
    hyperparameters: {
      optimizer: optimizer === null ? null : stated(optimizer, 'training_args.bin#/optim'),
      learningRate: stated(more.learningRate ?? 3e-5, 'training_args.bin#/learning_rate'),
    },
    run: {
      checkpoints: [
        {
          step: 10,
          path: 'checkpoint-10',
          hasWeights: true,
          bytes: row.optimizerBytes + row.weightBytes,
          optimizerBytes: row.optimizerBytes,
          weightBytes: row.weightBytes,
          parameters: row.all,
        },
      ],
    },
  });
}

const kinds: Record<string, string> = {
  all: 'most',
  head: 'head',
  'head and pooler': 'head',
};
const adam = oracle.rows.filter((row) => row.optimizer.startsWith('adamw'));

describe('the share of trained parameters from the sizes of the files', () => {
  it.each(
    adam.map((row) => [`${row.part}, width ${row.hiddenSize}, ${row.half ? 'bf16' : 'fp32'}`, row] as const),
  )('is a close upper bound for AdamW: %s', (_, row) => {
    const found = trainedParameters(runOf(row))!;
    const truth = row.trained / row.all;
    expect(found.share).toBeGreaterThanOrEqual(truth - 0.005);
    expect(found.share).toBeLessThanOrEqual(truth * 1.05 + 0.004);
    expect(found.trained!).toBeGreaterThanOrEqual(0.995 * row.trained);
    if (row.part in kinds) expect(found.kind).toBe(kinds[row.part]);
    else expect(found.kind).toBe('part');
  });

  it.each(
    oracle.rows
      .filter((row) => /sgd|adafactor/.test(row.optimizer))
      .map((row) => [`${row.optimizer}, ${row.part}`, row] as const),
  )('is not told for %s, of which nothing certain follows', (_, row) => {
    const found = trainedParameters(runOf(row));
    if (found !== null) expect([found.kind, row.part]).toEqual(['most', 'all']);
  });

  it('never takes plain SGD for a head, even when the optimiser is said to be Adam', () => {
    for (const row of oracle.rows.filter((r) => r.optimizer === 'sgd'))
      expect(trainedParameters(runOf(row, { optimizer: 'adamw_torch' }))).toBeNull();
  });

  it('never takes Adafactor over all weights for a head', () => {
    for (const row of oracle.rows.filter((r) => r.optimizer === 'adafactor' && r.part === 'all'))
      expect(trainedParameters(runOf(row, { optimizer: 'adamw_torch' }))?.kind).not.toBe('head');
  });

  it('is sure only when the optimiser is recorded', () => {
    const head = oracle.rows.find((row) => row.part === 'head' && row.optimizer === 'adamw_torch')!;
    expect(trainedParameters(runOf(head))?.sure).toBe(true);
    expect(trainedParameters(runOf(head, { optimizer: null }))).toMatchObject({ kind: 'head', sure: false });
  });

  it('takes a count that a model card prints first', () => {
    const printed = { trained: 1538, all: 109_483_778, from: 'README.md' };
    expect(trainedParameters(makeRun({ model: { printedParameters: printed } }))).toMatchObject({
      kind: 'head',
      sure: true,
      trained: 1538,
    });
  });

  it('is not told without both files, and not for an adapter', () => {
    expect(trainedParameters(makeRun())).toBeNull();
    const head = runOf(adam.find((row) => row.part === 'head')!);
    expect(
      trainedParameters({ ...head, checkpoints: [{ ...head.checkpoints[0]!, weightBytes: null }] }),
    ).toBeNull();
    expect(
      trainedParameters({ ...head, model: { ...head.model, adapter: { kind: 'lora', rank: 8 } } }),
    ).toBeNull();
  });

  it('a head that was trained alone is judged by the rates for heads', () => {
    const range = (part: string) =>
      createFacts(runOf(adam.find((row) => row.part === part)!)).learningRateRange();
    expect(range('head')).toMatchObject({ low: 1e-3, high: 1e-2 });
    expect(range('all')?.low).toBe(3e-5);
  });
});
