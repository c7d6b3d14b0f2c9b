import { noModel } from '../../../model/empty.ts';
import { derived, type Known } from '../../../model/known.ts';
import type { MultiLabelSet } from '../../../model/multi-label.ts';
import type { ReadContext, RunFragment } from '../../../model/reader.ts';
import type { Split } from '../../../model/series.ts';
import { createMultiLabelSet } from '../../../predictions/multi-label.ts';
import { formatCount } from '../../../text/numbers.ts';
import { many } from '../../../text/words.ts';
import { type ClassNames, sample } from '../align.ts';
import { idColumns, isSplitName, textColumns } from '../names.ts';
import { splitFromColumn } from '../split.ts';
import { cellText, joinTexts } from '../subsets.ts';
import { type ForeignTable, pickRows } from '../table.ts';
import { indicatorMatrix } from './indicators.ts';
import { listMatrix } from './lists.ts';
import { decide, type LabelMatrix, UNKNOWN } from './matrix.ts';

export type { LabelMatrix } from './matrix.ts';

export interface MultiLabelContext {
  readonly path: string;
  readonly split: Known<Split> | null;
  readonly given: boolean;
  readonly config: readonly ClassNames[];
  /** Where the model's configuration says that a row can hold several labels, or null. */
  readonly several: string | null;
  readonly options: Pick<ReadContext['options'], 'labelColumn' | 'predictionColumn' | 'textColumn'>;
}

export type MultiLabelReading =
  | { readonly sets: readonly MultiLabelSet[]; readonly sentences: readonly string[] }
  /** `open`: whoever reads one label a row may still find something. */
  | { readonly question: string; readonly open: boolean };

/** Several labels a row, when a table can only be read so; null otherwise: then it is read as one label a row. */
export function readMultiLabel(table: ForeignTable, context: MultiLabelContext): MultiLabelReading | null {
  if (table.rows === 0) return null;
  const matrix =
    indicatorMatrix(
      table,
      context.config.map(({ names }) => names),
    ) ?? listMatrix(table, context.options, context.config, context.several);
  if (matrix === null) return null;
  if ('question' in matrix) return { question: `${matrix.question}; no score was computed`, open: false };
  return assembleMultiLabel(table, matrix, context);
}

/** The sets of a matrix that belongs to a table: one for each value of a split column. */
export function assembleMultiLabel(
  table: ForeignTable,
  matrix: LabelMatrix,
  context: MultiLabelContext,
): MultiLabelReading {
  const decided = decide(matrix, context.several);
  if ('question' in decided) return { question: decided.question, open: true };
  const { labels, reference } = matrix;
  const { predicted, probabilities } = decided;
  const whole = countWhole(reference, predicted, labels.length);
  if (whole.rows === 0)
    return {
      question: 'no row has all of its references and predictions, so no score can be computed',
      open: false,
    };
  if (
    !context.given &&
    whole.right === 0 &&
    /(error|wrong|mistake|misclass|incorrect)/i.test(baseName(context.path))
  )
    return {
      question: `every row is a mistake and the name says so, so this looks like a list of errors and not a whole evaluation set; no score was computed. If it is the whole set, name the file with --data`,
      open: false,
    };
  const taken = new Set(matrix.used);
  const free = table.names.filter((name) => !taken.has(name));
  const wantedText = context.options.textColumn;
  const textNames = wantedText !== undefined && free.includes(wantedText) ? [wantedText] : textColumns(free);
  const id = idColumns(free).find((name) => !textNames.includes(name) && isScalar(table, name)) ?? null;
  const splitName = free.find(
    (name) => isSplitName(name) && splitFromColumn(name, table.column(name)) !== null,
  );
  const columns: Record<string, string> = Object.create(null);
  columns.reference = matrix.names.reference;
  columns.predicted = matrix.names.predicted ?? `${matrix.names.scores} from 0.5 on`;
  if (textNames.length > 0) columns.text = textNames.join(' ‖ ');
  if (matrix.names.scores !== null) columns.scores = matrix.names.scores;
  if (id !== null) columns.id = id === '' ? 'first column' : id;
  if (splitName !== undefined) columns.split = splitName;
  const make = (
    rows: readonly number[] | null,
    split: Known<Split> | null,
    suffix: string,
  ): MultiLabelSet => {
    const part = rows === null ? table : pickRows(table, rows);
    const size = labels.length;
    const pick = <T extends Uint8Array | Float32Array>(values: T, into: T): T => {
      if (rows === null) return values;
      rows.forEach((row, to) => {
        into.set(values.subarray(row * size, (row + 1) * size), to * size);
      });
      return into;
    };
    const cells = part.rows * size;
    return createMultiLabelSet({
      id: `${context.path}${suffix}`,
      file: context.path,
      split,
      labels,
      reference: pick(reference, new Uint8Array(cells)),
      predicted: pick(predicted, new Uint8Array(cells)),
      probabilities: probabilities === null ? null : pick(probabilities, new Float32Array(cells)),
      threshold: decided.threshold,
      texts: joinTexts(part, textNames),
      ids: id === null ? null : part.column(id).map(cellText),
      columns,
    });
  };
  const groups = splitName === undefined ? null : splitFromColumn(splitName, table.column(splitName));
  const sets =
    groups === null
      ? [make(null, context.split, '')]
      : groups.groups.size === 1
        ? [make(null, groups.known([...groups.groups.keys()][0]!), '')]
        : [...groups.groups].map(([split, rows]) => make(rows, groups.known(split), `#${split}`));
  const sentences = [...matrix.sentences, ...decided.sentences];
  if (whole.leftOut > 0)
    sentences.push(
      `${formatCount(whole.leftOut)} of ${many(whole.rows + whole.leftOut, 'row')} lack a reference or a prediction and were not counted`,
    );
  return { sets, sentences };
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

function isScalar(table: ForeignTable, name: string): boolean {
  const first = table.column(name).find((cell) => cell !== null);
  return typeof first === 'string' || typeof first === 'number';
}

/** Rows without an unknown cell, how many of them are right in every label, and the others. */
function countWhole(
  reference: Uint8Array,
  predicted: Uint8Array,
  size: number,
): { readonly rows: number; readonly right: number; readonly leftOut: number } {
  let rows = 0;
  let right = 0;
  const all = size === 0 ? 0 : reference.length / size;
  for (let row = 0; row < all; row++) {
    let known = true;
    let same = true;
    for (let at = row * size; at < (row + 1) * size; at++) {
      if (reference[at] === UNKNOWN || predicted[at] === UNKNOWN) known = false;
      if (reference[at] !== predicted[at]) same = false;
    }
    if (!known) continue;
    rows++;
    if (same) right++;
  }
  return { rows, right, leftOut: all - rows };
}

/** The fragment of a reading, with everything said that was taken for something; null when nothing was built. */
export function tellMultiLabel(
  path: string,
  reading: MultiLabelReading,
  table: ForeignTable,
  context: ReadContext,
  others: readonly string[] = [],
): RunFragment | null {
  if ('question' in reading) {
    context.assume(`${path}: ${reading.question}.`);
    return null;
  }
  const [first] = reading.sets;
  if (first === undefined) return null;
  const columns = Object.entries(first.columns).map(([role, column]) => `${role} ← ${column}`);
  context.assume(
    `${path}: several labels a row (multi-label): ${columns.join(', ')}; ${many(table.rows, 'row')}, ${many(first.labels.length, 'label')} (${sample(first.labels)}).`,
  );
  for (const sentence of reading.sentences) context.assume(`${path}: ${sentence}.`);
  context.found({
    file: path,
    reader: 'predictions',
    found: `${many(table.rows, 'prediction')} with references, several labels a row`,
  });
  return {
    role: 'addition',
    root: path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '',
    reader: 'predictions',
    run: {
      title: baseName(path),
      files: [path, ...others],
      task: derived('text-classification', `labels in ${path}`),
      // The loss of such a model is another one than that of one label a row.
      model: { ...noModel, problemType: 'multi_label_classification' },
      multiLabelSets: reading.sets,
    },
  };
}
