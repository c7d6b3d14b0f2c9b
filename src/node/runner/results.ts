import type { ReadyRows } from './messages.ts';

/** Answers in the order of the rows. A unit is the row, a word of it, or a token of its text. */
export interface CollectedRows {
  readonly labelCount: number;
  /** First unit of each row, and one more entry: the number of units. */
  readonly firstUnit: Int32Array;
  /** units × labels, row-major. NaN for words that have no token or were cut off. */
  readonly logits: Float32Array;
  /** Tokens of each row before it was cut, special ones among them. */
  readonly tokensBeforeCut: Int32Array;
  /** Start, end, and 1 where a word begins, of each unit that is a token of a text; UTF-16 units. Null otherwise. */
  readonly places: Int32Array | null;
}

/** Puts batches back into the order of the rows. Rows that no batch has are left without units. */
export function collectRows(rows: number, parts: readonly ReadyRows[]): CollectedRows {
  const counts = new Int32Array(rows);
  const tokensBeforeCut = new Int32Array(rows);
  let labelCount = 0;
  let anyPlaces = false;
  for (const part of parts) {
    let units = 0;
    part.rows.forEach((row, at) => {
      counts[row] = part.units[at]!;
      tokensBeforeCut[row] = part.tokensBeforeCut[at]!;
      units += part.units[at]!;
    });
    if (units > 0) labelCount = part.logits.length / units;
    if (part.places !== null) anyPlaces = true;
  }
  const firstUnit = new Int32Array(rows + 1);
  for (let row = 0; row < rows; row++) firstUnit[row + 1] = firstUnit[row]! + counts[row]!;
  const units = firstUnit[rows]!;
  const logits = new Float32Array(units * labelCount);
  const places = anyPlaces ? new Int32Array(units * 3) : null;
  for (const part of parts) {
    let unit = 0;
    part.rows.forEach((row, at) => {
      const count = part.units[at]!;
      const to = firstUnit[row]!;
      logits.set(part.logits.subarray(unit * labelCount, (unit + count) * labelCount), to * labelCount);
      if (places !== null && part.places !== null)
        places.set(part.places.subarray(unit * 3, (unit + count) * 3), to * 3);
      unit += count;
    });
  }
  return { labelCount, firstUnit, logits, tokensBeforeCut, places };
}
