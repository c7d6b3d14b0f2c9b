import { describe, expect, it } from 'vitest';
import { halvesOf } from '../../../src/metrics/subsets/halves.ts';
import {
  addRow,
  countRows,
  difference,
  emptyMask,
  holds,
  intersection,
  maskWhere,
  popcount,
  rowsOf,
  union,
} from '../../../src/metrics/subsets/mask.ts';
import { createPairCounts } from '../../../src/metrics/subsets/pair-counts.ts';
import { createRandom } from '../../../src/stats/index.ts';

const r = createRandom(4);

describe('a mask', () => {
  it('counts bits, the sign bit too', () => {
    expect([0, 1, -1, -2147483648, 0x55555555].map(popcount)).toEqual([0, 1, 32, 1, 16]);
  });

  it.each([1, 31, 32, 33, 200])('of %i rows is the set that it was made from', (rows) => {
    const [a, b] = [new Set<number>(), new Set<number>()];
    for (let i = 0; i < rows; i++) (r.next() < 0.5 ? a : b).add(r.integer(rows));
    const [x, y] = [a, b].map((set) => maskWhere(rows, (row) => set.has(row))) as [Int32Array, Int32Array];
    const all = Array.from({ length: rows }, (_, row) => row);
    expect([...rowsOf(x)]).toEqual(all.filter((row) => a.has(row)));
    expect([...rowsOf(intersection(x, y))]).toEqual(all.filter((row) => a.has(row) && b.has(row)));
    expect([...rowsOf(union(x, y))]).toEqual(all.filter((row) => a.has(row) || b.has(row)));
    expect([...rowsOf(difference(x, y))]).toEqual(all.filter((row) => a.has(row) && !b.has(row)));
    expect(countRows(x)).toBe(a.size);
    expect(all.every((row) => holds(x, row) === a.has(row))).toBe(true);
  });
});

describe('the two halves', () => {
  const n = 501;
  const texts = Array.from({ length: n }, (_, row) => `text ${row % 450}`);
  const examples = {
    reference: Int32Array.from({ length: n }, (_, row) => (row % 450) % 3),
    predicted: new Int32Array(n),
    labels: ['a', 'b', 'c'],
    probabilities: null,
    texts,
  };
  const outcome = Float64Array.from({ length: n }, (_, row) => ((row % 450) % 7 === 0 ? 1 : 0));
  const halves = halvesOf(examples, outcome, 1);
  const second = (row: number): boolean => halves.bitOf[row]! >= 32 * halves.border;

  it('hold every row once, labels and errors in equal parts', () => {
    expect([...halves.row].filter((row) => row >= 0).sort((a, b) => a - b)).toEqual(
      texts.map((_, row) => row),
    );
    for (let label = 0; label < 3; label++)
      for (const error of [0, 1]) {
        const rows = texts
          .map((_, row) => row)
          .filter((row) => examples.reference[row] === label && outcome[row] === error);
        const there = rows.filter(second).length;
        expect(Math.abs(2 * there - rows.length)).toBeLessThanOrEqual(3);
      }
  });

  it('never share a text', () => {
    for (let row = 450; row < n; row++) expect(second(row)).toBe(second(row - 450));
  });

  it('are others with another seed', () => {
    const other = halvesOf(examples, outcome, 2);
    const same = texts.filter((_, row) => other.bitOf[row]! >= 32 * other.border === second(row)).length;
    expect(same / n).toBeGreaterThan(0.35);
    expect(same / n).toBeLessThan(0.65);
  });

  it('arrange a mask without losing a row', () => {
    const mask = emptyMask(n);
    for (let row = 0; row < n; row += 7) addRow(mask, row);
    const arranged = halves.arrange(mask);
    expect([...rowsOf(arranged)].map((bit) => halves.row[bit]!).sort((a, b) => a - b)).toEqual([
      ...rowsOf(mask),
    ]);
  });
});

it('pairs of words are counted once a row, however many there are', () => {
  const counts = createPairCounts();
  const expected = new Map<string, Set<number>>();
  for (let row = 0; row < 300; row++)
    for (let i = 0; i < 40; i++) {
      const [first, second] = [r.integer(100), r.integer(100)];
      counts.add(first, second, row);
      const key = `${first} ${second}`;
      expected.set(key, (expected.get(key) ?? new Set()).add(row));
    }
  const found = new Map(
    [...counts.entries()].map(({ first, second, count }) => [`${first} ${second}`, count]),
  );
  expect(found).toEqual(new Map([...expected].map(([key, rows]) => [key, rows.size])));
});
