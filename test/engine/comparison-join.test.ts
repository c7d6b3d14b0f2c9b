import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinAnswers } from '../../src/engine/comparison-join.ts';
import type { PairedAnswers } from '../../src/facts/group/define.ts';
import { createPredictionSet } from '../../src/predictions/create.ts';

interface Rows {
  readonly labels?: readonly string[];
  readonly reference: readonly number[];
  readonly predicted: readonly number[];
  readonly ids?: readonly (string | null)[];
  readonly texts?: readonly string[];
}

async function side(member: number, rows: Rows) {
  const set = createPredictionSet({
    id: `set ${member}`,
    split: null,
    file: 'predictions.csv',
    labels: rows.labels ?? ['negative', 'positive'],
    reference: Int16Array.from(rows.reference),
    predicted: Int16Array.from(rows.predicted),
    scores: null,
    confidence: null,
    texts: rows.texts ?? null,
    ids: rows.ids ?? null,
    extra: new Map(),
    columns: {},
  });
  return { member, set, answers: await set.answers() };
}

const join = async (a: Rows, b: Rows) => joinAnswers(await side(0, a), await side(1, b));

/** What was joined, as `row of A, row of B, reference, answer of A, answer of B`. */
const lines = (pair: Awaited<ReturnType<typeof join>>): readonly string[] => {
  if ('reason' in pair) throw new Error(pair.reason);
  const name = (codes: Int32Array, index: number) => pair.labels[codes[index] as number];
  return Array.from(
    pair.reference,
    (_, i) =>
      `${pair.rowA[i]} ${pair.rowB[i]} ${name(pair.reference, i)} ${name(pair.predictedA, i)} ${name(pair.predictedB, i)}`,
  ).sort();
};
const reasonOf = (pair: Awaited<ReturnType<typeof join>>): string =>
  'reason' in pair ? pair.reason : 'joined';

/** 60 references in an order that nobody has by chance. */
const mixed = Array.from({ length: 60 }, (_, row) => (((row * 2654435761) >>> 9) & 1) as number);

describe('examples are matched', () => {
  it('by ids in any order, and those of one side only are counted', async () => {
    const pair = await join(
      { reference: [0, 1, 1], predicted: [0, 0, 1], ids: ['x', 'y', 'z'] },
      { reference: [1, 0, 1, 0], predicted: [1, 1, 1, 0], ids: ['z', 'x', 'w', 'v'] },
    );
    expect(lines(pair)).toEqual(['0 1 negative negative positive', '2 0 positive positive positive']);
    expect(pair).toMatchObject({ by: 'id', onlyA: 1, onlyB: 2, referencesDiffer: 0 });
  });

  it('by texts where ids are missing or repeat; copies of a text are paired in order', async () => {
    const pair = await join(
      { reference: [0, 1, 0, 1], predicted: [0, 1, 1, 1], texts: ['good', 'bad', 'good', 'alone'] },
      {
        reference: [1, 0, 0],
        predicted: [0, 0, 1],
        texts: ['bad', 'good', 'good'],
        ids: ['same', 'same', 'same'],
      },
    );
    expect(lines(pair)).toEqual([
      '0 1 negative negative negative',
      '1 0 positive positive negative',
      '2 2 negative positive positive',
    ]);
    expect(pair).toMatchObject({ by: 'text', onlyA: 1, onlyB: 0 });
  });

  it('not by copies of a text that the other file has another number of', async () => {
    const pair = await join(
      { reference: [0, 1, 0], predicted: [0, 1, 1], texts: ['good', 'bad', 'good'] },
      { reference: [1, 0], predicted: [1, 0], texts: ['bad', 'good'] },
    );
    expect(lines(pair)).toEqual(['1 0 positive positive positive']);
  });

  it('by position only where rows and references agree and the order is no chance', async () => {
    const other = mixed.map((label, row) => (row % 9 === 0 ? 1 - label : label));
    const pair = await join({ reference: mixed, predicted: mixed }, { reference: mixed, predicted: other });
    expect(pair).toMatchObject({ by: 'position', onlyA: 0, onlyB: 0 });
    expect(lines(pair)).toHaveLength(60);
    const sorted = [...mixed].sort();
    expect(
      reasonOf(await join({ reference: sorted, predicted: mixed }, { reference: sorted, predicted: other })),
    ).toContain('sorted by label');
    const moved = [...mixed.slice(1), mixed[0] as number];
    expect(
      reasonOf(await join({ reference: mixed, predicted: mixed }, { reference: moved, predicted: moved })),
    ).toContain('different references');
    expect(
      reasonOf(
        await join(
          { reference: mixed, predicted: mixed },
          { reference: mixed.slice(1), predicted: mixed.slice(1) },
        ),
      ),
    ).toContain('60 and 59 rows');
  });

  it('not by a column that only counts the rows of different examples', async () => {
    const ids = mixed.map((_, row) => String(row));
    const moved = [...mixed.slice(7), ...mixed.slice(0, 7)];
    expect(
      reasonOf(
        await join({ reference: mixed, predicted: mixed, ids }, { reference: moved, predicted: moved, ids }),
      ),
    ).toContain('not the same examples');
    const same = await join(
      { reference: mixed, predicted: mixed, ids },
      { reference: mixed, predicted: moved, ids },
    );
    expect(same).toMatchObject({ by: 'id' });
  });

  it('not at all where both files have texts and share none', async () => {
    const texts = (word: string) => mixed.map((_, row) => `${word} ${row}`);
    expect(
      reasonOf(
        await join(
          { reference: mixed, predicted: mixed, texts: texts('one') },
          { reference: mixed, predicted: mixed, texts: texts('other') },
        ),
      ),
    ).toContain('share no texts');
  });
});

describe('labels meet', () => {
  const ids = mixed.map((_, row) => `id ${row}`);
  const a: Rows = { reference: mixed, predicted: mixed, ids };

  it('by name, whatever their order and case', async () => {
    const flipped = mixed.map((label) => 1 - label);
    const pair = await join(a, {
      labels: ['Positive', 'NEGATIVE'],
      reference: flipped,
      predicted: flipped,
      ids,
    });
    expect(pair).toMatchObject({ referencesDiffer: 0 });
    expect(lines(pair).every((line) => / (\w+) \1 \1$/.test(line))).toBe(true);
  });

  it('by number beside names, unless the references say that the numbers run the other way', async () => {
    const same = await join(a, { labels: ['LABEL_0', 'LABEL_1'], reference: mixed, predicted: mixed, ids });
    expect(lines(same).every((line) => / (\w+) \1 \1$/.test(line))).toBe(true);
    const flipped = mixed.map((label) => 1 - label);
    const turned = await join(a, {
      labels: ['LABEL_0', 'LABEL_1'],
      reference: flipped,
      predicted: flipped,
      ids,
    });
    expect(lines(turned).every((line) => / (\w+) \1 \1$/.test(line))).toBe(true);
  });

  it('as the references of the same examples pair them where no name is shared', async () => {
    const flipped = mixed.map((label) => 1 - label);
    const pair = await join(a, { labels: ['gut', 'schlecht'], reference: flipped, predicted: flipped, ids });
    expect(pair).toMatchObject({ labels: ['negative', 'positive'], referencesDiffer: 0 });
    const crossed = flipped.map((label, row) => (row % 5 === 0 ? 1 - label : label));
    expect(
      reasonOf(await join(a, { labels: ['gut', 'schlecht'], reference: crossed, predicted: flipped, ids })),
    ).toContain('label names');
  });

  it('and rows whose references differ are left out and counted', async () => {
    const reference = mixed.map((label, row) => (row < 3 ? 1 - label : label));
    const pair = await join(a, { reference, predicted: mixed, ids });
    expect(pair).toMatchObject({ referencesDiffer: 3 });
    expect(lines(pair)).toHaveLength(57);
  });

  it('and a reference that one file lacks is the other one’s; an answer that one lacks is not joined', async () => {
    const pair = await join(
      { reference: [-1, 1, 0], predicted: [0, 1, 0], ids: ['x', 'y', 'z'] },
      { reference: [0, 1, 0], predicted: [0, -1, 1], ids: ['x', 'y', 'z'] },
    );
    expect(lines(pair)).toEqual(['0 0 negative negative negative', '2 2 negative negative positive']);
    expect(pair).toMatchObject({ onlyA: 1, onlyB: 0 });
  });
});

it('joining B to A is joining A to B turned round', async () => {
  const row = fc.record({ id: fc.integer({ min: 0, max: 40 }), label: fc.nat(2), answer: fc.nat(2) });
  const rows = fc.uniqueArray(row, { selector: ({ id }) => id, minLength: 1, maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(rows, rows, async (one, other) => {
      const made = (list: typeof one): Rows => ({
        labels: ['a', 'b', 'c'],
        reference: list.map(({ label }) => label),
        predicted: list.map(({ answer }) => answer),
        ids: list.map(({ id }) => `example ${id}`),
      });
      const [forth, back] = [await join(made(one), made(other)), await join(made(other), made(one))];
      if ('reason' in forth || 'reason' in back) {
        expect('reason' in forth && 'reason' in back).toBe(true);
        return;
      }
      const turned = (pair: PairedAnswers) =>
        Array.from(
          pair.rowA,
          (_, i) => `${pair.rowB[i]} ${pair.rowA[i]} ${pair.predictedB[i]} ${pair.predictedA[i]}`,
        ).sort();
      const straight = (pair: PairedAnswers) =>
        Array.from(
          pair.rowA,
          (_, i) => `${pair.rowA[i]} ${pair.rowB[i]} ${pair.predictedA[i]} ${pair.predictedB[i]}`,
        ).sort();
      expect(turned(back)).toEqual(straight(forth));
      expect([back.onlyA, back.onlyB, back.referencesDiffer]).toEqual([
        forth.onlyB,
        forth.onlyA,
        forth.referencesDiffer,
      ]);
    }),
    { numRuns: 200 },
  );
});
