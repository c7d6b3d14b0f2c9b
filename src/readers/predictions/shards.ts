import { isJsonObject, parseJsonBytes } from '../../formats/json.ts';
import { derived, type Known, stated } from '../../model/known.ts';
import type { Split } from '../../model/series.ts';
import type { Source, SourceFile } from '../../model/source.ts';
import { splitWord } from './split.ts';

/** `data-00000-of-00003.arrow`: how `datasets` and the Hub cut a table into files. */
const SHARD = /^(.*)-(\d{5})-of-(\d{5})\.(parquet|arrow)$/;

/** The files of one table, in order, and how many of them are missing. */
export interface Shards {
  readonly files: readonly SourceFile[];
  readonly missing: number;
}

export function shardsOf(file: SourceFile, source: Source): Shards {
  const own = SHARD.exec(file.path);
  if (own === null) return { files: [file], missing: 0 };
  const [, before, , count, ending] = own;
  const files = source.files.filter(({ path }) => {
    const other = SHARD.exec(path);
    return other !== null && other[1] === before && other[3] === count && other[4] === ending;
  });
  return { files, missing: Math.max(0, Number(count) - files.length) };
}

/** A shard that is read with the first of its table. */
export const isLaterShard = (file: SourceFile, source: Source): boolean =>
  SHARD.test(file.path) && shardsOf(file, source).files[0] !== file;

export const folderOf = (path: string): string =>
  path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';

const inFolder = (source: Source, folder: string, name: string): SourceFile | undefined =>
  source.files.find(({ path }) => path === (folder === '' ? name : `${folder}/${name}`));

/** True for a folder that `save_to_disk` of `datasets` wrote: one split, or the data set without splits. */
export const isSavedDataset = (folder: string, source: Source): boolean =>
  inFolder(source, folder, 'state.json') !== undefined &&
  inFolder(source, folder, 'dataset_info.json') !== undefined;

/** The folder that holds the whole data set that a file of `save_to_disk` belongs to: above `train/`, `test/`. */
export function datasetRoot(path: string, source: Source): string {
  const folder = folderOf(path);
  const above = folderOf(folder);
  return folder !== '' && inFolder(source, above, 'dataset_dict.json') !== undefined ? above : folder;
}

/**
 * The split of a file that `save_to_disk` wrote: by its `state.json`, else by the name of its folder. Null for any other file.
 * Source: huggingface/datasets, src/datasets/arrow_dataset.py, `save_to_disk`.
 */
export async function savedSplit(path: string, source: Source): Promise<Known<Split> | null> {
  const folder = folderOf(path);
  if (!path.endsWith('.arrow') || !isSavedDataset(folder, source)) return null;
  const named = splitWord(folder.slice(folder.lastIndexOf('/') + 1));
  if (named !== null) return derived(named, `folder ${folder}`);
  const file = inFolder(source, folder, 'state.json')!;
  const result = file.bytes > 1_000_000 ? null : parseJsonBytes(await file.read());
  if (result === null || !result.ok || !isJsonObject(result.value)) return null;
  const { _split: written } = result.value;
  const split = typeof written === 'string' ? splitWord(written) : null;
  return split === null ? null : stated(split, `${file.path}#/_split`);
}
