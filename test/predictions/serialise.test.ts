import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stated } from '../../src/model/known.ts';
import type { PredictionSet } from '../../src/model/predictions.ts';
import { decodeBase64, encodeBase64 } from '../../src/predictions/base64.ts';
import { createPredictionSet } from '../../src/predictions/create.ts';
import { restorePredictionSet, serialisePredictionSet } from '../../src/predictions/serialise.ts';
import { columnsOfPairs } from '../support/prediction-columns.ts';

const set = createPredictionSet(
  columnsOfPairs(
    ['no', '__proto__'],
    [
      ['no', '__proto__'],
      ['__proto__', '__proto__'],
      [null, 'no'],
    ],
    {
      split: stated('test', 'column split'),
      scores: { kind: 'logits', classes: 2, values: Float32Array.of(0.1, 0.7, -3, 2.5, Number.NaN, 1) },
      texts: ['<script>', null, 'ü'],
      ids: ['1', '2', '3'],
      extra: new Map([['__proto__', ['x', null, 'y']]]),
      columns: { reference: 'label' },
    },
  ),
);

async function everything(of: PredictionSet): Promise<unknown> {
  return {
    id: of.id,
    split: of.split,
    labels: of.labels,
    columns: { ...of.columns },
    extraColumns: of.extraColumns,
    confusion: await of.confusion({ kind: 'all' }),
    loss: await of.negativeLogLikelihood(),
    examples: (await of.examples(Uint32Array.of(0, 1, 2))).map((example) => ({
      ...example,
      extra: Object.entries(example.extra),
    })),
  };
}

describe('a saved prediction set', () => {
  test('comes back the same through JSON text', async () => {
    const text = JSON.stringify(await serialisePredictionSet(set));
    expect(await everything(restorePredictionSet(JSON.parse(text)))).toEqual(await everything(set));
  });

  test('still says whether the model was run here', async () => {
    const pairs = [['a', 'a']] as const;
    for (const ran of [true, undefined]) {
      const own = createPredictionSet(columnsOfPairs(['a'], pairs, { ran }));
      const text = JSON.stringify(await serialisePredictionSet(own));
      expect(restorePredictionSet(JSON.parse(text)).ran).toBe(ran);
    }
  });

  test('can leave out texts, ids and extra columns', async () => {
    const text = JSON.stringify(await serialisePredictionSet(set, { texts: false }));
    expect(text).not.toContain('script');
    const restored = restorePredictionSet(JSON.parse(text));
    expect(restored.hasText).toBe(false);
    expect(restored.extraColumns).toEqual([]);
    expect(await restored.negativeLogLikelihood()).toEqual(await set.negativeLogLikelihood());
  });

  test('of a set that lies elsewhere keeps labels, texts and confidence', async () => {
    const foreign: PredictionSet = { ...set };
    const restored = restorePredictionSet(JSON.parse(JSON.stringify(await serialisePredictionSet(foreign))));
    expect(await restored.confusion({ kind: 'all' })).toEqual(await set.confusion({ kind: 'all' }));
    const [own] = await set.examples(Uint32Array.of(0));
    const [other] = await restored.examples(Uint32Array.of(0));
    expect(other!.confidence).toBeCloseTo(own!.confidence!, 6);
    expect(restored.hasScores).toBe(false);
  });

  test('that is broken is refused with key, expected and found', async () => {
    const json = JSON.parse(JSON.stringify(await serialisePredictionSet(set))) as Record<string, unknown>;
    expect(() => restorePredictionSet({ ...json, reference: 'AAAA' })).toThrow(
      '/reference: expected 6 bytes, found 3',
    );
    expect(() => restorePredictionSet({ ...json, rows: 2 ** 40 })).toThrow(
      'expected 1099511627776 rows, found 3',
    );
    expect(() =>
      restorePredictionSet({ ...json, predicted: encodeBase64(Uint8Array.of(9, 0, 0, 0, 0, 0)) }),
    ).toThrow('a code below 2');
    expect(() => restorePredictionSet({ ...json, texts: ['a'] })).toThrow('/texts: expected 3 rows, found 1');
    expect(() => restorePredictionSet(null)).toThrow('expected an object');
    expect(() => restorePredictionSet({ ...json, format: 'x' })).toThrow('/format');
  });
});

test('base64 comes back the same, and anything else is refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      expect(decodeBase64(encodeBase64(bytes))).toEqual(bytes);
    }),
    { seed: 4, numRuns: 60 },
  );
  // RFC 4648, section 10.
  expect(encodeBase64(new TextEncoder().encode('foob'))).toBe('Zm9vYg==');
  expect(decodeBase64('Zm9v*g==')).toBeNull();
  expect(decodeBase64('Zm9')).toBeNull();
});
