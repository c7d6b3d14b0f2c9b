import { decodeText } from '../../formats/json.ts';
import type { ReadContext } from '../../model/reader.ts';
import type { Checkpoint } from '../../model/run.ts';
import type { SourceFile } from '../../model/source.ts';
import { readTrainingArguments, type Settings } from './arguments.ts';
import { shareRows } from './compare-rows.ts';
import { fileKind, type OutputFolder, type RunFolder } from './layout.ts';
import { type Lineage, lineages } from './lineage.ts';
import { largestCard, type ModelCard, readModelCard } from './model-card.ts';
import { type ConfigFile, isModelConfig } from './model-config.ts';
import { type Results, readResults } from './results-file.ts';
import { readJsonFile, readTrainerState, type TrainerState } from './state-file.ts';

/** What the files of one folder hold. */
export interface FolderContent {
  readonly folder: RunFolder;
  readonly state: TrainerState | null;
  readonly settings: Settings | null;
  readonly config: ConfigFile | null;
  readonly adapter: ConfigFile | null;
  readonly card: ModelCard | null;
  readonly results: readonly Results[];
}

export interface Output {
  readonly root: string;
  readonly own: FolderContent | null;
  readonly checkpoints: readonly FolderContent[];
  readonly lineages: readonly Lineage[];
}

export async function readOutput(
  folder: OutputFolder,
  listed: readonly Checkpoint[],
  context: ReadContext,
): Promise<Output> {
  // The longest logs first: the others hold the beginning of the same rows.
  const states: TrainerState[] = [];
  const own = folder.own && (await readFolder(folder.own, states, context));
  const checkpoints: FolderContent[] = [];
  for (const checkpoint of [...folder.checkpoints].reverse()) {
    checkpoints.unshift(await readFolder(checkpoint, states, context));
  }
  const contents = own ? [...checkpoints, own] : checkpoints;
  const settingsOf = new Map(contents.map((c) => [c.folder.path, c.settings]));
  const found = lineages(
    states,
    listed.map((c) => c.step),
    (a, b) => sameSettings(settingsOf.get(a.folder) ?? null, settingsOf.get(b.folder) ?? null),
  );
  return { root: folder.root, own, checkpoints, lineages: found };
}

async function readFolder(
  folder: RunFolder,
  /** States of the same output folder read so far; this one's is added. */
  states: TrainerState[],
  context: ReadContext,
): Promise<FolderContent> {
  const read = folder.state && (await readTrainerState(folder.state, context));
  const state = read && shareRows(read, states);
  if (state) states.push(state);
  if (state) context.found({ file: state.file, reader: 'hf-trainer', found: describeRows(state) });
  const results: Results[] = [];
  for (const file of folder.results) {
    const result = await readResults(file, context);
    if (result) results.push(result);
  }
  return {
    folder,
    state,
    settings: folder.trainingArguments && (await readTrainingArguments(folder.trainingArguments, context)),
    config: folder.config && (await readConfig(folder.config, context)),
    adapter: folder.adapter && (await readConfig(folder.adapter, context)),
    card: folder.card && (await readCard(folder.card, context)),
    results,
  };
}

function describeRows(state: TrainerState): string {
  let evaluations = 0;
  let training = 0;
  for (const row of state.rows) {
    if ('loss' in row) training++;
    else if (Object.keys(row).some((key) => key.startsWith('eval_'))) evaluations++;
  }
  return `${evaluations} ${evaluations === 1 ? 'evaluation' : 'evaluations'}, ${training} training ${training === 1 ? 'row' : 'rows'}, step ${state.globalStep}`;
}

async function readConfig(file: SourceFile, context: ReadContext): Promise<ConfigFile | null> {
  const parsed = await readJsonFile(file, context, 'the JSON of a model configuration');
  if (!parsed) return null;
  const isAdapter = fileKind(file.path) === 'adapter';
  const { value } = parsed;
  if (
    typeof value !== 'object' ||
    value === null ||
    Array.isArray(value) ||
    !(isAdapter || isModelConfig(value))
  )
    return null;
  const config = value as ConfigFile['value'];
  context.found({
    file: file.path,
    reader: 'hf-trainer',
    found: isAdapter ? 'adapter settings' : 'model configuration',
  });
  return { file: file.path, value: config };
}

async function readCard(file: SourceFile, context: ReadContext): Promise<ModelCard | null> {
  if (file.bytes > largestCard) return null;
  try {
    const card = readModelCard(decodeText(await file.read()), file.path);
    if (card)
      context.found({
        file: file.path,
        reader: 'hf-trainer',
        found: card.series.length > 0 ? 'model card with a table of results' : 'model card',
      });
    return card;
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    context.problem({
      file: file.path,
      position: null,
      expected: 'a readable file',
      found,
      nextStep: 'Check that the file can be opened.',
      partial: false,
    });
    return null;
  }
}

/** Settings that make a difference to the course of a training. */
const decisive = [
  'learning_rate',
  'per_device_train_batch_size',
  'gradient_accumulation_steps',
  'num_train_epochs',
  'max_steps',
  'lr_scheduler_type',
  'weight_decay',
  'seed',
  'logging_steps',
  'warmup_steps',
  'warmup_ratio',
];

export function sameSettings(a: Settings | null, b: Settings | null): boolean {
  if (!a || !b) return true;
  return decisive.every(
    (name) => !a.values.has(name) || !b.values.has(name) || a.values.get(name) === b.values.get(name),
  );
}
