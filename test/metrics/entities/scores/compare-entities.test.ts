import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compareEntities,
  countMentions,
  documentScores,
  type EntityComparison,
  type MentionCounts,
} from '../../../../src/metrics/entities/scores/index.ts';
import { input, type Mention, mentionSets, sentencesOfSets, typesOfSets } from './mentions.ts';

const counted = (
  reference: readonly Mention[],
  predicted: readonly Mention[],
  sentences = sentencesOfSets,
  documents: readonly number[] | null = null,
): MentionCounts => countMentions(input(reference, predicted, typesOfSets, sentences, documents));

function compared(first: MentionCounts, second: MentionCounts, draws = 2000): EntityComparison {
  const found = compareEntities(first, second, { draws });
  if (found.kind !== 'compared') throw new Error(found.reason);
  return found;
}

/** One mention in each of `size` sentences, wrong (one character longer) where `wrong` says so. */
const reference = (size: number): Mention[] => Array.from({ length: size }, (_, s) => [s, 0, 4, s % 2]);
const answers = (size: number, wrong: (s: number) => boolean): Mention[] =>
  reference(size).map(([s, a, b, t]) => [s, a, wrong(s) ? b + 1 : b, t]);

describe('two models on the same sentences', () => {
  it('sort reference mentions into right, wrong, fixed and broken, and spurious ones into added and removed', () => {
    const gold: Mention[] = [
      [0, 0, 1, 0],
      [0, 2, 3, 1],
      [1, 0, 1, 0],
      [2, 0, 1, 2],
    ];
    const first = counted(gold, [
      [0, 0, 1, 0],
      [0, 2, 3, 1],
      [1, 5, 6, 0],
      [3, 0, 1, 1],
    ]);
    const second = counted(gold, [
      [0, 0, 1, 0],
      [1, 0, 1, 0],
      [3, 0, 1, 1],
      [3, 4, 5, 2],
    ]);
    const found = compared(first, second);
    expect(found.all).toEqual({
      bothRight: 1,
      bothWrong: 1,
      fixed: 1,
      broken: 1,
      spuriousRemoved: 1,
      spuriousAdded: 1,
      spuriousInBoth: 1,
    });
    expect([...found.fixed]).toEqual([2]);
    expect([...found.broken]).toEqual([1]);
    expect([...found.spuriousRemoved]).toEqual([2]);
    expect([...found.spuriousAdded]).toEqual([3]);
    expect(found.types[0]).toMatchObject({ bothRight: 1, fixed: 1, spuriousRemoved: 1 });
  });

  it('turn round when the models are swapped', () => {
    fc.assert(
      fc.property(mentionSets, mentionSets, ([gold, one], [other]) => {
        const [a, b] = [counted(gold, one), counted(gold, other)];
        const [there, back] = [compared(a, b, 100), compared(b, a, 100)];
        expect(back.fixed).toEqual(there.broken);
        expect(back.spuriousAdded).toEqual(there.spuriousRemoved);
        expect(back.all.bothWrong).toBe(there.all.bothWrong);
        expect(back.units.better).toBe(there.units.worse);
        if (there.difference.value === null) expect(back.difference.value).toBeNull();
        else expect(back.difference.value).toBeCloseTo(-there.difference.value, 12);
        const { all } = there;
        expect(all.bothRight + all.bothWrong + all.fixed + all.broken).toBe(a.sides.reference.mentions);
      }),
    );
  });

  it('find a clear gain clear', () => {
    const { difference } = compared(
      counted(
        reference(300),
        answers(300, (s) => s % 5 === 0),
        300,
      ),
      counted(
        reference(300),
        answers(300, (s) => s % 25 === 0),
        300,
      ),
    );
    expect(difference.value).toBeCloseTo(0.16, 12);
    expect(difference.p).toBeLessThan(0.001);
    expect(difference.interval!.low).toBeGreaterThan(0.1);
    expect(difference.interval!.high).toBeLessThan(0.22);
  });

  it('find no difference where as much was broken as was fixed', () => {
    const { difference } = compared(
      counted(
        reference(300),
        answers(300, (s) => s % 10 === 0),
        300,
      ),
      counted(
        reference(300),
        answers(300, (s) => s % 10 === 5),
        300,
      ),
    );
    expect(difference.value).toBe(0);
    expect(difference.p).toBe(1);
    expect(difference.interval!.low).toBeLessThan(0);
    expect(difference.interval!.high).toBeGreaterThan(0);
  });

  it('do not call equal answers certain to be equal', () => {
    const same = counted(
      reference(50),
      answers(50, (s) => s % 10 === 0),
      50,
    );
    const { difference, units } = compared(same, same);
    expect(units).toMatchObject({ differ: 0, better: 0, worse: 0 });
    expect(difference).toMatchObject({ value: 0, p: 1 });
    expect(difference.interval!.high).toBeGreaterThan(0.03);
    expect(difference.interval!.method).toContain('only 0 differ');
  });

  it('let a single mended document decide nothing, however many mentions it holds', () => {
    const documents = Array.from({ length: 11 }, (_, d) => 10 * d);
    const gold = reference(100);
    const first = counted(
      gold,
      answers(100, (s) => s < 10),
      100,
      documents,
    );
    const second = counted(
      gold,
      answers(100, () => false),
      100,
      documents,
    );
    const { difference, units } = compared(first, second);
    expect(units).toMatchObject({ kind: 'documents', differ: 1, better: 1 });
    expect(difference.value).toBeCloseTo(0.1, 12);
    expect(difference.p).toBeGreaterThan(0.5);
    expect(difference.interval!.low).toBeLessThanOrEqual(0);
  });

  it('agree with the exact sign test where every difference is one mention', () => {
    // 8 sentences better, 1 worse: two-sided 2·(1 + 9)/512.
    const first = counted(
      reference(40),
      answers(40, (s) => s < 8),
      40,
    );
    const second = counted(
      reference(40),
      answers(40, (s) => s === 20),
      40,
    );
    expect(compared(first, second, 20_000).difference.p).toBeCloseTo(20 / 512, 2);
  });

  it('are not compared on other references, types or sentences', () => {
    const base = counted(reference(4), []);
    const other = reference(4).map(([s, a, b, t]): Mention => [s, a, s === 2 ? b + 1 : b, t]);
    expect(compareEntities(base, counted(other, []))).toEqual({
      kind: 'not-comparable',
      reason: 'the end of reference mention 3 differs',
    });
    expect(compareEntities(base, counted(reference(4), [], 5)).kind).toBe('not-comparable');
    expect(compareEntities(base, counted(reference(3), [])).kind).toBe('not-comparable');
    expect(compareEntities(base, countMentions(input(reference(4), [], 2, 4))).kind).toBe('not-comparable');
  });

  it('have no difference when a model has no score', () => {
    const { difference } = compared(counted([], []), counted([], [[0, 0, 1, 0]]));
    expect(difference).toMatchObject({ value: null, interval: null, p: null, reason: expect.any(String) });
  });
});

describe('scores of documents', () => {
  it('are columns with their mean over documents, undefined ones left out', () => {
    const gold: Mention[] = [
      [0, 0, 1, 0],
      [1, 0, 1, 0],
      [3, 0, 1, 1],
    ];
    const found = documentScores(
      counted(
        gold,
        [
          [0, 0, 1, 0],
          [3, 0, 2, 1],
        ],
        4,
        [0, 2, 3, 4],
      ),
    )!;
    expect([...found.correct]).toEqual([1, 0, 0]);
    expect([...found.reference]).toEqual([2, 0, 1]);
    expect([...found.predicted]).toEqual([1, 0, 1]);
    expect(found.f1[0]).toBeCloseTo(2 / 3, 12);
    expect(found.f1[1]).toBeNaN();
    expect(found.f1[2]).toBe(0);
    expect(found.empty).toBe(1);
    expect(found.macro.value).toBeCloseTo(1 / 3, 12);
    expect(found.macro.interval!.high - found.macro.interval!.low).toBeGreaterThan(0.3);
  });

  it('are null where the files mark no documents, and undefined where none holds a mention', () => {
    expect(documentScores(counted([], []))).toBeNull();
    expect(documentScores(counted([], [], 4, [0, 4]))!.macro).toMatchObject({
      value: null,
      reason: 'no document holds a mention',
    });
  });
});
