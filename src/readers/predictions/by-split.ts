import type { PredictionSet } from '../../model/predictions.ts';
import { createPredictionSet, type PredictionColumns } from '../../predictions/index.ts';
import type { Roles } from './recognise.ts';
import { splitFromColumn } from './split.ts';
import type { ForeignTable } from './table.ts';

/** One set, or one for every value of a split column: rows of the training set would flatter the score. */
export function bySplit(
  table: ForeignTable,
  roles: Roles,
  columns: PredictionColumns,
): readonly PredictionSet[] {
  const found = roles.split === null ? null : splitFromColumn(roles.split, table.column(roles.split));
  if (found === null) return [createPredictionSet(columns)];
  if (found.groups.size === 1) {
    const [split] = found.groups.keys();
    return [createPredictionSet({ ...columns, split: found.known(split!) })];
  }
  return [...found.groups].map(([split, rows]) =>
    createPredictionSet({
      ...partOf(columns, rows),
      id: `${columns.id}#${split}`,
      split: found.known(split),
    }),
  );
}

/** The columns of some rows, in the given order. */
function partOf(columns: PredictionColumns, rows: readonly number[]): PredictionColumns {
  const { scores } = columns;
  const pick = <T>(values: readonly T[]): T[] => rows.map((row) => values[row]!);
  const values = scores === null ? null : new Float32Array(rows.length * scores.classes);
  if (scores !== null) {
    rows.forEach((row, to) => {
      values!.set(
        scores.values.subarray(row * scores.classes, (row + 1) * scores.classes),
        to * scores.classes,
      );
    });
  }
  return {
    ...columns,
    reference: Int16Array.from(rows, (row) => columns.reference[row]!),
    predicted: Int16Array.from(rows, (row) => columns.predicted[row]!),
    scores: scores === null ? null : { ...scores, values: values! },
    confidence:
      columns.confidence === null ? null : Float32Array.from(rows, (row) => columns.confidence![row]!),
    texts: columns.texts === null ? null : pick(columns.texts),
    ids: columns.ids === null ? null : pick(columns.ids),
    extra: new Map([...columns.extra].map(([name, cells]) => [name, pick(cells)])),
  };
}
