import type { Finding, Quality, Table } from '../../model/report.ts';
import { numbers, strings } from '../../plots/curve.ts';
import { shorten } from '../../plots/svg.ts';
import { chooseExamples } from './choose-examples.ts';

/** A finding that names examples, with its number on the page. */
export interface NamingFinding {
  readonly number: number;
  readonly finding: Finding;
}

/** What to mark: UTF-16 offsets into the shown text, and the place of the finding that says so. */
export type Mark = readonly [start: number, end: number, finding: number];

/** One example as the page shows it, in the list and in the data alike. */
export interface ShownExample {
  readonly row: number | null;
  readonly id: string | null;
  readonly text: string | null;
  /** Characters of the text left out before and after. */
  readonly before: number;
  readonly after: number;
  readonly marks: readonly Mark[];
  readonly reference: string | null;
  readonly predicted: string | null;
  readonly confidence: number | null;
  readonly extras: readonly (string | null)[];
  /** Places in the list of naming findings. */
  readonly findings: readonly number[];
}

export interface ExampleRows {
  readonly shown: readonly ShownExample[];
  readonly extraNames: readonly string[];
  readonly naming: readonly NamingFinding[];
}

/** Bytes that the examples of a page may take unless a number was asked for: with all else it stays below 2 MB. */
const ROOM = 1_300_000;
/** What a row takes besides its text, about. */
const BESIDES = 36;
/** Shown whole up to here; of longer texts a window around the marks. */
const MOST_CHARACTERS = 600;
/** Text before the first mark in such a window. */
const LEAD = 200;
/** Extra columns beside an example; more would be a table. */
const MOST_EXTRAS = 3;

const ownColumns = new Set([
  'row',
  'id',
  'text',
  'reference',
  'predicted',
  'confidence',
  'reference_probability',
]);

// As in html.ts: controls would vanish or be replaced without a trace.
const printable = (text: string): string =>
  text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]|\p{Surrogate}/gu, '\ufffd');

function bytesOf(text: string): number {
  let bytes = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    // Half of a pair takes two of its four bytes; quotes and line breaks are escaped.
    bytes +=
      unit < 0x80
        ? unit < 0x20 || unit === 0x22 || unit === 0x5c
          ? 2
          : 1
        : unit < 0x800
          ? 2
          : unit >> 11 === 0x1b
            ? 2
            : 3;
  }
  return bytes;
}

const splitsPair = (text: string, at: number): boolean =>
  at > 0 && at < text.length && text.charCodeAt(at) >> 10 === 0x37 && text.charCodeAt(at - 1) >> 10 === 0x36;

/** The part of a text to show, never cut inside a mark. */
function windowOf(text: string, marks: readonly Mark[]): { start: number; end: number } {
  if (text.length <= MOST_CHARACTERS) return { start: 0, end: text.length };
  const [first] = marks;
  let start = first === undefined || first[1] <= MOST_CHARACTERS ? 0 : Math.max(0, first[0] - LEAD);
  let end = Math.min(text.length, start + MOST_CHARACTERS);
  for (const [from, to] of marks) if (from < end && to > end) end = Math.min(to, start + 2 * MOST_CHARACTERS);
  if (splitsPair(text, start)) start -= 1;
  if (splitsPair(text, end)) end -= 1;
  return { start, end };
}

/** In order, inside the text, none over another. */
function tidy(marks: readonly Mark[], length: number): readonly Mark[] {
  const kept: Mark[] = [];
  let at = 0;
  for (const [start, end, finding] of [...marks].sort((a, b) => a[0] - b[0] || b[1] - a[1])) {
    const [from, to] = [Math.max(at, start), Math.min(length, end)];
    if (!(from < to)) continue;
    kept.push([from, to, finding]);
    at = to;
  }
  return kept;
}

/** Which examples the page holds and what it shows of each; `limit` null means what fits the room of one of `runs` runs. */
export function exampleRows(
  quality: Quality,
  table: Table,
  findings: readonly NamingFinding[],
  limit: number | null,
  runs: number,
): ExampleRows {
  const [rowNumbers, confidences] = [numbers(table, 'row'), numbers(table, 'confidence')];
  const place = new Map<number, number>();
  rowNumbers?.forEach((number, row) => void place.set(number, row));
  const naming: NamingFinding[] = [];
  const named = new Map<number, { marks: Mark[]; findings: number[] }>();
  for (const one of findings) {
    const { examples } = one.finding;
    if (examples === undefined || examples.set !== quality.set) continue;
    examples.rows.forEach((number, index) => {
      const row = place.get(number);
      if (row === undefined) return;
      if (naming[naming.length - 1] !== one) naming.push(one);
      const at = naming.length - 1;
      const entry = named.get(row) ?? { marks: [], findings: [] };
      named.set(row, entry);
      if (!entry.findings.includes(at)) entry.findings.push(at);
      for (const [start, end] of examples.spans?.[index] ?? []) entry.marks.push([start, end, at]);
    });
  }
  const texts = strings(table, 'text');
  const extras = table.columns.filter((one) => !ownColumns.has(one.name)).slice(0, MOST_EXTRAS);
  const cost = (row: number): number =>
    BESIDES +
    bytesOf((texts?.[row] ?? '').slice(0, MOST_CHARACTERS)) +
    extras.reduce((sum, { values }) => sum + Math.min(40, String(values[row] ?? '').length), 0);
  const rows = chosenRows(table, new Set(named.keys()), limit, cost, ROOM / runs);
  const [ids, references, predictions] = [
    strings(table, 'id'),
    strings(table, 'reference'),
    strings(table, 'predicted'),
  ];
  const shown = rows.map((row): ShownExample => {
    const entry = named.get(row);
    const text = texts?.[row] ?? null;
    const marks = text === null || entry === undefined ? [] : tidy(entry.marks, text.length);
    const { start, end } = text === null ? { start: 0, end: 0 } : windowOf(text, marks);
    const confidence = confidences?.[row] ?? Number.NaN;
    return {
      row: rowNumbers?.[row] ?? null,
      id: ids?.[row] ?? null,
      text: text === null ? null : printable(text.slice(start, end)),
      before: start,
      after: text === null ? 0 : text.length - end,
      marks: marks
        .filter((mark) => mark[0] < end && mark[1] > start)
        .map(([from, to, finding]) => [Math.max(from, start) - start, Math.min(to, end) - start, finding]),
      reference: references?.[row] ?? null,
      predicted: predictions?.[row] ?? null,
      confidence: Number.isFinite(confidence) ? confidence : null,
      extras: extras.map(({ values }) => {
        const value = values[row];
        return value === null || value === undefined || value === '' ? null : shorten(String(value), 40);
      }),
      findings: entry?.findings ?? [],
    };
  });
  return { shown, extraNames: extras.map(({ name }) => name), naming };
}

function chosenRows(
  table: Table,
  named: ReadonlySet<number>,
  limit: number | null,
  cost: (row: number) => number,
  room: number,
): readonly number[] {
  if (limit !== null) return chooseExamples(table, limit, named);
  let all = 0;
  for (let row = 0; row < table.rows; row++) all += cost(row);
  let most = all <= room ? table.rows : Math.floor((table.rows * room) / all);
  for (;;) {
    const rows = chooseExamples(table, most, named);
    const taken = rows.reduce((sum, row) => sum + cost(row), 0);
    if (taken <= room || most <= 1) return rows;
    most = Math.min(most - 1, Math.floor((most * room) / taken));
  }
}
