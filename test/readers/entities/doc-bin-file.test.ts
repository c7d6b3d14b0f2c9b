import { describe, expect, test } from 'vitest';
import type { EntitySide } from '../../../src/model/entities.ts';
import { docBinSide } from '../../../src/readers/entities/doc-bin-file.ts';
import { fixture } from '../../formats/bytes.ts';
import recorded from '../../oracles/doc-bin.json' with { type: 'json' };
import { mentionsOf } from './sides.ts';

interface Read {
  readonly text: string;
  readonly entities: readonly (readonly [string, number, number, string])[];
}
const files = recorded.files as unknown as Readonly<Record<string, readonly Read[]>>;
const read = (name: string, options = {}) =>
  docBinSide(fixture(`doc-bin/${name}.spacy`), `${name}.spacy`, 'reference', options);

const documentOfUnit = (side: EntitySide, unit: number): number => {
  let d = 0;
  while (side.firstOfDocument![d + 1]! <= unit) d++;
  return d;
};

describe('entities of a DocBin', () => {
  test.each([
    'entities',
    'missing',
    'scripts',
    'sentences',
    'parsed',
    'version-2',
    'unknown-spaces',
    'empty',
  ])('%s: types and words are those that spaCy reads', (name) => {
    const { side } = read(name);
    const found: unknown[][] = files[name]!.map(() => []);
    for (const { unit, type, words } of mentionsOf(side))
      found[documentOfUnit(side, unit)]!.push([type, words]);
    expect(found).toEqual(
      files[name]!.map(({ entities }) => entities.map(([type, , , words]) => [type, words])),
    );
  });

  test('texts are those of the documents, without the space behind the last word', () => {
    const { side } = read('scripts');
    files.scripts!.forEach(({ text }, d) => {
      expect(side.text(d)).toBe(text.endsWith(' ') ? text.slice(0, -1) : text);
    });
  });

  test('tags are spaCy’s marks and agree with the mentions', () => {
    const { side } = read('entities');
    const { tags, names } = side.tags!;
    expect(Array.from(tags.slice(0, 9), (tag) => names[tag])).toEqual([
      'B-PERSON',
      'I-PERSON',
      'O',
      'O',
      'B-ORG',
      'I-ORG',
      'O',
      'B-GPE',
      'O',
    ]);
  });
});

describe('what nobody annotated', () => {
  test('has no tag and stands in the ledger; a blocked place does not', () => {
    const { side } = read('missing');
    expect(Array.from(side.tags!.tags)).toEqual([-1, -1, -1, -1, 3, 0, 0, 0, -1, -1, 0, 0, 0, 1]);
    expect(side.tags!.names[3]).toBe('B-PERSON');
    expect(side.excluded).toHaveLength(1);
    expect(side.excluded[0]).toMatchObject({
      kind: 'missing-annotation',
      side: 'reference',
      tokens: 6,
      sentences: 1,
      places: ['document 1 (all 4 tokens)', 'document 2 (2 of 6 tokens)'],
      rows: Int32Array.of(0, 1),
    });
  });

  test('a file of words alone is a file without mentions', () => {
    expect(read('words-only').withoutMentions).toBe(true);
    expect(read('entities').withoutMentions).toBe(false);
  });
});

describe('units', () => {
  test('are sentences where they are marked, and no mention is cut in two', () => {
    const { side } = read('sentences');
    expect(Array.from({ length: side.sentences }, (_, unit) => side.text(unit))).toEqual([
      'Anna left .',
      'Bert stayed .',
      'Who ?',
      'The firm Yahoo ! Japan grew .',
      'No marks here .',
    ]);
    expect(Array.from(side.firstOfDocument!)).toEqual([0, 3, 4, 5]);
    expect(side.place(1)).toBe('document 1, sentence 2');
  });

  test('are documents when asked for, with the same mentions', () => {
    const whole = read('sentences', { units: 'documents' }).side;
    expect(whole.sentences).toBe(3);
    expect(mentionsOf(whole).map(({ words }) => words)).toEqual(
      mentionsOf(read('sentences').side).map(({ words }) => words),
    );
  });

  test('an empty document keeps its place', () => {
    const { side } = read('empty');
    expect([side.sentences, side.text(0), side.text(1), side.place(1)]).toEqual([
      3,
      '',
      'One word',
      'document 2',
    ]);
    expect(read('no-documents').side.sentences).toBe(0);
  });
});

describe('groups of spans', () => {
  test.each(['spans', 'span-list'])(
    '%s: overlapping spans are mentions when there are no entities',
    (name) => {
      const { side, said, columns } = read(name);
      expect(mentionsOf(side).map(({ type, words }) => `${type} ${words}`)).toEqual([
        'ORG University of Oslo',
        'ORG University of Oslo Hospital',
        'GPE Oslo',
        'GPE Norway',
        'A-1 Two groups',
      ]);
      expect(side.tags).toBeNull();
      expect(columns.mentions).toBe('spans["sc"]');
      expect(said).toEqual([
        'The file has no entities; the spans of spans["sc"] were taken out of spans["sc"], spans["other"].',
      ]);
    },
  );

  test('another group can be asked for; one that is not there is told', () => {
    expect(mentionsOf(read('spans', { spanGroup: 'other' }).side).map(({ words }) => words)).toEqual([
      'with one span'.slice(5),
    ]);
    expect(read('entities', { spanGroup: 'sc' }).said).toEqual([
      'There is no span group "sc"; the file has none.',
    ]);
  });
});
