import { describe, expect, it } from 'vitest';
import { pushingWords, rowsToWeigh, wordsOfText } from '../../../src/metrics/attributions/index.ts';
import type { WordWeights } from '../../../src/model/attributions.ts';
import { createRandom } from '../../../src/stats/index.ts';

/** Weights of words that are parted by one space. */
function weightsOf(
  texts: readonly string[],
  rows: readonly number[],
  weight: (row: number, word: string, at: number) => number,
  toward: (row: number) => number = () => 1,
): WordWeights {
  const [start, end, weights, first]: [number[], number[], number[], number[]] = [[], [], [], [0]];
  for (const row of rows) {
    let from = 0;
    texts[row]!.split(' ').forEach((word, at) => {
      start.push(from);
      end.push(from + word.length);
      weights.push(weight(row, word, at));
      from += word.length + 1;
    });
    first.push(weights.length);
  }
  return {
    method: 'gradient',
    methodName: 'gradient × input',
    rows: Int32Array.from(rows),
    toward: Int32Array.from(rows, toward),
    against: Int32Array.from(rows, () => 0),
    first: Int32Array.from(first),
    start: Int32Array.from(start),
    end: Int32Array.from(end),
    weight: Float64Array.from(weights),
    value: new Float64Array(rows.length),
    leftOut: null,
    gap: null,
    check: null,
  };
}

describe('the words of a weighed text', () => {
  it('take the weights of the spans over them, all occurrences together', () => {
    expect(
      wordsOfText("Don't go, go", [0, 3, 4, 6, 8, 10], [3, 4, 5, 8, 9, 12], [1, 2, 3, 4, 100, 5]),
    ).toEqual([
      { term: "don't", weight: 6 },
      { term: 'go', weight: 9 },
    ]);
  });
});

const filler = (r: ReturnType<typeof createRandom>): string =>
  Array.from({ length: 9 }, () => `w${r.integer(400)}`).join(' ');

/** Forty errors and forty right examples; half of each hold `cue`. */
function made(seed: number) {
  const r = createRandom(seed);
  const texts = Array.from({ length: 80 }, (_, row) =>
    row % 2 === 0 ? `${filler(r)} cue the` : `${filler(r)} other the`,
  );
  const reference = texts.map(() => 0);
  const predicted = texts.map((_, row) => (row < 40 ? 1 : 0));
  return { texts, reference, predicted, r };
}

describe('words that push', () => {
  it('are found with their errors, their share and what they do in right examples', () => {
    const { texts, reference, predicted, r } = made(1);
    const weights = weightsOf(texts, [...texts.keys()], (row, word) =>
      word === 'cue' ? (row < 40 ? 3 : 0.2) : r.next() - 0.4,
    );
    const scan = pushingWords({ texts, reference, predicted, weights });
    expect(scan).toMatchObject({ errors: 40, right: 40 });
    expect(scan.pushing).toMatchObject([{ term: 'cue', label: 1, rows: 20, pushing: 20 }]);
    const [cue] = scan.pushing;
    expect(cue!.interval.low).toBeCloseTo(0.8389, 3); // Wilson, 20 of 20
    expect(cue!.share).toBeGreaterThan(0.3);
    expect(cue!.right!.rows).toBe(20);
    expect(cue!.right!.p).toBeLessThan(0.01);
    expect(cue!.p).toBeCloseTo(2 ** -20, 10);
  });

  it('are none because errors as a whole are pushed', () => {
    let found = 0;
    for (let seed = 2; seed < 42; seed++) {
      const { texts, reference, predicted, r } = made(seed);
      // Every word pushes, none more than others.
      const weights = weightsOf(texts, [...texts.keys()], () => 1 + r.next());
      found += pushingWords({ texts, reference, predicted, weights }).pushing.length;
    }
    expect(found).toBe(0);
  });

  it('are asked label by label, and copies of a text count once', () => {
    const { texts, reference, predicted } = made(3);
    const copies = texts.map((text, row) => (row < 40 && row % 2 === 0 ? texts[0]! : text));
    const weights = weightsOf(copies, [...copies.keys()], (_, word) => (word === 'cue' ? 3 : 0));
    const scan = pushingWords({ texts: copies, reference, predicted, weights });
    expect(scan.tested.find(({ term }) => term === 'cue')).toBe(undefined);
    const split = weightsOf(
      texts,
      [...texts.keys()],
      (_, word) => (word === 'cue' ? 3 : 0),
      (row) => 1 + (row % 4),
    );
    const parted = pushingWords({ texts, reference, predicted, weights: split });
    expect(
      parted.tested.filter(({ term }) => term === 'cue').map(({ label, rows }) => [label, rows]),
    ).toEqual([
      [1, 10],
      [3, 10],
    ]);
  });

  it('leave texts without numbers out', () => {
    const { texts, reference, predicted } = made(4);
    const weights = weightsOf(texts, [...texts.keys()], () => Number.NaN);
    expect(pushingWords({ texts, reference, predicted, weights })).toMatchObject({ errors: 0, pushing: [] });
  });
});

describe('the rows to weigh', () => {
  const { texts, reference, predicted } = made(5);
  it('are the errors in their order, then right examples of other labels with their words', () => {
    const request = rowsToWeigh({ texts, reference, predicted }, [4, 2, 6, 8, 10, 12, 14, 16, 50, 1], 5);
    expect([...request.rows].slice(0, 9)).toEqual([4, 2, 6, 8, 10, 12, 14, 16, 1]);
    expect(request.rows.length).toBe(14);
    for (const row of request.rows.slice(9)) expect(row).toBeGreaterThanOrEqual(40);
    expect(new Set(request.toward)).toEqual(new Set([1]));
    expect(new Set(request.against)).toEqual(new Set([0]));
    expect(request.texts[0]).toBe(texts[4]);
  });

  it('hold no text that is missing', () => {
    const request = rowsToWeigh({ texts: texts.map(() => null), reference, predicted }, [0, 1], 5);
    expect(request.rows.length).toBe(0);
  });
});
