/** A longer cell is a text or an embedding. */
const MOST_CHARACTERS = 20_000;

/**
 * The members of a list in a cell: an array of JSON, or the same as text, as JSON, Python, NumPy and pandas print it
 * (`["joy"]`, `['joy', 'anger']`, `['joy' 'anger']`, `[0 3]`, `{'joy'}`, `set()`). Null when the cell is no flat list.
 */
export function labelList(cell: unknown): readonly (string | number)[] | null {
  if (Array.isArray(cell)) {
    const flat = cell.every((one) => typeof one === 'string' || typeof one === 'number');
    return flat
      ? (cell as (string | number)[]).map((one) => (typeof one === 'string' ? one.trim() : one))
      : null;
  }
  if (typeof cell !== 'string' || cell.length > MOST_CHARACTERS) return null;
  const text = cell
    .trim()
    .replace(/^array\(([\s\S]*?)(?:,\s*dtype=\S+)?\)$/, '$1')
    .trim();
  if (/^(set|frozenset|tuple|list)\(\)$/.test(text)) return [];
  const inner = /^[[({]([\s\S]*)[\])}]$/.exec(text)?.[1];
  return inner === undefined ? null : membersOf(inner.trim());
}

/** True when the cell is written as a list. */
export const looksLikeList = (cell: unknown): boolean =>
  Array.isArray(cell) || (typeof cell === 'string' && /^\s*[[({]/.test(cell) && labelList(cell) !== null);

function membersOf(inner: string): readonly (string | number)[] | null {
  const members: (string | number)[] = [];
  let at = 0;
  while (at < inner.length) {
    const rest = inner.slice(at);
    const quoted = /^'((?:[^'\\]|\\.)*)'|^"((?:[^"\\]|\\.)*)"/.exec(rest);
    if (quoted !== null) {
      members.push((quoted[1] ?? quoted[2] ?? '').replace(/\\(.)/g, '$1').trim());
      at += quoted[0].length;
    } else {
      const bare = /^[^,'"[\](){}]+/.exec(rest)?.[0].trim();
      if (bare === undefined || bare === '') return null;
      const numbers = bare.split(/\s+/);
      // NumPy parts numbers by blanks; a bare word keeps its own.
      if (numbers.every((part) => /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(part)))
        members.push(...numbers.map(Number));
      else members.push(bare);
      at += /^[^,'"[\](){}]+/.exec(rest)![0].length;
    }
    const gap = /^\s*,?\s*/.exec(inner.slice(at))![0];
    at += gap.length;
  }
  return members;
}
