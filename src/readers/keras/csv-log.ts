import { type CsvTable, parseNumber } from '../../formats/csv.ts';

/** One training of a CSVLogger file: rows by epoch. */
export interface CsvTraining {
  /** Epochs counted from 1, strictly increasing. */
  readonly epoch: Float64Array;
  /** Null where the row has no value (`NA` in epochs without validation). */
  readonly columns: ReadonlyMap<string, readonly (number | null)[]>;
  readonly seams: readonly {
    readonly step: number;
    readonly after: number;
    readonly discardedRows: number;
    readonly evidence: string;
  }[];
}

const stepColumn = /^(?:step|steps|global_step|iteration|iter|batch)$/i;
const lossColumn = /(?:^|_)loss$/i;

/**
 * True for the columns of a CSVLogger (`epoch` first, then quantities by name) or of a data frame of a History (an index
 * without a name). A column that counts steps belongs to another tool.
 */
export function isHistoryHeader(columns: readonly string[]): boolean {
  const [first] = columns;
  if (first === undefined || columns.length < 2 || columns.some((name) => stepColumn.test(name)))
    return false;
  if (!columns.some((name) => lossColumn.test(name))) return false;
  if (/^epochs?$/i.test(first)) return true;
  return (
    (first === '' && columns.includes('loss')) || (columns.includes('loss') && columns.includes('val_loss'))
  );
}

/**
 * The trainings in a table, or null when its cells are not those of a history. Keras appends when it is told to
 * (`CSVLogger(append=True)`); then the epoch falls back. To a later epoch than the first: the file goes on from a
 * checkpoint, and what was logged beyond it is replaced. To the first: the same model trained on when the loss goes on
 * where it stood, otherwise it was another training.
 */
export function trainingsInTable(table: CsvTable): readonly CsvTraining[] | null {
  const named = table.columns.findIndex((name) => /^epochs?$/i.test(name));
  const index = named >= 0 ? named : table.columns[0] === '' ? 0 : -1;
  const names = table.columns.map((name, i) => (i === index || name === '' ? null : name));
  const values: (number | null)[][] = table.cells.map(() => []);
  const epochs: number[] = [];
  let used = 0;
  for (let row = 0; row < table.rows; row++) {
    const epoch = index >= 0 ? parseNumber(table.cells[index]![row]!) : row;
    if (epoch === null || !Number.isFinite(epoch)) {
      // The header is repeated where a file was appended to by hand.
      if (index >= 0 && table.cells[index]![row]!.trim() === table.columns[index]) continue;
      return null;
    }
    epochs.push(epoch);
    for (let column = 0; column < names.length; column++) {
      if (names[column] === null) continue;
      const cell = table.cells[column]![row]!;
      const value = parseNumber(cell);
      if (value === null && !/^\s*(?:NA|N\/A|None|null|-)?\s*$/i.test(cell)) return null;
      if (value !== null) used++;
      values[column]!.push(value);
    }
  }
  if (used === 0) return null;
  const lossAt = names.indexOf('loss');
  const loss =
    lossAt >= 0
      ? values[lossAt]!
      : values[names.findIndex((name) => name !== null && lossColumn.test(name))]!;
  return split(epochs, names, values, loss);
}

function split(
  epochs: readonly number[],
  names: readonly (string | null)[],
  values: readonly (readonly (number | null)[])[],
  loss: readonly (number | null)[],
): readonly CsvTraining[] {
  const first = epochs.reduce((low, epoch) => Math.min(low, epoch), Number.POSITIVE_INFINITY);
  const trainings: CsvTraining[] = [];
  let rows: { row: number; epoch: number }[] = [];
  let seams: { step: number; after: number; discardedRows: number; evidence: string }[] = [];
  let shift = 1 - first;
  const finish = (): void => {
    if (rows.length === 0) return;
    const columns = new Map<string, readonly (number | null)[]>();
    names.forEach((name, column) => {
      if (name !== null)
        columns.set(
          name,
          rows.map(({ row }) => values[column]![row]!),
        );
    });
    trainings.push({ epoch: Float64Array.from(rows, ({ epoch }) => epoch), columns, seams });
    rows = [];
    seams = [];
    shift = 1 - first;
  };
  for (let row = 0; row < epochs.length; row++) {
    const raw = epochs[row]!;
    const last = rows.at(-1);
    if (last !== undefined && raw + shift <= last.epoch) {
      if (raw === first && continues(loss, rows[0]!.row, last.row, row)) {
        seams.push({
          step: last.epoch + 1,
          after: last.epoch,
          discardedRows: 0,
          evidence: `the epoch falls back to ${raw} in row ${row + 1}, and the loss goes on where it stood`,
        });
        shift = last.epoch + 1 - raw;
      } else if (raw === first) finish();
      else {
        const before = rows.length;
        const epoch = raw + shift;
        rows = rows.filter((kept) => kept.epoch < epoch);
        seams.push({
          step: epoch,
          after: rows.at(-1)?.epoch ?? 0,
          discardedRows: before - rows.length,
          evidence: `the epoch falls back to ${raw} in row ${row + 1}`,
        });
      }
    }
    rows.push({ row, epoch: raw + shift });
  }
  finish();
  return trainings;
}

/** True when the loss after a restart is nearer to where the earlier part ended than to where it began. */
function continues(loss: readonly (number | null)[], begin: number, end: number, restart: number): boolean {
  const [a, b, c] = [loss[begin], loss[end], loss[restart]];
  if (a == null || b == null || c == null || begin === end) return false;
  return Math.abs(c - b) < Math.abs(c - a);
}
