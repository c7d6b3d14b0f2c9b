import type { Interval } from '../../../model/outcome.ts';
import { wilson } from '../../../stats/index.ts';
import type { EntityErrorInput } from './input.ts';
import { type ErrorKind, errorKinds, kindCode } from './kinds.ts';
import { type ErrorTaxonomy, NOT_COUNTED } from './taxonomy.ts';

/** Mentions of one class, among all mentions of the side (and of the type). */
export interface KindCount {
  readonly side: 'reference' | 'predicted';
  readonly kind: ErrorKind;
  /** −1: all types together. */
  readonly type: number;
  readonly count: number;
  readonly of: number;
  /** Null when the side has no mention of the type. */
  readonly share: number | null;
  /** Mentions taken as independent. */
  readonly interval: Interval | null;
}

export interface ErrorCounts {
  /** All types together first, then by type; classes in the order of `errorKinds`, those of the other side left out. */
  readonly counts: readonly KindCount[];
  /** Rows that are not correct, but a split or a merge counts once. */
  readonly errors: readonly {
    readonly kind: ErrorKind;
    readonly count: number;
    readonly share: number;
    readonly interval: Interval;
  }[];
  readonly total: number;
}

/** Mentions by class and type, with the share of their side. */
export function errorCounts(input: EntityErrorInput, taxonomy: ErrorTaxonomy): ErrorCounts {
  const counts: KindCount[] = [];
  for (const side of ['reference', 'predicted'] as const) {
    const kinds = side === 'reference' ? taxonomy.referenceKind : taxonomy.predictedKind;
    const { type } = input[side];
    const table = new Int32Array((input.types.length + 1) * errorKinds.length);
    const totals = new Int32Array(input.types.length + 1);
    for (let i = 0; i < kinds.length; i++) {
      if (kinds[i] === NOT_COUNTED) continue;
      for (const at of [0, type[i]! + 1]) {
        const cell = at * errorKinds.length + kinds[i]!;
        table[cell] = table[cell]! + 1;
        totals[at] = totals[at]! + 1;
      }
    }
    for (let at = 0; at < totals.length; at++) {
      const of = totals[at]!;
      // Ten thousand types that nobody uses need no lines.
      if (of === 0 && at > 0) continue;
      for (const [code, kind] of errorKinds.entries()) {
        if (kind === (side === 'reference' ? 'spurious' : 'missed')) continue;
        const count = table[at * errorKinds.length + code]!;
        counts.push({
          side,
          kind,
          type: at - 1,
          count,
          of,
          share: of === 0 ? null : count / of,
          interval: of === 0 ? null : wilson(count, of),
        });
      }
    }
  }
  const once = errorsOnce(taxonomy);
  const total = once.reduce((sum, count) => sum + count, 0);
  return {
    counts,
    total,
    errors: errorKinds.flatMap((kind, code) =>
      kind === 'correct'
        ? []
        : [
            {
              kind,
              count: once[code]!,
              share: total === 0 ? 0 : once[code]! / total,
              interval: wilson(once[code]!, total),
            },
          ],
    ),
  };
}

/** Every wrong row; of a split or a merge the one that stands for both sides. */
function errorsOnce({ rows, referenceRow, predictedRow }: ErrorTaxonomy): Int32Array {
  const once = new Int32Array(errorKinds.length);
  const joined = [kindCode('split'), kindCode('merge')];
  for (let row = 0; row < rows.kind.length; row++) {
    const kind = rows.kind[row]!;
    if (kind === 0) continue;
    if (joined.includes(kind)) {
      if (referenceRow[rows.reference[row]!] !== row || predictedRow[rows.predicted[row]!] !== row) continue;
    }
    once[kind] = once[kind]! + 1;
  }
  return once;
}
