import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ConventionRow,
  type ConventionTable,
  conventionTable,
  invalidTransitions,
  type ToolId,
} from '../../../../src/metrics/entities/tags/index.ts';
import type { TaggingScheme } from '../../../../src/model/entities.ts';
import oracle from '../../../oracles/entities.json' with { type: 'json' };
import { schemes } from '../../../text/tags/spelling.ts';
import { column, firsts, sidesOf, written } from './tagged.ts';

const table = (reference: string, predicted: string, scheme: TaggingScheme = 'IOB2'): ConventionTable =>
  conventionTable(sidesOf(written(reference), written(predicted)), scheme);
const row = (of: ConventionTable, id: ToolId): ConventionRow => of.rows.find((entry) => entry.id === id)!;
const notes = (of: ConventionTable): readonly string[] => of.notes.map((note) => note.kind);

describe('the headline', () => {
  it('begins a mention where a tag continues nothing', () => {
    const found = table('B-ORG I-ORG O B-LOC', 'I-ORG I-ORG O B-LOC');
    expect(found.headline.counts).toEqual({ reference: 2, predicted: 2, correct: 2 });
    expect(found.discarded.counts).toEqual({ reference: 2, predicted: 1, correct: 1 });
  });

  it('is undefined, not 0, where there is nothing', () => {
    const nothing = table('O O', 'O O');
    expect(nothing.headline.scores).toEqual({
      precision: null,
      recall: null,
      f1: null,
      undefinedBecause: 'neither side has a mention',
    });
    expect(row(nothing, 'seqeval-default').printedF1).toBe(0);
    expect(row(nothing, 'spacy').printedF1).toBeNull();
    expect(notes(nothing)).toEqual(['nothing-to-find']);
    expect(table('O O', 'B-PER O').headline.scores).toMatchObject({ precision: 0, recall: null, f1: 0 });
  });

  it('is what seqeval finds by default, in files of B, I, E and S with types', () => {
    const letters = new Map([...oracle.alphabet].map((letter, index) => [letter, oracle.names[index]!]));
    let files = 0;
    for (const [scheme, reference, predicted, , seqeval] of oracle.files) {
      const [a, b] = [reference, predicted].map((text) =>
        (text as string).split(' ').map((sentence) => [...sentence].map((letter) => letters.get(letter)!)),
      );
      if (!['IO', 'IOB1', 'IOB2', 'IOE1', 'IOE2', 'IOBES'].includes(scheme as string)) continue;
      if ([...a!, ...b!].flat().some((tag) => !/^(?:O|[BIES]-.+)$/.test(tag))) continue;
      const { counts } = conventionTable(sidesOf(a!, b!), scheme as TaggingScheme).headline;
      expect([counts.reference, counts.predicted, counts.correct]).toEqual((seqeval as number[]).slice(0, 3));
      files++;
    }
    expect(files).toBeGreaterThan(150);
  });
});

describe('rows say what a tool leaves out and adds', () => {
  it('a mention that strict reading does not see', () => {
    const { differences, readAs } = row(
      table('B-ORG I-ORG O B-LOC', 'I-ORG I-ORG O B-LOC'),
      'seqeval-strict',
    );
    expect(readAs).toBe('IOB2');
    expect(differences).toEqual({
      count: 1,
      leftOut: 1,
      added: 0,
      listed: [{ side: 'predicted', kind: 'left-out', sentence: 0, first: 0, end: 2, type: 'ORG' }],
    });
  });

  it('two mentions that conlleval reads as one', () => {
    const { differences } = row(table('B-M E-M B-M E-M', 'B-M I-M I-M E-M', 'IOBES'), 'conlleval');
    expect(differences!.listed).toEqual([
      { side: 'reference', kind: 'left-out', sentence: 0, first: 0, end: 2, type: 'M' },
      { side: 'reference', kind: 'left-out', sentence: 0, first: 2, end: 4, type: 'M' },
      { side: 'reference', kind: 'added', sentence: 0, first: 0, end: 4, type: 'M' },
    ]);
  });

  it('another name for the same type is no difference', () => {
    expect(row(table('PER PER O', 'PER O O', 'IO'), 'seqeval-default').differences).toMatchObject({
      count: 0,
    });
    expect(row(table('B-ARGM-LOC O', 'B-ARGM-LOC O'), 'explainaboard').differences).toMatchObject({
      count: 0,
    });
  });

  it('two types that a tool takes for one are', () => {
    const merged = row(table('B-ARGM-LOC B-ARGM-TMP', 'B-ARGM-TMP B-ARGM-LOC'), 'explainaboard');
    expect(merged.counts!.correct).toBe(2);
    expect(merged.differences).toMatchObject({ leftOut: 4, added: 4 });
  });

  it('counts all and lists fifty', () => {
    const many = 'O I-PER '.repeat(70);
    const { differences } = row(table(many, many), 'seqeval-strict');
    expect(differences).toMatchObject({ count: 140, leftOut: 140 });
    expect(differences!.listed.length).toBe(50);
  });

  it('a tool that refuses says why', () => {
    const refusals = table('B-PER E-PER S-PER', 'B-PER I-PER S-PER', 'IOBES');
    expect(row(refusals, 'seqscore-begin')).toMatchObject({ counts: null, scores: null });
    expect(row(refusals, 'seqscore-begin').refused).toContain('no repair');
    expect(row(refusals, 'spacy').refused).toContain('E177');
    expect(row(table('I-PER O', 'I-PER O', 'IO'), 'spacy').refused).toContain('E093');
  });

  it('a name that no token has makes no tool refuse', () => {
    const { reference, predicted, firstOfSentence } = sidesOf([['B-PER', 'O']], [['B-PER', 'O']]);
    const sides = {
      reference: { ...reference, names: [...reference.names, 'X', ''] },
      predicted,
      firstOfSentence,
    };
    expect(conventionTable(sides, 'IOB2').rows.map((entry) => entry.printedF1)).toEqual([
      1, 1, 1, 1, 1, 1, 1,
    ]);
  });
});

describe('notes on numbers that look better or worse than they are', () => {
  it('strict reading raises F1 by not counting a wrong prediction', () => {
    const found = table('B-PER O O', 'B-PER O I-LOC');
    expect(row(found, 'seqeval-strict').printedF1).toBe(1);
    expect(found.notes[0]).toEqual({
      kind: 'raised-by-leaving-out',
      tools: ['seqeval-strict', 'seqscore-discard'],
      text: 'seqeval (strict) and SeqScore (discard repair) give F1 1.000, the headline 0.667: mentions whose tags break the scheme are left out, and with them the wrong predictions fall from 1 to 0.',
    });
  });

  it('perfect tags score 0', () => {
    const found = table('O I-PER I-PER', 'O I-PER I-PER');
    expect(found.headline.scores.f1).toBe(1);
    expect(found.notes).toEqual([
      {
        kind: 'perfect-tags-scored-low',
        tools: ['seqeval-strict', 'seqscore-discard'],
        text: 'Both sides have the same tag on every token, and seqeval (strict) and SeqScore (discard repair) give F1 0.000: read as IOB2, found are 0 of 1 mention.',
      },
    ]);
  });

  it('a file of I alone is read as IOB2 by seqeval, which has no IO', () => {
    const found = table('O I-PER I-PER', 'O I-PER I-PER', 'IO');
    expect(row(found, 'seqeval-strict')).toMatchObject({ readAs: 'IOB2', printedF1: 0 });
    expect(row(found, 'seqscore-discard')).toMatchObject({ readAs: 'IO', printedF1: 1 });
  });

  it('conlleval gives 100 where mentions differ', () => {
    const found = table('B-M E-M B-M E-M', 'B-M I-M I-M E-M', 'IOBES');
    expect(found.notes).toEqual([
      {
        kind: 'perfect-score-with-differences',
        tools: ['conlleval'],
        text: 'conlleval gives F1 1.000 although the mentions differ (headline 0.000): of 2 mentions in the reference and 1 in the prediction it reads 1 and 1.',
      },
    ]);
  });

  it('support-weighted F1 of 1 with a false positive', () => {
    const found = table('B-PER O', 'B-PER B-LOC');
    expect(found.notes).toEqual([
      {
        kind: 'weighted-hides-a-type',
        tools: ['seqeval-default'],
        text: 'F1 weighted by support is 1.000 although 1 predicted mention has a type that the reference does not have: a type without support has no weight. Micro F1 is 0.667, macro F1 0.500.',
      },
    ]);
  });

  it('one predicted mention of another type among hundreds is not worth a note', () => {
    const reference = `${'B-PER O '.repeat(300)}O O`;
    expect(notes(table(reference, `${'B-PER O '.repeat(299)}O O B-LOC O`))).toEqual([]);
  });

  it('the same mentions in other tags', () => {
    expect(notes(table('B-PER I-PER O', 'I-PER I-PER O'))).toEqual(['same-mentions-spelt-differently']);
  });

  it('a perfect score of a part of the mentions', () => {
    expect(notes(table('O B-PER | I-PER O', 'O B-PER | I-PER O'))).toEqual(['perfect-tags-scored-in-part']);
  });

  it('nothing is noted on a sound file with ordinary errors', () => {
    expect(notes(table('B-PER I-PER O B-LOC O B-PER', 'B-PER O O B-LOC O B-PER'))).toEqual([]);
  });
});

describe('what does not change the counts', () => {
  const tag = fc.constantFrom(
    'O',
    'O',
    'B-PER',
    'I-PER',
    'E-PER',
    'S-PER',
    'B-LOC',
    'I-LOC',
    'E-LOC',
    'S-LOC',
  );
  const file = fc.array(
    fc
      .nat(8)
      .chain((n) =>
        fc.tuple(
          fc.array(tag, { minLength: n, maxLength: n }),
          fc.array(tag, { minLength: n, maxLength: n }),
        ),
      ),
    { minLength: 1, maxLength: 6 },
  );
  const scheme = fc.constantFrom(...schemes);
  type File = readonly (readonly [readonly string[], readonly string[]])[];
  const tableOf = (pairs: File, as: TaggingScheme): ConventionTable =>
    conventionTable(
      sidesOf(
        pairs.map(([reference]) => reference),
        pairs.map(([, predicted]) => predicted),
      ),
      as,
    );
  const countsOf = (of: ConventionTable): unknown => [
    of.headline.counts,
    of.discarded.counts,
    ...of.rows.map((entry) => entry.counts),
  ];

  it('other names for the types', () => {
    fc.assert(
      fc.property(file, scheme, (pairs, as) => {
        const rename = (tags: readonly string[]): string[] =>
          tags.map((name) => name.replace('PER', 'zebra').replace('LOC', 'Aardvark'));
        const renamed = pairs.map(([a, b]) => [rename(a), rename(b)] as const);
        expect(countsOf(tableOf(renamed, as))).toEqual(countsOf(tableOf(pairs, as)));
      }),
    );
  });

  it('another order of the sentences', () => {
    fc.assert(
      fc.property(file, scheme, (pairs, as) => {
        expect(countsOf(tableOf([...pairs].reverse(), as))).toEqual(countsOf(tableOf(pairs, as)));
      }),
    );
  });

  it('the file twice doubles every count', () => {
    fc.assert(
      fc.property(file, scheme, (pairs, as) => {
        const once = tableOf(pairs, as);
        const twice = tableOf([...pairs, ...pairs], as);
        const doubled = (counts: ConventionRow['counts']): unknown =>
          counts && {
            reference: 2 * counts.reference,
            predicted: 2 * counts.predicted,
            correct: 2 * counts.correct,
          };
        expect(twice.headline.counts).toEqual(doubled(once.headline.counts));
        expect(twice.rows.map((entry) => entry.counts)).toEqual(
          once.rows.map((entry) => doubled(entry.counts)),
        );
        expect(twice.rows.map((entry) => entry.differences?.count)).toEqual(
          once.rows
            .map((entry) => entry.differences && 2 * entry.differences.count)
            .map((n) => n ?? undefined),
        );
      }),
    );
  });

  it('what differs from the headline accounts for every difference of the counts', () => {
    fc.assert(
      fc.property(file, scheme, (pairs, as) => {
        const of = tableOf(pairs, as);
        for (const { counts, differences } of of.rows) {
          if (counts === null) continue;
          const { reference, predicted } = of.headline.counts;
          expect(counts.reference + counts.predicted - reference - predicted).toBe(
            differences!.added - differences!.leftOut,
          );
        }
      }),
    );
  });
});

describe('invalid transitions', () => {
  const found = (text: string, scheme: TaggingScheme): readonly string[] => {
    const sentences = written(text);
    const side = column(sentences);
    const list = invalidTransitions(side, firsts(sentences), scheme);
    const name = (tag: number): string => side.names[tag] ?? '·';
    const kinds = Object.entries(list.counts).flatMap(([kind, n]) => Array<string>(n).fill(kind));
    expect(kinds.length).toBe(list.token.length);
    return Array.from(list.token, (token, i) => `${token} ${name(list.tagBefore[i]!)}→${name(list.tag[i]!)}`);
  };

  it.each([
    ['IOB2', 'I-PER I-PER O I-LOC', ['0 ·→I-PER', '3 O→I-LOC']],
    ['IOB2', 'B-PER I-LOC', ['1 B-PER→I-LOC']],
    ['IOB2', 'B-PER S-LOC O', ['1 B-PER→S-LOC']],
    ['IOB1', 'B-PER I-PER B-PER', ['0 ·→B-PER']],
    ['IOE1', 'I-PER E-PER O', ['2 E-PER→O']],
    ['IOE2', 'I-PER O | I-PER', ['1 I-PER→O', '2 I-PER→·']],
    ['IOBES', 'B-PER I-PER S-PER | B-LOC', ['2 I-PER→S-PER', '3 B-LOC→·']],
    ['IO', 'I-PER I-LOC O', []],
  ] as const)('%s: %s', (scheme, text, expected) => {
    expect(found(text, scheme)).toEqual(expected);
  });

  it('sorts them by kind', () => {
    const sentences = written('I-PER O B-PER I-LOC O E-LOC');
    expect(invalidTransitions(column(sentences), firsts(sentences), 'IOB2').counts).toMatchObject({
      orphan: 1,
      'type-change': 1,
      'foreign-letter': 1,
      unfinished: 0,
    });
  });

  it('a missing tag proves nothing against its neighbours', () => {
    const sentences = [
      ['B-PER', null, 'I-PER'],
      ['B-PER', null, 'E-PER'],
    ];
    expect(invalidTransitions(column(sentences), firsts(sentences), 'IOBES').token.length).toBe(1);
  });
});
