import { describe, expect, it } from 'vitest';
import { nullPlan, plantedEntities } from '../../../../lab/thresholds/planted-entities.ts';
import {
  borderWords,
  type EntityErrorInput,
  errorTaxonomy,
  labelConsistency,
  type MentionSlices,
  mentionSlices,
  seenSummary,
  trainingIndex,
} from '../../../../src/metrics/entities/errors/index.ts';

const slicesOf = (
  { input, training }: ReturnType<typeof plantedEntities>,
  side: 'reference' | 'predicted' = 'reference',
) => mentionSlices(input, errorTaxonomy(input), side, trainingIndex(training, input.types));
const properties = ({ search }: MentionSlices): readonly string[] =>
  search.found.flatMap(({ parts }) => parts.map(({ property }) => property));

describe('names that training does not have, found less often', () => {
  const world = plantedEntities({ ...nullPlan, unseen: 0.25 }, 71);
  const slices = slicesOf(world);

  it('are named as a slice of the references', () => {
    expect(properties(slices)).toContain('training-frequency');
    expect(slices.unit).toBe('document');
    const [first] = slices.search.found;
    expect(first!.confirmation.difference).toBeGreaterThan(0.1);
    expect(first!.method).toContain('sums by group');
    expect(first!.worst).toHaveLength(20);
  });

  it('and seen against unseen differ', () => {
    const { input, training } = world;
    const { differences } = seenSummary(input, errorTaxonomy(input), trainingIndex(training, input.types));
    const unseen = differences.find(({ kind, type }) => kind === 'unseen' && type === -1)!;
    expect(unseen.p).toBeLessThan(0.001);
    expect(unseen.within.p).toBeLessThan(0.001);
    expect(unseen.interval.low).toBeGreaterThan(0.05);
  });

  it('stand in a table of all slices, whose rows are mentions', () => {
    const { input } = world;
    const taxonomy = errorTaxonomy(input);
    for (const side of ['reference', 'predicted'] as const) {
      const { slices: table } = slicesOf(world, side);
      const kinds = side === 'reference' ? taxonomy.referenceKind : taxonomy.predictedKind;
      for (const one of table) {
        expect(one.mentions).toBe(one.rows.length);
        expect(one.rows.filter((i) => kinds[i] === 0)).toHaveLength(one.correct);
        expect(one.share).toBeCloseTo(one.correct / one.mentions, 12);
      }
      expect(new Set(table.map(({ property }) => property))).toContain('column:region');
      const types = table.filter(({ property }) => property === 'reference-label');
      expect(types.map(({ name }) => name)[0]).toMatch(
        side === 'reference' ? /^type = / : /^predicted type = /,
      );
    }
  });
});

it('titles that are taken in are found at the left border', () => {
  const { input } = plantedEntities({ ...nullPlan, titles: 0.4 }, 71);
  const [first] = borderWords(input, errorTaxonomy(input)).words;
  expect(first).toMatchObject({ side: 'left', change: 'added', wordClass: 'title' });
  expect(first!.q).toBeLessThan(1e-6);
  expect(first!.texts).toBeGreaterThan(3);
});

it('reference labels that were spoilt are suspected first', () => {
  const { input, relabelled } = plantedEntities({ ...nullPlan, relabelled: 0.05 }, 71);
  const { suspects } = labelConsistency(input);
  const right = suspects.filter(({ sentence, start }) => relabelled.has(`${sentence}:${start}`));
  expect(right.length).toBeGreaterThan(relabelled.size / 2);
  expect(right.length).toBeGreaterThan(0.8 * suspects.length);
  expect(suspects.slice(0, 20).every((one) => right.includes(one) && one.model === 'other')).toBe(true);
});

describe('where nothing was planted', () => {
  const seeds = Array.from({ length: 40 }, (_, i) => 9001 + 2 * i);

  it('hardly a slice is named: of 40 sets at most three', () => {
    const named = seeds.filter((seed) => slicesOf(plantedEntities(nullPlan, seed)).search.found.length > 0);
    expect(named.length).toBeLessThanOrEqual(3);
  });

  it('hardly a border word, and no label where the model agrees', () => {
    let words = 0;
    let labels = 0;
    for (const seed of seeds) {
      const { input } = plantedEntities(nullPlan, seed);
      if (borderWords(input, errorTaxonomy(input)).words.some(({ q, texts }) => q <= 0.05 && texts >= 3))
        words++;
      labels += labelConsistency(input).model.other;
    }
    expect(words).toBeLessThanOrEqual(3);
    expect(labels).toBeLessThanOrEqual(3);
  });
});

describe('what is found does not depend on', () => {
  const world = plantedEntities({ ...nullPlan, unseen: 0.3 }, 73);
  const { input, training } = world;
  const brief = ({ search }: MentionSlices): string =>
    JSON.stringify(
      search.found.map(({ name, p, q, confirmation, rows }) => ({
        name,
        p,
        q,
        confirmation,
        n: rows.length,
      })),
    );
  const usual = brief(slicesOf(world));

  it('the names of the types', () => {
    const types = ['w', 'x', 'y', 'z'];
    const renamed = { ...world, input: { ...input, types }, training: { ...training, types } };
    expect(brief(slicesOf(renamed)).replace(/type = \w+/g, '')).toBe(usual.replace(/type = \w+/g, ''));
  });

  it('a copy of all documents', () => {
    const doubled = twice(input);
    const slices = slicesOf({ ...world, input: doubled });
    expect(slices.copies).toBe(input.reference.start.length);
    expect(brief(slices)).toBe(usual);
  });
});

/** The same documents once more. */
function twice(input: EntityErrorInput): EntityErrorInput {
  const n = input.sentences;
  const join = (a: Int32Array, shift = 0): Int32Array =>
    Int32Array.from([...a, ...a.map((value) => value + shift)]);
  const side = ({
    sentence,
    start,
    end,
    type,
  }: EntityErrorInput['reference']): EntityErrorInput['reference'] => ({
    sentence: join(sentence, n),
    start: join(start),
    end: join(end),
    type: join(type),
    score: null,
  });
  const { firstOfSentence, start, end } = input.tokens!;
  const documents = input.firstOfDocument!;
  return {
    ...input,
    sentences: 2 * n,
    firstOfDocument: Int32Array.from([...documents, ...documents.slice(1).map((value) => value + n)]),
    tokens: {
      firstOfSentence: Int32Array.from([
        ...firstOfSentence,
        ...firstOfSentence.slice(1).map((value) => value + start.length),
      ]),
      start: join(start),
      end: join(end),
    },
    reference: side(input.reference),
    predicted: side(input.predicted),
    extra: new Map([...input.extra].map(([name, values]) => [name, [...values, ...values]])),
    text: (sentence) => input.text(sentence % n),
  };
}
