/** An estimate with its ends: what is expected, and between what it lies. */
export interface Range {
  readonly low: number;
  readonly expected: number;
  readonly high: number;
}

export const range = (low: number, expected: number, high: number): Range => ({ low, expected, high });
