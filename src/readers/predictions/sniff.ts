import { sniffDelimiter } from '../../formats/csv.ts';
import type { SourceFile } from '../../model/source.ts';
import { isConfidenceName, isPredictedName, isReferenceName, isScoreName } from './names.ts';

/** Files that other readers own, or that are large and never hold predictions. */
const OTHER_FILES =
  /(^|\/)(trainer_state|config|generation_config|adapter_config|special_tokens_map|added_tokens|tokenizer(_config)?|vocab|merges|model_args|training_args|package(-lock)?|tsconfig|wandb-[a-z]+|preprocessor_config|[^/]*\.index|[^/]*(all|train|eval|test|predict)_(results|metrics))\.json$/;

/** JavaScript strings end at about 512 MB. */
export const MAX_BYTES = 400_000_000;

export const HEAD_BYTES = 65_536;

/** From the path and size alone: could this be a table? */
export function couldHoldPredictions(file: Pick<SourceFile, 'path' | 'bytes'>): boolean {
  const path = file.path.toLowerCase();
  if (/\.(csv|tsv|jsonl|ndjson|parquet|feather|npy|npz)$/.test(path)) return true;
  // `datasets` keeps what `map` and `select` made beside the data.
  if (path.endsWith('.arrow')) return !/(^|\/)(cache-|indices|tmp)[^/]*$/.test(path);
  if (path.endsWith('.json')) return !OTHER_FILES.test(path);
  // run_glue: predict_results_sst2.txt, before 2021 test_results_sst-2.txt. Metric files of that name hold no header `index`.
  return /(^|\/)(predict|test)_results[^/]*\.txt$/.test(path);
}

/** From the first bytes: do any names say "prediction" or "score"? Cheap, so that a tokenizer is never parsed whole. */
export const headSaysPredictions = (path: string, head: string): boolean =>
  sayPredictions(namesInHead(path, head));

/** Do these names of columns speak of predictions or scores? */
export function sayPredictions(names: readonly string[]): boolean {
  if (names.some(isPredictedName)) return true;
  const references = names.some(isReferenceName);
  const classScores = names.filter((name) => isScoreName(name) && !isConfidenceName(name)).length;
  if (classScores >= 1 || (references && names.some(isConfidenceName))) return true;
  // `label, score` is what a pipeline writes.
  return names.some((name) => /^labels?$/i.test(name.trim())) && names.some(isConfidenceName);
}

/** The names of columns that the first bytes of a table hold. */
export const namesInHead = (path: string, head: string): readonly string[] =>
  /\.(json|jsonl|ndjson)$/i.test(path) ? jsonKeys(head) : headerNames(head);

function headerNames(head: string): readonly string[] {
  const line = head.replace(/^\uFEFF/, '').split(/\r?\n/, 1)[0] ?? '';
  const delimiter = sniffDelimiter(`${line}\n`);
  return line.split(delimiter).map((name) => name.trim().replace(/^"(.*)"$/, '$1'));
}

function jsonKeys(head: string): readonly string[] {
  const keys = new Set<string>();
  for (const match of head.matchAll(/"([^"\\]{1,80})"\s*:/g)) {
    keys.add(match[1]!);
    if (keys.size > 500) break;
  }
  return [...keys];
}
