import type { SourceFile } from '../../model/source.ts';

export type HistoryKind = 'json' | 'csv' | 'pickle' | 'npy';

/** A history of a million epochs is not one. */
const LARGEST = 32 * 1024 * 1024;

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** JSON files of other tools, by name: they hold no history, and vocabularies are large. */
const otherJson =
  /^(?:config|generation_config|adapter_config|tokenizer|tokenizer_config|special_tokens_map|added_tokens|vocab|trainer_state|(?:all|train|eval|test|predict)_results|preprocessor_config|model\.safetensors\.index|pytorch_model\.bin\.index|package(?:-lock)?|tsconfig|wandb-(?:metadata|summary))\.json$/i;

/** What kind of history a file could be, by its name and size alone; null when none. */
export function historyKind({ path, bytes }: SourceFile): HistoryKind | null {
  const name = baseName(path);
  if (bytes === 0 || bytes > LARGEST || name.startsWith('.')) return null;
  if (/\.json$/i.test(name)) return otherJson.test(name) ? null : 'json';
  if (/\.(?:csv|tsv)$/i.test(name)) return 'csv';
  if (/\.(?:pkl|pickle|p|pk)$/i.test(name)) return 'pickle';
  // CSVLogger's own documentation calls the file `training.log`.
  if (/\.(?:log|txt)$/i.test(name)) return /hist|train|log|csv/i.test(name) ? 'csv' : null;
  if (/\.npy$/i.test(name)) return /hist/i.test(name) ? 'npy' : null;
  // `trainHistoryDict`, the name in a much copied answer, has no ending.
  return /hist/i.test(name) && !name.includes('.') ? 'pickle' : null;
}

/** True when the name says that this is meant to be a history, so that a damaged one is worth a word. */
export const isNamedHistory = (path: string): boolean => /hist(?:ory)?/i.test(baseName(path));
