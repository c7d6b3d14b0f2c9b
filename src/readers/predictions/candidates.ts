import { describeLabels, type LabelColumn } from './labels.ts';
import { isTaskName } from './names.ts';
import type { ForeignTable } from './table.ts';

/** A column that may be the reference or the prediction. */
export interface Candidate {
  readonly name: string;
  readonly column: LabelColumn;
}

export const candidate = (table: ForeignTable, name: string): Candidate => ({
  name,
  column: describeLabels(table.column(name)),
});

/** Values that may be classes: not lists, not a thousand different texts. */
export function couldBeLabels(candidate: Candidate): boolean {
  const { column } = candidate;
  return column.counts.size > 0 && column.structured === 0 && (!column.tooMany || isContinuous(column));
}

/** Numbers with fractions: a regression target, or the score of a binary classifier. */
export const isContinuous = (column: LabelColumn): boolean =>
  column.fractional > 0.1 * (column.rows - column.missing - column.structured);

/** A column that holds the predicted labels and hardly any other, though its name says nothing. */
export function sharesLabels(other: Candidate, predicted: Candidate): boolean {
  if (!couldBeLabels(other) || isContinuous(other.column) || other.column.counts.size < 2) return false;
  // 0 and 1 are also a flag, a count or a rating: ids need a name that speaks of labels.
  if (other.column.ids !== predicted.column.ids || (other.column.ids && !isTaskName(other.name)))
    return false;
  const share = (from: LabelColumn, to: LabelColumn): number => {
    let shared = 0;
    for (const [label, times] of from.counts) if (to.counts.has(label)) shared += times;
    return shared / Math.max(1, from.rows - from.missing);
  };
  return share(other.column, predicted.column) >= 0.8 && share(predicted.column, other.column) >= 0.8;
}

/** The only candidate, the best spelling of several that say the same, or `several`. */
export function choose(candidates: readonly Candidate[], table: ForeignTable): Candidate | 'several' | null {
  if (candidates.length <= 1) return candidates[0] ?? null;
  const [first, ...others] = candidates;
  if (!others.every((other) => sameLabels(table.column(first!.name), table.column(other.name))))
    return 'several';
  return candidates.find((candidate) => !candidate.column.ids) ?? first!;
}

/** True when the two columns are one to one: `label` and `label_text`. */
export function sameLabels(a: readonly unknown[], b: readonly unknown[]): boolean {
  const forward = new Map<string, string>();
  const back = new Map<string, string>();
  for (let row = 0; row < a.length; row++) {
    const left = String(a[row]);
    const right = String(b[row]);
    if ((forward.get(left) ?? right) !== right || (back.get(right) ?? left) !== left) return false;
    forward.set(left, right);
    back.set(right, left);
  }
  // Where every value occurs once, any two columns are one to one.
  return forward.size <= a.length / 2 || [...forward].every(([left, right]) => left === right);
}
