import { isJsonObject, type JsonObject, parseJson } from '../../formats/json.ts';
import type { Scalar } from '../../formats/torch-archive.ts';
import type { Hyperparameters, ModelFacts } from '../../model/run.ts';
import { type Settings, toHyperparameters } from '../hf-trainer/arguments.ts';
import { modelFacts } from '../hf-trainer/model-config.ts';
import type { EventFile } from './event-file.ts';

/** What the event files say about how the training was set up. */
export interface LoggedSettings {
  readonly hyperparameters: Hyperparameters | null;
  readonly model: ModelFacts | null;
  readonly config: { readonly file: string; readonly value: JsonObject } | null;
  /** The settings that were looked up by name, for `load_best_model_at_end`. */
  readonly values: ReadonlyMap<string, Scalar>;
}

/** Nothing that could be a secret goes on into a report. */
const secret = /token|secret|password|api_?key|credential/i;
/** Names that other frameworks use for what the Trainer calls otherwise. */
const otherNames: ReadonlyMap<string, string> = new Map([
  ['lr', 'learning_rate'],
  ['max_epochs', 'num_train_epochs'],
  ['num_epochs', 'num_train_epochs'],
  ['accumulate_grad_batches', 'gradient_accumulation_steps'],
  ['gradient_clip_val', 'max_grad_norm'],
]);

/**
 * Settings from the texts `args` and `model_config` that the Trainer's callback writes as JSON
 * (transformers, integrations/integration_utils.py, `TensorBoardCallback.on_train_begin`), and from the hparams plugin
 * that it and Lightning write. Null where nothing was logged.
 */
export function loggedSettings(files: readonly EventFile[]): LoggedSettings {
  const sources: Settings[] = [];
  let config: LoggedSettings['config'] = null;
  for (const { file, log } of files) {
    const args = textObject(log.texts.get('args/text_summary') ?? log.texts.get('args'));
    if (args) sources.unshift({ file: `${file.path}#args`, values: scalarsOf(Object.entries(args)) });
    const model = textObject(log.texts.get('model_config/text_summary') ?? log.texts.get('model_config'));
    if (model) config = { file: `${file.path}#model_config`, value: model };
  }
  for (const { file, log } of files) {
    if (log.settings.size > 0)
      sources.push({ file: `${file.path}#hparams`, values: scalarsOf(log.settings) });
  }
  const values = new Map<string, Scalar>();
  for (const source of [...sources].reverse())
    for (const [name, value] of source.values) values.set(name, value);
  return {
    hyperparameters: sources.length === 0 ? null : toHyperparameters(sources),
    model: config ? startedFrom(modelFacts(config, null, null)) : null,
    config,
    values,
  };
}

/** Heads that a checkpoint only has when it was fine-tuned for that task before. */
const taskHead = /For(?:SequenceClassification|TokenClassification|QuestionAnswering|MultipleChoice)$/;

/**
 * The configuration is logged when training begins, and names the class of the checkpoint that it began from: mostly
 * `BertForMaskedLM`, whatever is trained. Only a head of a task says something about the task.
 */
const startedFrom = (model: ModelFacts): ModelFacts =>
  model.architecture !== null && !taskHead.test(model.architecture)
    ? { ...model, architecture: null }
    : model;

function textObject(text: string | undefined): JsonObject | null {
  if (text === undefined) return null;
  const result = parseJson(text);
  return result.ok && isJsonObject(result.value) ? result.value : null;
}

function scalarsOf(entries: Iterable<readonly [string, unknown]>): ReadonlyMap<string, Scalar> {
  const values = new Map<string, Scalar>();
  for (const [name, value] of entries) {
    if (secret.test(name)) continue;
    const kind = typeof value;
    if (value === null || kind === 'string' || kind === 'number' || kind === 'boolean') {
      values.set(name, value as Scalar);
      const usual = otherNames.get(name);
      if (usual !== undefined && !values.has(usual)) values.set(usual, value as Scalar);
    }
  }
  return values;
}
