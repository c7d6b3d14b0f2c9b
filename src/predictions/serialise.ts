import type { PredictionSet } from '../model/predictions.ts';
import { encodeBase64 } from './base64.ts';
import { MAX_LABELS, MISSING, type PredictionColumns } from './columns.ts';
import { columnsOf, createPredictionSet } from './create.ts';
import { savedValues } from './saved-values.ts';
import type { Scores } from './scores.ts';

/** Plain JSON. */
type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

const FORMAT = 'afterfit-prediction-set';
const saved = savedValues('prediction set');

interface SerialiseOptions {
  /** False leaves out texts, ids and extra columns. Default true. */
  readonly texts?: boolean;
}

/**
 * A prediction set as columnar JSON: codes and scores are base64 of little-endian int16 and float32, so that restoring
 * gives the same numbers. Sets that live elsewhere (a database) are read through their interface and lose the scores
 * of labels that are neither reference nor predicted.
 */
export async function serialisePredictionSet(
  set: PredictionSet,
  options: SerialiseOptions = {},
): Promise<JsonValue> {
  const columns = columnsOf(set) ?? (await columnsThroughInterface(set));
  const texts = options.texts ?? true;
  return {
    format: FORMAT,
    version: 1,
    id: columns.id,
    file: columns.file,
    split: columns.split === null ? null : { ...columns.split },
    ...(columns.ran === true ? { ran: true } : {}),
    rows: columns.reference.length,
    labels: columns.labels,
    // Pairs instead of objects wherever a key comes from a file: `__proto__` is a possible column name.
    columns: Object.entries(columns.columns),
    reference: encodeNumbers(columns.reference),
    predicted: encodeNumbers(columns.predicted),
    scores:
      columns.scores === null
        ? null
        : { kind: columns.scores.kind, values: encodeNumbers(columns.scores.values) },
    confidence: columns.confidence === null ? null : encodeNumbers(columns.confidence),
    texts: texts ? columns.texts : null,
    ids: texts ? columns.ids : null,
    extra: texts ? [...columns.extra].map(([name, values]) => ({ name, values })) : [],
  };
}

/**
 * The set that `serialisePredictionSet` wrote.
 *
 * @throws Error naming the key, what was expected and what was found, when the value is not such a set.
 */
export function restorePredictionSet(json: unknown): PredictionSet {
  const value = saved.record(json, '');
  if (value.format !== FORMAT || value.version !== 1)
    saved.fail('format', `${FORMAT} version 1`, value.format);
  const rows = value.rows;
  if (typeof rows !== 'number' || !Number.isInteger(rows) || rows < 0)
    return saved.fail('rows', 'a count', rows);
  const labels = saved.strings(value.labels, 'labels');
  if (labels.length > MAX_LABELS) saved.fail('labels', `at most ${MAX_LABELS}`, labels.length);
  const codes = (key: 'reference' | 'predicted'): Int16Array => {
    const decoded = new Int16Array(saved.bytes(value[key], key, rows * 2).buffer);
    for (const code of decoded)
      if (code < MISSING || code >= labels.length) saved.fail(key, `a code below ${labels.length}`, code);
    return decoded;
  };
  const extra = new Map<string, readonly (string | null)[]>();
  for (const entry of saved.list(value.extra ?? [], 'extra')) {
    const column = saved.record(entry, 'extra');
    if (typeof column.name !== 'string') saved.fail('extra/name', 'a string', column.name);
    extra.set(column.name as string, saved.optionalStrings(column.values, 'extra/values', rows));
  }
  return createPredictionSet({
    id: String(value.id ?? ''),
    file: String(value.file ?? ''),
    split: saved.split(value.split),
    ran: value.ran === true,
    labels,
    reference: codes('reference'),
    predicted: codes('predicted'),
    scores: scoresOf(value.scores, rows, labels.length),
    confidence:
      value.confidence == null
        ? null
        : new Float32Array(saved.bytes(value.confidence, 'confidence', rows * 4).buffer),
    texts: value.texts == null ? null : saved.optionalStrings(value.texts, 'texts', rows),
    ids: value.ids == null ? null : saved.optionalStrings(value.ids, 'ids', rows),
    extra,
    columns: saved.columns(value.columns),
  });
}

function scoresOf(value: unknown, rows: number, classes: number): Scores | null {
  if (value == null) return null;
  const scores = saved.record(value, 'scores');
  if (scores.kind !== 'probabilities' && scores.kind !== 'logits') {
    return saved.fail('scores/kind', '`probabilities` or `logits`', scores.kind);
  }
  const values = new Float32Array(saved.bytes(scores.values, 'scores/values', rows * classes * 4).buffer);
  return { kind: scores.kind, classes, values };
}

/** Little-endian, whatever the host is. */
function encodeNumbers(values: Int16Array | Float32Array): string {
  const size = values.BYTES_PER_ELEMENT;
  const bytes = new Uint8Array(values.length * size);
  const view = new DataView(bytes.buffer);
  const whole = values instanceof Int16Array;
  for (let index = 0; index < values.length; index++) {
    if (whole) view.setInt16(index * size, values[index]!, true);
    else view.setFloat32(index * size, values[index]!, true);
  }
  return encodeBase64(bytes);
}

async function columnsThroughInterface(set: PredictionSet): Promise<PredictionColumns> {
  const examples = await set.examples(Uint32Array.from({ length: set.rows }, (_, row) => row));
  const code = new Map(set.labels.map((label, index) => [label, index]));
  const codes = (pick: (index: number) => string | null): Int16Array =>
    Int16Array.from(examples, (_, index) => code.get(pick(index) ?? '') ?? MISSING);
  const extra = new Map<string, readonly (string | null)[]>();
  for (const name of set.extraColumns)
    extra.set(
      name,
      examples.map((example) => example.extra[name] ?? null),
    );
  return {
    id: set.id,
    file: set.file,
    split: set.split,
    ran: set.ran,
    labels: set.labels,
    reference: codes((index) => examples[index]!.reference),
    predicted: codes((index) => examples[index]!.predicted),
    scores: null,
    confidence: Float32Array.from(examples, (example) => example.confidence ?? Number.NaN),
    texts: set.hasText ? examples.map((example) => example.text) : null,
    ids: examples.map((example) => example.id),
    extra,
    columns: set.columns,
  };
}
