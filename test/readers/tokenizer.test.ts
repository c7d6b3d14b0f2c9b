import { describe, expect, it } from 'vitest';
import { readRuns } from '../../src/engine/analyse.ts';
import { tokenizerFacts } from '../../src/readers/tokenizer/index.ts';
import { memorySource } from '../../src/sources/memory.ts';
import { trainerState } from '../support/run-folders.ts';

const tokenizer = (more: Record<string, unknown> = {}) =>
  JSON.stringify({
    version: '1.0',
    truncation: { direction: 'Right', max_length: 48, strategy: 'LongestFirst', stride: 0 },
    padding: { strategy: { Fixed: 48 }, direction: 'Right', pad_id: 0 },
    added_tokens: [{ id: 0, content: '"truncation":{"max_length":7}', special: true }],
    model: { type: 'WordPiece', vocab: {} },
    ...more,
  });
const config = JSON.stringify({
  architectures: ['BertForSequenceClassification'],
  model_type: 'bert',
  max_position_embeddings: 512,
});

describe('the head of a tokenizer.json', () => {
  it('says where texts are cut, at which end, and how they are padded', () => {
    expect(tokenizerFacts(tokenizer(), 'tokenizer.json')).toEqual({
      cutAt: { value: 48, origin: 'stated', from: 'tokenizer.json#/truncation/max_length' },
      cutByDefault: null,
      cutFrom: 'end',
      paddedTo: 48,
      kind: 'WordPiece',
    });
    expect(
      tokenizerFacts(tokenizer({ truncation: { direction: 'Left', max_length: 512 }, padding: null }), 't'),
    ).toMatchObject({ cutAt: { value: 512 }, cutFrom: 'start', paddedTo: null });
  });

  it('was saved without truncation, or with none that is one', () => {
    for (const truncation of [null, { max_length: 0 }, { max_length: 1e30 }, {}])
      expect(tokenizerFacts(tokenizer({ truncation }), 't')?.cutAt).toBeNull();
  });

  it('is no such file', () => {
    for (const text of ['', '[]', '{"model":{}}', '{"version":"1.0","model":{}}', '\u0000\u0001'])
      expect(tokenizerFacts(text, 't')).toBeNull();
  });
});

describe('the settings of a tokenizer', () => {
  const state = { 'trainer_state.json': trainerState(), 'config.json': config };
  const limit = async (files: Record<string, string>) =>
    (await readRuns(memorySource('outputs', { ...state, ...files }))).runs[0]!.model.tokenizer;

  it('say what is cut at unless another length is given', async () => {
    const settings = '{"model_max_length": 48, "truncation_side": "left"}';
    expect(await limit({ 'tokenizer_config.json': settings })).toMatchObject({
      cutAt: null,
      cutByDefault: { value: 48, from: 'tokenizer_config.json#/model_max_length' },
      cutFrom: 'start',
    });
    expect(await limit({ 'tokenizer_config.json': settings, 'tokenizer.json': tokenizer() })).toMatchObject({
      cutAt: { value: 48 },
      cutByDefault: { value: 48 },
      cutFrom: 'end',
    });
  });

  it('limit nothing when they hold the largest integer', async () => {
    expect(
      await limit({ 'tokenizer_config.json': '{"model_max_length": 1000000000000000019884624838656}' }),
    ).toBeNull();
  });
});

describe('a tokenizer in a run', () => {
  const read = (files: Record<string, string>) => readRuns(memorySource('outputs', files));

  it('adds its limit to the run around it and makes no run of its own', async () => {
    const run = { 'trainer_state.json': trainerState(), 'config.json': config };
    const { runs, read: files } = await read({ ...run, 'tokenizer.json': tokenizer() });
    expect(runs).toHaveLength(1);
    expect(runs[0]!.model.tokenizer?.cutAt?.value).toBe(48);
    expect(files).toContainEqual({
      file: 'tokenizer.json',
      reader: 'tokenizer',
      found: 'a tokenizer that cuts at 48 tokens',
    });
    expect((await read({ 'tokenizer.json': tokenizer() })).runs).toEqual([]);
  });

  it('of the folder counts, not its copy in a checkpoint', async () => {
    const { runs } = await read({
      'trainer_state.json': trainerState(),
      'config.json': config,
      'tokenizer.json': tokenizer(),
      'checkpoint-100/tokenizer.json': tokenizer({ truncation: { max_length: 16 } }),
    });
    expect(runs[0]!.model.tokenizer?.cutAt?.value).toBe(48);
  });

  it('reads any damaged head without a throw', async () => {
    const good = tokenizer();
    for (let at = 0; at < good.length; at += 3) {
      const broken = `${good.slice(0, at)}\u0001${good.slice(at + 1)}`;
      expect(() => tokenizerFacts(broken, 't')).not.toThrow();
    }
  });
});
