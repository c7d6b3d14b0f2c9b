import { labelId } from './labels.ts';
import { isConfidenceName, isScoreName, normaliseName } from './names.ts';
import { labelPairs, numberList } from './score-cells.ts';
import type { ForeignTable } from './table.ts';

/** One candidate for "the scores of every class". */
export interface ScoreSource {
  /** Columns as the file spells them. */
  readonly columns: readonly string[];
  /** What each score belongs to, as spelt: `positive`, `0`, `0 (non-hate)`; null for a list without names. */
  readonly classes: readonly string[] | null;
  readonly count: number;
  /** `4 columns prob_…`, `list predicted_scores`. */
  readonly description: string;
  /** True when the names say that these are scores; false for bare class names. */
  readonly named: boolean;
}

const WORD = '(?:logits?|log_?probs?|probs?|proba|probabilit(?:y|ies)|scores?|softmax)';
const BEFORE = new RegExp(`^(.*?${WORD}|p)(?:[\\s_.:/-]+|(?=[[(\\d]))(.+)$`, 'i');
const AFTER = new RegExp(`^(.+?)[\\s_.:/-]+(${WORD})$`, 'i');
const MAX_CLASSES = 1000;
const PROBE_ROWS = 200;

/** Every group of columns, list column or dict column that could be scores, the most explicit first. */
export function findScores(table: ForeignTable, labels: readonly string[]): readonly ScoreSource[] {
  const groups = new Map<string, { column: string; of: string }[]>();
  const lists: ScoreSource[] = [];
  const known = new Set(labels.map(normaliseName));
  const bare: string[] = [];
  for (const name of table.names) {
    const before = BEFORE.exec(name);
    const after = before === null && !isConfidenceName(name) ? AFTER.exec(name) : null;
    if (/(^|_)(mean|std|avg|average|min|max|median|sum|p|r|f|desc|per_type)$/.test(normaliseName(name)))
      continue;
    if (before !== null) push(groups, `${before[1]!.toLowerCase()}_…`, name, unwrap(before[2]!));
    else if (after !== null) push(groups, `…_${after[2]!.toLowerCase()}`, name, after[1]!);
    else if (known.has(normaliseName(name))) bare.push(name);
    const list = listSource(table, name);
    if (list !== null) lists.push(list);
  }
  const wide: ScoreSource[] = [];
  for (const [pattern, members] of groups) {
    if (members.length > MAX_CLASSES || !members.every(({ column }) => isNumeric(table, column))) continue;
    const ids = members.map(({ of }) => labelId(of.replace(/\s*\(.*\)$/, '')));
    if (ids.every((id) => id !== null)) members.sort((a, b) => idIn(a.of) - idIn(b.of));
    wide.push({
      columns: members.map(({ column }) => column),
      classes: members.map(({ of }) => of),
      count: members.length,
      description: members.length === 1 ? members[0]!.column : `${members.length} columns ${pattern}`,
      named: true,
    });
  }
  const classColumns = bare.filter((column) => isNumeric(table, column));
  if (classColumns.length >= 2) {
    wide.push({
      columns: classColumns,
      classes: classColumns,
      count: classColumns.length,
      description: `${classColumns.length} columns named after the labels`,
      named: false,
    });
  }
  const several = wide.filter((source) => source.count > 1);
  // A single `prob_positive` is enough for two classes; it comes last.
  const single = wide.filter((source) => source.count === 1);
  return [...several.filter((s) => s.named), ...lists, ...several.filter((s) => !s.named), ...single];
}

function push(
  groups: Map<string, { column: string; of: string }[]>,
  key: string,
  column: string,
  of: string,
): void {
  const members = groups.get(key);
  if (members === undefined) groups.set(key, [{ column, of }]);
  else members.push({ column, of });
}

const idIn = (of: string): number => labelId(of.replace(/\s*\(.*\)$/, '')) ?? 0;

const unwrap = (text: string): string => /^[[(](.*)[\])]$/.exec(text)?.[1] ?? text;

function isNumeric(table: ForeignTable, name: string): boolean {
  const cells = table.column(name).slice(0, PROBE_ROWS);
  const good = cells.filter((cell) => cell !== null && cell !== '' && Number.isFinite(Number(cell))).length;
  return good > 0 && good >= cells.filter((cell) => cell !== null && cell !== '').length * 0.5;
}

/** A column of number lists or of label → number objects, all of one length. */
function listSource(table: ForeignTable, name: string): ScoreSource | null {
  const cells = table.column(name);
  const first = cells.find((cell) => cell !== null && cell !== '');
  const pairs = labelPairs(first);
  if (pairs !== null && pairs.size >= 2) {
    const classes = [...pairs.keys()].sort();
    return {
      columns: [name],
      classes,
      count: classes.length,
      description: `scores by label in ${name}`,
      named: true,
    };
  }
  const numbers = numberList(first);
  if (
    numbers === null ||
    numbers.length < 2 ||
    numbers.length > MAX_CLASSES ||
    !isScoreLike(name, cells, numbers.length)
  )
    return null;
  return { columns: [name], classes: null, count: numbers.length, description: `list ${name}`, named: true };
}

/** A list of ids may be a multi-label reference; a list of scores says so by its name or by fractions. */
function isScoreLike(name: string, cells: readonly unknown[], length: number): boolean {
  const probe = cells.slice(0, PROBE_ROWS).map(numberList);
  const same = probe.filter((list) => list !== null && list.length === length).length;
  if (same < probe.length * 0.5) return false;
  return isScoreName(name) || probe.some((list) => list?.some((value) => !Number.isInteger(value)) ?? false);
}

/** The raw numbers, row-major in the order of `source.columns` or classes; NaN where a row has none. */
export function readScores(table: ForeignTable, source: ScoreSource): Float32Array {
  const { count } = source;
  const values = new Float32Array(table.rows * count).fill(Number.NaN);
  if (source.columns.length > 1 || count === 1) {
    source.columns.forEach((name, index) => {
      const cells = table.column(name);
      for (let row = 0; row < table.rows; row++) {
        const cell = cells[row];
        if (cell !== null && cell !== undefined && cell !== '') values[row * count + index] = Number(cell);
      }
    });
    return values;
  }
  const cells = table.column(source.columns[0]!);
  for (let row = 0; row < table.rows; row++) {
    if (source.classes === null) {
      const list = numberList(cells[row]);
      if (list?.length === count) values.set(list, row * count);
    } else {
      const pairs = labelPairs(cells[row]);
      source.classes.forEach((name, index) => {
        const value = pairs?.get(name);
        if (value !== undefined) values[row * count + index] = value;
      });
    }
  }
  return values;
}

/** Which of two labels a single score column belongs to, or null. */
export function matchSingle(source: ScoreSource, labels: readonly string[]): number | null {
  const own = source.classes?.[0];
  if (source.count !== 1 || labels.length !== 2 || own === undefined) return null;
  const name = normaliseName(own);
  const hits = labels.flatMap((label, index) =>
    name !== '' && normaliseName(label).startsWith(name) ? [index] : [],
  );
  if (hits.length === 1) return hits[0]!;
  const id = labelId(own);
  return id !== null && id < 2 ? id : null;
}

/** Position of each label among the scores, or null when they are not one to one. */
export function matchClasses(source: ScoreSource, labels: readonly string[]): readonly number[] | null {
  if (source.count !== labels.length) return null;
  if (source.classes === null) return labels.map((_, index) => index);
  const spelt = source.classes.map((name) => name.replace(/^\d+\s*\((.+)\)$/, '$1'));
  const attempts: ((name: string, label: string) => boolean)[] = [
    (name, label) => name === label,
    (name, label) => normaliseName(name) === normaliseName(label),
    (name, label) => normaliseName(label).startsWith(normaliseName(name)) && normaliseName(name) !== '',
  ];
  for (const equal of attempts) {
    const order = labels.map((label) => {
      const hits = spelt.flatMap((name, index) => (equal(name, label) ? [index] : []));
      return hits.length === 1 ? hits[0]! : -1;
    });
    if (order.every((index) => index >= 0) && new Set(order).size === labels.length) return order;
  }
  const ids = source.classes.map((name) => labelId(name.replace(/\s*\(.*\)$/, '')));
  return ids.every((id, index) => id === index) ? labels.map((_, index) => index) : null;
}
