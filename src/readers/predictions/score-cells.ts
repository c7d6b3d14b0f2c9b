/** `[0.1, 0.9]`, also as the text that pandas or numpy writes into a CSV cell: `[0.1 0.9]`. */
export function numberList(cell: unknown): readonly number[] | null {
  if (Array.isArray(cell)) {
    const values = cell.length === 1 && Array.isArray(cell[0]) ? (cell[0] as unknown[]) : cell;
    return values.every((value) => typeof value === 'number' || value === null)
      ? values.map((value) => (value === null ? Number.NaN : (value as number)))
      : null;
  }
  if (typeof cell !== 'string' || cell.length > 100_000) return null;
  const inner = /^\s*\[{1,2}([^[\]]*)\]{1,2}\s*$/.exec(cell)?.[1];
  if (inner === undefined || inner.trim() === '') return null;
  const values = inner
    .trim()
    .split(/[\s,]+/)
    .filter((part) => part !== '')
    .map((part) => (/^nan$/i.test(part) ? Number.NaN : Number(part)));
  return inner.match(/[a-df-z]/gi) === null || values.some((value) => !Number.isNaN(value)) ? values : null;
}

/** `{"positive": 0.9, …}` or what a transformers pipeline gives for all labels: `[{"label": …, "score": …}, …]`. */
export function labelPairs(cell: unknown): ReadonlyMap<string, number> | null {
  let value = cell;
  if (typeof cell === 'string' && /^\s*[[{]/.test(cell) && cell.length < 100_000) {
    try {
      value = JSON.parse(cell.includes('"') ? cell : cell.replaceAll("'", '"'));
    } catch {
      return null;
    }
  }
  if (Array.isArray(value) && value.length === 1 && Array.isArray(value[0])) value = value[0];
  const pairs = new Map<string, number>();
  if (Array.isArray(value)) {
    for (const entry of value) {
      if (typeof entry !== 'object' || entry === null) return null;
      const { label, score } = entry as { label?: unknown; score?: unknown };
      if (typeof label !== 'string' || typeof score !== 'number') return null;
      pairs.set(label, score);
    }
    return pairs.size === 0 ? null : pairs;
  }
  if (typeof value !== 'object' || value === null) return null;
  for (const [label, score] of Object.entries(value)) {
    if (typeof score !== 'number') return null;
    pairs.set(label, score);
  }
  return pairs.size === 0 ? null : pairs;
}
