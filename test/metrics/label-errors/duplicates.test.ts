import { describe, expect, it } from 'vitest';
import { conflictingDuplicates, nearDuplicates } from '../../../src/metrics/label-errors/index.ts';
import { createRandom } from '../../../src/stats/index.ts';

describe('equal texts with different labels', () => {
  it('are found after normalisation, with their rows', () => {
    const found = conflictingDuplicates(
      ['Good film!', 'bad', 'good  FILM', 'bad', null, 'good film', 'new', '!!', '??'],
      [0, 1, 1, 1, 0, 0, 2, 0, 1],
      3,
    );
    expect(found.repeatedTexts).toBe(2);
    expect(found.repeatedRows).toBe(5);
    expect(found.conflictRows).toBe(3);
    expect(found.conflicts).toEqual([
      {
        rows: Uint32Array.of(0, 2, 5),
        labels: [
          { label: 0, rows: 2 },
          { label: 1, rows: 1 },
        ],
      },
    ]);
    // Two of three pairs of the one disagree, none of the other.
    expect(found.disagreement!.value).toBeCloseTo(1 / 3, 12);
    expect(found.noise).toBeNull();
    expect(found.reason).toContain('20 are needed');
  });

  it.each([
    [2, 0.1],
    [4, 0.1],
    [4, 0.3],
  ])('give back the rate of wrong labels (%i labels, %f)', (labels, rate) => {
    const r = createRandom(11);
    const texts: string[] = [];
    const given: number[] = [];
    for (let i = 0; i < 4000; i++) {
      const right = r.integer(labels);
      for (let copy = 0; copy < 2; copy++) {
        texts.push(`text number ${i}`);
        given.push(r.next() < rate ? (right + 1 + r.integer(labels - 1)) % labels : right);
      }
    }
    const { noise } = conflictingDuplicates(texts, given, labels);
    expect(Math.abs(noise!.value - rate)).toBeLessThan(0.02);
    expect(noise!.interval.low).toBeLessThan(rate);
    expect(noise!.interval.high).toBeGreaterThan(rate);
  });

  it('give no rate where copies disagree like labels drawn at random', () => {
    const texts = Array.from({ length: 200 }, (_, i) => `text ${i >> 1}`);
    const found = conflictingDuplicates(
      texts,
      texts.map((_, i) => i % 2),
      2,
    );
    expect(found.noise).toBeNull();
    expect(found.reason).toContain('at random');
  });
});

describe('nearly equal texts of one set', () => {
  const r = createRandom(5);
  const words = (n: number): string[] =>
    Array.from({ length: n }, () => `w${Math.floor(3000 * r.next() ** 2)}`);
  const own = Array.from({ length: 200 }, () => words(12 + r.integer(10)));

  it('are grouped, equal ones too, and no text with itself', () => {
    const texts = own.map((one) => one.join(' '));
    expect(nearDuplicates(texts).groups).toEqual([]);
    const edited = own.slice(0, 20).map((one) => ['changed', ...one.slice(1)].join(' '));
    const found = nearDuplicates([...texts, ...edited, texts[0]!.toUpperCase(), null]);
    expect(found.groups[0]).toEqual(Uint32Array.of(0, 200, 220));
    expect(found.groups).toHaveLength(20);
    expect(found.groupedRows).toBe(41);
    expect(found.surplusRows).toBe(21);
    expect(found.equalRows).toBe(2);
    expect(found.rows).toBe(221);
  });

  it('are found in long texts', () => {
    const long = Array.from({ length: 30 }, () => words(150).join(' '));
    const edited = long.map((text) => text.replace(/^((\S+ ){60})/, '$1inserted '));
    expect(nearDuplicates([...long, ...edited]).groups).toHaveLength(30);
  });
});

describe('texts of few different words', () => {
  it('are compared for equality only, since each resembles thousands of others', () => {
    const random = createRandom(3);
    const words = ['up', 'down', 'flat', 'firm', 'weak', 'calm', 'busy', 'slow', 'fast', 'mixed'];
    const texts = Array.from({ length: 12_000 }, () =>
      Array.from({ length: 12 }, () => words[random.integer(words.length)]).join(' '),
    );
    const found = nearDuplicates([...texts, texts[0]!]);
    expect(found.nearCompared).toBe(false);
    expect(found.equalRows).toBeGreaterThanOrEqual(2);
  });
});
