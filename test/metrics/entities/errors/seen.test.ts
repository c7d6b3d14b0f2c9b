import { describe, expect, it } from 'vitest';
import {
  errorTaxonomy,
  seenKinds,
  seenSummary,
  type TrainingMentions,
  trainingIndex,
} from '../../../../src/metrics/entities/errors/index.ts';
import { higherShare } from '../../../../src/stats/index.ts';
import { setOf } from './marked.ts';

function trainingOf(texts: readonly string[]): TrainingMentions {
  const { types, sentences, tokens, reference, text } = setOf(texts.map((one) => [one, one] as const));
  return { types, sentences, tokens, mentions: reference, text };
}

const training = trainingOf([
  '[LOC Oslo] and [LOC oslo]',
  '[ORG Bank of Norway] fell',
  '[PER Jordan] met [LOC Jordan]',
]);

describe('how a mention stands to the training data', () => {
  const types = ['LOC', 'ORG', 'PER'];
  const index = trainingIndex(training, types);
  const kind = (text: string, type: string) => seenKinds[index.kindOf(text, types.indexOf(type))];

  it.each([
    ['OSLO', 'LOC', 'seen'],
    ['Oslo', 'ORG', 'other type'],
    ['Central Bank', 'ORG', 'partly seen'],
    ['Central Bank', 'LOC', 'unseen'],
    ['Rise of Rome', 'ORG', 'unseen'],
    ['Jordan', 'PER', 'seen'],
  ])('%s as %s is %s', (text, type, expected) => {
    expect(kind(text, type)).toBe(expected);
  });

  it('is counted by text and type, case folded', () => {
    expect(index.countOf('Oslo', 0)).toBe(2);
    expect(index.countOf('Oslo', 1)).toBe(0);
    expect([...index.typesOf('jordan').keys()].sort()).toEqual([0, 2]);
  });

  it('types are matched by name, and those of the training data alone are another type', () => {
    expect(seenKinds[trainingIndex(training, ['PER']).kindOf('Oslo', 0)]).toBe('other type');
  });
});

describe('recall of seen and unseen mentions', () => {
  const input = setOf(
    [
      ...Array.from({ length: 10 }, (_, i): readonly [string, string] => [
        `w${i} [LOC Oslo] x`,
        i < 9 ? `w${i} [LOC Oslo] x` : `w${i} Oslo x`,
      ]),
      ...Array.from({ length: 10 }, (_, i): readonly [string, string] => [
        `v${i} [LOC Rome${i}] x`,
        i < 3 ? `v${i} [LOC Rome${i}] x` : `v${i} Rome${i} x`,
      ]),
      ['[PER Oslo] spoke', '[LOC Oslo] spoke'],
      ['then [LOC Oslo] and oslo', 'then [LOC Oslo] and [LOC oslo]'],
    ],
    { types: ['LOC', 'PER'] },
  );
  const summary = seenSummary(input, errorTaxonomy(input), trainingIndex(training, input.types));
  const of = (kind: string) => summary.recall.find((one) => one.kind === kind && one.type === -1)!;

  it('is counted with intervals and rows', () => {
    expect(of('seen')).toMatchObject({ mentions: 11, found: 10 });
    expect(of('unseen')).toMatchObject({ mentions: 10, found: 3, recall: 0.3 });
    expect(of('partly seen').recall).toBeNull();
    expect(of('other type')).toMatchObject({ mentions: 1, found: 0 });
    expect(of('unseen').interval!.method).toBe('Wilson');
    expect(of('unseen').rows).toHaveLength(10);
  });

  it('is compared with seen mentions, the larger p of two tests', () => {
    const unseen = summary.differences.find(({ kind }) => kind === 'unseen')!;
    expect(unseen.difference).toBeCloseTo(10 / 11 - 0.3, 12);
    expect(unseen.p).toBeGreaterThanOrEqual(higherShare(10, 11, 3, 10));
    expect(unseen.p).toBeLessThan(0.05);
    expect(unseen.interval.low).toBeLessThan(unseen.difference);
    expect(unseen.within.difference).toBeCloseTo(10 / 11 - 0.3, 12);
    expect(summary.tests).toBe(summary.differences.length);
    expect(summary.unit).toBe('sentence');
  });

  it('says which wrong answers are what the training data hold', () => {
    expect(summary.otherType).toMatchObject({ mentions: 1, wrong: 1, trainingType: 1 });
    expect(summary.spurious).toMatchObject({ mentions: 1, seen: 1 });
  });

  it('says how many sentences were trained on', () => {
    const leaked = setOf([
      ['Oslo and [LOC Oslo]', 'Oslo and [LOC Oslo]'],
      ['new [LOC Oslo]', 'new [LOC Oslo]'],
    ]);
    const { sharedSentences, sentences } = seenSummary(
      leaked,
      errorTaxonomy(leaked),
      trainingIndex(training, leaked.types),
    );
    expect([sharedSentences, sentences]).toEqual([1, 2]);
  });
});
