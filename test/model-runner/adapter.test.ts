import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/formats/json.ts';
import {
  baseModelOf,
  buildGraph,
  describeCheckpoint,
  headOfAdapter,
  mergeAdapter,
} from '../../src/model-runner/index.ts';
import {
  accepted,
  configOf,
  folderOf,
  logitsOf,
  note,
  recorded,
  refused,
  relativeDifference,
  sessionOf,
  weightsOf,
} from './checkpoint-files.ts';

const adapterConfigOf = (name: string): JsonObject =>
  JSON.parse(readFileSync(`${folderOf(name)}adapter/adapter_config.json`, 'utf8'));

describe.each(['bert-lora', 'roberta-lora'])('%s', (name) => {
  const folder = folderOf(name);
  const parts = Promise.all([weightsOf(`${folder}base/`), weightsOf(`${folder}adapter/`)]);

  it('gives the logits that PEFT gives after merging', async () => {
    const [base, adapter] = await parts;
    const config = adapterConfigOf(name);
    const weights = accepted(await mergeAdapter(base, adapter, config));
    const description = accepted(
      describeCheckpoint(configOf(`${folder}base/`), weights, { head: headOfAdapter(config)! }),
    );
    // The base model names no labels: the head has as many as it has rows.
    expect(description.labels).toHaveLength(3);
    const session = await sessionOf(buildGraph(description, weights, { gradients: false }), `${folder}base/`);
    const { rows, types, pad, logits } = recorded[name]!;
    const got = await logitsOf(session, description, rows, types, pad);
    const difference = relativeDifference(
      got.flatMap((row) => [...row]),
      logits.flat(),
    );
    note({ name, family: description.family, head: 'sequence', stored: ['F32'], logits: difference });
    expect(difference).toBeLessThan(1e-5);
    await session.release();
  });

  it('says that the head is lost when the adapter does not hold it', async () => {
    const [base, adapter] = await parts;
    const tensors = new Map([...adapter.tensors].filter(([key]) => !key.includes('classifier')));
    const weights = accepted(await mergeAdapter(base, { ...adapter, tensors }, adapterConfigOf(name)));
    const refusal = refused(describeCheckpoint(configOf(`${folder}base/`), weights, { head: 'sequence' }));
    expect(refusal.sentence).toContain('PEFT saves the head only when');
  });
});

describe('mergeAdapter', () => {
  const folder = folderOf('bert-lora');
  const merge = async (change: JsonObject): Promise<object> =>
    mergeAdapter(await weightsOf(`${folder}base/`), await weightsOf(`${folder}adapter/`), {
      ...adapterConfigOf('bert-lora'),
      ...change,
    });

  it.each([
    ['use_dora', true],
    ['fan_in_fan_out', true],
    ['init_lora_weights', 'pissa'],
    ['layer_replication', [[0, 1]]],
    ['alpha_pattern', { '.*query': 3 }],
    ['peft_type', 'IA3'],
    ['lora_alpha', 'many'],
  ])('refuses %s = %j, which plain LoRA does not know', async (name, value) => {
    const refusal = refused(await merge({ [name]: value }));
    expect(refusal.reason).toBe('adapter');
    expect(refusal.names.length + refusal.sentence.length).toBeGreaterThan(0);
  });

  it('names the modules for which the base model has no weight', async () => {
    const other = await weightsOf(folderOf('distilbert-sequence'));
    const refusal = refused(
      await mergeAdapter(other, await weightsOf(`${folder}adapter/`), adapterConfigOf('bert-lora')),
    );
    expect(refusal.names).toContain('bert.encoder.layer.0.attention.self.query');
  });

  it('refuses an adapter with one half of a pair', async () => {
    const adapter = await weightsOf(`${folder}adapter/`);
    const tensors = new Map([...adapter.tensors].filter(([key]) => !key.includes('query.lora_B')));
    const base = await weightsOf(`${folder}base/`);
    const refusal = refused(await mergeAdapter(base, { ...adapter, tensors }, adapterConfigOf('bert-lora')));
    expect(refusal.names).toEqual(['bert.encoder.layer.0.attention.self.query']);
  });

  it('reads the base model and the task', () => {
    expect(baseModelOf({ base_model_name_or_path: 'bert-base-uncased' })).toBe('bert-base-uncased');
    expect(baseModelOf({ base_model_name_or_path: null })).toBeNull();
    expect(headOfAdapter({ task_type: 'TOKEN_CLS' })).toBe('token');
    expect(headOfAdapter({ task_type: 'CAUSAL_LM' })).toBeNull();
  });
});
