import type { MultiLabelSet } from '../model/multi-label.ts';
import { encodeBase64 } from './base64.ts';
import { createMultiLabelSet } from './multi-label.ts';
import { savedValues } from './saved-values.ts';

const FORMAT = 'afterfit-multi-label-set';
const saved = savedValues('multi-label set');

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
  const value = saved.record(json, '');
  if (value.format !== FORMAT || value.version !== 1)
    saved.fail('format', `${FORMAT} version 1`, value.format);
  const { rows } = value;
  if (typeof rows !== 'number' || !Number.isInteger(rows) || rows < 0)
    return saved.fail('rows', 'a count', rows);
  const labels = saved.strings(value.labels, 'labels');
  const cells = rows * labels.length;
  const indicators = (key: 'reference' | 'predicted'): Uint8Array => {
    const bytes = saved.bytes(value[key], key, cells);
    for (const cell of bytes) if (cell > 1 && cell !== 255) saved.fail(key, '0, 1 or 255', cell);
    return bytes;
  };
  return createMultiLabelSet({
    id: String(value.id ?? ''),
    file: String(value.file ?? ''),
    split: saved.split(value.split),
    ...(value.ran === true ? { ran: true } : {}),
    labels,
    reference: indicators('reference'),
    predicted: indicators('predicted'),
    probabilities:
      value.probabilities == null ? null : decodeFloats(value.probabilities, 'probabilities', cells),
    threshold: saved.known(value.threshold, 'threshold', (threshold) =>
      typeof threshold === 'number' ? threshold : null,
    ),
    texts: value.texts == null ? null : saved.optionalStrings(value.texts, 'texts', rows),
    ids: value.ids == null ? null : saved.optionalStrings(value.ids, 'ids', rows),
    columns: saved.columns(value.columns),
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
  const bytes = saved.bytes(value, key, cells * 4);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: cells }, (_, at) => view.getFloat32(at * 4, true));
}
