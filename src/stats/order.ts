const DIGIT = 11;
const MASK = (1 << DIGIT) - 1;
/** Groups up to this size are put in order by insertion. */
const FEW = 32;

/** The upper 32 bits of the numbers as whole numbers that rise with them; −0 as 0. RangeError for NaN. */
function upperKeys(values: Float64Array): Uint32Array<ArrayBuffer> {
  const words = new Uint32Array(values.buffer, values.byteOffset, 2 * values.length);
  const upper = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 1 : 0;
  const keys = new Uint32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isNaN(value)) throw new RangeError(`value ${i} is not a number and cannot be put in order`);
    const word = words[2 * i + upper]!;
    // The bits of negative numbers fall as the numbers rise.
    keys[i] = value === 0 ? 0x80000000 : word >>> 31 ? ~word : word | 0x80000000;
  }
  return keys;
}

/** Puts order[from…to) in order by value; the sort must keep equal values as they are. */
function settle(order: Uint32Array, values: Float64Array, from: number, to: number): void {
  if (to - from <= FEW) {
    for (let i = from + 1; i < to; i++) {
      const index = order[i]!;
      const value = values[index]!;
      let k = i - 1;
      for (; k >= from && values[order[k]!]! > value; k--) order[k + 1] = order[k]!;
      order[k + 1] = index;
    }
    return;
  }
  // Many equal scores are common, and already in order.
  const first = values[order[from]!]!;
  for (let i = from + 1; i < to; i++) {
    if (values[order[i]!] === first) continue;
    order.subarray(from, to).sort((a, b) => values[a]! - values[b]! || a - b);
    return;
  }
}

/**
 * Indices of the values in ascending order; equal values keep their order, −0 equals 0. Radix sort on the upper half of the bits, then
 * by comparison among the few that agree in them: sorting indices by a comparator alone takes ten times as long. RangeError
 * for NaN, which has no place.
 */
export function ascendingOrder(values: Float64Array): Uint32Array {
  const n = values.length;
  let keys = upperKeys(values);
  let order = new Uint32Array(n);
  for (let i = 0; i < n; i++) order[i] = i;
  if (n < 256) {
    settle(order, values, 0, n);
    return order;
  }
  let nextKeys = new Uint32Array(n);
  let next = new Uint32Array(n);
  const starts = new Uint32Array(MASK + 2);
  for (let shift = 0; shift < 32; shift += DIGIT) {
    starts.fill(0);
    for (let i = 0; i < n; i++) starts[((keys[i]! >>> shift) & MASK) + 1]!++;
    if (starts[((keys[0]! >>> shift) & MASK) + 1] === n) continue;
    for (let k = 1; k <= MASK; k++) starts[k] = starts[k]! + starts[k - 1]!;
    for (let i = 0; i < n; i++) {
      const key = keys[i]!;
      const to = starts[(key >>> shift) & MASK]!++;
      nextKeys[to] = key;
      next[to] = order[i]!;
    }
    [keys, nextKeys] = [nextKeys, keys];
    [order, next] = [next, order];
  }
  for (let from = 0; from < n; ) {
    let to = from + 1;
    while (to < n && keys[to] === keys[from]) to++;
    if (to - from > 1) settle(order, values, from, to);
    from = to;
  }
  return order;
}
