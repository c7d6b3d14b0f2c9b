import type { Checkpoint } from '../../model/run.ts';
import type { SourceFile } from '../../model/source.ts';
import { countParameters, optimizerBytesOf, weightFilesOf } from './weights.ts';

/** What one folder holds of a Trainer run. */
export interface RunFolder {
  readonly path: string;
  readonly state: SourceFile | null;
  readonly trainingArguments: SourceFile | null;
  readonly config: SourceFile | null;
  readonly adapter: SourceFile | null;
  readonly card: SourceFile | null;
  readonly results: readonly SourceFile[];
}

/** Folders that belong to one `output_dir`: the folder itself and its `checkpoint-*` folders. */
export interface OutputFolder {
  readonly root: string;
  readonly own: RunFolder | null;
  readonly checkpoints: readonly RunFolder[];
}

/** `all_results.json`, `eval_results_mnli-mm.txt`, `eval_metrics.json`, … */
const resultsFile = /^(?:all|train|eval|predict|test)_(?:results|metrics)[^/]*\.json$/i;
/** Versions before 4.5 wrote `key = value`. `test_results_<task>.txt` held predictions, `test_results.txt` metrics. */
const resultsText = /^(?:(?:train|eval)_results[^/]*|test_results|all_results)\.txt$/i;
const weightFile =
  /^(?:model(?:-\d+-of-\d+)?\.safetensors|pytorch_model(?:-\d+-of-\d+)?\.bin|adapter_model\.(?:safetensors|bin)|tf_model\.h5|flax_model\.msgpack)$/;
/** Also renamed copies, and the `log_history` alone that people save from a notebook. */
const stateFile = /(?:trainer_state|log_history)[^/]*\.json$/i;
const checkpointFolder = /^checkpoint-(\d+)(?:\D.*)?$/;

export type FileKind = 'state' | 'trainingArguments' | 'config' | 'adapter' | 'card' | 'results';

/** What a file is by its name alone, or null when it is not the Trainer's. */
export function fileKind(path: string): FileKind | null {
  const name = baseName(path);
  if (stateFile.test(name)) return 'state';
  if (name === 'training_args.bin') return 'trainingArguments';
  if (name === 'config.json') return 'config';
  if (name === 'adapter_config.json') return 'adapter';
  if (/^readme\.md$/i.test(name)) return 'card';
  return resultsFile.test(name) || resultsText.test(name) ? 'results' : null;
}

export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));
export const isInside = (path: string, folder: string): boolean =>
  folder === '' || path === folder || path.startsWith(`${folder}/`);

/** The folder a file belongs to; a renamed state file is a folder of its own, so that several may lie side by side. */
export const homeOf = (path: string): string =>
  fileKind(path) === 'state' && baseName(path) !== 'trainer_state.json' ? path : folderOf(path);

/** Step of a `checkpoint-500` folder, or null when the folder is not one. */
export function checkpointStep(folder: string): number | null {
  const match = checkpointFolder.exec(baseName(folder));
  return match ? Number(match[1]) : null;
}

/** Sorts the claimed files into output folders, in the order of their paths. */
export function outputFolders(files: readonly SourceFile[]): readonly OutputFolder[] {
  const folders = new Map<string, Partial<Record<FileKind, SourceFile>> & { list: SourceFile[] }>();
  for (const file of files) {
    const kind = fileKind(file.path);
    if (kind === null) continue;
    const path = homeOf(file.path);
    let folder = folders.get(path);
    if (!folder) {
      folder = { list: [] };
      folders.set(path, folder);
    }
    if (kind === 'results') folder.list.push(file);
    else folder[kind] = file;
  }
  const outputs = new Map<string, { own: RunFolder | null; checkpoints: RunFolder[] }>();
  for (const [path, found] of [...folders].sort(([a], [b]) => comparePaths(a, b))) {
    const folder: RunFolder = {
      path,
      state: found.state ?? null,
      trainingArguments: found.trainingArguments ?? null,
      config: found.config ?? null,
      adapter: found.adapter ?? null,
      card: found.card ?? null,
      results: found.list.sort((a, b) => comparePaths(a.path, b.path)),
    };
    const isCheckpoint = checkpointStep(path) !== null;
    const root = isCheckpoint ? folderOf(path) : path;
    let output = outputs.get(root);
    if (!output) {
      output = { own: null, checkpoints: [] };
      outputs.set(root, output);
    }
    if (isCheckpoint) output.checkpoints.push(folder);
    else output.own = folder;
  }
  return [...outputs]
    .sort(([a], [b]) => comparePaths(a, b))
    .map(([root, output]) => ({ root, own: output.own, checkpoints: output.checkpoints }));
}

/**
 * Every `checkpoint-*` folder of the listing, by the output folder it lies in: its size, whether weights are there, and
 * the sizes of weights and optimiser. The parameters are counted in the last folder of each that has both.
 */
export async function listCheckpoints(
  files: readonly SourceFile[],
): Promise<ReadonlyMap<string, readonly Checkpoint[]>> {
  const found = new Map<string, { step: number; bytes: number; hasWeights: boolean; own: SourceFile[] }>();
  for (const file of files) {
    if (!file.path.includes('checkpoint-')) continue;
    const parts = file.path.split('/');
    for (let i = 0; i < parts.length - 1; i++) {
      const match = checkpointFolder.exec(parts[i]!);
      if (!match) continue;
      const path = parts.slice(0, i + 1).join('/');
      let checkpoint = found.get(path);
      if (!checkpoint) {
        checkpoint = { step: Number(match[1]), bytes: 0, hasWeights: false, own: [] };
        found.set(path, checkpoint);
      }
      checkpoint.bytes += file.bytes;
      if (i === parts.length - 2) checkpoint.own.push(file);
      if (i === parts.length - 2 && weightFile.test(parts.at(-1)!) && !checkpoint.hasWeights) {
        checkpoint.hasWeights = !(await isPointer(file));
      }
      break;
    }
  }
  const byRoot = new Map<string, Checkpoint[]>();
  for (const [path, { step, bytes, hasWeights, own }] of found) {
    const root = folderOf(path);
    const list = byRoot.get(root) ?? [];
    const weightBytes = hasWeights ? (weightFilesOf(own)?.bytes ?? null) : null;
    list.push({ step, path, hasWeights, bytes, optimizerBytes: optimizerBytesOf(own), weightBytes });
    byRoot.set(root, list);
  }
  for (const list of byRoot.values()) {
    list.sort((a, b) => a.step - b.step || comparePaths(a.path, b.path));
    const at = list.findLastIndex((c) => c.optimizerBytes !== null && c.weightBytes !== null);
    const weights = at < 0 ? null : weightFilesOf(found.get(list[at]!.path)!.own);
    if (weights !== null) list[at] = { ...list[at]!, parameters: await countParameters(weights) };
  }
  return byRoot;
}

/** Git LFS leaves a file of about 130 bytes where the weights were not fetched. */
async function isPointer(file: SourceFile): Promise<boolean> {
  if (file.bytes === 0) return true;
  if (file.bytes > 300) return false;
  try {
    return new TextDecoder().decode(await file.readRange(0, 40)).startsWith('version https://git-lfs');
  } catch {
    return true;
  }
}

/** Orders paths so that `checkpoint-500` comes before `checkpoint-1000`. */
export function comparePaths(a: string, b: string): number {
  const left = a.split(/(\d+)/);
  const right = b.split(/(\d+)/);
  for (let i = 0; i < left.length && i < right.length; i++) {
    const x = left[i]!;
    const y = right[i]!;
    if (x === y) continue;
    if (i % 2 === 1 && Number(x) !== Number(y)) return Number(x) - Number(y);
    return x < y ? -1 : 1;
  }
  return left.length - right.length;
}
