import type { Panel, Report, Table } from '../../src/model/report.ts';
import {
  audit,
  examplesTable,
  finding,
  findingsReport,
  interval,
  notCheckedEntry,
  panel,
  quality,
  report,
  runReport,
  table,
  wobble,
} from './reports.ts';

/** Reports at the ends of what can be read: nothing of this may break the page. */

/** What someone might put into a label, a text, a metric or a file name. Running it sets `globalThis.broken`. */
export const hostile = {
  script: '<script>globalThis.broken = 1</script>',
  image: '"><img src=x onerror="globalThis.broken = 1">',
  closing: '</script></style></title></textarea><script>globalThis.broken = 1</script>',
  attribute: "' onmouseover='globalThis.broken = 1' autofocus onfocus='globalThis.broken = 1' x='",
  comment: '<!--<script>',
  link: 'javascript:globalThis.broken=1',
  prototype: '__proto__',
  bidi: '\u202egnp.exe\u202c',
} as const;

const at = (from: number, count: number, by: number): number[] =>
  Array.from({ length: count }, (_, index) => from + by * index);

function trajectoryReport(
  name: string,
  tables: Readonly<Record<string, Table>>,
  panels: readonly Panel[],
  to: number,
  more: object = {},
): Report {
  return report({
    source: name,
    answer: { ...findingsReport.answer, headline: `Extreme: ${name}.` },
    runs: [
      runReport({
        title: name,
        trajectory: {
          title: name,
          summary: `What the picture does with ${name}.`,
          axis: { unit: 'step', from: 0, to, epochs: null },
          panels,
          best: null,
          warmup: null,
          seams: [],
          wasted: null,
          onset: null,
          ...more,
        },
      }),
    ],
    tables,
  });
}

const lossPanel = (
  lines: readonly [name: string, split: 'train' | 'validation', kind: 'curve' | 'points'][],
): Panel =>
  panel(
    'loss',
    'Loss',
    '',
    'loss',
    lines.map(([name, split, kind]) => ({ name, split, kind, table: name, band: null })),
    [{ value: Math.log(3), label: 'guessing, ln 3' }],
  );

/** One evaluation, nothing else. */
export const onePointReport: Report = trajectoryReport(
  'one point',
  { validation: table({ step: [300], value: [0.42], low: [0.36], high: [0.48] }) },
  [lossPanel([['validation', 'validation', 'points']])],
  300,
);

/** A million training records with a spike of one record. */
export function longReport(rows = 1_000_000): Report {
  const value = Float64Array.from(
    { length: rows },
    (_, index) => Math.exp((-6 * index) / rows) + 0.1 + 0.04 * wobble(index),
  );
  value[Math.floor(rows * 0.56)] = 0.9;
  const step = Float64Array.from({ length: rows }, (_, index) => index + 1);
  const training: Table = {
    rows,
    columns: [
      { name: 'step', type: 'number', values: step },
      { name: 'value', type: 'number', values: value },
    ],
  };
  const evaluations = at(rows / 200, 200, rows / 200);
  return trajectoryReport(
    'a million records',
    {
      training,
      validation: table({
        step: evaluations,
        value: evaluations.map((one, index) => 0.4 + Math.exp((-9 * one) / rows) + 0.02 * wobble(index)),
        low: evaluations.map((one) => 0.35 + Math.exp((-9 * one) / rows)),
        high: evaluations.map((one) => 0.45 + Math.exp((-9 * one) / rows)),
      }),
    },
    [
      lossPanel([
        ['training', 'train', 'curve'],
        ['validation', 'validation', 'points'],
      ]),
    ],
    rows,
    { seams: [{ at: rows * 0.3, label: 'resumed from step 300,000' }] },
  );
}

/** Gap, NaN, infinity, zeros, a resume: everything a record can suffer. */
export const brokenReport: Report = trajectoryReport(
  'a broken record',
  {
    training: table({
      step: [...at(10, 42, 10), ...at(600, 40, 10)],
      value: [
        ...at(0, 42, 1).map((index) => 1.2 * Math.exp(-index / 14) + 0.05 * wobble(index) + 0.1),
        ...at(0, 22, 1).map((index) => 0.12 + 0.02 * wobble(index)),
        ...at(0, 18, 1).map(() => Number.NaN),
      ],
    }),
    validation: table({
      step: [200, 400, 600, 800, 1000],
      value: [0.5, 0.3, 0.25, 0, Number.POSITIVE_INFINITY],
    }),
    norm: table({
      step: at(10, 99, 10),
      value: at(0, 99, 1).map((index) => (index > 80 ? Number.NaN : 2 + wobble(index))),
    }),
  },
  [
    lossPanel([
      ['training', 'train', 'curve'],
      ['validation', 'validation', 'points'],
    ]),
    panel(
      'gradient-norm',
      'Gradient norm',
      '',
      'loss',
      [{ name: 'gradient norm', split: 'train', table: 'norm', kind: 'curve', band: null }],
      [],
    ),
  ],
  1000,
  {
    seams: [
      { at: 400, label: 'resumed from step 400' },
      { at: 610, label: 'resumed from step 610' },
    ],
  },
);

/** Loss that exploded to 1e12, several metrics, a missing table. */
export const wildReport: Report = trajectoryReport(
  'wild values',
  {
    training: table({
      step: at(1, 100, 10),
      value: at(0, 100, 1).map((index) => (index < 60 ? 2 + wobble(index) : 10 ** ((index - 60) * 0.3))),
    }),
    a: table({ step: [250, 500, 750, 1000], value: [0.52, 0.525, 0.53, 0.531] }),
    b: table({ step: [250, 500, 750, 1000], value: [0.51, 0.522, 0.531, 0.532] }),
    c: table({ step: [250, 500, 750, 1000], value: [0.5, 0.521, 0.532, 0.5305] }),
  },
  [
    panel(
      'metric',
      'F1, accuracy and Matthews correlation',
      'n unknown',
      'score',
      ['a', 'b', 'c', '__proto__'].map((name) => ({
        name: `validation ${name} with a very long name`,
        split: 'validation' as const,
        table: name,
        kind: 'points' as const,
        band: null,
      })),
    ),
    lossPanel([['training', 'train', 'curve']]),
  ],
  1000,
);

/** Two hundred classes in a ring of mix-ups. */
export function manyClassesReport(classes = 200): Report {
  const labels = at(0, classes, 1).map(
    (index) =>
      `intent_${String(index).padStart(3, '0')}_${['card_lost', 'transfer_not_received_by_recipient', 'why_verify_identity'][index % 3]!}`,
  );
  const counts = labels.map((_, row) =>
    labels.map((__, column) =>
      row === column ? 20 + (row % 13) * 3 : column === (row + 1) % classes ? row % 5 : 0,
    ),
  );
  return report({
    answer: { ...findingsReport.answer, headline: `${classes} classes.` },
    runs: [runReport({ quality: quality(labels, counts) })],
  });
}

/** A single class: nothing can be confused with anything. */
export const oneClassReport: Report = report({
  answer: { ...findingsReport.answer, headline: 'One class.' },
  runs: [runReport({ quality: quality(['only'], [[40]]) })],
});

/** Markup in every string that comes from outside. */
export const hostileReport: Report = (() => {
  const names = Object.values(hostile);
  const bad = names.join(' ');
  const counts = names.map((_, row) => names.map((__, column) => (row === column ? 30 : (row + column) % 4)));
  const base = findingsReport.runs[0]!;
  const rows = names.map(
    (text, index) => [text, names[(index + 1) % names.length]!, 0.9 - index / 20, `${text} ${bad}`] as const,
  );
  const examples: Table = examplesTable(rows);
  return report({
    source: bad,
    answer: {
      ...findingsReport.answer,
      headline: bad,
      sentences: names.map((name) => `**${name}** and \`${name}\``),
      levels: names.map((text) => ({ claim: 'hint', text })),
    },
    runs: [
      runReport({
        id: bad,
        title: bad,
        description: bad,
        keyFigures: names.slice(0, 4).map((name) => ({
          id: 'metric',
          name,
          value: 0.5,
          format: 'percent',
          interval: interval(0.4, 0.6, name),
          note: name,
          reference: { value: 0.45, label: name },
        })),
        trajectory: {
          ...base.trajectory!,
          title: bad,
          summary: bad,
          panels: base.trajectory!.panels.map((one) => ({
            ...one,
            title: `${one.title} ${hostile.script}`,
            note: bad,
            lines: one.lines.map((line) => ({ ...line, name: hostile.image })),
            references: [{ value: 0.5, label: hostile.closing }],
          })),
          best: { at: 364, label: hostile.image, exists: false },
          seams: [{ at: 500, label: hostile.script }],
        },
        quality: quality(names, counts, {
          set: bad,
          file: bad,
          examples: { table: 'bad examples', shown: rows.length, total: rows.length, textsLeftOut: false },
          conventions: names,
        }),
        cost: {
          ...base.cost,
          items: names.map((name) => ({ name, value: 1, format: 'text', note: name })),
          notLogged: names,
        },
        settings: names.map((name) => ({ name, value: name, from: name })),
        checkpoints: [{ step: 1, path: bad, bytes: 3, hasWeights: true }],
        best: { quantity: hostile.script, value: 0.5, interval: null, step: 1 },
        notes: names,
      }),
    ],
    findings: names.map((name, index) =>
      finding({
        rank: index + 1,
        id: name,
        subject: { run: bad, class: name },
        title: name,
        measured: name,
        cause: { text: name, claim: 'hint' },
        mattersWhen: name,
        advice: { text: name },
        refutedBy: name,
        evidence: [
          { name, value: name, method: name, unit: name },
          { name, value: null, reason: name },
        ],
      }),
    ),
    audits: (['pass', 'inconclusive', 'crashed', 'superseded'] as const).map((status) =>
      audit(hostile.script, status, hostile.image, bad, { run: bad, enough: bad }),
    ),
    notChecked: names.map((name) =>
      notCheckedEntry({
        run: bad,
        opens: name,
        why: name,
        audits: [name],
        snippet: { language: name, code: name },
      }),
    ),
    inputs: {
      read: names.map((name) => ({ file: name, reader: name, found: name })),
      unreadable: names.map((name) => ({
        file: name,
        position: name,
        expected: name,
        found: name,
        nextStep: name,
        partial: false,
      })),
      ignored: { count: 3, examples: names },
      assumptions: names,
    },
    tables: { ...findingsReport.tables, 'bad examples': examples },
  });
})();

/** 50,000 predictions with `errors` of them wrong, texts of about 110 characters. */
export function largeReport(errors = 13_204, rows = 50_000): Report {
  const labels = at(0, 10, 1).map((index) => `topic_${index}`);
  const counts = labels.map((_, row) =>
    labels.map((__, column) => (row === column ? Math.round((rows - errors) / 10) : Math.round(errors / 90))),
  );
  const examples = examplesTable(
    at(0, errors, 1).map(
      (index) =>
        [
          labels[index % 10]!,
          labels[(index + 1 + (index % 9)) % 10]!,
          0.999 - (0.6 * index) / errors,
          `Sentence ${index}: the quarterly report of company ${index % 997} named ${index % 31} reasons why orders fell by ${index % 83} per cent.`,
        ] as const,
    ),
  );
  const base = findingsReport.runs[0]!;
  return report({
    ...findingsReport,
    runs: [
      {
        ...base,
        quality: quality(labels, counts, {
          rows,
          examples: { table: 'examples', shown: errors, total: errors, textsLeftOut: false },
        }),
      },
    ],
    findings: at(1, 20, 1).map((rank) => finding({ rank, title: `Finding number ${rank}` })),
    tables: { ...findingsReport.tables, examples },
  });
}

/** A report whose first finding names two of sixty examples, and what to mark in them. */
export function namingReport(): Report {
  const base = largeReport(60);
  const quality = base.runs[0]!.quality!;
  const texts = base.tables.examples!.columns.find(({ name }) => name === 'text')!
    .values as readonly string[];
  const span = (index: number, word: string): readonly (readonly [number, number])[] => {
    const at = texts[index]!.indexOf(word);
    return [[at, at + word.length]];
  };
  const [first, ...others] = base.findings;
  return {
    ...base,
    findings: [
      {
        ...first!,
        // Rows of the set: examplesTable numbers them 3, 10, 17 …
        examples: { set: quality.set, rows: [17, 38], spans: [span(2, 'orders'), span(5, 'fell')] },
      },
      ...others,
    ],
  };
}
