import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createPredictionSet } from '../../src/predictions/create.ts';
import { PROBABILITY_FLOOR } from '../../src/predictions/scores.ts';
import { columnsOfPairs } from '../support/prediction-columns.ts';

interface Oracle {
  readonly cases: readonly {
    readonly name: string;
    readonly logits: readonly (readonly number[])[];
    readonly reference: readonly number[];
    readonly log_loss: number;
    readonly sum_of_squares: number;
    readonly accuracy: number;
    readonly first_confidence: number;
  }[];
}

const oracle = JSON.parse(
  readFileSync(new URL('../oracles/predictions.json', import.meta.url), 'utf8'),
) as Oracle;

describe('the negative log-likelihood equals scikit-learn', () => {
  for (const recorded of oracle.cases) {
    test(recorded.name, async () => {
      const classes = recorded.logits[0]!.length;
      const labels = Array.from({ length: classes }, (_, index) => String(index));
      const highest = recorded.logits.map((row) => row.indexOf(Math.max(...row)));
      const set = createPredictionSet(
        columnsOfPairs(
          labels,
          recorded.reference.map((reference, row) => [String(reference), String(highest[row])]),
          { scores: { kind: 'logits', classes, values: Float32Array.from(recorded.logits.flat()) } },
        ),
      );
      const loss = (await set.negativeLogLikelihood())!;
      expect(loss.rows).toBe(recorded.reference.length);
      expect(loss.sum / loss.rows).toBeCloseTo(recorded.log_loss, 6);
      expect(loss.sumOfSquares).toBeCloseTo(recorded.sum_of_squares, 5);
      const confusion = await set.confusion({ kind: 'all' });
      const right = labels.reduce((sum, _, label) => sum + confusion.counts[label * classes + label]!, 0);
      expect(right / confusion.rows).toBeCloseTo(recorded.accuracy, 12);
      const [first] = await set.examples(Uint32Array.of(0));
      expect(first!.confidence).toBeCloseTo(recorded.first_confidence, 6);
    });
  }
});

describe('a prediction set', () => {
  const set = createPredictionSet(
    columnsOfPairs(
      ['a', 'b'],
      [
        ['a', 'a'],
        ['a', 'b'],
        ['b', 'b'],
        [null, 'b'],
        ['b', null],
      ],
      { texts: ['one', 'two', null, 'four', 'five'], ids: ['i', null, 'k', 'l', 'm'] },
    ),
  );

  test('counts pairs and leaves out rows without a label', async () => {
    const confusion = await set.confusion({ kind: 'all' });
    expect([...confusion.counts]).toEqual([1, 1, 0, 1]);
    expect({ rows: confusion.rows, unlabelled: confusion.unlabelled }).toEqual({ rows: 3, unlabelled: 2 });
  });

  test('counts some rows, and ignores ids that no row has', async () => {
    const confusion = await set.confusion({ kind: 'rows', rows: Uint32Array.of(1, 3, 99) });
    expect([...confusion.counts]).toEqual([0, 1, 0, 0]);
    expect(confusion.unlabelled).toBe(1);
  });

  test('without scores has no loss and no confidence', async () => {
    expect(await set.negativeLogLikelihood()).toBeNull();
    const [example] = await set.examples(Uint32Array.of(1));
    expect(example).toEqual({
      row: 1,
      id: null,
      text: 'two',
      reference: 'a',
      predicted: 'b',
      confidence: null,
      referenceProbability: null,
      extra: {},
    });
  });

  test('a probability of zero costs what the floor costs, not infinity', async () => {
    const sure = createPredictionSet(
      columnsOfPairs(['a', 'b'], [['a', 'b']], {
        scores: { kind: 'probabilities', classes: 2, values: Float32Array.of(0, 1) },
      }),
    );
    expect((await sure.negativeLogLikelihood())!.sum).toBeCloseTo(-Math.log(PROBABILITY_FLOOR), 9);
  });

  test('rows whose scores are NaN or infinite are not scored', async () => {
    const broken = createPredictionSet(
      columnsOfPairs(
        ['a', 'b'],
        [
          ['a', 'a'],
          ['a', 'a'],
          ['a', 'a'],
        ],
        {
          scores: {
            kind: 'logits',
            classes: 2,
            values: Float32Array.of(Number.NaN, 1, Number.POSITIVE_INFINITY, 0, 0, 0),
          },
        },
      ),
    );
    const loss = (await broken.negativeLogLikelihood())!;
    expect(loss.rows).toBe(1);
    expect(loss.sum).toBeCloseTo(Math.LN2, 9);
    const examples = await broken.examples(Uint32Array.of(0, 1));
    expect(examples.map((example) => example.confidence)).toEqual([null, null]);
  });

  test('columns of different lengths are a mistake of the caller', () => {
    expect(() => createPredictionSet(columnsOfPairs(['a'], [['a', 'a']], { texts: [] }))).toThrow(RangeError);
    expect(() =>
      createPredictionSet(columnsOfPairs(['a'], [['a', 'a']], { predicted: Int16Array.of(7) })),
    ).toThrow(RangeError);
  });
});
