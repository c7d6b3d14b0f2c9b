import type { ReadOptions } from '../../../model/reader.ts';
import { formatCount } from '../../../text/numbers.ts';
import { many } from '../../../text/words.ts';
import type { ClassNames } from '../align.ts';
import { isLabelName, isPredictedName, isReferenceName, isScoreName, isWordName } from '../names.ts';
import type { ForeignTable } from '../table.ts';
import { alignSets, countLabels, type LabelSets } from './align-sets.ts';
import { looksLikeList } from './label-list.ts';
import { type LabelMatrix, UNKNOWN } from './matrix.ts';
import { listColumn, type SetColumn, separatedColumns } from './sets.ts';
import { pairColumn, type VectorColumn, vectorColumn } from './vectors.ts';

type FlagNames = Pick<ReadOptions, 'labelColumn' | 'predictionColumn'>;

/** What may say which labels a row has, and what was answered. */
interface Candidates {
  readonly reference: string;
  readonly predicted: string | null;
  readonly scores: readonly string[];
}

const PROBE_ROWS = 2000;

/** The two columns by their names; null when names leave a choice: then the reader of one label a row asks. */
function candidatesOf(table: ForeignTable, options: FlagNames): Candidates | null {
  const flag = (name: string | undefined): string | null =>
    name !== undefined && table.names.includes(name) ? name : null;
  const only = (names: readonly string[]): string | null => {
    const lists = names.filter((name) => table.column(name).slice(0, PROBE_ROWS).some(looksLikeList));
    return names.length === 1 ? names[0]! : lists.length === 1 ? lists[0]! : null;
  };
  const predictions = table.names.filter((name) => isPredictedName(name) && name !== options.labelColumn);
  const predicted = flag(options.predictionColumn) ?? only(predictions);
  const strict = table.names.filter((name) => isReferenceName(name) && name !== predicted);
  const loose = table.names.filter((name) => isLabelName(name) && name !== predicted);
  const reference = flag(options.labelColumn) ?? only(strict.length > 0 ? strict : loose);
  const scores = table.names.filter((name) => isScoreName(name) && name !== reference && name !== predicted);
  return reference === null || (predicted === null && scores.length === 0)
    ? null
    : { reference, predicted, scores };
}

/** Does a column hold lists or separated cells at all? Cheap, for tables of millions of plain labels. */
function speaks(cells: readonly unknown[]): boolean {
  return cells
    .slice(0, PROBE_ROWS)
    .some((cell) => looksLikeList(cell) || (typeof cell === 'string' && /[,;|]/.test(cell)));
}

const scoresOf = (cells: readonly unknown[]): VectorColumn | null => vectorColumn(cells) ?? pairColumn(cells);

/**
 * Labels in one cell each: lists of names or ids, indicators of one length (`[0, 1, 0]`), names parted by a comma, semicolon or bar;
 * predictions likewise, or a list of scores. Null when nothing says that a row can hold several.
 *
 * @param several where the model's configuration says so, or null.
 */
export function listMatrix(
  table: ForeignTable,
  options: FlagNames,
  config: readonly ClassNames[],
  several: string | null,
): LabelMatrix | { readonly question: string } | null {
  const found = candidatesOf(table, options);
  if (found === null || table.names.some(isWordName)) return null;
  const referenceCells = table.column(found.reference);
  const predictedCells = found.predicted === null ? null : table.column(found.predicted);
  if (!speaks(referenceCells) && (predictedCells === null || !speaks(predictedCells))) return null;

  const predictedScores = predictedCells === null ? null : scoresOf(predictedCells);
  const other = found.scores
    .map((name) => ({ name, vector: scoresOf(table.column(name)) }))
    .find(({ vector }) => vector !== null);
  const isCalls = predictedScores?.binary === true;
  const scores =
    predictedScores !== null && !isCalls
      ? { name: found.predicted!, vector: predictedScores }
      : other === undefined
        ? null
        : { name: other.name, vector: other.vector! };
  const names = {
    reference: found.reference,
    predicted: scores?.name === found.predicted ? null : found.predicted,
    scores: scores?.name ?? null,
  };
  const used = [found.reference, found.predicted, names.scores].filter((name) => name !== null);

  const vector = vectorColumn(referenceCells);
  const width = scores?.vector.size ?? predictedScores?.size ?? null;
  if (vector?.binary && (vector.repeats || vector.size === width)) {
    if (width !== null && width !== vector.size)
      return { question: `\`${found.reference}\` holds ${vector.size} values a row and the scores ${width}` };
    const calls = isCalls ? predictedScores : null;
    if (calls === null && scores === null) return null;
    const labels =
      scores?.vector.names ??
      config.find((source) => source.names.length === vector.size)?.names ??
      Array.from({ length: vector.size }, (_, id) => String(id));
    return {
      labels,
      reference: asIndicators(vector),
      predicted: calls === null ? null : asIndicators(calls),
      scores: scores?.vector.values ?? null,
      names,
      used,
      sentences: [],
    };
  }

  const columns = setColumns(referenceCells, names.predicted === null ? null : predictedCells, config);
  if (columns === null) return null;
  const [reference, predicted] = columns;
  const most = Math.max(reference.most, predicted?.most ?? 0);
  if (most < 2 && several === null) return null;
  const aligned = alignSets(
    countLabels(reference.sets),
    predicted === null ? new Map() : countLabels(predicted.sets),
    scores?.vector.size ?? null,
    scores?.vector.names
      ? [{ names: scores.vector.names, from: `the labels in \`${scores.name}\`` }]
      : config,
  );
  if ('question' in aligned) return aligned;
  if (aligned.labels.length > 1000)
    return { question: `${formatCount(aligned.labels.length)} labels are too many for a classification` };
  const sentences = aligned.note === null ? [] : [aligned.note];
  if (reference.empty > 0)
    sentences.push(
      `${many(reference.empty, 'row')} with an empty \`${found.reference}\` left out: write \`[]\` for a row without labels`,
    );
  // An empty cell of answers is an answer: a model that called nothing is written so by a joined list.
  const empty = predicted !== null && predicted.empty > 0 && isText(predictedCells!);
  if (empty) sentences.push(`${many(predicted.empty, 'empty prediction')} taken as rows without any label`);
  return {
    labels: aligned.labels,
    reference: fromSets(reference.sets, aligned.codes, aligned.labels.length, false),
    predicted:
      predicted === null ? null : fromSets(predicted.sets, aligned.codes, aligned.labels.length, empty),
    scores: scores?.vector.values ?? null,
    names,
    used,
    sentences,
  };
}

/** Both columns as sets, read alike. */
function setColumns(
  reference: readonly unknown[],
  predicted: readonly unknown[] | null,
  config: readonly ClassNames[],
): readonly [SetColumn, SetColumn | null] | null {
  const left = listColumn(reference);
  const right = predicted === null ? null : listColumn(predicted);
  if (left !== null && (predicted === null || right !== null) && (left.lists || right?.lists))
    return [left, right];
  const known = new Set(config.flatMap(({ names }) => names));
  const separated = separatedColumns(predicted === null ? [reference] : [reference, predicted], known);
  return separated === null ? null : [separated.columns[0]!, separated.columns[1] ?? null];
}

const isText = (cells: readonly unknown[]): boolean => cells.some((cell) => cell === '');

function asIndicators({ values }: VectorColumn): Uint8Array {
  return Uint8Array.from(values, (value) => (Number.isNaN(value) ? UNKNOWN : value));
}

function fromSets(
  sets: LabelSets,
  codes: ReadonlyMap<string, number>,
  size: number,
  emptyIsNone: boolean,
): Uint8Array {
  const matrix = new Uint8Array(sets.length * size);
  sets.forEach((set, row) => {
    if (set === null) {
      if (!emptyIsNone) matrix.fill(UNKNOWN, row * size, (row + 1) * size);
      return;
    }
    for (const label of set) matrix[row * size + codes.get(label)!] = 1;
  });
  return matrix;
}
