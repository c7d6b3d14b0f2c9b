import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { CheckpointError } from '../../model-runner/index.ts';
import { type DiskFile, filesOfFolder } from './disk-file.ts';

/** Which checkpoint of a folder: `best` (of the run's own record), `last`, or the name of a folder inside. */
export type CheckpointChoice = 'best' | 'last' | (string & {});

/** A folder with something to run in it. */
export interface LocatedCheckpoint {
  readonly folder: string;
  readonly files: readonly DiskFile[];
  /** The user's own graph, when that is what the path names or all that is there. */
  readonly graph: DiskFile | null;
  /** Plain sentences: how it was chosen. */
  readonly assumptions: readonly string[];
}

const WEIGHTS =
  /^(model\.safetensors|pytorch_model\.bin|model\.safetensors\.index\.json|pytorch_model\.bin\.index\.json|adapter_model\.(safetensors|bin))$/;
const CHECKPOINT = /^checkpoint-(\d+)$/;

const isRunnable = (files: readonly DiskFile[]): boolean =>
  files.some((file) => file.name === 'config.json' || file.name === 'adapter_config.json') &&
  files.some((file) => WEIGHTS.test(file.name) || file.name === 'model.onnx');

/**
 * Finds what to run below a path: the folder itself, the best of its `checkpoint-*` folders, a snapshot of the Hugging Face cache,
 * the only folder inside with a model, or an `.onnx` file. Throws CheckpointError with a sentence that says what is there.
 */
export async function locateCheckpoint(
  path: string,
  choice: CheckpointChoice = 'best',
): Promise<LocatedCheckpoint> {
  const facts = await stat(path).catch(() => null);
  if (facts === null) throw new CheckpointError('file', `${path} does not exist.`, [path]);
  const root = resolve(path);
  if (facts.isFile()) {
    const folder = dirname(root);
    const files = await filesOfFolder(folder);
    const file = files.find((one) => one.name === basename(root));
    if (file?.name.endsWith('.onnx')) return { folder, files, graph: file, assumptions: [] };
    return located(folder, files, []);
  }
  if (choice !== 'best' && choice !== 'last') {
    const inside = join(root, choice);
    const files = await filesOfFolder(inside);
    if (!isRunnable(files))
      throw new CheckpointError('file', `${choice} in ${path} holds no config.json with weights.`, [choice]);
    return located(inside, files, [`checkpoint ← ${choice}, as asked for`]);
  }
  const files = await filesOfFolder(root);
  const folders = (await readdir(root, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
    .map((entry) => entry.name)
    .sort();
  const checkpoints = folders
    .map((name) => ({ name, step: Number(CHECKPOINT.exec(name)?.[1] ?? Number.NaN) }))
    .filter(({ step }) => Number.isFinite(step))
    .sort((a, b) => b.step - a.step);
  if (choice === 'best' && isRunnable(files)) {
    const more =
      checkpoints.length === 0
        ? []
        : [`model ← the folder itself, not one of its ${checkpoints.length} checkpoints`];
    return located(root, files, more);
  }
  const chosen = await chosenCheckpoint(root, checkpoints, choice);
  if (chosen !== null) return chosen;
  if (isRunnable(files)) return located(root, files, []);
  return inside(root, path, folders);
}

function located(
  folder: string,
  files: readonly DiskFile[],
  assumptions: readonly string[],
): LocatedCheckpoint {
  const weights = files.some((file) => WEIGHTS.test(file.name));
  const graph = weights ? null : (files.find((file) => file.name === 'model.onnx') ?? null);
  return { folder, files, graph, assumptions };
}

async function chosenCheckpoint(
  root: string,
  checkpoints: readonly { readonly name: string }[],
  choice: CheckpointChoice,
): Promise<LocatedCheckpoint | null> {
  const filled: { name: string; files: readonly DiskFile[] }[] = [];
  for (const { name } of checkpoints) {
    const files = await filesOfFolder(join(root, name));
    if (isRunnable(files)) filled.push({ name, files });
  }
  const last = filled[0];
  if (last === undefined) return null;
  const best = choice === 'last' ? null : await bestOf(root, checkpoints);
  const found = filled.find(({ name }) => name === best);
  const said =
    choice === 'last'
      ? `checkpoint ← ${last.name}, the last one, as asked for`
      : found !== undefined
        ? `checkpoint ← ${found.name}, the best one by trainer_state.json`
        : best !== null
          ? `checkpoint ← ${last.name}, the last one; ${best}, the best one by trainer_state.json, is not there`
          : `checkpoint ← ${last.name}, the last one; trainer_state.json names no best one`;
  const { name, files } = found ?? last;
  return located(join(root, name), files, [said]);
}

/** The name of the best checkpoint by the newest trainer_state.json. The folder may have been renamed or moved since. */
async function bestOf(
  root: string,
  checkpoints: readonly { readonly name: string }[],
): Promise<string | null> {
  for (const folder of ['', ...checkpoints.map(({ name }) => name)]) {
    const text = await readFile(join(root, folder, 'trainer_state.json'), 'utf8').catch(() => null);
    if (text === null) continue;
    const match = /"best_model_checkpoint":\s*"((?:[^"\\]|\\.)*)"/.exec(text);
    const path: unknown = match === null ? null : JSON.parse(`"${match[1]}"`);
    return typeof path === 'string' ? (path.split(/[\\/]/).at(-1) ?? null) : null;
  }
  return null;
}

/** A snapshot of the Hugging Face cache, or the only folder inside that can be run. */
async function inside(root: string, path: string, folders: readonly string[]): Promise<LocatedCheckpoint> {
  if (folders.includes('snapshots')) {
    const revision = await readFile(join(root, 'refs', 'main'), 'utf8').catch(() => null);
    const all = await readdir(join(root, 'snapshots'));
    const name =
      revision !== null && all.includes(revision.trim())
        ? revision.trim()
        : all.length === 1
          ? all[0]
          : undefined;
    if (name !== undefined) {
      const folder = join(root, 'snapshots', name);
      return located(folder, await filesOfFolder(folder), [
        `model ← snapshot ${name.slice(0, 12)} of the Hugging Face cache`,
      ]);
    }
  }
  const found: { name: string; files: readonly DiskFile[] }[] = [];
  for (const name of folders.slice(0, 200)) {
    const files = await filesOfFolder(join(root, name));
    if (isRunnable(files)) found.push({ name, files });
  }
  const only = found[0];
  if (found.length === 1 && only !== undefined)
    return located(join(root, only.name), only.files, [
      `model ← ${only.name}, the only folder inside with one`,
    ]);
  throw new CheckpointError(
    'file',
    found.length === 0
      ? `${path} holds no model: a config.json with model.safetensors or pytorch_model.bin was looked for. Name the folder that save_model wrote.`
      : `${path} holds several models (${found.map(({ name }) => name).join(', ')}). Name one of them.`,
    found.map(({ name }) => name),
  );
}
