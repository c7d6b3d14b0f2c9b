import { describeJson, isJsonObject, type JsonValue, parseJson } from '../../formats/json.ts';
import { decodeText } from '../../formats/text-encoding.ts';
import { loadDelimited } from './delimited.ts';
import { labelLines } from './lines.ts';
import type { LoadedTable, LoadProblem } from './loaded.ts';
import { isLabelName, isPredictedName, isReferenceName } from './names.ts';
import { type ForeignTable, MAX_COLUMNS, tableFromColumns, tableFromRecords } from './table.ts';

type Layout = 'delimited' | 'json' | 'json-lines' | 'lines';

/** How a file of this name and beginning is laid out. `lines` (one label a line) only for files named by a flag. */
function layoutOf(path: string, text: string): Layout {
  const lower = path.toLowerCase();
  if (lower.endsWith('.csv') || lower.endsWith('.tsv')) return 'delimited';
  if (lower.endsWith('.jsonl') || lower.endsWith('.ndjson')) return 'json-lines';
  const start = text.slice(0, 4096).trimStart();
  const bracket = start[0] === '{' || start[0] === '[';
  if (lower.endsWith('.json')) return /^\{[^\n]*\}\s*\n\s*\{/.test(start) ? 'json-lines' : 'json';
  if (bracket) return /^\{[^\n]*\}\s*\n\s*\{/.test(start) ? 'json-lines' : 'json';
  const firstLine = start.split(/\r?\n/, 1)[0] ?? '';
  return firstLine.includes('\t') || /^[\w ]+(,[\w ]+)+$/.test(firstLine) ? 'delimited' : 'lines';
}

/**
 * A table from the bytes of a file that is text.
 *
 * @throws FormatError when nothing in it is a table.
 */
export function loadTable(path: string, bytes: Uint8Array): LoadedTable {
  const { text, note } = decodeText(bytes);
  const layout = layoutOf(path, text);
  if (layout === 'delimited') return loadDelimited(bytes);
  const loaded =
    layout === 'json-lines'
      ? loadLines(text)
      : layout === 'json'
        ? loadJson(text)
        : { table: tableFromColumns(new Map([['line', labelLines(text)]])), problems: [] };
  if (note === null) return loaded;
  return {
    ...loaded,
    problems: [...loaded.problems, { position: null, expected: 'UTF-8', found: note, partial: true }],
  };
}

type Row = Readonly<Record<string, JsonValue | undefined>>;

function loadLines(text: string): LoadedTable {
  const records: Row[] = [];
  const problems: LoadProblem[] = [];
  let bad = 0;
  let lineNumber = 0;
  for (let start = 0; start < text.length; ) {
    let end = text.indexOf('\n', start);
    if (end < 0) end = text.length;
    const line = text.slice(start, end).trim();
    start = end + 1;
    lineNumber++;
    if (line === '') continue;
    const value = parseLine(line);
    if (isJsonObject(value)) {
      records.push(value);
      continue;
    }
    bad++;
    if (bad === 1) {
      const found = value === undefined ? 'text that is not JSON' : describeJson(value);
      problems.push({ position: `line ${lineNumber}`, expected: 'a JSON object', found, partial: true });
    }
  }
  if (bad > records.length) return nothing('one JSON object a line', `${bad} lines that are not`);
  if (bad > 1)
    problems[0] = { ...problems[0]!, found: `${problems[0]!.found}; ${bad} such lines were left out` };
  return { table: tableFromRecords(records), problems };
}

/** Strict first: the engine's parser is several times faster, and nothing here walks a value by recursion. */
function parseLine(line: string): JsonValue | undefined {
  try {
    return JSON.parse(line) as JsonValue;
  } catch {
    const result = parseJson(line);
    return result.ok ? result.value : undefined;
  }
}

function loadJson(text: string): LoadedTable {
  const result = parseJson(text);
  const problems: LoadProblem[] = [];
  if (!result.ok) {
    const { line, column, expected, found } = result.error;
    const table = result.partial === undefined ? null : tableFromJson(result.partial);
    problems.push({ position: `line ${line}, column ${column}`, expected, found, partial: table !== null });
    return { table, problems };
  }
  const table = tableFromJson(result.value);
  const unequal = table === null ? unequalLists(result.value) : null;
  return { table, problems: unequal === null ? problems : [unequal] };
}

/** `{"y_true": [3 values], "y_pred": [4 values]}`. */
function unequalLists(value: JsonValue): LoadProblem | null {
  if (!isJsonObject(value)) return null;
  const lists = Object.entries(value).flatMap(([name, list]) =>
    Array.isArray(list) ? [{ name, length: list.length }] : [],
  );
  const predicted = lists.find(({ name }) => isPredictedName(name));
  const reference = lists.find(({ name }) => isReferenceName(name) || isLabelName(name));
  if (predicted === undefined || reference === undefined || predicted.length === reference.length)
    return null;
  return {
    position: `/${predicted.name}`,
    expected: `${reference.length} predictions, as many as in /${reference.name}`,
    found: String(predicted.length),
    partial: false,
  };
}

/** Keys under which people put the list of records. */
const LIST_KEYS = [
  'predictions',
  'results',
  'data',
  'examples',
  'records',
  'rows',
  'outputs',
  'samples',
  'items',
  'test',
];

function tableFromJson(value: JsonValue): ForeignTable | null {
  if (Array.isArray(value)) return recordsIn(value);
  if (!isJsonObject(value)) return null;
  for (const key of LIST_KEYS) {
    const entry = Object.hasOwn(value, key) ? value[key] : undefined;
    if (Array.isArray(entry)) {
      const table = recordsIn(entry);
      if (table !== null) return table;
    }
  }
  return columnsIn(value);
}

function recordsIn(values: readonly JsonValue[]): ForeignTable | null {
  const records = values.filter((value): value is Row => isJsonObject(value));
  return records.length > 0 && records.length === values.length ? tableFromRecords(records) : null;
}

/** `{"y_true": […], "y_pred": […]}`, or what pandas' `to_json` writes: `{"text": {"0": …}, "label": {"0": …}}`. */
function columnsIn(value: Readonly<Record<string, JsonValue | undefined>>): ForeignTable | null {
  const lists = new Map<string, readonly unknown[]>();
  const keyed = new Map<string, Row>();
  for (const [name, column] of Object.entries(value).slice(0, MAX_COLUMNS)) {
    if (Array.isArray(column)) lists.set(name, column);
    else if (isJsonObject(column)) keyed.set(name, column);
  }
  const lengths = new Map<number, string[]>();
  for (const [name, list] of lists) lengths.set(list.length, [...(lengths.get(list.length) ?? []), name]);
  // Lists of another length are something else (class names, a matrix); the length that most columns share is the rows.
  const [, names] = [...lengths].sort((a, b) => b[1].length - a[1].length || b[0] - a[0])[0] ?? [0, []];
  if (names.length >= 2) return tableFromColumns(new Map(names.map((name) => [name, lists.get(name)!])));
  const first = [...keyed.values()][0];
  if (keyed.size < 2 || first === undefined) return null;
  const rowKeys = Object.keys(first);
  if (
    rowKeys.length === 0 ||
    ![...keyed.values()].every((column) => Object.keys(column).length === rowKeys.length)
  )
    return null;
  return tableFromColumns(
    new Map(
      [...keyed].map(([name, column]) => [
        name,
        rowKeys.map((key) => (Object.hasOwn(column, key) ? (column[key] ?? null) : null)),
      ]),
    ),
  );
}

const nothing = (expected: string, found: string): LoadedTable => ({
  table: null,
  problems: [{ position: null, expected, found, partial: false }],
});
