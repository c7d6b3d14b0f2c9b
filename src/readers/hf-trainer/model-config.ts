import { isJsonObject, type JsonObject, type JsonValue } from '../../formats/json.ts';
import { derived, type Known, stated } from '../../model/known.ts';
import type { ModelFacts, Task } from '../../model/run.ts';
import type { Series } from '../../model/series.ts';
import type { ModelCard } from './model-card.ts';
import { own } from './state-file.ts';

/** A JSON object together with the file it came from. */
export interface ConfigFile {
  readonly file: string;
  readonly value: JsonObject;
}

/** Labels beyond this number are not kept by name (a vocabulary is not a label set). */
const mostLabels = 10_000;

/** True for a transformers `config.json`; other tools use the name too. */
export const isModelConfig = (value: JsonValue): value is JsonObject =>
  isJsonObject(value) &&
  (Array.isArray(own(value, 'architectures')) || typeof own(value, 'model_type') === 'string');

/** What config.json, adapter_config.json and the model card say about the model. */
export function modelFacts(
  config: ConfigFile | null,
  adapter: ConfigFile | null,
  card: ModelCard | null,
): ModelFacts {
  const text = (from: ConfigFile | null, key: string): string | null => {
    const value = from ? own(from.value, key) : undefined;
    return typeof value === 'string' && value !== '' ? value : null;
  };
  const number = (...keys: string[]): number | null => {
    for (const key of keys) {
      const value = config ? own(config.value, key) : undefined;
      if (typeof value === 'number' && Number.isFinite(value)) return value;
    }
    return null;
  };
  const architecture = architectureOf(config, adapter);
  const kind = text(adapter, 'peft_type');
  const rank = adapter ? own(adapter.value, 'r') : undefined;
  return {
    architecture,
    type: text(config, 'model_type'),
    base: text(adapter, 'base_model_name_or_path') ?? card?.baseModel ?? text(config, '_name_or_path'),
    layers: number('num_hidden_layers', 'n_layers', 'n_layer', 'num_layers'),
    hiddenSize: number('hidden_size', 'dim', 'd_model', 'n_embd'),
    vocabularySize: number('vocab_size'),
    maxPositions: number('max_position_embeddings', 'n_positions'),
    // Files of the tokenizer have a reader of their own.
    tokenizer: null,
    problemType: text(config, 'problem_type'),
    labels: config ? labelsOf(config.value, architecture) : null,
    adapter:
      kind === null ? null : { kind: kind.toLowerCase(), rank: typeof rank === 'number' ? rank : null },
    dropout: config ? highestDropout(config.value) : null,
    configuration: config ? sizesOf(config.value) : null,
    printedParameters: card?.printedParameters ?? null,
  };
}

/** Names of settings that decide how large a model is, in all families of encoders. */
const SIZES =
  /^(?:num_hidden_layers|n_layers|hidden_size|dim|num_attention_heads|n_heads|intermediate_size|hidden_dim|vocab_size|max_position_embeddings|type_vocab_size|embedding_size|num_hidden_groups|inner_group_num|relative_attention(?:_num_buckets)?|max_relative_positions|position_buckets|position_biased_input|share_att_key|pos_att_type|norm_rel_ebd|conv_kernel_size|conv_groups|pooler_hidden_size|global_attn_every_n_layers|local_attention|sliding_window|(?:norm|attention|mlp|classifier)_bias|torch_dtype|dtype|attn_implementation|_attn_implementation)$/;

/** What decides sizes, flat: a list of names becomes one text. */
function sizesOf(config: JsonObject): Readonly<Record<string, string | number | boolean>> {
  const sizes: Record<string, string | number | boolean> = {};
  for (const [key, value] of Object.entries(config)) {
    if (!SIZES.test(key)) continue;
    if (typeof value === 'number' || typeof value === 'boolean') sizes[key] = value;
    else if (typeof value === 'string' && value.length < 100) sizes[key] = value;
    else if (Array.isArray(value) && value.length < 10)
      sizes[key] = value.filter((one) => typeof one === 'string').join('|');
  }
  return sizes;
}

/** `hidden_dropout_prob`, `attention_dropout`, `seq_classif_dropout`, …: the highest of them that is a probability. */
function highestDropout(config: JsonObject): number | null {
  let highest: number | null = null;
  for (const [key, value] of Object.entries(config)) {
    if (!/dropout(_prob)?$|_pdrop$/.test(key) || typeof value !== 'number') continue;
    if (value >= 0 && value < 1 && (highest === null || value > highest)) highest = value;
  }
  return highest;
}

function architectureOf(config: ConfigFile | null, adapter: ConfigFile | null): string | null {
  const list = config ? own(config.value, 'architectures') : undefined;
  const first = Array.isArray(list) ? list[0] : undefined;
  if (typeof first === 'string') return first;
  const mapping = adapter ? own(adapter.value, 'auto_mapping') : undefined;
  const base = isJsonObject(mapping) ? own(mapping, 'base_model_class') : undefined;
  return typeof base === 'string' ? base : null;
}

function labelsOf(config: JsonObject, architecture: string | null): readonly string[] | null {
  const map = own(config, 'id2label');
  if (isJsonObject(map)) {
    const entries = Object.entries(map)
      .map(([id, label]) => [Number(id), label] as const)
      .filter(
        ([id, label]) => Number.isInteger(id) && (typeof label === 'string' || typeof label === 'number'),
      )
      .sort(([a], [b]) => a - b);
    const dense = entries.length > 0 && entries.length <= mostLabels && entries.every(([id], i) => id === i);
    if (dense) return entries.map(([, label]) => String(label));
  }
  const count = own(config, 'num_labels') ?? own(config, '_num_labels');
  const isClassifier = architecture !== null && /For(?:Sequence|Token)Classification$/.test(architecture);
  // PretrainedConfig leaves out what equals its default, which is two labels called LABEL_0 and LABEL_1
  // (transformers, configuration_utils.py, `to_diff_dict`).
  const n =
    typeof count === 'number' && Number.isInteger(count) ? count : isClassifier && map === undefined ? 2 : 0;
  return n > 0 && n <= mostLabels ? Array.from({ length: n }, (_, i) => `LABEL_${i}`) : null;
}

/** Ends of class names, most telling first. */
const heads: readonly (readonly [RegExp, Task])[] = [
  [/ForTokenClassification$/, 'token-classification'],
  [/For(?:ImageClassification|AudioClassification|Seq2SeqSequenceClassification)$/, 'other'],
  [/ForSequenceClassification$/, 'text-classification'],
  [/ForQuestionAnswering$/, 'question-answering'],
  [/ForMultipleChoice$/, 'multiple-choice'],
  [/(?:ForMaskedLM|ForPreTraining)$/, 'fill-mask'],
  [/(?:ForCausalLM|LMHeadModel)$/, 'text-generation'],
  [/ForConditionalGeneration$/, 'text2text-generation'],
];

const peftTasks: ReadonlyMap<string, Task> = new Map([
  ['SEQ_CLS', 'text-classification'],
  ['TOKEN_CLS', 'token-classification'],
  ['CAUSAL_LM', 'text-generation'],
  ['SEQ_2_SEQ_LM', 'text2text-generation'],
  ['QUESTION_ANS', 'question-answering'],
]);

const hubTasks: ReadonlySet<string> = new Set<Task>([
  'text-classification',
  'token-classification',
  'question-answering',
  'fill-mask',
  'text-generation',
  'text2text-generation',
  'multiple-choice',
]);

/** The task, from the model's class, the adapter, the card, or the names of the metrics; null when nothing tells. */
export function taskOf(
  model: ModelFacts,
  config: ConfigFile | null,
  adapter: ConfigFile | null,
  card: ModelCard | null,
  series: readonly Series[],
): Known<Task> | null {
  const from = config ? `${config.file}#/architectures` : `${adapter?.file ?? ''}#/auto_mapping`;
  if (model.architecture !== null) {
    for (const [head, task] of heads) {
      if (!head.test(model.architecture)) continue;
      if (task !== 'text-classification') return stated(task, from);
      if (model.problemType === 'regression')
        return stated('regression', `${config?.file ?? ''}#/problem_type`);
      // One output means that transformers trains with the squared error (modeling code of every ForSequenceClassification).
      if (model.problemType === null && model.labels?.length === 1)
        return derived('regression', `${config?.file ?? ''}#/id2label has one label`);
      return stated(task, from);
    }
    if (!/Model$/.test(model.architecture)) return stated('other', from);
  }
  const kind = adapter ? own(adapter.value, 'task_type') : undefined;
  const byAdapter = typeof kind === 'string' ? peftTasks.get(kind) : undefined;
  if (byAdapter && adapter) return stated(byAdapter, `${adapter.file}#/task_type`);
  if (card?.pipelineTag && hubTasks.has(card.pipelineTag))
    return stated(card.pipelineTag as Task, `${card.file}#/pipeline_tag`);
  return taskOfMetrics(series);
}

function taskOfMetrics(series: readonly Series[]): Known<Task> | null {
  const tags = new Map(series.filter((s) => s.split !== 'train').map((s) => [s.tag, s.quantity]));
  const has = (pattern: RegExp): string | null =>
    [...tags].find(([tag, quantity]) => pattern.test(tag) || pattern.test(quantity))?.[0] ?? null;
  const rules: readonly (readonly [RegExp, Task])[] = [
    [/^eval_overall_(?:f1|precision|recall)$/, 'token-classification'],
    [/rouge|bleu|^gen_len$/i, 'text2text-generation'],
    [/^(?:exact_match|HasAns_f1)$/, 'question-answering'],
    [/^perplexity$/, 'text-generation'],
    [/^(?:pearson|spearman|mse|rmse|mae|r2)$/, 'regression'],
    [/^(?:mcc|balanced_accuracy|roc_auc|f1_macro|f1_weighted|f1_micro)$/, 'text-classification'],
  ];
  for (const [pattern, task] of rules) {
    const tag = has(pattern);
    if (tag !== null) return derived(task, `the metric ${tag}`);
  }
  // Accuracy with precision, recall and F1 is logged by examples of text and of token classification alike.
  const accuracy = has(/^accuracy$/);
  return accuracy !== null && !has(/^precision$/)
    ? derived('text-classification', `the metric ${accuracy}`)
    : null;
}
