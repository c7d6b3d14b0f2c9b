import type { ColumnFile, FileColumn } from '../../formats/column-file.ts';
import {
  isLabelName,
  isPredictedName,
  isReferenceName,
  isScoreName,
  normaliseName,
  textColumns,
} from './names.ts';
import { MAX_COLUMNS } from './table.ts';

/** Longer lists are embeddings or pixels, not a score a class. */
const MAX_LIST = 1000;

/** The columns that a table of predictions is read with: whatever can be a label, a text, a score or a subset. */
export function usefulColumns({ columns }: ColumnFile): readonly string[] {
  const names = columns.map(({ name }) => name);
  const texts = new Set(textColumns(names));
  const masked = names.some((name) => normaliseName(name) === 'attention_mask');
  return columns
    .filter((column) => isUseful(column, texts, masked))
    .slice(0, MAX_COLUMNS)
    .map(({ name }) => name);
}

function isUseful({ name, kind, width }: FileColumn, texts: ReadonlySet<string>, masked: boolean): boolean {
  switch (kind) {
    case 'other':
      return false;
    case 'texts':
      // Words of a text; they are kept to say that a row is a word or that labels are several.
      return texts.has(name) || saysLabel(name);
    case 'records':
      return isScoreName(name) || saysLabel(name);
    case 'list':
      // One of the two tells how long a text is in tokens.
      if (/^(input_ids|token_type_ids|special_tokens_mask|position_ids)$/.test(normaliseName(name)))
        return normaliseName(name) === 'input_ids' && !masked;
      if (/(^|_)(embeddings?|hidden|hidden_states?|vectors?|features)(_|$)/.test(normaliseName(name)))
        return false;
      return width <= MAX_LIST;
    default:
      return true;
  }
}

const saysLabel = (name: string): boolean =>
  isPredictedName(name) || isReferenceName(name) || isLabelName(name);

/** What tells the labels of training data, without the texts, which are most of the file. */
export function labelColumnsOf({ columns }: ColumnFile, textColumn: string | undefined): readonly string[] {
  const texts = new Set([...textColumns(columns.map(({ name }) => name)), textColumn]);
  return columns
    .filter(({ name, kind }) => ['text', 'number', 'boolean'].includes(kind) && !texts.has(name))
    .slice(0, MAX_COLUMNS)
    .map(({ name }) => name);
}

/** Memory of the cells of some columns, roughly: a list has 100 bytes of its own, a text of a sentence the same. */
export function cellBytes({ columns, rows }: ColumnFile, names: readonly string[]): number {
  const wanted = new Set(names);
  const cost = (kind: FileColumn['kind'], width: number): number =>
    kind === 'number' || kind === 'boolean' ? 8 : kind === 'text' ? 100 : 100 + 8 * width;
  return columns.reduce(
    (sum, { name, kind, width }) => sum + (wanted.has(name) ? rows * cost(kind, width) : 0),
    0,
  );
}

/** What Node gives a program on a small machine is 2 GB; sets are made beside the cells. */
export const MOST_CELL_BYTES = 1_200_000_000;
