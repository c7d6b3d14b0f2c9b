import type { ReadContext } from '../../../model/reader.ts';
import { many } from '../../../text/words.ts';
import type { FoundTable } from '../files.ts';
import {
  labelledTextsOf,
  NO_TEXTS,
  type TextsReading,
  type TextsToRun,
  textsToRun,
} from '../labelled-texts.ts';
import { canonicalLabel } from '../labels.ts';
import { isLabelName, isReferenceName, isWordName } from '../names.ts';
import type { ForeignTable } from '../table.ts';
import { countLabels, type LabelSets } from './align-sets.ts';
import { indicatorMatrix } from './indicators.ts';
import { looksLikeList } from './label-list.ts';
import { listMatrix } from './lists.ts';
import { UNKNOWN } from './matrix.ts';
import { listColumn, type SetColumn, separatedColumns } from './sets.ts';
import { vectorColumn } from './vectors.ts';

/** Texts with any number of labels each, and nothing that was predicted. */
export interface LabelSetTexts extends TextsToRun {
  /** As the file calls them: names or ids. */
  readonly labels: readonly string[];
  /** Rows × labels: 1 set, 0 not set, 255 not known. */
  readonly reference: Uint8Array;
  /** True: a label that is not among `labels` is set nowhere. False: nobody looked for it. */
  readonly complete: boolean;
  readonly sentences: readonly string[];
}

interface Found {
  readonly used: readonly string[];
  /** For the user. */
  readonly name: string;
  readonly labels: readonly string[];
  readonly reference: Uint8Array;
  readonly complete: boolean;
  readonly sentences?: readonly string[];
}

/**
 * The texts of a table for a model of several labels a row, whose names are `modelLabels`: a column of 0 and 1 for each label, or one column of
 * lists, of indicators, of parted names, or of single labels.
 */
export async function labelSetTexts(
  { path, table, problems }: FoundTable,
  modelLabels: readonly string[],
  context: ReadContext,
): Promise<TextsReading<LabelSetTexts>> {
  if (indicatorMatrix(table, [modelLabels]) !== null || listMatrix(table, context.options, [], null) !== null)
    return { why: null };
  const found =
    indicatorsOf(table, modelLabels) ?? cellsOf(table, modelLabels, context.options.labelColumn ?? null);
  if (found === null) return singleLabels({ path, table, problems }, context);
  const data = await textsToRun(path, table, found.used, context);
  if (data === null) return { why: NO_TEXTS };
  const { labels, reference, complete, sentences = [] } = found;
  return {
    data: {
      ...data,
      labels,
      reference,
      complete,
      sentences,
      columns: { ...data.columns, reference: found.name },
    },
  };
}

/** Columns under the names of the model's labels: found as a table of answers is, with columns of answers that say nothing. */
function indicatorsOf(table: ForeignTable, modelLabels: readonly string[]): Found | null {
  const empty = new Array<number>(table.rows).fill(0);
  const answers = new Map(modelLabels.map((label) => [`prob_${label}`, empty]));
  const matrix = indicatorMatrix(
    {
      ...table,
      names: [...table.names, ...answers.keys()],
      column: (name) => answers.get(name) ?? table.column(name),
    },
    [],
  );
  if (matrix === null) return null;
  return {
    used: matrix.used.filter((name) => table.names.includes(name)),
    name: matrix.names.reference,
    labels: matrix.labels,
    reference: matrix.reference,
    complete: false,
  };
}

/** One column whose cells hold the labels of a row. */
function cellsOf(table: ForeignTable, modelLabels: readonly string[], wanted: string | null): Found | null {
  if (table.names.some(isWordName)) return null;
  const name = wanted !== null && table.names.includes(wanted) ? wanted : columnOf(table);
  if (name === null) return null;
  const cells = table.column(name);
  const vector = vectorColumn(cells);
  if (vector?.binary && vector.size === modelLabels.length && (vector.repeats || vector.size > 2))
    return {
      used: [name],
      name,
      labels: modelLabels,
      reference: Uint8Array.from(vector.values, (value) => (Number.isNaN(value) ? UNKNOWN : value)),
      complete: true,
    };
  const lists = listColumn(cells);
  const column =
    lists?.lists === true
      ? lists
      : (partedColumn(cells, modelLabels) ??
        separatedColumns([cells], new Set(modelLabels))?.columns[0] ??
        null);
  if (column === null) return null;
  return {
    used: [name],
    name,
    ...matrixOf(column.sets),
    complete: true,
    sentences:
      column.empty === 0
        ? []
        : [
            `${many(column.empty, 'row')} with an empty \`${name}\` left out: write \`[]\` for a row without labels`,
          ],
  };
}

/** `joy, fear`: cells whose parts are all labels of the model, and at least one of several. */
function partedColumn(
  cells: readonly unknown[],
  modelLabels: readonly string[],
): Pick<SetColumn, 'sets' | 'empty'> | null {
  const known = new Set(modelLabels.map((label) => label.toLowerCase()));
  for (const separator of [',', ';', '|']) {
    const sets = cells.map((cell) =>
      typeof cell === 'string' && cell.trim() !== ''
        ? [...new Set(cell.split(separator).map((part) => part.trim()))].filter((part) => part !== '')
        : null,
    );
    const filled = sets.filter((set) => set !== null);
    if (!filled.some((set) => set.length > 1)) continue;
    if (filled.every((set) => set.every((part) => known.has(part.toLowerCase()))))
      return { sets, empty: sets.length - filled.length };
  }
  return null;
}

/** The only column of labels by its name, or the only one of them that holds lists. */
function columnOf(table: ForeignTable): string | null {
  const strict = table.names.filter(isReferenceName);
  const names = strict.length > 0 ? strict : table.names.filter(isLabelName);
  if (names.length === 1) return names[0]!;
  const lists = names.filter((name) => table.column(name).slice(0, 2000).some(looksLikeList));
  return lists.length === 1 ? lists[0]! : null;
}

/** One label in each cell is a list of one. */
async function singleLabels(found: FoundTable, context: ReadContext): Promise<TextsReading<LabelSetTexts>> {
  const reading = await labelledTextsOf(found, context, 'needed');
  if (!('data' in reading)) return reading;
  const { labels, labelNames, ...data } = reading.data;
  const sets = labels!.map((label) => {
    if (label === null) return null;
    return [labelNames?.[Number(label)] ?? canonicalLabel(label) ?? label];
  });
  return {
    data: {
      ...data,
      ...matrixOf(sets),
      complete: true,
      sentences: [`\`${data.columns.reference}\` holds one label a row; the model may call several`],
    },
  };
}

function matrixOf(sets: LabelSets): Pick<Found, 'labels' | 'reference'> {
  const labels = [...countLabels(sets).keys()].sort();
  const codes = new Map(labels.map((label, code) => [label, code]));
  const reference = new Uint8Array(sets.length * labels.length);
  sets.forEach((set, row) => {
    if (set === null) reference.fill(UNKNOWN, row * labels.length, (row + 1) * labels.length);
    else for (const label of set) reference[row * labels.length + codes.get(label)!] = 1;
  });
  return { labels, reference };
}
