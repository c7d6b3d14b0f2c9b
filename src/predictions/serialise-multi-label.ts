import type { Known } from '../model/known.ts';
import type { MultiLabelSet } from '../model/multi-label.ts';
import { decodeBase64, encodeBase64 } from './base64.ts';
import { createMultiLabelSet } from './multi-label.ts';

const FORMAT = 'afterfit-multi-label-set';

/**
 * A set as columnar JSON: matrices are base64 of bytes and of little-endian float32, so that restoring gives the same numbers.
 *
 * @param options `texts: false` leaves out texts and ids.
 */
export function serialiseMultiLabelSet(
  set: MultiLabelSet,
  options: { readonly texts?: boolean } = {},
): unknown {
  const texts = options.texts ?? true;
  return {
    format: FORMAT,
    version: 1,
    id: set.id,
    file: set.file,
    split: set.split,
    ...(set.ran === true ? { ran: true } : {}),
    rows: set.rows,
    labels: set.labels,
    // Pairs instead of an object: `__proto__` is a possible name of a column.
    columns: Object.entries(set.columns),
    reference: encodeBase64(set.reference),
    predicted: encodeBase64(set.predicted),
    probabilities: set.probabilities === null ? null : encodeFloats(set.probabilities),
    threshold: set.threshold,
    texts: texts && set.hasText ? Array.from({ length: set.rows }, (_, row) => set.text(row)) : null,
    ids: texts ? set.ids : null,
  };
}

/**
 * The set that `serialiseMultiLabelSet` wrote.
 *
 * @throws Error naming the key, what was expected and what was found, when the value is not such a set.
 */
export function restoreMultiLabelSet(json: unknown): MultiLabelSet {
  const value = record(json, '');
  if (value.format !== FORMAT || value.version !== 1) fail('format', `${FORMAT} version 1`, value.format);
  const { rows } = value;
  if (typeof rows !== 'number' || !Number.isInteger(rows) || rows < 0) return fail('rows', 'a count', rows);
  const labels = strings(value.labels, 'labels');
  const cells = rows * labels.length;
  const indicators = (key: 'reference' | 'predicted'): Uint8Array => {
    const bytes = bytesOf(value[key], key, cells);
    for (const cell of bytes) if (cell > 1 && cell !== 255) fail(key, '0, 1 or 255', cell);
    return bytes;
  };
  const columns: Record<string, string> = Object.create(null);
  for (const pair of list(value.columns ?? [], 'columns')) {
    const [name, text] = strings(pair, 'columns');
    if (name !== undefined) columns[name] = text ?? '';
  }
  return createMultiLabelSet({
    id: String(value.id ?? ''),
    file: String(value.file ?? ''),
    split: known(value.split, 'split', (split) =>
      split === 'train' || split === 'validation' || split === 'test' ? split : null,
    ),
    ...(value.ran === true ? { ran: true } : {}),
    labels,
    reference: indicators('reference'),
    predicted: indicators('predicted'),
    probabilities:
      value.probabilities == null ? null : decodeFloats(value.probabilities, 'probabilities', cells),
    threshold: known(value.threshold, 'threshold', (threshold) =>
      typeof threshold === 'number' ? threshold : null,
    ),
    texts: value.texts == null ? null : optionalStrings(value.texts, 'texts', rows),
    ids: value.ids == null ? null : optionalStrings(value.ids, 'ids', rows),
    columns,
  });
}

function encodeFloats(values: Float32Array): string {
  const view = new DataView(new ArrayBuffer(values.length * 4));
  values.forEach((value, at) => {
    view.setFloat32(at * 4, value, true);
  });
  return encodeBase64(new Uint8Array(view.buffer));
}

function decodeFloats(value: unknown, key: string, cells: number): Float32Array {
  const bytes = bytesOf(value, key, cells * 4);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: cells }, (_, at) => view.getFloat32(at * 4, true));
}

function bytesOf(value: unknown, key: string, expected: number): Uint8Array {
  if (typeof value !== 'string') return fail(key, 'base64', typeof value);
  const bytes = decodeBase64(value);
  if (bytes === null) return fail(key, 'base64', 'other characters');
  return bytes.length === expected ? bytes : fail(key, `${expected} bytes`, bytes.length);
}

function known<T>(value: unknown, key: string, read: (value: unknown) => T | null): Known<T> | null {
  if (value == null) return null;
  const { value: own, origin, from } = record(value, key);
  const found = read(own);
  if (found === null) return fail(key, 'a known value', own);
  if (origin !== 'stated' && origin !== 'derived' && origin !== 'given')
    return fail(`${key}/origin`, 'an origin', origin);
  return { value: found, origin, from: String(from) };
}

function fail(key: string, expected: string, found: unknown): never {
  throw new Error(`multi-label set, /${key}: expected ${expected}, found ${String(found)}`);
}

function record(value: unknown, key: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return fail(key, 'an object', typeof value);
  return value as Record<string, unknown>;
}

function list(value: unknown, key: string): readonly unknown[] {
  return Array.isArray(value) ? value : fail(key, 'a list', typeof value);
}

function strings(value: unknown, key: string): string[] {
  return list(value, key).map((entry) =>
    typeof entry === 'string' ? entry : fail(key, 'strings', typeof entry),
  );
}

function optionalStrings(value: unknown, key: string, rows: number): (string | null)[] {
  const values = list(value, key);
  if (values.length !== rows) fail(key, `${rows} rows`, values.length);
  return values.map((entry) =>
    entry === null || typeof entry === 'string' ? entry : fail(key, 'strings', typeof entry),
  );
}
