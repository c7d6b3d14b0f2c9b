import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '../../formats/json.ts';
import { MAX_LABELS } from '../../predictions/columns.ts';
import type { ClassNames } from './align.ts';
import type { ForeignTable } from './table.ts';

/**
 * Label names in id order by column, from the features that `datasets` writes into the schema of Parquet and Arrow files
 * (key `huggingface`). Source: huggingface/datasets, src/datasets/features/features.py, `Features.arrow_schema`.
 */
export function classNamesIn(metadata: ReadonlyMap<string, string>): ReadonlyMap<string, readonly string[]> {
  const written = metadata.get('huggingface');
  const parsed = written === undefined ? null : parseJson(written);
  if (parsed === null || !parsed.ok || !isJsonObject(parsed.value)) return new Map();
  const { info } = parsed.value;
  return isJsonObject(info) ? classLabels(info.features) : new Map();
}

/** The features that are labels, of `dataset_info.json` or of the metadata of a schema. */
export function classLabels(features: JsonValue | undefined): ReadonlyMap<string, readonly string[]> {
  const labels = new Map<string, readonly string[]>();
  if (!isJsonObject(features)) return labels;
  for (const [column, feature] of Object.entries(features)) {
    const names = isJsonObject(feature) ? namesOf(feature) : null;
    if (names !== null) labels.set(column, names);
  }
  return labels;
}

function namesOf({ _type: type, names }: JsonObject): readonly string[] | null {
  if (type !== 'ClassLabel' || !Array.isArray(names) || names.length < 2 || names.length > MAX_LABELS)
    return null;
  const texts = names.filter((name): name is string => typeof name === 'string' && name !== '');
  const distinct = texts.length === names.length && new Set(texts).size === texts.length;
  // Names that are the ids themselves say nothing.
  return distinct && !texts.every((name, id) => name === String(id) || name === `LABEL_${id}`) ? texts : null;
}

/** Names that the file itself states, those of the given columns first. */
export function statedNames(
  { classNames }: ForeignTable,
  columns: readonly (string | null)[],
  path: string,
): readonly ClassNames[] {
  if (classNames === undefined) return [];
  const order = [...new Set([...columns, ...classNames.keys()])];
  return order.flatMap((column) => {
    const names = column === null ? undefined : classNames.get(column);
    return names === undefined ? [] : [{ names, from: `the features in ${path} (\`${column}\`)` }];
  });
}
