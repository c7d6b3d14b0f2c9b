import { describe, expect, test } from 'vitest';
import { roundedTo } from '../../../src/readers/hf-trainer/quantities.ts';

describe('decimals of a logged loss', () => {
  test.each<[string, readonly number[], number | null]>([
    ['four decimals', [0.6934, 0.0012, 0], 4],
    ['four decimals, kept as 32-bit floats', [0.6934, 0.29170000553131104, 0.00009999999747378752], 4],
    ['a large loss as a 32-bit float', [Math.fround(25.5062), Math.fround(143.1234)], 4],
    ['all digits, as version 5 logs', [0.6931597232818604, 0.00020591916982084512], null],
    ['NaN beside four decimals', [0.6934, Number.NaN], 4],
  ])('%s', (_, values, expected) => {
    expect(roundedTo(Float64Array.from(values), 4)).toBe(expected);
  });

  test('are none for a quantity that is never rounded', () => {
    expect(roundedTo(Float64Array.from([1, 2]), null)).toBeNull();
  });
});
