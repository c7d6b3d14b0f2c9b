import type { JsonObject } from '../../formats/json.ts';
import { matchedRows } from './compare-rows.ts';
import type { Lineage } from './lineage.ts';

interface Logged {
  readonly root: string;
  readonly lineages: readonly Lineage[];
}

/**
 * Output folders whose only log is a copy of another one's, or of its beginning (`best/` next to the checkpoints, a model
 * that was copied to the repository's root, an older version of the same folder). The longest log is kept, nearest to the
 * root of the source; the map gives its copies.
 *
 * Two runs can have the same rounded losses by chance; a copy must agree in a number of full precision.
 */
export function sameTraining<T extends Logged>(outputs: readonly T[]): ReadonlyMap<T, readonly T[]> {
  const kept = new Map<T, T[]>();
  const depth = (o: T): number => (o.root === '' ? 0 : o.root.split('/').length);
  const rows = (o: T): number => Math.max(...o.lineages.map((l) => l.rows.length));
  const order = [...outputs].sort(
    (a, b) => b.lineages.length - a.lineages.length || rows(b) - rows(a) || depth(a) - depth(b),
  );
  for (const output of order) {
    const original =
      output.lineages.length === 1 ? [...kept.keys()].find((other) => isCopy(output, other)) : undefined;
    if (original) kept.get(original)!.push(output);
    else kept.set(output, []);
  }
  return kept;
}

function isCopy(copy: Logged, original: Logged): boolean {
  return original.lineages.some((lineage) => isCopyOf(copy.lineages[0]!, lineage));
}

/** Whether one log is another's, or its beginning. */
export function isCopyOf({ last }: Lineage, original: Lineage): boolean {
  const telling = last.rows.some((row) => isTelling(row)) || last.rows.length >= 5;
  return (
    telling &&
    last.maxSteps === original.last.maxSteps &&
    matchedRows(last.rows, original.rows) === last.rows.length
  );
}

/** Gradient norms and evaluation losses are written with all digits, training losses with four decimals. */
const isTelling = (row: JsonObject): boolean =>
  typeof row.grad_norm === 'number' || typeof row.eval_loss === 'number';
