import type { EventLog } from './events.ts';
import { fieldsOf } from './fields.ts';
import type { ScalarColumn } from './scalars.ts';

/** Where tensor and metadata of a summary value lie; −1 when absent. */
export interface SummaryDetails {
  tensorFrom: number;
  tensorTo: number;
  metadataFrom: number;
  metadataTo: number;
}

/** A configuration of a large model is some 10 KB; texts that training code logs as samples may be anything. */
const LONGEST_TEXT = 1024 * 1024;
const MAX_TEXTS = 64;

// tensorflow/core/framework/types.proto
const FLOAT = 1;
const DOUBLE = 2;
const INT32 = 3;
const STRING = 7;
const INT64 = 9;

/**
 * Read tensor and metadata of one summary value. Returns its number when it is a scalar tensor, otherwise null; notes
 * texts and hyperparameters in the log, and counts what was passed over. Writers state the plugin only in the first
 * value of a tag, so the column remembers it.
 */
export function readSummaryDetails(
  bytes: Uint8Array,
  details: SummaryDetails,
  column: ScalarColumn,
  log: EventLog,
  isSimple: boolean,
): number | null {
  if (details.metadataFrom >= 0) readMetadata(bytes, details, column, log);
  if (isSimple || details.tensorFrom < 0) return null;
  if (column.plugin === 'text') {
    readText(bytes, details, column.tag, log);
    return null;
  }
  const scalar = column.plugin === null ? scalarTensor(bytes, details.tensorFrom, details.tensorTo) : null;
  if (scalar === null) {
    const kind = column.plugin ?? 'tensors';
    log.skipped.set(kind, (log.skipped.get(kind) ?? 0) + 1);
  }
  return scalar;
}

function readMetadata(bytes: Uint8Array, details: SummaryDetails, column: ScalarColumn, log: EventLog): void {
  for (const field of fieldsOf(bytes, details.metadataFrom, details.metadataTo)) {
    if (field.number !== 1 || field.wire !== 2) continue; // plugin_data
    let plugin = '';
    let contentFrom = -1;
    let contentTo = -1;
    for (const part of fieldsOf(bytes, field.from, field.to)) {
      if (part.number === 1 && part.wire === 2)
        plugin = text(bytes, part.from, Math.min(part.to, part.from + 64));
      else if (part.number === 2 && part.wire === 2) {
        contentFrom = part.from;
        contentTo = part.to;
      }
    }
    if (plugin === '' || plugin === 'scalars') return;
    column.plugin ??= plugin;
    if (plugin === 'hparams' && contentFrom >= 0) readSettings(bytes, contentFrom, contentTo, log);
  }
}

/**
 * The number of a tensor without dimensions, or null. An empty list of values stands for zero: writers drop default
 * values. Source: tensorflow/core/framework/tensor.proto.
 */
function scalarTensor(bytes: Uint8Array, from: number, to: number): number | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let type = 0;
  let listed: number | null = null;
  let contentFrom = -1;
  let contentTo = -1;
  for (const field of fieldsOf(bytes, from, to)) {
    if (field.number === 1 && field.wire === 0) type = field.value;
    else if (field.number === 2 && field.wire === 2) {
      if (field.to > field.from) return null;
    } else if (field.number === 4 && field.wire === 2) {
      contentFrom = field.from;
      contentTo = field.to;
    } else if (field.number === 5)
      listed = field.wire === 5 ? field.value : packed32(view, field.from, field.to);
    else if (field.number === 6)
      listed = field.wire === 1 ? field.value : packed64(view, field.from, field.to);
    else if ((field.number === 7 || field.number === 10) && field.wire === 0) listed = field.value;
  }
  if (type !== FLOAT && type !== DOUBLE && type !== INT32 && type !== INT64) return null;
  if (contentFrom < 0) return listed ?? 0;
  const width = contentTo - contentFrom;
  if (type === FLOAT) return width === 4 ? view.getFloat32(contentFrom, true) : null;
  if (type === DOUBLE) return width === 8 ? view.getFloat64(contentFrom, true) : null;
  if (type === INT32) return width === 4 ? view.getInt32(contentFrom, true) : null;
  return width === 8 ? Number(view.getBigInt64(contentFrom, true)) : null;
}

const packed32 = (view: DataView, from: number, to: number): number | null =>
  to - from === 4 ? view.getFloat32(from, true) : null;
const packed64 = (view: DataView, from: number, to: number): number | null =>
  to - from === 8 ? view.getFloat64(from, true) : null;

function readText(bytes: Uint8Array, details: SummaryDetails, tag: string, log: EventLog): void {
  if (log.texts.has(tag) || log.texts.size >= MAX_TEXTS) return;
  let type = 0;
  for (const field of fieldsOf(bytes, details.tensorFrom, details.tensorTo)) {
    if (field.number === 1 && field.wire === 0) type = field.value;
    else if (
      field.number === 8 &&
      field.wire === 2 &&
      type === STRING &&
      field.to - field.from <= LONGEST_TEXT
    ) {
      log.texts.set(tag, text(bytes, field.from, field.to));
      return;
    }
  }
}

/**
 * Hyperparameters of a session: HParamsPluginData.session_start_info (3) → hparams (1), a map from name (1) to a
 * google.protobuf.Value (2). Source: tensorboard/plugins/hparams/plugin_data.proto.
 */
function readSettings(bytes: Uint8Array, from: number, to: number, log: EventLog): void {
  for (const start of fieldsOf(bytes, from, to)) {
    if (start.number !== 3 || start.wire !== 2) continue;
    for (const entry of fieldsOf(bytes, start.from, start.to)) {
      if (entry.number !== 1 || entry.wire !== 2) continue;
      let name = '';
      let value: string | number | boolean | null = null;
      for (const part of fieldsOf(bytes, entry.from, entry.to)) {
        if (part.number === 1 && part.wire === 2) name = text(bytes, part.from, part.to);
        else if (part.number === 2 && part.wire === 2) value = settingValue(bytes, part.from, part.to);
      }
      if (name !== '') log.settings.set(name, value);
    }
  }
}

function settingValue(bytes: Uint8Array, from: number, to: number): string | number | boolean | null {
  for (const field of fieldsOf(bytes, from, to)) {
    if (field.number === 2 && field.wire === 1) return field.value;
    if (field.number === 3 && field.wire === 2) return text(bytes, field.from, field.to);
    if (field.number === 4 && field.wire === 0) return field.value !== 0;
  }
  return null;
}

const text = (bytes: Uint8Array, from: number, to: number): string =>
  new TextDecoder().decode(bytes.subarray(from, to));
