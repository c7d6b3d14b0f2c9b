import type { PredictionAnswers } from '../model/predictions.ts';

/** Rows of two prediction sets that are the same example. */
export interface RowMatch {
  readonly by: 'id' | 'text' | 'position';
  /** False when the key only counts rows, so that references have to confirm it. */
  readonly sure: boolean;
  readonly rowA: Uint32Array;
  readonly rowB: Uint32Array;
  readonly onlyA: number;
  readonly onlyB: number;
}

/** The ways to match rows that the two sets allow, the safest first; each is worked out when it is asked for. */
export function* matchRows(a: PredictionAnswers, b: PredictionAnswers): Generator<RowMatch> {
  const [idsA, idsB] = [uniqueIds(a.ids), uniqueIds(b.ids)];
  if (idsA !== null && idsB !== null) {
    const match = byKey('id', true, idsA, idsB);
    const texts = sameTexts(a, b, match);
    // Equal ids with different texts in most rows are not ids of the examples.
    if (texts === null || texts >= 0.5)
      yield { ...match, sure: texts !== null || !(countsRows(idsA) || countsRows(idsB)) };
  }
  const texts = a.textHashes !== null && b.textHashes !== null;
  if (a.textHashes !== null && b.textHashes !== null) {
    const match = byKey('text', true, occurrences(a.textHashes), occurrences(b.textHashes));
    if (match.rowA.length > 0) yield match;
  }
  // Two files with texts that never coincide hold different examples, whatever their references say.
  if (!texts && a.reference.length === b.reference.length) yield inOrder(a.reference.length);
}

/** Ids as keys when every row has one of its own. */
function uniqueIds(ids: PredictionAnswers['ids']): readonly string[] | null {
  if (ids === null) return null;
  const seen = new Set<string>();
  for (const id of ids) {
    if (id === null || seen.has(id)) return null;
    seen.add(id);
  }
  return ids as readonly string[];
}

/** `0, 1, 2, …`: the index column of a table, which every file has, whatever its rows are. */
function countsRows(ids: readonly string[]): boolean {
  const start = Number(ids[0]);
  if (start !== 0 && start !== 1) return false;
  return ids.every((id, row) => Number(id) === start + row);
}

/** Share of the matched rows with equal texts; null where one side has none. */
function sameTexts(a: PredictionAnswers, b: PredictionAnswers, match: RowMatch): number | null {
  if (a.textHashes === null || b.textHashes === null || match.rowA.length === 0) return null;
  let same = 0;
  for (let i = 0; i < match.rowA.length; i++)
    if (a.textHashes[match.rowA[i]!] === b.textHashes[match.rowB[i]!]) same += 1;
  return same / match.rowA.length;
}

/**
 * A text that stands in a file twice is told apart by its place among its copies; where the two files hold a different
 * number of copies, which is which cannot be told and none is used.
 */
function occurrences(hashes: Float64Array): readonly string[] {
  const total = new Map<number, number>();
  for (const hash of hashes) total.set(hash, (total.get(hash) ?? 0) + 1);
  const seen = new Map<number, number>();
  return Array.from(hashes, (hash) => {
    const count = (seen.get(hash) ?? 0) + 1;
    seen.set(hash, count);
    return `${hash}:${count}/${total.get(hash)}`;
  });
}

function byKey(by: 'id' | 'text', sure: boolean, a: readonly string[], b: readonly string[]): RowMatch {
  const rows = new Map(b.map((key, row) => [key, row]));
  const rowA = new Uint32Array(a.length);
  const rowB = new Uint32Array(a.length);
  let n = 0;
  for (let row = 0; row < a.length; row++) {
    const other = rows.get(a[row]!);
    if (other === undefined) continue;
    rowA[n] = row;
    rowB[n] = other;
    n += 1;
  }
  return {
    by,
    sure,
    rowA: rowA.subarray(0, n),
    rowB: rowB.subarray(0, n),
    onlyA: a.length - n,
    onlyB: b.length - n,
  };
}

function inOrder(rows: number): RowMatch {
  const row = Uint32Array.from({ length: rows }, (_, index) => index);
  return { by: 'position', sure: false, rowA: row, rowB: row, onlyA: 0, onlyB: 0 };
}
