import type { MultiLabelSet } from '../model/multi-label.ts';

/** Everything a set of several labels a row consists of; matrices are rows × labels. */
export interface MultiLabelColumns
  extends Pick<
    MultiLabelSet,
    | 'id'
    | 'file'
    | 'split'
    | 'ran'
    | 'labels'
    | 'reference'
    | 'predicted'
    | 'probabilities'
    | 'threshold'
    | 'ids'
    | 'columns'
  > {
  readonly texts: readonly (string | null)[] | null;
}

/** @throws RangeError when columns differ in length: a mistake of the caller, never of a file. */
export function createMultiLabelSet({ texts, ...columns }: MultiLabelColumns): MultiLabelSet {
  const size = columns.labels.length;
  const rows = size === 0 ? 0 : columns.reference.length / size;
  const lengths: readonly (readonly [string, number | undefined, number])[] = [
    ['predicted', columns.predicted.length, rows * size],
    ['probabilities', columns.probabilities?.length, rows * size],
    ['ids', columns.ids?.length, rows],
    ['texts', texts?.length, rows],
  ];
  if (!Number.isInteger(rows))
    throw new RangeError(`${columns.file}: ${columns.reference.length} references of ${size} labels`);
  for (const [name, length, wanted] of lengths)
    if (length !== undefined && length !== wanted)
      throw new RangeError(`${columns.file}: column ${name} has ${length} cells, expected ${wanted}`);
  return { ...columns, rows, hasText: texts !== null, text: (row) => texts?.[row] ?? null };
}
