import { isJsonObject, type JsonObject, parseJsonBytes } from '../../formats/json.ts';
import type { Source, SourceFile } from '../../model/source.ts';
import { MAX_LABELS } from '../../predictions/columns.ts';
import type { ClassNames } from './align.ts';
import { classLabels } from './features.ts';

/** A model's configuration is some kilobytes; with 1,000 labels some hundred. */
const MAX_CONFIG_BYTES = 2_000_000;
/** Sweeps hold a configuration per checkpoint; the nearest ones are enough. */
const MAX_CONFIGS = 12;

/**
 * Label names in id order from the `config.json` files around a prediction file: its own folder and the folders above
 * it first, then those below them when they all agree. Names that are only `LABEL_0` say nothing and are left out. Where no
 * model names its labels, the `dataset_info.json` of a data set that was saved beside it does.
 */
export function createLabelLookup(source: Source): LabelLookup {
  const models = nearestNames(source, 'config.json', namesOfModel);
  const datasets = nearestNames(source, 'dataset_info.json', namesOfDataset);
  return async (path) => {
    const found = await models(path);
    return found.length > 0 ? found : datasets(path);
  };
}

export type LabelLookup = (path: string) => Promise<readonly ClassNames[]>;

function nearestNames(
  source: Source,
  called: string,
  namesOf: (value: JsonObject, path: string) => ClassNames | null,
): LabelLookup {
  const configs = source.files.filter(
    ({ path, bytes }) => (path === called || path.endsWith(`/${called}`)) && bytes <= MAX_CONFIG_BYTES,
  );
  const read = new Map<string, Promise<ClassNames | null>>();
  const namesIn = (file: SourceFile): Promise<ClassNames | null> => {
    let names = read.get(file.path);
    if (names === undefined) {
      names = readNames(file, namesOf);
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
      const own = configs.find((file) => file.path === `${prefix}${called}`);
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

async function readNames(
  file: SourceFile,
  namesOf: (value: JsonObject, path: string) => ClassNames | null,
): Promise<ClassNames | null> {
  try {
    const result = parseJsonBytes(await file.read());
    return result.ok && isJsonObject(result.value) ? namesOf(result.value, file.path) : null;
  } catch {
    // The reader of the configuration reports the file; here it only means that no names are known.
    return null;
  }
}

function namesOfModel({ id2label: map }: JsonObject, path: string): ClassNames | null {
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
  return distinct && !unnamed ? { names, from: `${path}#/id2label` } : null;
}

/** Of a data set with one feature that is a label. */
function namesOfDataset({ features }: JsonObject, path: string): ClassNames | null {
  const [only, ...others] = classLabels(features);
  return only === undefined || others.length > 0
    ? null
    : { names: only[1], from: `${path}#/features/${only[0]}` };
}
