import { describe, expect, it } from 'vitest';
import { postingsOf, rowsWith, termMatrix, termsAsIn } from '../../../src/metrics/words/index.ts';

const texts = ['the cat sat', 'The dog sat. The cat', null, 'cat cat cat', ''];

/** The matrix as one would write it by hand. */
const spelled = (matrix: ReturnType<typeof termMatrix>): Record<string, number>[] =>
  Array.from({ length: matrix.rows }, (_, row) =>
    Object.fromEntries(
      Array.from(matrix.columns.slice(matrix.rowStart[row], matrix.rowStart[row + 1]), (column, i) => [
        matrix.terms[column]!,
        matrix.counts[matrix.rowStart[row]! + i]!,
      ]),
    ),
  );

describe('the terms of texts', () => {
  it('are counted, words and phrases', () => {
    expect(spelled(termMatrix(texts))).toEqual([
      { the: 1, cat: 1, sat: 1, 'the cat': 1, 'cat sat': 1 },
      { the: 2, dog: 1, sat: 1, cat: 1, 'the dog': 1, 'dog sat': 1, 'the cat': 1 },
      {},
      { cat: 3, 'cat cat': 2 },
      {},
    ]);
  });

  it('are bounded by the texts that hold them', () => {
    const matrix = termMatrix(texts, { leastDocuments: 2, mostShare: 0.5 });
    expect(matrix.terms).toEqual(['sat', 'the', 'the cat']);
    expect([...matrix.documentFrequency]).toEqual([2, 2, 2]);
    expect(termMatrix(texts, { bigrams: false }).terms).toEqual(['cat', 'dog', 'sat', 'the']);
  });

  it('do not depend on the order of the texts', () => {
    const turned = termMatrix([...texts].reverse());
    const matrix = termMatrix(texts);
    expect(turned.terms).toEqual(matrix.terms);
    expect(turned.documentFrequency).toEqual(matrix.documentFrequency);
    expect(spelled(turned).reverse()).toEqual(spelled(matrix));
  });

  it('can be counted in other texts', () => {
    const matrix = termMatrix(texts);
    expect(spelled(termsAsIn(texts, matrix.terms))).toEqual(spelled(matrix));
    expect(spelled(termsAsIn(['a cat sat cat'], matrix.terms))).toEqual([{ cat: 2, sat: 1, 'cat sat': 1 }]);
  });

  it('can be read by columns', () => {
    const matrix = termMatrix(texts);
    const postings = postingsOf(matrix);
    expect([...rowsWith(postings, matrix.terms.indexOf('cat'))]).toEqual([0, 1, 3]);
    for (const [i, entry] of postings.entries.entries())
      expect(matrix.rowStart[postings.rows[i]!]).toBeLessThanOrEqual(entry);
  });
});
