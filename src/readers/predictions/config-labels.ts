import { isJsonObject, parseJsonBytes } from '../../formats/json.ts';
import type { Source, SourceFile } from '../../model/source.ts';
import { MAX_LABELS } from '../../predictions/columns.ts';
import type { ClassNames } from './align.ts';

/** A model's configuration is some kilobytes; with 1,000 labels some hundred. */
const MAX_CONFIG_BYTES = 2_000_000;
/** Sweeps hold a configuration per checkpoint; the nearest ones are enough. */
const MAX_CONFIGS = 12;

/**
 * Label names in id order from the `config.json` files around a prediction file: its own folder and the folders above
 * it first, then those below them when they all agree. Names that are only `LABEL_0` say nothing and are left out.
 */
export function createLabelLookup(source: Source): (path: string) => Promise<readonly ClassNames[]> {
  const configs = source.files.filter(
    (file) => /(^|\/)config\.json$/.test(file.path) && file.bytes <= MAX_CONFIG_BYTES,
  );
  const read = new Map<string, Promise<ClassNames | null>>();
  const namesIn = (file: SourceFile): Promise<ClassNames | null> => {
    let names = read.get(file.path);
    if (names === undefined) {
      names = readNames(file);
      read.set(file.path, names);
    }
    return names;
  };
  return async (path) => {
    const found: ClassNames[] = [];
    let folder = path;
    while (folder !== '') {
      folder = folder.includes('/') ? folder.slice(0, folder.lastIndexOf('/')) : '';
      const prefix = folder === '' ? '' : `${folder}/`;
      const own = configs.find((file) => file.path === `${prefix}config.json`);
      const names = own === undefined ? null : await namesIn(own);
      if (names !== null) found.push(names);
      const below = configs
        .filter((file) => file.path.startsWith(prefix) && file !== own)
        .slice(0, MAX_CONFIGS);
      const others = (await Promise.all(below.map(namesIn))).filter((entry) => entry !== null);
      const [first] = others;
      if (
        first !== undefined &&
        others.every((entry) => entry.names.join('\u0000') === first.names.join('\u0000'))
      )
        found.push(first);
      if (found.length > 0) break;
    }
    return found;
  };
}

async function readNames(file: SourceFile): Promise<ClassNames | null> {
  try {
    const result = parseJsonBytes(await file.read());
    if (!result.ok || !isJsonObject(result.value)) return null;
    const map = result.value.id2label;
    if (map === undefined || !isJsonObject(map)) return null;
    const entries = Object.entries(map);
    if (entries.length < 2 || entries.length > MAX_LABELS) return null;
    const names = new Array<string>(entries.length).fill('');
    for (const [id, name] of entries) {
      const index = Number(id);
      if (typeof name !== 'string' || !Number.isInteger(index) || index < 0 || index >= names.length)
        return null;
      names[index] = name;
    }
    const distinct = new Set(names).size === names.length && !names.includes('');
    const unnamed = names.every((name, index) => name === `LABEL_${index}`);
    return distinct && !unnamed ? { names, from: `${file.path}#/id2label` } : null;
  } catch {
    // The reader of the configuration reports the file; here it only means that no names are known.
    return null;
  }
}
