/** More different tags than any tag set has: the column holds something else. */
export const MOST_TAGS = 50_000;

/** Numbers the different cells of a column by their bytes, without a string for each. */
export interface TagIds {
  /** The number of the cell from byte `from` to `to`; −1 when there are more than `MOST_TAGS`. */
  idOf(from: number, to: number): number;
  /** The cells by their number. */
  names(): string[];
}

/** Open addressing over the bytes of the file: a table of numbers, compared with the place where each was first seen. */
export function createTagIds(bytes: Uint8Array): TagIds {
  let slots = new Int32Array(1024).fill(-1);
  const from: number[] = [];
  const to: number[] = [];
  const hashes: number[] = [];
  const same = (id: number, start: number, end: number): boolean => {
    const other = from[id]!;
    if (to[id]! - other !== end - start) return false;
    for (let i = start, j = other; i < end; i++, j++) if (bytes[i] !== bytes[j]) return false;
    return true;
  };
  const grow = (): void => {
    slots = new Int32Array(slots.length * 4).fill(-1);
    for (let id = 0; id < hashes.length; id++) {
      let slot = hashes[id]! & (slots.length - 1);
      while (slots[slot]! >= 0) slot = (slot + 1) & (slots.length - 1);
      slots[slot] = id;
    }
  };
  return {
    idOf(start, end) {
      let hash = 0x811c9dc5 | 0;
      for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
      hash = (hash ^ (hash >>> 15)) >>> 0;
      let slot = hash & (slots.length - 1);
      for (;;) {
        const id = slots[slot]!;
        if (id < 0) break;
        if (hashes[id] === hash && same(id, start, end)) return id;
        slot = (slot + 1) & (slots.length - 1);
      }
      if (hashes.length >= MOST_TAGS) return -1;
      const id = hashes.length;
      from.push(start);
      to.push(end);
      hashes.push(hash);
      slots[slot] = id;
      if (hashes.length * 2 > slots.length) grow();
      return id;
    },
    names() {
      const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
      return from.map((start, id) => decoder.decode(bytes.subarray(start, to[id]!)));
    },
  };
}
