import type { Split } from '../../model/series.ts';
import type { SourceFile } from '../../model/source.ts';

/** An event file and what its folder says about it. */
export interface PlacedFile {
  readonly file: SourceFile;
  /** From a folder name such as `validation`; null when the folder says nothing. */
  readonly split: Split | null;
  /** A folder named after the time, which holds hyperparameters only. */
  readonly settingsOnly: boolean;
}

/** The event files that make up one log. */
export interface LogFolder {
  readonly root: string;
  readonly files: readonly PlacedFile[];
}

export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

const splitWords: ReadonlyMap<string, Split> = new Map<string, Split>([
  ['train', 'train'],
  ['training', 'train'],
  ['tr', 'train'],
  ['val', 'validation'],
  ['valid', 'validation'],
  ['validation', 'validation'],
  ['validate', 'validation'],
  ['eval', 'validation'],
  ['evaluation', 'validation'],
  ['dev', 'validation'],
  ['test', 'test'],
  ['testing', 'test'],
  ['predict', 'test'],
]);

/** `val`, `dev`, `Eval` → `validation`; null for any other word. */
export const splitOfWord = (word: string): Split | null => splitWords.get(word.toLowerCase()) ?? null;

/** `add_hparams` of PyTorch's SummaryWriter opens a second writer in a folder named after the time in seconds. */
const isTimeStamp = (folder: string): boolean => /^1\d{9}(?:\.\d+)?$/.test(folder);

/** `loss_train`, a folder that `add_scalars('loss', {'train': …})` makes beside the log. */
const splitOfSuffix = (folder: string): Split | null => splitOfWord(/_([a-z]+)$/i.exec(folder)?.[1] ?? '');

/**
 * Event files by log: those of one folder belong together, and so do the sub-folders `train` and `validation` of Keras,
 * `eval` of TensorFlow's estimators, and the helper folders that PyTorch's writer makes.
 */
export function logFolders(files: readonly SourceFile[]): readonly LogFolder[] {
  const withEvents = new Set(files.map((file) => folderOf(file.path)));
  const groups = new Map<string, PlacedFile[]>();
  for (const file of files) {
    let root = folderOf(file.path);
    let split: Split | null = null;
    const settingsOnly = isTimeStamp(baseName(root));
    if (settingsOnly) root = folderOf(root);
    const bySuffix = splitOfSuffix(baseName(root));
    const byName = splitOfWord(baseName(root));
    if (byName !== null) {
      split = byName;
      root = folderOf(root);
    } else if (bySuffix !== null && root !== '' && withEvents.has(folderOf(root))) {
      split = bySuffix;
      root = folderOf(root);
    }
    const group = groups.get(root);
    const placed = { file, split, settingsOnly };
    if (group) group.push(placed);
    else groups.set(root, [placed]);
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([root, placed]) => ({ root, files: placed }));
}

const dullNames = /^(?:version_\d+|tensorboard|tb|tb_logs|logs?|events|runs?|summary|summaries)$/i;

/** A name for the log: its folder, with the one above where the folder's own name says little. */
export function titleOf(root: string, sourceName: string): string {
  if (root === '') return sourceName;
  const above = folderOf(root);
  return dullNames.test(baseName(root)) && above !== ''
    ? `${baseName(above)}/${baseName(root)}`
    : baseName(root);
}
