import { expect, it } from 'vitest';
import { examineEntities } from '../../../../src/metrics/entities/examination/index.ts';
import { f1WithoutMissed, f1WithoutSentences } from '../../../../src/metrics/entities/without/index.ts';
import { markedSet } from '../../../support/judged-mentions.ts';

const { counts } = examineEntities(
  markedSet([
    ['[PER Anna] came', '[PER Anna] came'],
    ['[PER Berta] came', '[LOC Berta] came'],
    ['[PER Carla] came', 'Carla came'],
  ]),
);

it('scores the sentences that are left', () => {
  expect(f1WithoutSentences(counts, [])).toBeCloseTo(2 / 5, 12);
  expect(f1WithoutSentences(counts, [1])).toBeCloseTo(2 / 3, 12);
  expect(f1WithoutSentences(counts, [1, 2])).toBe(1);
  expect(f1WithoutSentences(counts, [0, 1, 2])).toBeNull();
});

it('passes over numbers of no sentence', () => {
  expect(f1WithoutSentences(counts, [-1, 99])).toBeCloseTo(2 / 5, 12);
});

it('does not ask for mentions that nothing could find', () => {
  const all = { correct: 1, reference: 3, predicted: 2 };
  expect(f1WithoutMissed(all, 1)).toBeCloseTo(2 / 4, 12);
  // More than were missed cannot be left out.
  expect(f1WithoutMissed(all, 3)).toBeNull();
  expect(f1WithoutMissed({ correct: 0, reference: 1, predicted: 0 }, 1)).toBeNull();
});
