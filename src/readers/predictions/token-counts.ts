import { normaliseName } from './names.ts';
import type { ForeignTable } from './table.ts';

/** Names of the columns made here. */
const TOKEN_COUNTS = { mask: 'tokens in attention_mask', ids: 'tokens in input_ids' } as const;

/** A list of whole numbers in a cell: JSON, or the same as text. Null when it is none, or was shortened when printed. */
function numbersIn(cell: unknown): readonly number[] | null {
  const list =
    typeof cell === 'string' && /^\s*\[[\d,\s]*\]\s*$/.test(cell)
      ? cell
          .replace(/[[\]]/g, ' ')
          .split(/[\s,]+/)
          .filter((part) => part !== '')
          .map(Number)
      : cell;
  return Array.isArray(list) && list.every((value) => Number.isInteger(value)) ? list : null;
}

/** Two or more equal ids at the end are padding. */
function withoutPadding(ids: readonly number[]): number {
  let end = ids.length;
  while (end > 0 && ids[end - 1] === ids[ids.length - 1]) end--;
  return ids.length - end >= 2 ? end : ids.length;
}

/**
 * How many tokens each row had, where the input of the model was saved with the predictions: by its attention mask, else by
 * its ids without the padding. As a column of text beside the other columns; none where neither was saved.
 */
export function tokenCounts(table: ForeignTable): readonly (readonly [string, readonly (string | null)[]])[] {
  const columnCalled = (wanted: string): string | undefined =>
    table.names.find((name) => normaliseName(name) === wanted);
  const counted = (
    name: string | undefined,
    as: string,
    count: (numbers: readonly number[]) => number,
  ): [string, (string | null)[]] | null => {
    if (name === undefined) return null;
    const lists = table.column(name).map(numbersIn);
    if (lists.length === 0 || lists.some((list) => list === null)) return null;
    return [as, lists.map((list) => String(count(list!)))];
  };
  const found =
    counted(columnCalled('attention_mask'), TOKEN_COUNTS.mask, (mask) => mask.reduce((a, b) => a + b, 0)) ??
    counted(columnCalled('input_ids'), TOKEN_COUNTS.ids, withoutPadding);
  return found === null ? [] : [found];
}
