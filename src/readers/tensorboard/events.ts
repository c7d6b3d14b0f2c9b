import { appendScalar, createColumns, type ScalarColumns } from './scalars.ts';
import { readSummaryDetails, type SummaryDetails } from './summary-details.ts';

/** What is collected from the records of one event file. */
export interface EventLog {
  readonly columns: ScalarColumns;
  /** Texts of the text plugin, by tag: `args/text_summary`. First value of each tag. */
  readonly texts: Map<string, string>;
  /** Settings of the hparams plugin. */
  readonly settings: Map<string, string | number | boolean | null>;
  events: number;
  /** Values that are no scalars, by plugin or kind. */
  readonly skipped: Map<string, number>;
  firstTime: number;
  lastTime: number;
}

export const createEventLog = (): EventLog => ({
  columns: createColumns(),
  texts: new Map(),
  settings: new Map(),
  events: 0,
  skipped: new Map(),
  firstTime: Number.NaN,
  lastTime: Number.NaN,
});

// Keys of the fields that the fast walk knows: number × 8 + wire type.
const EVENT_WALL_TIME = 0x09;
const EVENT_STEP = 0x10;
const EVENT_SUMMARY = 0x2a;
const SUMMARY_VALUE = 0x0a;
const VALUE_TAG = 0x0a;
const VALUE_SIMPLE = 0x15;
const VALUE_IMAGE = 0x22;
const VALUE_HISTOGRAM = 0x2a;
const VALUE_AUDIO = 0x32;
const VALUE_TENSOR = 0x42;
const VALUE_METADATA = 0x4a;

/**
 * A walk over the events of one window of a file, made for speed: it knows the five messages of a scalar by their
 * field keys, decodes nothing else, and allocates nothing for a record. Tensors and metadata, which are rarer, are left
 * to `summary-details.ts`. Fields may come in any order; what does not fit is skipped to the end of its message.
 *
 * The window lies at `offset` of a file of `size` bytes.
 * Source: tensorflow/core/util/event.proto and tensorflow/core/framework/summary.proto.
 */
export function createEventWalk(bytes: Uint8Array, log: EventLog, offset: number, size: number) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  /** Where the last varint ended; beyond the limit when it did not end. */
  let p = 0;

  const varint = (to: number): number => {
    let value = 0;
    let scale = 1;
    for (let i = 0; i < 10 && p < to; i++) {
      const byte = bytes[p++]!;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
    p = to + 1;
    return Number.POSITIVE_INFINITY;
  };
  /** Move behind a field that is not wanted; false when it does not fit. */
  const skip = (key: number, to: number): boolean => {
    switch (key % 8) {
      case 0:
        varint(to);
        break;
      case 1:
        p += 8;
        break;
      case 2: {
        const length = varint(to);
        p += length;
        break;
      }
      case 5:
        p += 4;
        break;
      default:
        return false;
    }
    return p <= to;
  };

  /**
   * The common case, one value with tag and number in the order that every writer uses, read straight through. False,
   * with nothing done, when anything is otherwise.
   */
  function plainScalar(from: number, to: number): boolean {
    let q = from + 10;
    if (to - from < 24 || bytes[from] !== EVENT_WALL_TIME || bytes[from + 9] !== EVENT_STEP) return false;
    let step = bytes[q++]!;
    if (step > 127) {
      step &= 127;
      for (let shift = 7; ; shift += 7) {
        const byte = bytes[q++]!;
        if (shift === 28) return false;
        step |= (byte & 127) << shift;
        if (byte < 128) break;
      }
    }
    // The lengths of summary, value and tag are single bytes here, and must fit into each other exactly.
    const end = q + 2 + bytes[q + 1]!;
    if (end !== to || end - q > 127 || bytes[q] !== EVENT_SUMMARY) return false;
    if (bytes[q + 2] !== SUMMARY_VALUE || q + 4 + bytes[q + 3]! !== end || bytes[q + 4] !== VALUE_TAG)
      return false;
    const tagTo = q + 6 + bytes[q + 5]!;
    if (tagTo + 5 !== end || bytes[tagTo] !== VALUE_SIMPLE) return false;
    const column = log.columns.at(bytes, q + 6, tagTo);
    const time = view.getFloat64(from + 1, true);
    log.lastTime = time;
    if (column.plugin === null) {
      appendScalar(column, step, time, view.getFloat32(tagTo + 1, true), (offset + from) / size);
    }
    return true;
  }

  function event(from: number, to: number): void {
    log.events++;
    if (log.events > 1 && plainScalar(from, to)) return;
    p = from;
    let time = Number.NaN;
    let step = 0;
    let summaryFrom = -1;
    let summaryTo = -1;
    while (p < to) {
      const key = varint(to);
      if (key === EVENT_WALL_TIME && p + 8 <= to) {
        time = view.getFloat64(p, true);
        p += 8;
      } else if (key === EVENT_STEP) {
        step = signed(varint(to));
      } else if (key === EVENT_SUMMARY) {
        const length = varint(to);
        if (length > to - p) break;
        summaryFrom = p;
        summaryTo = p + length;
        p = summaryTo;
      } else if (!skip(key, to)) break;
    }
    if (log.events === 1) log.firstTime = time;
    log.lastTime = time;
    if (summaryFrom >= 0) summary(summaryFrom, summaryTo, step, time);
  }

  function summary(from: number, to: number, step: number, time: number): void {
    p = from;
    while (p < to) {
      const key = varint(to);
      if (key !== SUMMARY_VALUE) {
        if (!skip(key, to)) return;
        continue;
      }
      const length = varint(to);
      if (length > to - p) return;
      const end = p + length;
      value(p, end, step, time);
      p = end;
    }
  }

  function value(from: number, to: number, step: number, time: number): void {
    p = from;
    let tagFrom = -1;
    let tagTo = -1;
    let simple = Number.NaN;
    let isSimple = false;
    let details: SummaryDetails | null = null;
    let other = '';
    while (p < to) {
      const key = varint(to);
      if (key === VALUE_SIMPLE && p + 4 <= to) {
        simple = view.getFloat32(p, true);
        isSimple = true;
        p += 4;
        continue;
      }
      if (key !== VALUE_TAG && key !== VALUE_TENSOR && key !== VALUE_METADATA) {
        if (key === VALUE_IMAGE) other = 'images';
        else if (key === VALUE_HISTOGRAM) other = 'histograms';
        else if (key === VALUE_AUDIO) other = 'audio';
        if (!skip(key, to)) return;
        continue;
      }
      const length = varint(to);
      if (length > to - p) return;
      if (key === VALUE_TAG) {
        tagFrom = p;
        tagTo = p + length;
      } else {
        details ??= { tensorFrom: -1, tensorTo: -1, metadataFrom: -1, metadataTo: -1 };
        if (key === VALUE_TENSOR) {
          details.tensorFrom = p;
          details.tensorTo = p + length;
        } else {
          details.metadataFrom = p;
          details.metadataTo = p + length;
        }
      }
      p += length;
    }
    if (tagFrom < 0) return;
    const column = log.columns.at(bytes, tagFrom, tagTo);
    if (other !== '') {
      log.skipped.set(other, (log.skipped.get(other) ?? 0) + 1);
      column.plugin ??= other;
    } else if (details !== null) {
      const scalar = readSummaryDetails(bytes, details, column, log, isSimple);
      if (scalar !== null) {
        simple = scalar;
        isSimple = true;
      }
    }
    if (isSimple && column.plugin === null) appendScalar(column, step, time, simple, (offset + from) / size);
  }

  return event;
}

/** int64 from an unsigned varint that was read as a double. */
const signed = (value: number): number => (value >= 2 ** 63 ? value - 2 ** 64 : value);
