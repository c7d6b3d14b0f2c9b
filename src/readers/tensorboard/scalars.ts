/** The values of one tag in the order of the file, growing. */
export interface ScalarColumn {
  readonly tag: string;
  /** As in the file, to compare without decoding. */
  readonly tagBytes: Uint8Array;
  /** Set when the tag turned out to hold something else than scalars, by the plugin's name. */
  plugin: string | null;
  length: number;
  step: Float64Array;
  /** Seconds since 1970. */
  time: Float64Array;
  value: Float64Array;
  /** The tag that followed last time: logs repeat their tags in turn, and a right guess saves the search. */
  next: ScalarColumn | null;
}

const FIRST_CAPACITY = 64;

/** All tags of a file, found by their bytes. */
export interface ScalarColumns {
  readonly all: readonly ScalarColumn[];
  /** The column of the tag at `bytes[from, to)`. */
  at(bytes: Uint8Array, from: number, to: number): ScalarColumn;
}

/**
 * A tag costs a column, and a hostile file could name a new one in every record; a run that logs every weight matrix
 * has a few thousand. What is beyond goes into one nameless column that nobody reads.
 */
const MAX_TAGS = 50_000;

export function createColumns(): ScalarColumns {
  const all: ScalarColumn[] = [];
  const byHash = new Map<number, ScalarColumn[]>();
  const decoder = new TextDecoder();
  let last: ScalarColumn | null = null;
  let overflow: ScalarColumn | null = null;

  const find = (bytes: Uint8Array, from: number, to: number): ScalarColumn => {
    // FNV-1a.
    let hash = 0x811c9dc5;
    for (let i = from; i < to; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
    const bucket = byHash.get(hash);
    if (bucket) {
      for (const column of bucket) if (sameBytes(column.tagBytes, bytes, from, to)) return column;
    }
    if (all.length >= MAX_TAGS) {
      overflow ??= createColumn('', new Uint8Array(0), 'too many tags');
      return overflow;
    }
    const tagBytes = bytes.slice(from, to);
    const column = createColumn(decoder.decode(tagBytes), tagBytes, null);
    all.push(column);
    if (bucket) bucket.push(column);
    else byHash.set(hash, [column]);
    return column;
  };

  return {
    all,
    at(bytes, from, to) {
      const guess: ScalarColumn | null = last === null ? null : last.next;
      const column: ScalarColumn =
        guess !== null && sameBytes(guess.tagBytes, bytes, from, to) ? guess : find(bytes, from, to);
      if (last !== null) last.next = column;
      last = column;
      return column;
    },
  };
}

const createColumn = (tag: string, tagBytes: Uint8Array, plugin: string | null): ScalarColumn => ({
  tag,
  tagBytes,
  plugin,
  length: 0,
  step: new Float64Array(FIRST_CAPACITY),
  time: new Float64Array(FIRST_CAPACITY),
  value: new Float64Array(FIRST_CAPACITY),
  next: null,
});

function sameBytes(tag: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (tag.length !== to - from) return false;
  for (let i = 0; i < tag.length; i++) if (tag[i] !== bytes[from + i]) return false;
  return true;
}

/**
 * Add one value. `readShare` is how much of the file came before it, 0…1: a column that is full is enlarged to what it
 * would need if the rest of the file were like the beginning, so that long logs are copied two or three times, not
 * twenty.
 */
export function appendScalar(
  column: ScalarColumn,
  step: number,
  time: number,
  value: number,
  readShare: number,
): void {
  const n = column.length;
  if (n === column.step.length) grow(column, readShare);
  column.step[n] = step;
  column.time[n] = time;
  column.value[n] = value;
  column.length = n + 1;
}

function grow(column: ScalarColumn, readShare: number): void {
  const n = column.length;
  // Of very short beginnings nothing is concluded.
  const expected = n >= 1024 && readShare > 0 ? Math.ceil((n / readShare) * 1.02) + 64 : 0;
  const capacity = Math.max(2 * n, Math.min(expected, 64 * n));
  column.step = enlarged(column.step, capacity);
  column.time = enlarged(column.time, capacity);
  column.value = enlarged(column.value, capacity);
}

function enlarged(values: Float64Array, capacity: number): Float64Array {
  const larger = new Float64Array(capacity);
  larger.set(values);
  return larger;
}
