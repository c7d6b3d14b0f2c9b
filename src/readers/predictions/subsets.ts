import type { ForeignTable } from './table.ts';
import { tokenCounts } from './token-counts.ts';

/** Columns kept for subsets. More are a matrix of features. */
const MAX_EXTRA_COLUMNS = 30;
/** Longer cells on average are another text, and no subset can be made of them. */
const MAX_MEAN_LENGTH = 200;
const PROBE_ROWS = 200;
/** What Afterfit writes to say which checkpoint answered; the same in every row. */
const ORIGIN = 'answered_by';

/** Every unused column of plain values, as text. */
export function extraColumns(
  table: ForeignTable,
  used: ReadonlySet<string>,
): Map<string, readonly (string | null)[]> {
  const extra = new Map<string, readonly (string | null)[]>(tokenCounts(table));
  for (const name of table.names) {
    if (used.has(name) || name === ORIGIN || extra.size >= MAX_EXTRA_COLUMNS) continue;
    const cells = table.column(name);
    const probe = cells.slice(0, PROBE_ROWS).filter((cell) => cell !== null && cell !== '');
    if (probe.length === 0 || probe.some((cell) => typeof cell === 'object')) continue;
    const length = probe.reduce<number>((sum, cell) => sum + String(cell).length, 0);
    if (length > probe.length * MAX_MEAN_LENGTH) continue;
    extra.set(name === '' ? 'row' : name, cells.map(cellText));
  }
  return extra;
}

/** A cell as text; null when empty or not a plain value. */
export function cellText(cell: unknown): string | null {
  if (typeof cell === 'string') return cell === '' ? null : cell;
  if (typeof cell === 'number' || typeof cell === 'boolean') return String(cell);
  // Tokenised texts are lists of words.
  if (Array.isArray(cell) && cell.every((part) => typeof part === 'string')) return cell.join(' ');
  return null;
}

/** The texts of one or two columns; a pair is shown with ` ‖ ` between its parts. */
export function joinTexts(table: ForeignTable, names: readonly string[]): readonly (string | null)[] | null {
  if (names.length === 0) return null;
  const columns = names.map((name) => table.column(name));
  if (columns.length === 1) return columns[0]!.map(cellText);
  return Array.from({ length: table.rows }, (_, row) =>
    columns.map((cells) => cellText(cells[row]) ?? '').join(' ‖ '),
  );
}
