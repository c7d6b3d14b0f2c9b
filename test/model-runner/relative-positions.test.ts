import { describe, expect, it } from 'vitest';
import {
  debertaBucket,
  debertaRows,
  mpnetBuckets,
} from '../../src/model-runner/families/relative-positions.ts';
import { recordedBuckets } from './checkpoint-files.ts';

/** Recorded from −700 to 700. */
const FIRST = -700;

describe('mpnetBuckets', () => {
  const { reach, rows } = mpnetBuckets();
  it('are those of transformers at every distance', () => {
    const ours = recordedBuckets.mpnet.map(
      (_, i) => rows[Math.min(Math.max(FIRST + i, -reach), reach) + reach],
    );
    expect(ours).toEqual(recordedBuckets.mpnet);
  });
});

describe.each(recordedBuckets.debertaV2)(
  'DeBERTa with $buckets buckets for $positions positions',
  (recorded) => {
    const { buckets, positions, values } = recorded;
    it('compresses distances as transformers does', () => {
      expect(values.map((_, i) => debertaBucket(FIRST + i, buckets, positions) + 0)).toEqual(values);
    });

    it('has the rows that the recorded buckets ask for, at the ends too', () => {
      const { reach, rows } = debertaRows(buckets, positions);
      const ours = values.map((_, i) => rows[Math.min(Math.max(FIRST + i, -reach), reach) + reach]);
      expect(ours).toEqual(values.map((value) => Math.min(Math.max(value + buckets, 0), 2 * buckets - 1)));
    });
  },
);

describe('debertaRows', () => {
  it('counts distances as they are without buckets', () => {
    const { reach, rows } = debertaRows(-1, 4);
    expect(
      [-9, -4, -1, 0, 1, 3, 9].map((distance) => rows[Math.min(Math.max(distance, -reach), reach) + reach]),
    ).toEqual([0, 0, 3, 4, 5, 7, 7]);
  });
});
