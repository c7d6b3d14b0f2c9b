import type { EntityErrorInput } from './input.ts';
import { kindCode } from './kinds.ts';
import { type ErrorTaxonomy, NOT_COUNTED } from './taxonomy.ts';

/** References of one type that became one type, or nothing; or spurious predictions of one type. */
export interface ConfusionCell {
  /** −1: the row of spurious predictions. */
  readonly reference: number;
  /** −1: the column of missed references. */
  readonly predicted: number;
  /** Mentions: each reference once, each spurious prediction once. */
  readonly count: number;
  /** Those with the borders of the reference. */
  readonly sameBorders: number;
  /** Rows of the taxonomy. */
  readonly rows: Int32Array;
}

export interface EntityConfusion {
  /** Cells that hold something, by reference type, then predicted type; missed and spurious last. */
  readonly cells: readonly ConfusionCell[];
  /** Predictions in no cell: further pieces of references that are in one. */
  readonly furtherPieces: number;
}

/**
 * Types by types, with a column of missed and a row of spurious mentions. Each reference stands in one cell, by its row, so that the rows
 * of the matrix add up to the references; the columns do not add up to the predictions when there are further pieces.
 */
export function entityConfusion(input: EntityErrorInput, taxonomy: ErrorTaxonomy): EntityConfusion {
  const { rows, referenceRow, predictedKind } = taxonomy;
  const cells = new Map<
    number,
    { reference: number; predicted: number; sameBorders: number; rows: number[] }
  >();
  const types = input.types.length;
  const used = new Uint8Array(predictedKind.length);
  for (let row = 0; row < rows.kind.length; row++) {
    const [r, p] = [rows.reference[row]!, rows.predicted[row]!];
    if (r >= 0 && referenceRow[r] !== row) continue;
    if (p >= 0) used[p] = 1;
    const reference = r < 0 ? -1 : input.reference.type[r]!;
    const predicted = p < 0 ? -1 : input.predicted.type[p]!;
    const key = (reference + 1) * (types + 1) + predicted + 1;
    let cell = cells.get(key);
    if (cell === undefined) {
      cell = { reference, predicted, sameBorders: 0, rows: [] };
      cells.set(key, cell);
    }
    if (rows.kind[row] === kindCode('correct') || rows.kind[row] === kindCode('type')) cell.sameBorders++;
    cell.rows.push(row);
  }
  const last = (type: number): number => (type < 0 ? types : type);
  return {
    furtherPieces: used.reduce(
      (sum, one, p) => sum + (one === 0 && predictedKind[p] !== NOT_COUNTED ? 1 : 0),
      0,
    ),
    cells: [...cells.values()]
      .sort((a, b) => last(a.reference) - last(b.reference) || last(a.predicted) - last(b.predicted))
      .map((cell) => ({ ...cell, count: cell.rows.length, rows: Int32Array.from(cell.rows) })),
  };
}
