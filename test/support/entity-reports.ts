import { buildEntities } from '../../src/engine/entities/build.ts';
import { examineEntities } from '../../src/metrics/entities/examination/index.ts';
import type { EntitySet } from '../../src/model/entities.ts';
import type { EntityQuality } from '../../src/model/entity-report.ts';
import type { Column, Report } from '../../src/model/report.ts';
import { setOf } from '../metrics/entities/errors/marked.ts';
import { finding, report, runReport } from './reports.ts';

/** Reports of mentions; sentences are pairs of the reference and the prediction, both marked: `[PER Maria Perez] met [LOC Oslo]`. */

type Pair = readonly [reference: string, predicted: string];

interface EntityOptions {
  readonly texts?: boolean;
  readonly examples?: number | 'all';
  readonly named?: readonly number[];
  readonly set?: Partial<EntitySet>;
  readonly quality?: Partial<EntityQuality>;
  readonly report?: Partial<Report>;
}

export function entityReport(pairs: readonly Pair[], options: EntityOptions = {}): Report {
  const { texts = true, examples = 'all', named = [] } = options;
  const set: EntitySet = {
    ...setOf(pairs),
    id: 'predictions.txt',
    task: 'token-classification',
    split: { value: 'test', origin: 'derived', from: 'its name' },
    file: 'predictions.txt',
    files: ['predictions.txt', 'test.txt'],
    tags: null,
    schemes: null,
    place: (sentence) => `line ${sentence + 1}`,
    columns: {},
    excluded: [],
    ...options.set,
  };
  const { quality, tables } = buildEntities(examineEntities(set), { texts, examples, named });
  return report({
    source: './entities',
    runs: [
      runReport({
        task: 'token-classification',
        quality: null,
        entities: { ...quality, ...options.quality },
      }),
    ],
    tables,
    ...options.report,
  });
}

export const mixedPairs: readonly Pair[] = [
  ['[ORG Nordic Bank Group] fell on [DATE Tuesday] .', '[ORG Nordic Bank] Group fell on [DATE Tuesday] .'],
  [
    '[ORG Santander] closed 140 branches in [LOC Spain] .',
    '[LOC Santander] closed 140 branches in [LOC Spain] .',
  ],
  ['halvard shares slump as orders fall .', '[ORG halvard] shares slump as orders fall .'],
  ['The board of [ORG Halvard] met .', 'The board of Halvard met .'],
  ['[PER Maria Perez] met [PER Ove Lund] .', '[PER Maria Perez met Ove Lund] .'],
  ['[ORG University of [LOC Oslo]] paid .', '[ORG University] of [LOC Oslo] paid .'],
  ['[ORG Verrin] rose .', '[ORG Verrin] rose .'],
];

const evidence = (name: string, evidence: string) => ({ name, evidence });

/** Everything that the parts about mentions can show. */
export const entitiesReport: Report = entityReport(mixedPairs, {
  named: [0, 6],
  quality: {
    schemes: { reference: evidence('IOB2', 'B begins all'), predicted: evidence('IOB1', 'I begins 3') },
    conventions: {
      rows: [
        conventionRow({ tool: 'conlleval' }),
        conventionRow({
          tool: 'seqeval (strict)',
          readAs: 'IOB2',
          f1: 0.5,
          leftOut: 2,
          added: 1,
          examples: ['line 3 “halvard” ORG left out of the predictions'],
        }),
        conventionRow({ tool: 'spaCy', refused: 'a sentence begins with an I tag', f1: null }),
      ],
      notes: ['seqeval (strict) gives F1 0.500'],
    },
    transitions: {
      reference: 0,
      predicted: 12,
      kinds: [{ side: 'predicted', kind: 'orphan', count: 12 }],
      discardedF1: 0.5,
      examples: Array.from({ length: 12 }, (_, index) => ({
        side: 'predicted' as const,
        place: `line ${index + 1}`,
        token: index + 1,
        kind: 'orphan',
        word: 'halvard',
        before: 'O',
        tag: 'I-ORG',
      })),
    },
    ledger: [
      {
        kind: 'truncated',
        side: 'predicted',
        text: '2 sentences whose prediction ends early',
        sentences: 2,
        tokens: 5,
        mentions: 1,
        places: ['line 7: "Verrin"'],
        f1Without: 0.25,
      },
    ],
    seen: [
      {
        kind: 'seen',
        definition: 'the text is in the training data',
        mentions: 20,
        found: 15,
        recall: 0.75,
        interval: { low: 0.53, high: 0.89, level: 0.95, method: 'Wilson' },
      },
      { kind: 'unseen', definition: 'it is not', mentions: 0, found: 0, recall: null, interval: null },
    ],
    borders: [
      {
        word: 'group',
        side: 'right',
        change: 'cut',
        mentions: 14,
        moved: 9,
        difference: 0.5,
        interval: { low: 0.2, high: 0.8, level: 0.95, method: 'Newcombe' },
        q: 0.004,
      },
    ],
  },
  report: {
    findings: [
      finding({
        id: 'entity-border-words',
        key: './entity-border-words/',
        examples: { set: 'predictions.txt', rows: [0, 6], spans: [[[12, 17]], []] },
      }),
    ],
  },
});

function conventionRow(
  more: Partial<NonNullable<EntityQuality['conventions']>['rows'][number]>,
): NonNullable<EntityQuality['conventions']>['rows'][number] {
  return {
    tool: '',
    readAs: null,
    refused: null,
    reference: 9,
    predicted: 9,
    correct: 4,
    precision: 0.44,
    recall: 0.44,
    f1: 0.4444,
    leftOut: 0,
    added: 0,
    examples: [],
    ...more,
  };
}

/** So many types of which each is found half the time. */
export const manyTypesReport = (types = 200): Report =>
  entityReport(
    Array.from({ length: types }, (_, index): Pair => {
      const type = `TYPE_${index}_OF_A_LONG_LIST_OF_TYPES`;
      const words = Array.from({ length: 12 }, (_, word) => `name${index}x${word}`);
      return [
        words.map((word) => `[${type} ${word}]`).join(' '),
        words.map((word, at) => (at % 2 === 0 ? `[${type} ${word}]` : word)).join(' '),
      ];
    }),
  );

export const oneTypeReport: Report = entityReport([
  ['[PER Ann] left .', '[PER Ann] left .'],
  ['Hi', '[PER Hi]'],
]);

export const noMentionsReport: Report = entityReport([
  ['Nothing here .', 'Nothing here .'],
  ['Nor here .', 'Nor here .'],
]);

/** Written from right to left, cut inside a word, with marks that sit on letters, and without blanks between words. */
export const scriptsReport: Report = entityReport([
  ['زرت ب[LOC الرياض] مع [PER محمد]', 'زرت [LOC بالرياض] مع [PER محمد]'],
  ['קפה עם [PER יאיר לפיד]', 'קפה עם יאיר לפיד'],
  ['[LOC दिल्ल]ी गए', '[LOC दिल्ली] गए'],
  ['the 👩[PER \u200d👩]\u200d👧 family', 'the 👩\u200d👩\u200d👧 family'],
  ['患 者 [BODY 后 背 部] 疼 痛', '患 者 后 [BODY 背 部] [SIGN 疼 痛]'],
  ['東京 は [LOC 日本 橋] の', '東京 は [LOC 日本] 橋 の'],
]);

/** So many sentences in the table, each with an error; every thousandth misses its organisation, the others call it a place. */
export function manySentencesReport(sentences: number): Report {
  const made = entityReport([
    ['Sentence: [ORG Bank of Oslo] rose in [LOC Spain] .', 'Sentence: Bank of Oslo rose in [LOC Spain] .'],
    [
      'Sentence: [ORG Bank of Oslo] rose in [LOC Spain] .',
      'Sentence: [LOC Bank of Oslo] rose in [LOC Spain] .',
    ],
  ]);
  const entities = made.runs[0]!.entities!;
  const table = made.tables[entities.sentencesTable.table]!;
  const columns = table.columns.map((column): Column => {
    if (column.type === 'number')
      return { ...column, values: Float64Array.from({ length: sentences }, (_, row) => row) };
    const values = Array.from({ length: sentences }, (_, row) => {
      const value = column.values[row % 1000 === 0 ? 0 : 1]!;
      return column.name === 'text'
        ? `${value} Number ${row}.`
        : column.name === 'place'
          ? `line ${row + 1}`
          : value;
    });
    return { ...column, values };
  });
  return {
    ...made,
    runs: [
      {
        ...made.runs[0]!,
        entities: {
          ...entities,
          sentencesTable: { ...entities.sentencesTable, shown: sentences, total: sentences },
        },
      },
    ],
    tables: { [entities.sentencesTable.table]: { rows: sentences, columns } },
  };
}

/** Hostile texts, types, places, columns and names of tools. */
export function hostileEntities(hostile: Readonly<Record<string, string>>): Report {
  const values = Object.values(hostile).map((text) => text.replace(/[[\]]/g, ''));
  const types = values.map((value) => value.replace(/\s/g, '_'));
  const base = entityReport(
    values.map(
      (value, index): Pair => [
        `[${types[index]} ${value}] and ${value}`,
        `${value} and [${types[(index + 1) % types.length]} ${value}]`,
      ],
    ),
    {
      set: {
        place: (sentence) => values[sentence % values.length]!,
        extra: new Map([[values[0]!, values]]),
      },
    },
  );
  const entities = entitiesReport.runs[0]!.entities!;
  const [first, second] = [values[0]!, values[1]!];
  return {
    ...base,
    runs: [
      {
        ...base.runs[0]!,
        entities: {
          ...base.runs[0]!.entities!,
          file: first,
          convention: first,
          conventions: {
            rows: entities.conventions!.rows.map((row) => ({
              ...row,
              tool: first,
              readAs: second,
              refused: row.refused === null ? null : first,
              examples: [first],
            })),
            notes: [first],
          },
          transitions: {
            ...entities.transitions!,
            kinds: [{ side: 'predicted', kind: first, count: 12 }],
            examples: entities.transitions!.examples.map((one) => ({
              ...one,
              place: first,
              word: second,
              before: first,
              tag: second,
              kind: first,
            })),
          },
          ledger: entities.ledger.map((row) => ({ ...row, text: first, places: [second] })),
          seen: entities.seen!.map((row) => ({ ...row, definition: first })),
          borders: entities.borders.map((row) => ({ ...row, word: first })),
        },
      },
    ],
  };
}
