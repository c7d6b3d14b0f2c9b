import { describe, expect, it } from 'vitest';
import { labelConsistency } from '../../../../src/metrics/entities/errors/index.ts';
import { setOf } from './marked.ts';

const same = (gold: string): readonly [string, string] => [gold, gold];
const rest = Array.from({ length: 8 }, (_, i) => same(`w${i} in [LOC Oslo] now`));

describe('a place that is not tagged where the same text is everywhere else', () => {
  const input = setOf([...rest, ['they live in Oslo still', 'they live in [LOC Oslo] still']]);
  const found = labelConsistency(input);
  const loc = input.types.indexOf('LOC');

  it('is suspected, with the counts on both sides', () => {
    expect(found.suspects).toHaveLength(1);
    expect(found.suspects[0]).toMatchObject({
      text: 'Oslo',
      sentence: 8,
      start: 13,
      end: 17,
      mention: -1,
      given: -1,
      other: loc,
      everywhere: { given: 0, other: 8 },
      alike: { given: 0, other: 8 },
      sameSentence: { given: 0, other: 0 },
    });
  });

  it('is expected by the share of its label elsewhere and in like contexts', () => {
    // Share elsewhere (0 + ½)/9, as five places, with eight like ones against it.
    expect(found.suspects[0]!.expected).toBeCloseTo(((0.5 / 9) * 5) / (8 + 5), 12);
  });

  it('is more suspect when the model says what the others are labelled', () => {
    expect(found.suspects[0]!.model).toBe('other');
    expect(found.model).toEqual({ given: 0, other: 1, neither: 0 });
  });

  it('shows places that say otherwise', () => {
    expect(found.suspects[0]!.against).toHaveLength(5);
    expect(found.suspects[0]!.against[0]).toEqual({ sentence: 0, start: 6, end: 10 });
  });

  it('lists the text with its labels', () => {
    expect(found.varying).toHaveLength(1);
    expect(found.varying[0]!.labels.map(({ label, places }) => [label, places])).toEqual([
      [loc, 8],
      [-1, 1],
    ]);
    expect([...found.varying[0]!.labels[1]!.sentences]).toEqual([8]);
    expect(found).toMatchObject({ texts: 1, repeated: 1, places: 9, tooMany: [] });
  });
});

describe('what is left alone', () => {
  it('a name that the words around it decide', () => {
    const input = setOf([
      ...Array.from({ length: 6 }, (_, i) => same(`w${i} in [LOC Washington] now`)),
      ...Array.from({ length: 6 }, (_, i) => same(`w${i} President [PER Washington] spoke`)),
    ]);
    const { suspects, varying } = labelConsistency(input);
    expect(varying).toHaveLength(1);
    expect(suspects).toEqual([]);
  });

  it('a text inside a longer mention', () => {
    const input = setOf([...rest, same('the [ORG Bank of Oslo] fell')]);
    expect(labelConsistency(input).suspects).toEqual([]);
    expect(labelConsistency(input).places).toBe(8);
  });

  it('a text in other case', () => {
    const input = setOf([
      ...Array.from({ length: 8 }, (_, i) => same(`w${i} by [ORG Apple] now`)),
      same('she ate by apple now'),
    ]);
    expect(labelConsistency(input).suspects).toEqual([]);
  });

  it('a part of a longer word', () => {
    const input = setOf([...rest, same('in Oslogate now')]);
    expect(labelConsistency(input).places).toBe(8);
  });

  it('one place against one', () => {
    const input = setOf([same('we saw [LOC Oslo] there'), same('you saw Oslo too')]);
    expect(labelConsistency(input).suspects).toEqual([]);
  });
});

it('the same sentence with two labels is suspected on both sides', () => {
  const input = setOf([same('we saw [LOC Oslo] there'), same('we saw [ORG Oslo] there')]);
  const { suspects } = labelConsistency(input);
  expect(suspects.map(({ sentence }) => sentence)).toEqual([0, 1]);
  expect(suspects[0]!.sameSentence).toEqual({ given: 0, other: 1 });
});

it('another order of the sentences, and other names of the types, change nothing', () => {
  const pairs = [
    ...rest,
    ['they live in Oslo still', 'they live in [LOC Oslo] still'] as const,
    same('w in [PER Oslo] x'),
  ];
  const brief = (list: typeof pairs, order: (s: number) => number) =>
    labelConsistency(setOf(list))
      .suspects.map(
        ({ text, sentence, expected, model }) => `${order(sentence)} ${text} ${expected} ${model}`,
      )
      .sort();
  const one = brief(pairs, (s) => s);
  expect(one).toHaveLength(2);
  expect(brief([...pairs].reverse(), (s) => pairs.length - 1 - s)).toEqual(one);
  const renamed = pairs.map(([a, b]) => [a.replaceAll('LOC', 'ZZZ'), b.replaceAll('LOC', 'ZZZ')] as const);
  expect(brief(renamed, (s) => s)).toEqual(one);
});
