import { describe, expect, it } from 'vitest';
import { tokenScores } from '../../../../src/metrics/entities/scores/index.ts';
import type { TagColumn } from '../../../../src/model/entities.ts';

/** Tags by name; `-` stands for a tag that is left out. */
function column(text: string): TagColumn {
  const tags = text.split(' ');
  const names = [...new Set(tags.filter((tag) => tag !== '-'))];
  return { names, tags: Int32Array.from(tags, (tag) => names.indexOf(tag)) };
}

const reference = column('O O B-PER I-PER O O O B-ORG O O');
const predicted = column('O O B-PER O O B-ORG O B-LOC O O');
const sentences = Int32Array.of(0, 5, 10);

describe('token scores', () => {
  it('count tags as written, O only in the accuracy', () => {
    const found = tokenScores(reference, predicted, sentences);
    expect(found.accuracy.value).toBeCloseTo(7 / 10, 12);
    expect(found.precision.value).toBeCloseTo(1 / 3, 12);
    expect(found.recall.value).toBeCloseTo(1 / 3, 12);
    expect(found.f1.value).toBeCloseTo(1 / 3, 12);
    for (const { interval, value } of [found.accuracy, found.f1]) {
      expect(interval!.low).toBeLessThan(value!);
      expect(interval!.high).toBeGreaterThan(value!);
    }
  });

  it('say how well a model does that names nothing', () => {
    const nothing = column('O O O O O O O O O O');
    const found = tokenScores(reference, nothing, sentences);
    expect(found.outsideShare).toBe(0.7);
    expect(found.accuracy.value).toBe(0.7);
    expect(found.caution).toContain('70.0 % of the tokens are O');
    expect(found.precision).toMatchObject({ value: null, reason: 'every token was predicted as O' });
    expect(found.recall.value).toBe(0);
  });

  it('leave out tokens without a tag on both sides, and count them', () => {
    const found = tokenScores(column('O - B-PER O'), column('O O - O'), Int32Array.of(0, 4));
    expect(found).toMatchObject({ tokens: 2, leftOut: 2 });
    expect(found.accuracy.value).toBe(1);
    expect(found.f1.value).toBeNull();
  });

  it('do not depend on how either side numbers its tags', () => {
    const turned: TagColumn = {
      names: [...predicted.names].reverse(),
      tags: predicted.tags.map((tag) => predicted.names.length - 1 - tag),
    };
    expect(tokenScores(reference, turned, sentences)).toEqual(tokenScores(reference, predicted, sentences));
  });

  it('are undefined without tokens', () => {
    const empty: TagColumn = { names: [], tags: new Int32Array(0) };
    const found = tokenScores(empty, empty, Int32Array.of(0));
    expect(found).toMatchObject({ tokens: 0, outsideShare: null, caution: null });
    expect(found.accuracy.value).toBeNull();
  });

  it('refuse columns of different lengths', () => {
    expect(() => tokenScores(reference, column('O O'), sentences)).toThrow(RangeError);
  });
});
