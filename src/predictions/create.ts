import type { ConfusionCounts, Example, PredictionSet, RowSelection } from '../model/predictions.ts';
import { answersOf } from './answers.ts';
import { MISSING, type PredictionColumns } from './columns.ts';
import { logProbability, probability } from './scores.ts';
import { selectWrong } from './select.ts';
import { tableOf } from './table.ts';

const columnsBySet = new WeakMap<PredictionSet, PredictionColumns>();

/** The columns behind a set made by `createPredictionSet`, or null for a set that lives elsewhere. */
export const columnsOf = (set: PredictionSet): PredictionColumns | null => columnsBySet.get(set) ?? null;

/**
 * A prediction set over typed arrays in memory.
 *
 * @throws RangeError when columns differ in length or a code has no label: a mistake of the caller, never of a file.
 */
export function createPredictionSet(columns: PredictionColumns): PredictionSet {
  check(columns);
  const rows = columns.reference.length;
  const { scores, confidence } = columns;
  const confidenceOf =
    scores !== null
      ? (row: number) => probability(scores, row, columns.predicted[row]!)
      : confidence !== null
        ? (row: number) => confidence[row]!
        : null;

  const set: PredictionSet = {
    id: columns.id,
    task: 'text-classification',
    split: columns.split,
    file: columns.file,
    ...(columns.ran === true ? { ran: true } : {}),
    rows,
    labels: columns.labels,
    hasText: columns.texts !== null,
    hasScores: scores !== null,
    columns: columns.columns,
    extraColumns: [...columns.extra.keys()],
    confusion: async (selection) => countPairs(columns, selection),
    negativeLogLikelihood: async () => sumLosses(columns),
    probabilities: async (label) =>
      scores === null
        ? null
        : Float64Array.from({ length: rows }, (_, row) => probability(scores, row, label)),
    select: async (query) => selectWrong(columns, confidenceOf, query.limit),
    answers: async () => answersOf(columns),
    table: async (wanted) => tableOf(columns, wanted),
    examples: async (wanted) => Array.from(wanted, (row) => exampleAt(columns, row, confidenceOf)),
  };
  columnsBySet.set(set, columns);
  return set;
}

function check(columns: PredictionColumns): void {
  const rows = columns.reference.length;
  const lengths: [string, number | undefined][] = [
    ['predicted', columns.predicted.length],
    ['confidence', columns.confidence?.length],
    ['texts', columns.texts?.length],
    ['ids', columns.ids?.length],
    ...[...columns.extra].map(([name, values]): [string, number] => [name, values.length]),
  ];
  for (const [name, length] of lengths) {
    if (length !== undefined && length !== rows) {
      throw new RangeError(`${columns.file}: column ${name} has ${length} rows, expected ${rows}`);
    }
  }
  const { scores, labels } = columns;
  if (
    scores !== null &&
    (scores.classes !== labels.length || scores.values.length !== rows * scores.classes)
  ) {
    throw new RangeError(
      `${columns.file}: ${scores.values.length} scores, expected ${rows} × ${labels.length}`,
    );
  }
  for (const codes of [columns.reference, columns.predicted]) {
    for (const code of codes) {
      if (code < MISSING || code >= labels.length)
        throw new RangeError(`${columns.file}: label code ${code} of ${labels.length}`);
    }
  }
}

function countPairs(columns: PredictionColumns, selection: RowSelection): ConfusionCounts {
  const { reference, predicted, labels } = columns;
  const counts = new Float64Array(labels.length * labels.length);
  let rows = 0;
  let unlabelled = 0;
  const count = (row: number): void => {
    const from = reference[row];
    const to = predicted[row];
    if (from === undefined || to === undefined) return;
    if (from === MISSING || to === MISSING) {
      unlabelled++;
      return;
    }
    counts[from * labels.length + to]!++;
    rows++;
  };
  if (selection.kind === 'all') for (let row = 0; row < reference.length; row++) count(row);
  else for (const row of selection.rows) count(row);
  return { labels, counts, rows, unlabelled };
}

function sumLosses(columns: PredictionColumns): { sum: number; sumOfSquares: number; rows: number } | null {
  const { scores, reference } = columns;
  if (scores === null) return null;
  let sum = 0;
  let sumOfSquares = 0;
  let rows = 0;
  for (let row = 0; row < reference.length; row++) {
    const label = reference[row]!;
    if (label === MISSING) continue;
    const loss = -logProbability(scores, row, label);
    if (Number.isNaN(loss)) continue;
    sum += loss;
    sumOfSquares += loss * loss;
    rows++;
  }
  return { sum, sumOfSquares, rows };
}

function exampleAt(
  columns: PredictionColumns,
  row: number,
  confidenceOf: ((row: number) => number) | null,
): Example {
  const nameOf = (code: number | undefined): string | null =>
    code === undefined || code === MISSING ? null : (columns.labels[code] ?? null);
  const reference = columns.reference[row];
  const predicted = columns.predicted[row];
  const extra: Record<string, string> = Object.create(null);
  for (const [name, values] of columns.extra) {
    const value = values[row];
    if (value !== null && value !== undefined) extra[name] = value;
  }
  const known = columns.scores !== null && reference !== undefined && reference !== MISSING;
  return {
    row,
    id: columns.ids?.[row] ?? null,
    text: columns.texts?.[row] ?? null,
    reference: nameOf(reference),
    predicted: nameOf(predicted),
    confidence: confidenceOf === null || predicted === MISSING ? null : numberOrNull(confidenceOf(row)),
    referenceProbability: known ? numberOrNull(probability(columns.scores!, row, reference)) : null,
    extra,
  };
}

const numberOrNull = (value: number): number | null => (Number.isFinite(value) ? value : null);
