import { isJsonObject, parseJsonBytes } from '../../formats/json.ts';
import type { Source, SourceFile } from '../../model/source.ts';
import { folderOf } from './shards.ts';

/** A model's configuration is some kilobytes; with 1,000 labels some hundred. */
const MAX_CONFIG_BYTES = 2_000_000;
/** Sweeps hold a configuration per checkpoint; the nearest ones are enough. */
const MAX_CONFIGS = 12;

/** Where a `config.json` nearby says that a row can hold several labels, or null. */
export type SeveralLookup = (path: string) => Promise<string | null>;

/** The nearest configurations: of the file's own folder and the folders above it; else those below, when all agree. */
export function createSeveralLookup(source: Source): SeveralLookup {
  const configs = source.files.filter(
    ({ path, bytes }) => /(^|\/)config\.json$/.test(path) && bytes <= MAX_CONFIG_BYTES,
  );
  const known = new Map<string, Promise<string | null>>();
  const typeOf = (file: SourceFile): Promise<string | null> => {
    const type = known.get(file.path) ?? problemType(file);
    known.set(file.path, type);
    return type;
  };
  return async (path) => {
    for (let folder = folderOf(path); ; folder = folderOf(folder)) {
      const own = configs.filter((file) => folderOf(file.path) === folder);
      const prefix = folder === '' ? '' : `${folder}/`;
      const below = configs.filter(({ path: other }) => other.startsWith(prefix)).slice(0, MAX_CONFIGS);
      const near = own.length > 0 ? own : below;
      if (near.length > 0) {
        const types = await Promise.all(near.map(typeOf));
        return types.every((type) => type === 'multi_label_classification') ? near[0]!.path : null;
      }
      if (folder === '') return null;
    }
  };
}

async function problemType(file: SourceFile): Promise<string | null> {
  try {
    const result = parseJsonBytes(await file.read());
    const type = result.ok && isJsonObject(result.value) ? result.value.problem_type : null;
    return typeof type === 'string' ? type : null;
  } catch {
    // The reader of the configuration reports the file.
    return null;
  }
}
