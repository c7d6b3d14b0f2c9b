import { bands, numberBand } from '../bands.ts';
import type { Column } from '../examples.ts';
import { addRow, emptyMask, maskWhere } from '../mask.ts';
import type { Property, PropertyAnswer, PropertyInput, PropertyValue } from '../property.ts';

const MOST_VALUES = 50;
/** A number with so few values is a code or a rating, and is taken by value. */
const FEW_NUMBERS = 10;
const LEAST_TELLING = 10;

type Cell = Column['values'][number];

const isEmpty = (cell: Cell): boolean =>
  cell === null || cell === undefined || cell === '' || (typeof cell === 'number' && Number.isNaN(cell));

const numberOf = (cell: Cell): number =>
  typeof cell === 'number' ? cell : typeof cell === 'string' ? Number(cell) : Number.NaN;

/** A column that says of every row whether it is wrong is an outcome, no property of the example. */
function tellsOutcome(values: readonly PropertyValue[], outcome: Float64Array, rows: number): boolean {
  const wrong = outcome.reduce((sum, value) => sum + (value > 0 ? 1 : 0), 0);
  if (wrong < LEAST_TELLING || rows - wrong < LEAST_TELLING) return false;
  return values.every(({ rows: mask }) => {
    let [in0, in1] = [false, false];
    for (let row = 0; row < rows; row++) {
      if (((mask[row >>> 5]! >>> (row & 31)) & 1) === 0) continue;
      if (outcome[row]! > 0) in1 = true;
      else in0 = true;
      if (in0 && in1) return false;
    }
    return true;
  });
}

function separatesOutcome(numbers: Float64Array, outcome: Float64Array): boolean {
  const edges = [0, 1].map((wrong) => {
    let [low, high, count] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
    for (const [row, value] of numbers.entries()) {
      if (Number.isNaN(value) || (outcome[row]! > 0 ? 1 : 0) !== wrong) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
      count++;
    }
    return { low, high, count };
  });
  const [right, wrong] = [edges[0]!, edges[1]!];
  if (right.count < LEAST_TELLING || wrong.count < LEAST_TELLING) return false;
  return wrong.low > right.high || wrong.high < right.low;
}

const OUTCOME = 'the column tells of every row whether it is wrong, so it is a result and no property';

function answerOf({ name, values: cells }: Column, { rows, outcome }: PropertyInput): PropertyAnswer {
  const answer = (values: readonly PropertyValue[], leftOut: string | null): PropertyAnswer => ({
    id: `column:${name}`,
    title: name,
    role: 'slice',
    values,
    leftOut,
  });
  const masks = new Map<string, Int32Array>();
  let filled = 0;
  let numeric = true;
  let tooMany = false;
  for (let row = 0; row < rows; row++) {
    const cell = cells[row];
    if (isEmpty(cell)) continue;
    filled++;
    if (numeric && !Number.isFinite(numberOf(cell))) numeric = false;
    if (tooMany) continue;
    const value = String(cell);
    let mask = masks.get(value);
    if (mask === undefined) {
      if (masks.size === MOST_VALUES) {
        tooMany = true;
        continue;
      }
      mask = emptyMask(rows);
      masks.set(value, mask);
    }
    addRow(mask, row);
  }
  if (filled === 0) return answer([], 'the column is empty');
  const empty: PropertyValue = {
    name: `${name} is empty`,
    definition: `column ${name} has no value`,
    rows: maskWhere(rows, (row) => isEmpty(cells[row])),
    words: [],
    spans: null,
  };
  if (numeric && (tooMany || masks.size > FEW_NUMBERS)) {
    const numbers = Float64Array.from({ length: rows }, (_, row) =>
      isEmpty(cells[row]) ? Number.NaN : numberOf(cells[row]),
    );
    if (separatesOutcome(numbers, outcome)) return answer([], OUTCOME);
    return answer(
      [...bands(numbers, numberBand(name), `column ${name}, in quarters of this set`), empty],
      null,
    );
  }
  if (tooMany) return answer([], `more than ${MOST_VALUES} different values`);
  if (masks.size === 1 && filled === rows) return answer([], 'all rows have the same value');
  const values: PropertyValue[] = [...masks].map(([value, mask]) => ({
    name: `${name} = ${value}`,
    definition: `column ${name} is ${value}`,
    rows: mask,
    words: [],
    spans: null,
  }));
  values.sort((a, b) => (a.name < b.name ? -1 : 1));
  return tellsOutcome(values, outcome, rows) ? answer([], OUTCOME) : answer([...values, empty], null);
}

/** The user's own columns: up to 50 values each one, more numbers than ten in quarters. */
export const columns: Property = {
  id: 'columns',
  find: (input) => (input.examples.columns ?? []).map((column) => answerOf(column, input)),
};
