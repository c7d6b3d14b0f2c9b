import { describe, expect, it } from 'vitest';
import {
  type EntityErrorInput,
  entityConfusion,
  errorCounts,
  errorKinds,
  errorsOf,
  errorTaxonomy,
  NOT_COUNTED,
} from '../../../../src/metrics/entities/errors/index.ts';
import { createRandom } from '../../../../src/stats/index.ts';
import { columnsOf, type Mark, setOf } from './marked.ts';

const kindsOf = (input: EntityErrorInput) => {
  const { referenceKind, predictedKind } = errorTaxonomy(input);
  return {
    reference: Array.from(referenceKind, (code) => errorKinds[code]),
    predicted: Array.from(predictedKind, (code) => errorKinds[code]),
  };
};

const one = (reference: string, predicted: string) => kindsOf(setOf([[reference, predicted]]));

describe('the class of a mention', () => {
  it('is correct with the same borders and type', () => {
    expect(one('[PER Ada] sleeps', '[PER Ada] sleeps')).toEqual({
      reference: ['correct'],
      predicted: ['correct'],
    });
  });

  it('is boundary where the type is right and the borders are not', () => {
    expect(one('Mr. [PER Lee] sleeps', '[PER Mr. Lee] sleeps')).toEqual({
      reference: ['boundary'],
      predicted: ['boundary'],
    });
  });

  it('is type where the borders are right and the type is not', () => {
    expect(one('[PER Lee] sleeps', '[LOC Lee] sleeps')).toEqual({ reference: ['type'], predicted: ['type'] });
  });

  it('is boundary+type where neither is right', () => {
    expect(one('Mr. [PER Lee] sleeps', '[LOC Mr. Lee] sleeps')).toEqual({
      reference: ['boundary+type'],
      predicted: ['boundary+type'],
    });
  });

  it('is missed or spurious where the other side has nothing there', () => {
    expect(one('[PER Lee] saw Oslo', 'Lee saw [LOC Oslo]')).toEqual({
      reference: ['missed'],
      predicted: ['spurious'],
    });
  });

  it('is split where one reference became several pieces of its type', () => {
    expect(one('[ORG Bank of New York]', '[ORG Bank] of [ORG New York]')).toEqual({
      reference: ['split'],
      predicted: ['split', 'split'],
    });
  });

  it('is merge where several references became one', () => {
    expect(one('[LOC Oslo], [LOC Norway]', '[LOC Oslo, Norway]')).toEqual({
      reference: ['merge', 'merge'],
      predicted: ['merge'],
    });
  });

  it('takes a mention that only touches as no overlap', () => {
    expect(one('[PER Ada]Lee', 'Ada[PER Lee]')).toEqual({ reference: ['missed'], predicted: ['spurious'] });
  });

  it('pairs a chain of overlaps one by one', () => {
    expect(one('[LOC a b] c [LOC d e]', 'a [LOC b c] [LOC d] e')).toEqual({
      reference: ['boundary', 'boundary'],
      predicted: ['boundary', 'boundary'],
    });
  });

  it('counts a piece of another type apart, and the reference once', () => {
    expect(one('[PER Ada of Oslo]', '[PER Ada] of [LOC Oslo]')).toEqual({
      reference: ['boundary'],
      predicted: ['boundary', 'boundary+type'],
    });
    expect(one('[PER Ada] of [LOC Oslo]', '[PER Ada of Oslo]')).toEqual({
      reference: ['boundary', 'boundary+type'],
      predicted: ['boundary'],
    });
  });

  it('leaves what is nested in a correct mention missed', () => {
    expect(one('[ORG Bank of [LOC England]]', '[ORG Bank of England]')).toEqual({
      reference: ['correct', 'missed'],
      predicted: ['correct'],
    });
  });

  it('takes the same borders before the same type, in nested mentions', () => {
    expect(one('[ORG Bank of [LOC England]]', '[LOC Bank of England]')).toEqual({
      reference: ['type', 'boundary'],
      predicted: ['type'],
    });
  });

  it('counts a mention that is there twice once, as the score does', () => {
    const taxonomy = errorTaxonomy(setOf([['[PER Ada]', '[PER [PER Ada]]']]));
    expect([...taxonomy.predictedKind]).toEqual([0, NOT_COUNTED]);
    expect([...taxonomy.predictedRow]).toEqual([0, -1]);
    expect([...taxonomy.rows.kind]).toEqual([0]);
  });
});

describe('the rows', () => {
  const input = setOf([
    ['[PER Ada] saw [LOC Oslo] and [ORG Bank of York]', '[PER Ada] saw Oslo and [ORG Bank] of [ORG York]'],
    ['nothing here', 'nothing [PER here]'],
    ['no mention', 'no mention'],
  ]);
  const taxonomy = errorTaxonomy(input);

  it('show each error in its sentence, in the order of the text', () => {
    const { rows } = taxonomy;
    expect(Array.from(rows.kind, (code) => errorKinds[code])).toEqual([
      'correct',
      'missed',
      'split',
      'split',
      'spurious',
    ]);
    expect([...rows.sentence]).toEqual([0, 0, 0, 0, 1]);
    expect([...rows.reference]).toEqual([0, 1, 2, 2, -1]);
    expect([...rows.predicted]).toEqual([0, -1, 1, 2, 3]);
    expect([...errorsOf(taxonomy)]).toEqual([1, 2, 3, 4]);
    expect([...errorsOf(taxonomy, 'split')]).toEqual([2, 3]);
  });

  it('are counted by class and type, with the share of the side', () => {
    const { counts, errors, total } = errorCounts(input, taxonomy);
    const find = (side: string, kind: string, type: number) =>
      counts.find((one) => one.side === side && one.kind === kind && one.type === type);
    expect(find('reference', 'split', -1)).toMatchObject({ count: 1, of: 3, share: 1 / 3 });
    expect(find('predicted', 'split', -1)).toMatchObject({ count: 2, of: 4, share: 0.5 });
    expect(find('reference', 'missed', input.types.indexOf('LOC'))).toMatchObject({ count: 1, of: 1 });
    expect(find('reference', 'missed', -1)!.interval!.method).toBe('Wilson');
    expect(find('predicted', 'missed', -1)).toBeUndefined();
    expect(total).toBe(3);
    expect(errors.filter(({ count }) => count > 0).map(({ kind }) => kind)).toEqual([
      'split',
      'missed',
      'spurious',
    ]);
  });

  it('fill a matrix whose rows add up to the references', () => {
    const mixed = setOf([
      ['[PER Ada] saw [LOC Oslo]', '[LOC Ada] saw [LOC Oslo]'],
      ['Mr. [PER Lee] saw it', '[LOC Mr. Lee] saw [LOC it]'],
      ['[PER Ada of Oslo]', '[PER Ada] of [LOC Oslo]'],
      ['[PER Bo]', 'Bo'],
    ]);
    const rows = errorTaxonomy(mixed);
    const { cells, furtherPieces } = entityConfusion(mixed, rows);
    const [loc, per] = ['LOC', 'PER'].map((type) => mixed.types.indexOf(type));
    expect(cells.map((cell) => [cell.reference, cell.predicted, cell.count, cell.sameBorders])).toEqual([
      [loc, loc, 1, 1],
      [per, loc, 2, 1],
      [per, per, 1, 0],
      [per, -1, 1, 0],
      [-1, loc, 1, 0],
    ]);
    expect(furtherPieces).toBe(1);
    const confused = cells.find((cell) => cell.reference === per && cell.predicted === loc)!;
    expect(Array.from(confused.rows, (row) => rows.rows.sentence[row])).toEqual([0, 1]);
  });
});

const written = ({ sentence, start, end, type }: Mark): string => `${sentence}:${start}-${end} ${type}`;

/** The order that the columns promise; types of one place stand in any order. */
const inOrder = (marks: readonly Mark[]): Mark[] =>
  [...marks].sort((a, b) => a.sentence - b.sentence || a.start - b.start || a.end - b.end);

/** Mentions at random places, overlapping and nested. */
function randomSet(seed: number): { readonly gold: Mark[]; readonly found: Mark[] } {
  const r = createRandom(seed);
  const side = (): Mark[] => {
    const all = Array.from({ length: 3 + r.integer(8) }, () => {
      const start = r.integer(12);
      return { sentence: r.integer(3), start, end: start + 1 + r.integer(5), type: 'ABC'[r.integer(3)]! };
    });
    return inOrder(all.filter((mark, i) => all.findIndex((other) => written(other) === written(mark)) === i));
  };
  return { gold: side(), found: side() };
}

const types = ['A', 'B', 'C'];
const build = (
  gold: readonly Mark[],
  found: readonly Mark[],
  names: readonly string[],
): EntityErrorInput => ({
  types: names,
  sentences: 3,
  firstOfDocument: null,
  tokens: null,
  reference: columnsOf(gold, names),
  predicted: columnsOf(found, names),
  extra: new Map(),
  text: () => 'x'.repeat(20),
});

/** Each mention with its class, as text. */
const classes = (gold: readonly Mark[], found: readonly Mark[], names = types): string[] => {
  const { referenceKind, predictedKind } = errorTaxonomy(build(gold, found, names));
  return [
    ...gold.map((mark, i) => `gold ${written(mark)} ${errorKinds[referenceKind[i]!]}`),
    ...found.map((mark, i) => `found ${written(mark)} ${errorKinds[predictedKind[i]!]}`),
  ].sort();
};

const shuffled = (list: readonly Mark[], seed: number): Mark[] => {
  const r = createRandom(seed);
  const keyed = list.map((one) => [r.next(), one] as const);
  return inOrder(keyed.sort(([a], [b]) => a - b).map(([, value]) => value));
};

describe('whatever the mentions are', () => {
  const seeds = Array.from({ length: 300 }, (_, i) => i + 1);

  it('each has one class and one row that stands for it', () => {
    for (const seed of seeds) {
      const { gold, found } = randomSet(seed);
      const { rows, referenceKind, predictedKind, referenceRow, predictedRow } = errorTaxonomy(
        build(gold, found, types),
      );
      for (const [r, row] of referenceRow.entries()) {
        expect(rows.reference[row]).toBe(r);
        expect(rows.kind[row]).toBe(referenceKind[r]);
      }
      for (const [p, row] of predictedRow.entries()) {
        expect(rows.predicted[row]).toBe(p);
        expect(rows.kind[row]).toBe(predictedKind[p]);
      }
      expect(errorKinds[Math.max(...referenceKind)]).not.toBe('spurious');
      expect([...predictedKind].map((code) => errorKinds[code])).not.toContain('missed');
    }
  });

  it('the order of the mentions changes no class', () => {
    for (const seed of seeds) {
      const { gold, found } = randomSet(seed);
      expect(classes(shuffled(gold, seed), shuffled(found, seed + 1))).toEqual(classes(gold, found));
    }
  });

  it('the order of the sentences changes no class', () => {
    for (const seed of seeds) {
      const { gold, found } = randomSet(seed);
      const turn = (marks: readonly Mark[]): Mark[] =>
        inOrder(marks.map((mark) => ({ ...mark, sentence: 2 - mark.sentence })));
      const back = classes(turn(gold), turn(found)).map((line) =>
        line.replace(/(\d):/, (_, sentence) => `${2 - Number(sentence)}:`),
      );
      expect(back.sort()).toEqual(classes(gold, found));
    }
  });

  it('the order of the types changes no correct, missed or spurious mention of a flat set', () => {
    for (const seed of seeds) {
      const flat = (marks: readonly Mark[]): Mark[] =>
        marks.filter((mark, i) =>
          marks.slice(0, i).every((other) => other.sentence !== mark.sentence || other.end <= mark.start),
        );
      const { gold, found } = randomSet(seed);
      const [a, b] = [flat(gold), flat(found)];
      expect(classes(a, b, ['C', 'A', 'B'])).toEqual(classes(a, b));
    }
  });

  it('a set against itself is correct throughout', () => {
    for (const seed of seeds) {
      const { gold } = randomSet(seed);
      expect(classes(gold, gold).every((line) => line.endsWith('correct'))).toBe(true);
    }
  });

  it('exchanging both sides turns missed into spurious and split into merge', () => {
    for (const seed of seeds) {
      const { gold, found } = randomSet(seed);
      const count = (lines: readonly string[], kind: string): number =>
        lines.filter((line) => line.endsWith(` ${kind}`)).length;
      const [one, two] = [classes(gold, found), classes(found, gold)];
      expect(count(two, 'spurious')).toBe(count(one, 'missed'));
      expect(count(two, 'correct')).toBe(count(one, 'correct'));
    }
  });

  it('a thousand mentions over one place take no cubic time', () => {
    const heap = Array.from({ length: 1000 }, (_, i) => ({
      sentence: 0,
      start: i,
      end: 2000 + i,
      type: 'A',
    }));
    const many = heap.map((mark) => ({ ...mark, end: mark.end + 1 }));
    expect(classes(heap, many)).toHaveLength(2000);
  });
});
