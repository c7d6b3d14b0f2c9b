import { many } from '../../../text/words.ts';
import { normaliseName } from '../names.ts';
import type { ForeignTable } from '../table.ts';
import { type LabelMatrix, UNKNOWN } from './matrix.ts';

const SCORE =
  '(?:prob|probs|proba|probas|probability|probabilities|score|scores|logit|logits|sigmoid|confidence|conf)';
const PREDICTED = '(?:y_pred|y_hat|preds?|predicted|predictions?|ypred|yhat)';
const REFERENCE = '(?:labels?|y_true|true|golds?|targets?|actual|ground_truth|truth|gt|reference|ref)';

const affixed = (words: string): readonly RegExp[] => [
  new RegExp(`^${words}_(.+)$`),
  new RegExp(`^(.+)_${words}$`),
];
const scorePatterns = [...affixed(`(?:${PREDICTED}_${SCORE}|${SCORE}_${PREDICTED}|${SCORE})`)];
const predictedPatterns = affixed(PREDICTED);
const referencePatterns = affixed(REFERENCE);

/** What `pred_label` and `true_class` are about is the task, not one of its labels. */
const GENERIC =
  /^(labels?|label_ids?|label_names?|class(es)?|ids?|idx|index|names?|texts?|category|categories|value|values|max|mean|top|correct|confidence|target|targets|sentiment|emotion|intent|topic)$/;

type Role = 'score' | 'predicted' | 'reference';

function roleOf(name: string): { readonly role: Role; readonly of: string } | null {
  for (const [role, patterns] of [
    ['score', scorePatterns],
    ['predicted', predictedPatterns],
    ['reference', referencePatterns],
  ] as const) {
    for (const pattern of patterns) {
      const of = pattern.exec(name)?.[1];
      if (of !== undefined && !GENERIC.test(of)) return { role, of };
      if (of !== undefined) return null;
    }
  }
  return null;
}

/** 1, 0, or unknown (empty, −1 as in test sets whose labels are hidden); null for anything else. */
function indicator(cell: unknown): number | null {
  if (cell === 1 || cell === true) return 1;
  if (cell === 0 || cell === false) return 0;
  if (cell === null || cell === undefined || cell === '' || cell === -1) return UNKNOWN;
  if (typeof cell !== 'string') return null;
  const text = cell.trim();
  if (/^(1(\.0+)?|true)$/i.test(text)) return 1;
  if (/^(0(\.0+)?|false)$/i.test(text)) return 0;
  return /^(|-1(\.0+)?|nan)$/i.test(text) ? UNKNOWN : null;
}

/** A column of indicators; null when a cell is none, or all are unknown. */
export function indicatorColumn(cells: readonly unknown[]): Uint8Array | null {
  const values = new Uint8Array(cells.length);
  let known = 0;
  for (const [row, cell] of cells.entries()) {
    const value = indicator(cell);
    if (value === null) return null;
    if (value !== UNKNOWN) known++;
    values[row] = value;
  }
  return known === 0 ? null : values;
}

function numberColumn(cells: readonly unknown[]): Float32Array | null {
  const values = new Float32Array(cells.length);
  for (const [row, cell] of cells.entries()) {
    const empty = cell === null || cell === undefined || cell === '';
    const value = empty ? Number.NaN : Number(cell);
    if (!empty && typeof cell !== 'number' && typeof cell !== 'string') return null;
    if (!empty && Number.isNaN(value) && !/^nan$/i.test(String(cell).trim())) return null;
    values[row] = value;
  }
  return values;
}

interface Group {
  score?: string | undefined;
  predicted?: string | undefined;
  reference?: string | undefined;
}

/** Columns of one label each, told by their names: `label_toxic` or `toxic`, `pred_toxic`, `prob_toxic`. Names alone; cheap. */
function groupsOf(names: readonly string[]): ReadonlyMap<string, Group> {
  const groups = new Map<string, Group>();
  const bare = new Map<string, string>();
  for (const name of names) {
    const normal = normaliseName(name);
    if (normal === '') continue;
    const found = roleOf(normal);
    if (found === null) {
      if (!bare.has(normal)) bare.set(normal, name);
      continue;
    }
    const group = groups.get(found.of) ?? {};
    group[found.role] ??= name;
    groups.set(found.of, group);
  }
  for (const [of, group] of groups) {
    const own = bare.get(of);
    if (group.reference === undefined && own !== undefined) group.reference = own;
  }
  return groups;
}

/** The label as the file spells it: the column without the word for its role. */
function spelt(column: string, of: string): string {
  for (let from = 0; from < column.length; from++) {
    for (let to = column.length; to > from; to--) {
      if (normaliseName(column.slice(from, to)) === of)
        return column.slice(from, to).replace(/^[\s_.:/-]+|[\s_.:/-]+$/g, '');
    }
  }
  return of;
}

/**
 * Scores numbered in the order of the labels (a joined matrix of logits) get the references of the labels that `named` says: without
 * such names three flags beside three scores would look the same.
 */
function numbered(
  table: ForeignTable,
  groups: ReadonlyMap<string, Group>,
  named: readonly (readonly string[])[],
): readonly (readonly [string, Group])[] {
  const scores = [...groups].filter(([of, { score, reference }]) => /^\d+$/.test(of) && score && !reference);
  if (scores.length < 2 || !scores.every(([of], index) => Number(of) === index)) return [];
  const free = table.names.filter((name) => roleOf(normaliseName(name)) === null);
  const wanted = named.find(
    (names) => names.length === scores.length && names.every((name) => free.includes(name)),
  );
  if (wanted === undefined) return [];
  return scores.map(([, { score }], index) => [
    normaliseName(wanted[index]!),
    { score, reference: wanted[index] },
  ]);
}

/** A table with one column of references and one of predictions or scores for each label; null when it is none. */
export function indicatorMatrix(
  table: ForeignTable,
  named: readonly (readonly string[])[],
): LabelMatrix | null {
  const all = groupsOf(table.names);
  const complete = [...all].filter(
    ([, { reference, predicted, score }]) => reference !== undefined && (predicted ?? score) !== undefined,
  );
  const groups = complete.length > 0 ? complete : numbered(table, all, named);
  if (groups.length < 2) return null;
  const reference: Uint8Array[] = [];
  for (const [, group] of groups) {
    const column = indicatorColumn(table.column(group.reference!));
    if (column === null) return null;
    reference.push(column);
  }
  const columnsOf = (role: 'predicted' | 'score'): readonly string[] | null =>
    groups.every(([, group]) => group[role] !== undefined) ? groups.map(([, group]) => group[role]!) : null;
  const labels = groups.map(([of, group]) => spelt(group.reference!, of));
  const references = groups.map(([, group]) => group.reference!);
  const calls = columnsOf('predicted');
  const called = calls?.map((name) => indicatorColumn(table.column(name))) ?? null;
  const areCalls = called?.every((column) => column !== null) ?? false;
  // `pred_toxic` may hold a probability.
  const scoreNames = columnsOf('score') ?? (areCalls ? null : calls);
  const scores = scoreNames?.map((name) => numberColumn(table.column(name))) ?? null;
  const areScores = scores?.every((column) => column !== null) ?? false;
  if (!areCalls && !areScores) return null;
  return {
    labels,
    reference: interleave(reference, new Uint8Array(table.rows * labels.length)),
    predicted: areCalls
      ? interleave(called as Uint8Array[], new Uint8Array(table.rows * labels.length))
      : null,
    scores: areScores
      ? interleave(scores as Float32Array[], new Float32Array(table.rows * labels.length))
      : null,
    names: {
      reference: columnsText(references),
      predicted: areCalls ? columnsText(calls!) : null,
      scores: areScores ? columnsText(scoreNames!) : null,
    },
    used: [...references, ...(calls ?? []), ...(scoreNames ?? [])],
    sentences: [],
  };
}

/** Columns of a label each as a matrix of rows × labels. */
export function interleave<T extends Uint8Array | Float32Array>(columns: readonly T[], into: T): T {
  const size = columns.length;
  columns.forEach((column, label) => {
    for (let row = 0; row < column.length; row++) into[row * size + label] = column[row]!;
  });
  return into;
}

const columnsText = (names: readonly string[]): string =>
  `${many(names.length, 'column')} ${names.slice(0, 2).join(', ')}${names.length > 2 ? ', …' : ''}`;
