import { nearMatches } from '../texts/near-match.ts';
import { normaliseText, wordsOf } from '../texts/normalise.ts';

/** Rows of one set whose texts are equal or nearly equal. */
export interface NearDuplicates {
  /** Rows with a text. */
  readonly rows: number;
  /** Groups of at least two rows, the largest first; each holds the rows ascending. */
  readonly groups: readonly Uint32Array[];
  /** Rows in such groups, and those that would go if one of each were kept. */
  readonly groupedRows: number;
  readonly surplusRows: number;
  /** Rows that equal another after normalisation. */
  readonly equalRows: number;
  /** Whether near matches were looked for; not above 30 million words, nor where texts of few words all resemble each other. */
  readonly nearCompared: boolean;
}

/** As where two sets are compared: more would take half a minute. */
const MOST_WORDS = 30_000_000;

/**
 * Groups of equal and nearly equal texts inside one set, by the rule for leaked texts (texts/near-rule.ts). Each text is joined to the
 * nearest other one, so that a group is a chain of neighbours.
 */
export function nearDuplicates(texts: readonly (string | null)[]): NearDuplicates {
  const byText = new Map<string, number[]>();
  let rows = 0;
  for (const [row, text] of texts.entries()) {
    const key = text === null ? '' : normaliseText(text);
    if (key === '') continue;
    rows++;
    const own = byText.get(key);
    if (own === undefined) byText.set(key, [row]);
    else own.push(row);
  }
  const unique = [...byText.keys()];
  const members = [...byText.values()];
  const parent = Int32Array.from(unique, (_, i) => i);
  const root = (i: number): number => {
    let at = i;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]!]!;
      at = parent[at]!;
    }
    return at;
  };
  const few = unique.reduce((sum, text) => sum + wordsOf(text).length, 0) <= MOST_WORDS;
  const matches = few ? nearMatches(unique, unique, true) : null;
  const nearCompared = matches !== null;
  for (const [i, match] of (matches ?? []).entries()) if (match !== null) parent[root(i)] = root(match.row);
  const groups = new Map<number, number[]>();
  for (const [i, own] of members.entries()) {
    const at = root(i);
    const group = groups.get(at);
    if (group === undefined) groups.set(at, [...own]);
    else group.push(...own);
  }
  const found = [...groups.values()]
    .filter((group) => group.length > 1)
    .map((group) => Uint32Array.from(group).sort())
    .sort((a, b) => b.length - a.length || a[0]! - b[0]!);
  const groupedRows = found.reduce((sum, group) => sum + group.length, 0);
  return {
    rows,
    groups: found,
    groupedRows,
    surplusRows: groupedRows - found.length,
    equalRows: members.reduce((sum, own) => sum + (own.length > 1 ? own.length : 0), 0),
    nearCompared,
  };
}
