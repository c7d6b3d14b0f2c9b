import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/formats/json.ts';
import {
  buildGraph,
  CheckpointError,
  checkVocabulary,
  describeCheckpoint,
  type Weight,
  type Weights,
} from '../../src/model-runner/index.ts';
import { accepted, configOf, folderOf, refused, weightsOf } from './checkpoint-files.ts';

const folder = folderOf('bert-sequence');
const config = configOf(folder);
const opened = weightsOf(folder);

/** The refusal of the BERT checkpoint with these settings changed. */
const withSettings = async (change: JsonObject) =>
  refused(describeCheckpoint({ ...config, ...change }, await opened));

async function withWeights(change: (tensors: Map<string, Weight>) => void): Promise<Weights> {
  const weights = await opened;
  const tensors = new Map(weights.tensors);
  change(tensors);
  return { ...weights, tensors };
}

describe('describeCheckpoint', () => {
  it('says what a host has to know', async () => {
    expect(accepted(describeCheckpoint(config, await opened))).toMatchObject({
      family: 'BERT',
      modelType: 'bert',
      head: 'sequence',
      labels: ['negative', 'neutral', 'positive'],
      labelsAreNamed: true,
      problemType: 'single-label',
      vocabulary: 100,
      maxPositions: 56,
      padId: 0,
      usesTokenTypes: true,
      storedTypes: ['F32'],
    });
  });

  it.each([
    [
      'roberta-token',
      { head: 'token', maxPositions: 56, padId: 1, usesTokenTypes: false, storedTypes: ['BF16'] },
    ],
    ['bert-regression', { labels: ['LABEL_0'], labelsAreNamed: false, problemType: 'regression' }],
    ['bert-multilabel', { problemType: 'multi-label' }],
    ['deberta-v2-sequence', { maxPositions: null, statedPositions: 56, usesTokenTypes: false }],
    ['modernbert-mean', { family: 'ModernBERT', maxPositions: null }],
    ['camembert-token', { family: 'RoBERTa', modelType: 'camembert' }],
  ])('knows %s', async (name, expected) => {
    const weights = await weightsOf(folderOf(name));
    expect(accepted(describeCheckpoint(configOf(folderOf(name)), weights))).toMatchObject(expected);
  });

  it('names the families that can be run when it meets another', async () => {
    expect(await withSettings({ model_type: 'gpt2' })).toMatchObject({
      reason: 'family',
      sentence:
        'Models of the type `gpt2` are not run. BERT, RoBERTa (also XLM-R and CamemBERT), DistilBERT, ELECTRA, ALBERT, MPNet, DeBERTa-v2 (also v3) and ModernBERT can be.',
    });
  });

  it.each([
    ['BertForQuestionAnswering'],
    ['BertForMaskedLM'],
    ['MyBertForSequenceClassification'],
    ['RobertaForSequenceClassification'],
    ['BertForSequenceClassificationWithPooling'],
  ])('does not run a model that was saved as %s', async (name) => {
    expect(await withSettings({ architectures: [name] })).toMatchObject({ reason: 'head', names: [name] });
  });

  it('does not guess a head, a custom code or a type that is not named', async () => {
    expect((await withSettings({ architectures: null })).reason).toBe('head');
    expect((await withSettings({ auto_map: { AutoModel: 'x.Y' } })).reason).toBe('family');
    expect((await withSettings({ model_type: null })).reason).toBe('family');
    expect(refused(describeCheckpoint([], await opened)).reason).toBe('configuration');
  });

  it.each([
    ['position_embedding_type', 'relative_key'],
    ['is_decoder', true],
    ['add_cross_attention', true],
    ['hidden_act', 'quick_gelu'],
    ['quantization_config', { bits: 4 }],
    ['pruned_heads', { '0': [1] }],
    ['problem_type', 'ranking'],
    ['num_attention_heads', 5],
    ['num_hidden_layers', 1e9],
    ['hidden_size', '32'],
    ['layer_norm_eps', 'small'],
  ])('refuses %s = %j', async (name, value) => {
    expect((await withSettings({ [name]: value })).reason).toBe('configuration');
  });

  it.each([
    ['mpnet-sequence', { relative_attention_num_buckets: 16 }],
    ['deberta-v2-sequence', { pos_att_type: ['p2p'] }],
    ['deberta-v2-sequence', { pooler_hidden_size: 16 }],
    ['deberta-v2-sequence', { attention_head_size: 16 }],
    ['deberta-v2-convolution', { conv_kernel_size: 4 }],
    ['modernbert-sequence', { rope_parameters: { full_attention: { rope_type: 'yarn', rope_theta: 1e5 } } }],
    ['modernbert-sequence', { rope_scaling: { factor: 2 } }],
    ['modernbert-sequence', { layer_types: ['full_attention'] }],
    ['modernbert-sequence', { classifier_pooling: 'max' }],
    ['roberta-sequence', { pad_token_id: null }],
    ['albert-sequence', { num_hidden_groups: 9 }],
  ])('refuses a %s with %j', async (name, change) => {
    const weights = await weightsOf(folderOf(name));
    expect(refused(describeCheckpoint({ ...configOf(folderOf(name)), ...change }, weights)).reason).toBe(
      'configuration',
    );
  });

  it('lists every weight that is missing', async () => {
    const weights = await withWeights((tensors) => {
      tensors.delete('bert.encoder.layer.1.output.dense.weight');
      tensors.delete('bert.embeddings.LayerNorm.bias');
    });
    const refusal = refused(describeCheckpoint(config, weights));
    expect(refusal.reason).toBe('weights');
    expect([...refusal.names].sort()).toEqual([
      'bert.embeddings.LayerNorm.bias',
      'bert.encoder.layer.1.output.dense.weight',
    ]);
  });

  it('says that the head is missing when only the head is', async () => {
    const weights = await withWeights((tensors) => {
      tensors.delete('classifier.weight');
      tensors.delete('classifier.bias');
    });
    expect(refused(describeCheckpoint(config, weights)).sentence).toContain('The head was not saved with it');
  });

  it('lists weights that have no place in the model, and passes over those of pre-training and buffers', async () => {
    const weights = await withWeights((tensors) => {
      const any = tensors.get('classifier.bias')!;
      for (const name of ['classifier.dense.weight', 'bert.encoder.layer.2.output.dense.weight'])
        tensors.set(name, { ...any, name, storedName: name });
      for (const name of ['bert.embeddings.position_ids', 'cls.predictions.bias'])
        tensors.set(name, { ...any, name, storedName: name });
    });
    expect([...refused(describeCheckpoint(config, weights)).names].sort()).toEqual([
      'bert.encoder.layer.2.output.dense.weight',
      'classifier.dense.weight',
    ]);
  });

  it('holds shapes against the configuration', async () => {
    expect((await withSettings({ vocab_size: 101 })).sentence).toBe(
      'Weights have another shape than `config.json` asks for: `bert.embeddings.word_embeddings.weight` [100, 32] instead of [101, 32].',
    );
    expect((await withSettings({ intermediate_size: 48 })).names).toHaveLength(6);
  });

  it('refuses quantised weights by name', async () => {
    const weights = await withWeights((tensors) => {
      const name = 'bert.pooler.dense.weight';
      tensors.set(name, { ...tensors.get(name)!, dtype: 'I8' });
    });
    expect(refused(describeCheckpoint(config, weights)).sentence).toContain(
      '`bert.pooler.dense.weight` is stored as I8',
    );
  });

  it('refuses names of another number of labels than the head has', async () => {
    expect(await withSettings({ id2label: { '0': 'no', '1': 'yes' } })).toMatchObject({
      reason: 'labels',
      names: ['id2label', 'classifier.weight'],
    });
    expect((await withSettings({ id2label: { '0': 'a', '1': 'b', '3': 'c' } })).reason).toBe('labels');
    expect((await withSettings({ id2label: null, num_labels: 5 })).reason).toBe('labels');
  });

  it('takes the number of labels from the head when nothing names them', async () => {
    const description = accepted(describeCheckpoint({ ...config, id2label: undefined }, await opened));
    expect(description.labels).toEqual(['LABEL_0', 'LABEL_1', 'LABEL_2']);
    expect(description.labelsAreNamed).toBe(false);
  });
});

describe('buildGraph', () => {
  it('says which files and inputs a session needs', async () => {
    const weights = await opened;
    const graph = buildGraph(accepted(describeCheckpoint(config, weights)), weights, { gradients: true });
    expect(graph.files).toEqual(['model.safetensors']);
    expect(graph.inputs.map(({ name, dtype }) => `${name} ${dtype}`)).toEqual([
      'input_ids int64',
      'attention_mask int64',
      'token_type_ids int64',
      'baseline_ids int64',
      'baseline_weight float32',
      'alpha float32',
      'seed float32',
    ]);
    expect(graph.outputs.map(({ name }) => name)).toEqual(['logits', 'gradient', 'attribution']);
  });

  it('is the same to the byte each time, and holds no weights', async () => {
    const weights = await opened;
    const description = accepted(describeCheckpoint(config, weights));
    const graph = buildGraph(description, weights, { gradients: false });
    expect(buildGraph(description, weights, { gradients: false }).bytes).toEqual(graph.bytes);
    expect(graph.bytes.length).toBeLessThan(30_000);
  });

  it('refuses weights that are not those of the description', async () => {
    const description = accepted(describeCheckpoint(config, await opened));
    const other = await weightsOf(folderOf('roberta-sequence'));
    expect(() => buildGraph(description, other, { gradients: false })).toThrow(CheckpointError);
  });
});

describe('checkVocabulary', () => {
  it('refuses ids beyond the embeddings and takes padded tables', async () => {
    const description = accepted(describeCheckpoint(config, await opened));
    expect(checkVocabulary(description, 99)).toBeNull();
    expect(checkVocabulary(description, 40)).toBeNull();
    expect(checkVocabulary(description, 100)!.sentence).toContain('ids up to 100');
  });
});
