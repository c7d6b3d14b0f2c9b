import { expect, it } from 'vitest';
import type { ErrorKind } from '../../../../src/metrics/entities/errors/index.ts';
import { examineEntities } from '../../../../src/metrics/entities/examination/index.ts';
import { f1IfRelabelled, gainIfMended } from '../../../../src/metrics/entities/mended/index.ts';
import { type MarkedPair, markedSet } from '../../../support/judged-mentions.ts';

const gain = (pairs: readonly MarkedPair[], kinds: readonly ErrorKind[]): number => {
  const set = markedSet(pairs);
  const { counts, taxonomy } = examineEntities(set);
  return gainIfMended(set, counts, taxonomy(), kinds)!.value!;
};

const pairs: readonly MarkedPair[] = [
  ['[PER Anna] came', '[PER Anna] came'],
  ['[ORG Firm AG] fell', '[ORG Firm] AG fell'],
  ['[LOC Oslo] rose', '[PER Oslo] rose'],
  ['[LOC Bergen] rose', 'Bergen rose'],
];

it('mends the errors of the given classes and no others', () => {
  // 2·1/(4 + 3) as it is; one more hit of as many mentions when a border, or a type, is right.
  expect(gain(pairs, ['boundary'])).toBeCloseTo(2 / 7, 12);
  expect(gain(pairs, ['type'])).toBeCloseTo(2 / 7, 12);
  expect(gain(pairs, ['boundary', 'type'])).toBeCloseTo(4 / 7, 12);
  expect(gain(pairs, ['split'])).toBe(0);
});

it('takes the pieces of a split away and gives the references of a merge', () => {
  // One reference in two pieces: 0 of 1 and 2 becomes 1 of 1 and 1.
  expect(gain([['[ORG Firm of Oslo] fell', '[ORG Firm] of [ORG Oslo] fell']], ['split'])).toBe(1);
  expect(gain([['[LOC Oslo] [LOC Bergen] rose', '[LOC Oslo Bergen] rose']], ['merge'])).toBe(1);
});

it('has an interval that no score could exceed', () => {
  const set = markedSet(pairs);
  const { counts, taxonomy } = examineEntities(set);
  const { interval } = gainIfMended(set, counts, taxonomy(), ['boundary'])!;
  expect(interval!.low).toBeGreaterThanOrEqual(0);
  expect(interval!.high).toBeLessThanOrEqual(1 - 2 / 7);
});

it('bounds F1 by changing suspected labels to what the model says', () => {
  const others = Array.from({ length: 9 }, (_, i): MarkedPair => {
    const text = `shares of [ORG Firm] rose ${i}`;
    return [text, text];
  });
  const set = markedSet([...others, ['shares of Firm rose 9', 'shares of [ORG Firm] rose 9']]);
  const examined = examineEntities(set);
  const bound = f1IfRelabelled(examined.counts, examined.consistency().suspects)!;
  expect(bound).toMatchObject({ relabelled: 1, mended: 1 });
  expect(bound.f1).toBeCloseTo(18 / 19, 12);
});
