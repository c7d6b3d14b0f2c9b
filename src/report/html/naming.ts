import type { Finding } from '../../model/report.ts';

/** A finding that names examples, with its number on the page. */
export interface NamingFinding {
  readonly number: number;
  readonly finding: Finding;
}

/** What to mark: UTF-16 offsets into the shown text, and the place of the finding that says so. */
export type Mark = readonly [start: number, end: number, finding: number];

/** What findings say of one row of a table. */
export interface NamedRow {
  readonly marks: Mark[];
  /** Places in the list of naming findings. */
  readonly findings: number[];
}

/** The rows of a table that findings name; `numbers` are the rows of the set in the order of the table. */
export function namedRows(
  set: string,
  numbers: Float64Array | null,
  findings: readonly NamingFinding[],
): { readonly naming: readonly NamingFinding[]; readonly named: ReadonlyMap<number, NamedRow> } {
  const place = new Map<number, number>();
  numbers?.forEach((number, row) => void place.set(number, row));
  const naming: NamingFinding[] = [];
  const named = new Map<number, NamedRow>();
  for (const one of findings) {
    const { examples } = one.finding;
    if (examples === undefined || examples.set !== set) continue;
    examples.rows.forEach((number, index) => {
      const row = place.get(number);
      if (row === undefined) return;
      if (naming[naming.length - 1] !== one) naming.push(one);
      const at = naming.length - 1;
      const entry = named.get(row) ?? { marks: [], findings: [] };
      named.set(row, entry);
      if (!entry.findings.includes(at)) entry.findings.push(at);
      for (const [start, end] of examples.spans?.[index] ?? []) entry.marks.push([start, end, at]);
    });
  }
  return { naming, named };
}

/** In order, inside the text, none over another. */
export function tidy(marks: readonly Mark[], length: number): readonly Mark[] {
  const kept: Mark[] = [];
  let at = 0;
  for (const [start, end, finding] of [...marks].sort((a, b) => a[0] - b[0] || b[1] - a[1])) {
    const [from, to] = [Math.max(at, start), Math.min(length, end)];
    if (!(from < to)) continue;
    kept.push([from, to, finding]);
    at = to;
  }
  return kept;
}

/** Marks by offsets into a part of the text. */
export const marksIn = (
  marks: readonly Mark[],
  { start, end }: { readonly start: number; readonly end: number },
): readonly Mark[] =>
  marks
    .filter((mark) => mark[0] < end && mark[1] > start)
    .map(([from, to, finding]) => [Math.max(from, start) - start, Math.min(to, end) - start, finding]);
