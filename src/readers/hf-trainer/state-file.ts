import {
  decodeText,
  describeJson,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseJson,
} from '../../formats/json.ts';
import type { ReadContext } from '../../model/reader.ts';
import type { SourceFile } from '../../model/source.ts';
import { checkpointStep, homeOf } from './layout.ts';

/** One `trainer_state.json`, checked. */
export interface TrainerState {
  readonly file: string;
  readonly folder: string;
  /** Step in the folder's name, null for a state that lies in the output folder itself. */
  readonly checkpoint: number | null;
  readonly globalStep: number;
  readonly epoch: number | null;
  readonly maxSteps: number | null;
  readonly epochs: number | null;
  readonly batchSize: number | null;
  readonly loggingSteps: number | null;
  readonly saveSteps: number | null;
  readonly evalSteps: number | null;
  readonly bestMetric: number | null;
  readonly bestCheckpoint: string | null;
  readonly bestStep: number | null;
  readonly totalFlos: number | null;
  readonly tokensSeen: number | null;
  /** Arguments of Trainer's EarlyStoppingCallback, which newer versions save with the state. */
  readonly earlyStopping: { readonly patience: number; readonly threshold: number | null } | null;
  readonly hyperparameterSearch: { readonly name: string | null; readonly values: JsonObject } | null;
  /** Rows that can be used: objects with a step. */
  readonly rows: readonly JsonObject[];
  /** `log_history` as it stands in the file, for positions. */
  readonly log: readonly JsonValue[];
  /** False when the file breaks off. */
  readonly complete: boolean;
}

const lfsPointer = 'version https://git-lfs';

/** Reads the text of a JSON file; null after a problem was reported. */
export async function readJsonFile(
  file: SourceFile,
  context: ReadContext,
  expected: string,
  /** Whether what stands before a cut is worth keeping. */
  isUsable: (partial: JsonObject) => boolean = (partial) => Object.keys(partial).length > 0,
): Promise<{ value: JsonValue; complete: boolean } | null> {
  const refuse = (found: string, nextStep: string, position: string | null = null): null => {
    context.problem({ file: file.path, position, expected, found, nextStep, partial: false });
    return null;
  };
  let bytes: Uint8Array;
  try {
    bytes = await file.read();
  } catch (error) {
    return refuse(
      error instanceof Error ? error.message : String(error),
      'Check that the file can be opened.',
    );
  }
  if (bytes.length === 0) return refuse('an empty file', 'Copy the file again from where the training ran.');
  const text = decodeText(bytes);
  if (text.startsWith(lfsPointer)) {
    return refuse(
      'a Git LFS pointer (the file itself was not downloaded)',
      'Run `git lfs pull` in the repository and try again.',
    );
  }
  const parsed = parseJson(text);
  if (parsed.ok) return { value: parsed.value, complete: true };
  const { error } = parsed;
  const usable = isJsonObject(parsed.partial) && isUsable(parsed.partial);
  context.problem({
    file: file.path,
    position: `line ${error.line}, column ${error.column} (character ${error.offset})`,
    expected: error.expected,
    found: error.found,
    nextStep:
      'Copy the file again from where the training ran; it may have been cut off while it was written.',
    partial: usable,
  });
  return usable ? { value: parsed.partial as JsonValue, complete: false } : null;
}

/** Reads and checks one state file; null when nothing in it can be used (a problem was reported then). */
export async function readTrainerState(file: SourceFile, context: ReadContext): Promise<TrainerState | null> {
  const parsed = await readJsonFile(file, context, 'the JSON that Trainer writes', (partial) => {
    const log = own(partial, 'log_history');
    return Array.isArray(log) && log.some((row) => isJsonObject(row));
  });
  if (!parsed) return null;
  const state = Array.isArray(parsed.value) ? { log_history: parsed.value } : parsed.value;
  const log = isJsonObject(state) ? own(state, 'log_history') : undefined;
  if (!isJsonObject(state) || !Array.isArray(log)) {
    context.problem({
      file: file.path,
      position: isJsonObject(state) ? '#/log_history' : '#',
      expected: isJsonObject(state) ? 'a list of log rows' : 'an object with log_history',
      found: describeJson(isJsonObject(state) ? log : state),
      nextStep: 'Check that this is the trainer_state.json of a Hugging Face Trainer.',
      partial: false,
    });
    return null;
  }
  const rows = usableRows(log as readonly JsonValue[], file.path, context);
  const folder = homeOf(file.path);
  const number = (key: string): number | null => {
    const value = own(state, key);
    return typeof value === 'number' && Number.isFinite(value) ? value : null;
  };
  const positive = (key: string): number | null => {
    const value = number(key);
    return value !== null && value > 0 ? value : null;
  };
  const lastRowStep = (rows.at(-1)?.step ?? 0) as number;
  const bestMetric = own(state, 'best_metric');
  const bestCheckpoint = own(state, 'best_model_checkpoint');
  const trial = own(state, 'trial_params');
  const trialName = own(state, 'trial_name');
  return {
    file: file.path,
    folder,
    checkpoint: checkpointStep(folder),
    globalStep: number('global_step') ?? Math.max(lastRowStep, checkpointStep(folder) ?? 0),
    epoch: number('epoch'),
    maxSteps: positive('max_steps'),
    epochs: positive('num_train_epochs'),
    batchSize: positive('train_batch_size'),
    loggingSteps: positive('logging_steps'),
    saveSteps: positive('save_steps'),
    evalSteps: positive('eval_steps'),
    bestMetric: typeof bestMetric === 'number' ? bestMetric : null,
    bestCheckpoint: typeof bestCheckpoint === 'string' ? bestCheckpoint : null,
    bestStep: positive('best_global_step'),
    totalFlos: positive('total_flos'),
    tokensSeen: positive('num_input_tokens_seen'),
    earlyStopping: earlyStoppingOf(own(state, 'stateful_callbacks')),
    hyperparameterSearch: isJsonObject(trial)
      ? { name: typeof trialName === 'string' ? trialName : null, values: trial }
      : null,
    rows,
    log: log as readonly JsonValue[],
    complete: parsed.complete,
  };
}

function earlyStoppingOf(callbacks: JsonValue | undefined): TrainerState['earlyStopping'] {
  const callback = isJsonObject(callbacks) ? own(callbacks, 'EarlyStoppingCallback') : undefined;
  const args = isJsonObject(callback) ? own(callback, 'args') : undefined;
  if (!isJsonObject(args)) return null;
  const patience = own(args, 'early_stopping_patience');
  const threshold = own(args, 'early_stopping_threshold');
  return typeof patience === 'number' && Number.isFinite(patience) && patience >= 1
    ? { patience, threshold: typeof threshold === 'number' && Number.isFinite(threshold) ? threshold : null }
    : null;
}

/** Own keys only: a file cannot reach the prototype. */
export const own = (object: JsonObject, key: string): JsonValue | undefined =>
  Object.hasOwn(object, key) ? object[key] : undefined;

function usableRows(log: readonly JsonValue[], file: string, context: ReadContext): readonly JsonObject[] {
  const rows: JsonObject[] = [];
  let bad = 0;
  let first: { position: string; expected: string; found: string } | null = null;
  for (let i = 0; i < log.length; i++) {
    const row = log[i];
    if (!isJsonObject(row)) {
      bad++;
      first ??= { position: `#/log_history/${i}`, expected: 'an object', found: describeJson(row) };
      continue;
    }
    const step = own(row, 'step');
    if (typeof step === 'number' && Number.isFinite(step) && step >= 0) rows.push(row);
    else {
      bad++;
      first ??= { position: `#/log_history/${i}/step`, expected: 'a number', found: describeJson(step) };
    }
  }
  if (first) {
    const others = bad > 1 ? `, and ${bad - 1} more such ${bad === 2 ? 'row' : 'rows'}` : '';
    context.problem({
      file,
      ...first,
      found: `${first.found}${others}`,
      nextStep: 'These rows were left out; the others were used.',
      partial: true,
    });
  }
  return rows;
}
