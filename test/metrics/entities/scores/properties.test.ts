import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countMentions,
  entityScores,
  overlapSchemes,
  overlapScores,
  REPEATED,
  UNMATCHED,
} from '../../../../src/metrics/entities/scores/index.ts';
import type { Score } from '../../../../src/model/report.ts';
import { input, type Mention, mentionSets, sentencesOfSets, typesOfSets } from './mentions.ts';

const names = ['company', 'person', 'amount'];
const scored = (
  reference: readonly Mention[],
  predicted: readonly Mention[],
  types = typesOfSets,
  sentences = sentencesOfSets,
) => entityScores(countMentions(input(reference, predicted, types, sentences)), { types: names, draws: 200 });
const overlapped = (reference: readonly Mention[], predicted: readonly Mention[]) =>
  overlapScores(countMentions(input(reference, predicted, typesOfSets, sentencesOfSets)), { types: names });
const values = (overall: Readonly<Record<string, Score>>): [string, number | null][] =>
  Object.entries(overall).map(([name, score]) => [name, score.value]);
const shuffled = <T>(items: readonly T[], keys: readonly number[]): T[] =>
  items
    .map((item, i) => ({ item, key: keys[i % keys.length]! * (i + 1) }))
    .sort((a, b) => (a.key % 101) - (b.key % 101))
    .map(({ item }) => item);
const keys = fc.array(fc.nat(1000), { minLength: 7, maxLength: 7 });

describe('counts', () => {
  it('are those of sets of sentence, start, end and type', () => {
    fc.assert(
      fc.property(mentionSets, ([reference, predicted]) => {
        const counts = countMentions(input(reference, predicted, typesOfSets, sentencesOfSets));
        const [a, b] = [new Set(reference.map(String)), new Set(predicted.map(String))];
        const of = (set: Iterable<string>, type: number): number =>
          [...set].filter((mention) => mention.endsWith(`,${type}`)).length;
        for (let type = 0; type < typesOfSets; type++) {
          expect(counts.reference[type]).toBe(of(a, type));
          expect(counts.predicted[type]).toBe(of(b, type));
          expect(counts.correct[type]).toBe(
            of(
              [...a].filter((mention) => b.has(mention)),
              type,
            ),
          );
        }
        expect(counts.sides.reference).toMatchObject({
          mentions: a.size,
          repeated: reference.length - a.size,
        });
      }),
    );
  });

  it('pair each mention with the equal one, both ways', () => {
    fc.assert(
      fc.property(mentionSets, ([reference, predicted]) => {
        const { matches, mentions } = countMentions(
          input(reference, predicted, typesOfSets, sentencesOfSets),
        );
        const text = (side: 'reference' | 'predicted', i: number): string => {
          const { sentence, start, end, type } = mentions[side];
          return [sentence[i], start[i], end[i], type[i]].join();
        };
        matches.predictedOf.forEach((j, i) => {
          if (j >= 0) {
            expect(text('predicted', j)).toBe(text('reference', i));
            expect(matches.referenceOf[j]).toBe(i);
          } else if (j === UNMATCHED) expect(predicted.map(String)).not.toContain(text('reference', i));
          else expect(j).toBe(REPEATED);
        });
      }),
    );
  });

  it('sum up over groups of equal sentences and documents', () => {
    fc.assert(
      fc.property(mentionSets, ([reference, predicted]) => {
        const counts = countMentions(input(reference, predicted, typesOfSets, sentencesOfSets, [0, 1, 1, 4]));
        for (const groups of [counts.bySentence, counts.byDocument!]) {
          const sums = new Float64Array(typesOfSets);
          groups.groupOf.forEach((g) => {
            for (let e = groups.first[g]!; e < groups.first[g + 1]!; e++) {
              sums[groups.type[e]!] = sums[groups.type[e]!]! + groups.correct[e]!;
            }
          });
          expect(sums).toEqual(counts.correct);
          expect(groups.multiplicity.reduce((a, b) => a + b, 0)).toBe(groups.units);
        }
        expect(counts.byDocument!.units).toBe(3);
      }),
    );
  });

  it('count mentions that share a character with another of their side', () => {
    fc.assert(
      fc.property(mentionSets, ([reference]) => {
        const { sides } = countMentions(input(reference, [], typesOfSets, sentencesOfSets));
        const set = [...new Set(reference.map(String))].map((text) => text.split(',').map(Number));
        const overlapping = set.filter((m) =>
          set.some((n) => n !== m && n[0] === m[0] && n[1]! < m[2]! && m[1]! < n[2]!),
        );
        expect(sides.reference.overlapping).toBe(overlapping.length);
      }),
    );
  });

  it('refuse mentions out of order or out of range', () => {
    const columns = (rows: readonly Mention[]) => ({
      sentence: Int32Array.from(rows, (r) => r[0]),
      start: Int32Array.from(rows, (r) => r[1]),
      end: Int32Array.from(rows, (r) => r[2]),
      type: Int32Array.from(rows, (r) => r[3]),
      score: null,
    });
    const given =
      (rows: readonly Mention[], documents: number[] | null = null) =>
      () =>
        countMentions({
          reference: columns(rows),
          predicted: columns([]),
          types: 2,
          sentences: 2,
          firstOfDocument: documents === null ? null : Int32Array.from(documents),
        });
    expect(given([[0, 0, 1, 0]])).not.toThrow();
    expect(
      given([
        [0, 2, 3, 0],
        [0, 0, 1, 0],
      ]),
    ).toThrow(RangeError);
    expect(given([[2, 0, 1, 0]])).toThrow(RangeError);
    expect(given([[0, 0, 1, 2]])).toThrow(RangeError);
    expect(given([[0, 3, 1, 0]])).toThrow(RangeError);
    expect(given([], [0, 1])).toThrow(RangeError);
  });
});

describe('scores', () => {
  it('do not depend on the order of sentences', () => {
    fc.assert(
      fc.property(mentionSets, keys, ([reference, predicted], order) => {
        const place = shuffled([0, 1, 2, 3], order);
        const moved = (side: readonly Mention[]): Mention[] =>
          side.map(([sentence, start, end, type]) => [place[sentence]!, start, end, type]);
        expect(values(scored(moved(reference), moved(predicted)).overall)).toEqual(
          values(scored(reference, predicted).overall),
        );
      }),
      { numRuns: 40 },
    );
  });

  it('follow types that are numbered otherwise', () => {
    fc.assert(
      fc.property(mentionSets, ([reference, predicted]) => {
        const turned = (side: readonly Mention[]): Mention[] =>
          side.map(([sentence, start, end, type]) => [sentence, start, end, (type + 1) % typesOfSets]);
        const [before, after] = [scored(reference, predicted), scored(turned(reference), turned(predicted))];
        for (const [name, value] of values(before.overall)) {
          if (value === null) expect(after.overall[name]!.value).toBeNull();
          else expect(after.overall[name]!.value).toBeCloseTo(value, 12);
        }
        before.types.forEach((own, t) => {
          expect(after.types[(t + 1) % typesOfSets]!.f1.value).toBe(own.f1.value);
        });
      }),
      { numRuns: 40 },
    );
  });

  it('change with a type that is never used in the mean over all types only', () => {
    fc.assert(
      fc.property(mentionSets, ([reference, predicted]) => {
        const before = scored(reference, predicted);
        const after = scored(reference, predicted, typesOfSets + 1);
        expect(after.types[typesOfSets]!.precision).toMatchObject({ value: null, interval: null });
        for (const [name, value] of values(before.overall)) {
          if (!name.endsWith('_all') || value === null) expect(after.overall[name]!.value).toBe(value);
          else expect(after.overall[name]!.value).toBeCloseTo((value * typesOfSets) / (typesOfSets + 1), 12);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('stay, with narrower intervals, when every sentence stands there four times', () => {
    const reference: Mention[] = [];
    const predicted: Mention[] = [];
    for (let s = 0; s < 60; s++) {
      for (let type = 0; type < typesOfSets; type++) {
        reference.push([s, 10 * type, 10 * type + 2, type]);
        predicted.push([s, 10 * type, 10 * type + ((s * (type + 2)) % 7 === 0 ? 1 : 2), type]);
      }
    }
    const times = (side: readonly Mention[]): Mention[] =>
      [0, 60, 120, 180].flatMap((by) => side.map(([s, a, b, t]): Mention => [s + by, a, b, t]));
    const once = entityScores(countMentions(input(reference, predicted, 3, 60)), { types: names });
    const often = entityScores(countMentions(input(times(reference), times(predicted), 3, 240)), {
      types: names,
    });
    for (const [name, score] of Object.entries(once.overall)) {
      const other = often.overall[name]!;
      expect(other.value).toBeCloseTo(score.value!, 12);
      const ratio =
        (other.interval!.high - other.interval!.low) / (score.interval!.high - score.interval!.low);
      expect(ratio, name).toBeGreaterThan(0.3);
      expect(ratio, name).toBeLessThan(0.7);
    }
  });

  it('stand inside their intervals, and no interval has width zero', () => {
    fc.assert(
      fc.property(mentionSets, ([reference, predicted]) => {
        const found = scored(reference, predicted);
        const all = [
          ...Object.values(found.overall),
          ...found.types.flatMap((t) => [t.precision, t.recall, t.f1]),
        ];
        for (const { value, interval, reason } of all) {
          expect(value === null).toBe(interval === null);
          expect(value === null).toBe(reason !== null);
          if (interval === null) continue;
          expect(interval.low).toBeGreaterThanOrEqual(0);
          expect(interval.high).toBeLessThanOrEqual(1);
          expect(interval.low).toBeLessThanOrEqual(value!);
          expect(interval.high).toBeGreaterThanOrEqual(value!);
          expect(interval.high - interval.low).toBeGreaterThan(0);
        }
      }),
    );
  });

  it('are undefined and not perfect on nothing', () => {
    const { overall } = scored([], []);
    expect(overall.f1_micro).toMatchObject({
      value: null,
      reason: 'neither references nor predictions hold a mention',
    });
    expect(overall.f1_macro!.value).toBeNull();
  });

  it('have no recall without references, but a precision of 0', () => {
    const { overall } = scored([], [[0, 0, 3, 1]]);
    expect(overall.recall_micro).toMatchObject({ value: null, reason: 'the references hold no mention' });
    expect(overall.precision_micro!.value).toBe(0);
    expect(overall.f1_micro!.value).toBe(0);
    expect(overall.f1_weighted!.value).toBeNull();
  });

  it('tell of a type that weighted means do not see', () => {
    const found = scored(
      [[0, 0, 3, 1]],
      [
        [0, 0, 3, 1],
        [0, 4, 9, 2],
      ],
    );
    expect(found.overall.f1_micro!.value).toBeCloseTo(2 / 3, 12);
    expect(found.overall.f1_macro!.value).toBe(0.5);
    expect(found.overall.f1_macro_reference!.value).toBe(1);
    expect(found.overall.f1_weighted!.value).toBe(1);
    expect(found.outsideReference).toBe(1);
  });

  it('draw documents where there are enough of them, and say so', () => {
    const mentions = Array.from({ length: 60 }, (_, s): Mention => [s, 0, 2, 0]);
    const wrong = mentions.map(([s, a, b, t]): Mention => [s, a, s % 12 < 5 ? b + 1 : b, t]);
    const of = (documents: number[] | null) =>
      entityScores(countMentions(input(mentions, wrong, 1, 60, documents)), { types: names });
    const many = of(Array.from({ length: 11 }, (_, d) => 6 * d));
    expect(many.resampling).toMatchObject({ kind: 'documents', units: 10, reason: null });
    expect(of([0, 30, 60]).resampling).toMatchObject({ kind: 'sentences', units: 60 });
    const plain = of(null);
    expect(plain.resampling.reason).toContain('mark no documents');
    // Errors come by document here: sentences as units would claim too much.
    const width = ({ overall }: typeof plain): number => {
      const { low, high } = overall.recall_micro!.interval!;
      return high - low;
    };
    expect(width(many)).toBeGreaterThan(1.5 * width(plain));
  });

  it('are the same for the same seed', () => {
    const reference = Array.from({ length: 40 }, (_, s): Mention => [s % 4, s, s + 2, s % 3]);
    const predicted = reference.filter((_, i) => i % 3 > 0);
    expect(scored(reference, predicted)).toEqual(scored(reference, predicted));
  });
});

/** Best pairs by trying all: right ones first, then as many further overlapping ones as can be. */
function bestByTrial(
  a: readonly Mention[],
  b: readonly Mention[],
  right: (x: Mention, y: Mention) => boolean,
): readonly [number, number] {
  const meets = (x: Mention, y: Mention): boolean => x[0] === y[0] && x[1] < y[2] && y[1] < x[2];
  const seen = new Map<string, readonly [number, number]>();
  const best = (i: number, used: number): readonly [number, number] => {
    if (i === a.length) return [0, 0];
    const key = `${i} ${used}`;
    const known = seen.get(key);
    if (known) return known;
    let found = best(i + 1, used);
    b.forEach((y, j) => {
      if (used & (1 << j) || !meets(a[i]!, y)) return;
      const [correct, further] = best(i + 1, used | (1 << j));
      const own = right(a[i]!, y) ? ([correct + 1, further] as const) : ([correct, further + 1] as const);
      if (own[0] > found[0] || (own[0] === found[0] && own[1] > found[1])) found = own;
    });
    seen.set(key, found);
    return found;
  };
  return best(0, 0);
}

describe('overlap schemes', () => {
  const unique = (side: readonly Mention[]): Mention[] =>
    [...new Map(side.map((m) => [String(m), m])).values()].slice(0, 9);
  const equal = (x: Mention, y: Mention): boolean => x[1] === y[1] && x[2] === y[2];
  const right = {
    strict: (x: Mention, y: Mention) => equal(x, y) && x[3] === y[3],
    boundary: equal,
    partial: equal,
    type: (x: Mention, y: Mention) => x[3] === y[3],
  };

  it('find the best one-to-one pairs, nested and crossing mentions among them', () => {
    fc.assert(
      fc.property(mentionSets, ([reference, predicted]) => {
        const [a, b] = [unique(reference), unique(predicted)];
        const { overall, uncertain } = overlapped(a, b);
        expect(uncertain).toBe(0);
        for (const scheme of overlapSchemes) {
          const { correct, incorrect, partial, missed, spurious } = overall[scheme];
          expect([correct, incorrect + partial], scheme).toEqual(bestByTrial(a, b, right[scheme]));
          expect([correct + incorrect + partial + missed, correct + incorrect + partial + spurious]).toEqual([
            a.length,
            b.length,
          ]);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('give the same answer for any order of mentions', () => {
    fc.assert(
      fc.property(mentionSets, keys, ([reference, predicted], order) => {
        expect(overlapped(shuffled(reference, order), shuffled(predicted, order))).toEqual(
          overlapped(reference, predicted),
        );
      }),
    );
  });

  it('mirror when the sides are swapped', () => {
    fc.assert(
      fc.property(mentionSets, ([reference, predicted]) => {
        const [there, back] = [overlapped(reference, predicted), overlapped(predicted, reference)];
        for (const scheme of overlapSchemes) {
          expect(back.overall[scheme].precision.value).toBe(there.overall[scheme].recall.value);
          expect(back.overall[scheme].missed).toBe(there.overall[scheme].spurious);
        }
      }),
    );
  });

  it('equal exact matching under strict', () => {
    fc.assert(
      fc.property(mentionSets, ([reference, predicted]) => {
        const counts = countMentions(input(reference, predicted, typesOfSets, sentencesOfSets));
        const { overall, types } = overlapScores(counts, { types: names });
        expect(overall.strict.correct).toBe(counts.correct.reduce((a, b) => a + b, 0));
        types.forEach(({ schemes }, t) => {
          expect(schemes.strict.correct).toBe(counts.correct[t]);
        });
      }),
    );
  });

  it('take touching mentions for apart: ends are exclusive', () => {
    const { overall } = overlapped([[0, 0, 5, 0]], [[0, 5, 9, 0]]);
    for (const scheme of overlapSchemes) {
      expect(overall[scheme]).toMatchObject({ correct: 0, incorrect: 0, partial: 0, missed: 1, spurious: 1 });
    }
  });

  it('take a mention of width zero for equal to itself and for overlapping nothing', () => {
    const { overall } = overlapped(
      [
        [0, 3, 3, 0],
        [0, 0, 5, 0],
      ],
      [[0, 3, 3, 0]],
    );
    for (const scheme of overlapSchemes)
      expect(overall[scheme]).toMatchObject({ correct: 1, missed: 1, spurious: 0 });
  });

  it('follow a chain of 20,000 mentions that overlap by their ends', () => {
    const reference = Array.from({ length: 20_000 }, (_, i): Mention => [0, 10 * i, 10 * i + 10, i % 2]);
    const predicted = Array.from(
      { length: 20_000 },
      (_, i): Mention => [0, 10 * i + 5, 10 * i + 15, (i + 1) % 2],
    );
    const { overall, uncertain } = overlapped(reference, predicted);
    // Each prediction has the type of the mention behind its end; the last has no mention there.
    expect(overall.type).toMatchObject({ correct: 19_999, incorrect: 0, missed: 1, spurious: 1 });
    expect(overall.partial).toMatchObject({ partial: 20_000, missed: 0 });
    expect(uncertain).toBe(0);
  });

  it('say so when a knot of nested mentions is too large for every count to be certain', () => {
    const side = (shift: number): Mention[] =>
      Array.from({ length: 400 }, (_, i): Mention => [0, i, 2000 - i, (i + shift) % 2]);
    const { overall, uncertain } = overlapped(side(0), side(1));
    expect(overall.type.correct).toBe(400);
    expect(uncertain).toBe(800);
  });
});
