/** 2²⁶ words on either side stay exact in a double. */
const WIDTH = 67_108_864;

/** A table of pairs of words and the number of rows each is in; open addressing, as a Map of a million pairs is far slower. */
export interface PairCounts {
  add(first: number, second: number, row: number): void;
  entries(): IterableIterator<{ readonly first: number; readonly second: number; readonly count: number }>;
}

export function createPairCounts(): PairCounts {
  let keys = new Float64Array(1 << 12).fill(-1);
  let counts = new Int32Array(keys.length);
  let last = new Int32Array(keys.length);
  let size = 0;
  const slotOf = (table: Float64Array, first: number, second: number): number => {
    const key = first * WIDTH + second;
    const wrap = table.length - 1;
    let hash = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    let slot = (hash ^ (hash >>> 13)) & wrap;
    while (table[slot]! !== key && table[slot]! !== -1) slot = (slot + 1) & wrap;
    return slot;
  };
  const grow = (): void => {
    const [oldKeys, oldCounts, oldLast] = [keys, counts, last];
    keys = new Float64Array(2 * oldKeys.length).fill(-1);
    counts = new Int32Array(keys.length);
    last = new Int32Array(keys.length);
    for (let i = 0; i < oldKeys.length; i++) {
      const key = oldKeys[i]!;
      if (key < 0) continue;
      const slot = slotOf(keys, Math.floor(key / WIDTH), key % WIDTH);
      keys[slot] = key;
      counts[slot] = oldCounts[i]!;
      last[slot] = oldLast[i]!;
    }
  };
  return {
    add(first, second, row) {
      const slot = slotOf(keys, first, second);
      if (keys[slot]! === -1) {
        keys[slot] = first * WIDTH + second;
        counts[slot] = 1;
        last[slot] = row;
        size++;
        if (2 * size > keys.length) grow();
      } else if (last[slot]! !== row) {
        last[slot] = row;
        counts[slot] = counts[slot]! + 1;
      }
    },
    *entries() {
      for (let i = 0; i < keys.length; i++) {
        const key = keys[i]!;
        if (key >= 0) yield { first: Math.floor(key / WIDTH), second: key % WIDTH, count: counts[i]! };
      }
    },
  };
}
