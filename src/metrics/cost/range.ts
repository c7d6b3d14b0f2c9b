/** An estimate with its ends: what is expected, and between what it lies. */
export interface Range {
  readonly low: number;
  readonly expected: number;
  readonly high: number;
}

export const range = (low: number, expected: number, high: number): Range => ({ low, expected, high });
export const exactly = (value: number): Range => ({ low: value, expected: value, high: value });
export const timesRange = (value: Range, factor: number): Range => ({
  low: value.low * factor,
  expected: value.expected * factor,
  high: value.high * factor,
});
/** Both may lie anywhere in their ranges, independently. */
export const productRange = (a: Range, b: Range): Range => ({
  low: a.low * b.low,
  expected: a.expected * b.expected,
  high: a.high * b.high,
});
