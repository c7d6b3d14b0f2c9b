import { formatCount } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import { idColumns } from './names.ts';
import { type ForeignTable, pickRows } from './table.ts';

/** Two tables as one, the columns of the second under other names where they clash. */
export interface Joined {
  readonly table: ForeignTable;
  /** How the rows were brought together, for the user. */
  readonly how: string;
}

export interface JoinRefusal {
  readonly expected: string;
  readonly found: string;
}

/**
 * References and predictions from two files: by id where both have one and the ids are the same rows; by order only
 * when both hold equally many rows. Anything else is refused, because a shifted join looks like a bad model.
 */
export function joinTables(references: ForeignTable, predictions: ForeignTable): Joined | JoinRefusal {
  const byId = matchIds(references, predictions);
  if (byId !== null) {
    const { referenceRows, predictionRows, names } = byId;
    const left = predictions.rows - predictionRows.length;
    const missing = references.rows - referenceRows.length;
    const rest = [
      left > 0 ? `${many(left, 'prediction')} without a reference` : '',
      missing > 0 ? `${many(missing, 'reference')} without a prediction` : '',
    ].filter((part) => part !== '');
    const how = `joined by id (\`${names[0]}\` and \`${names[1]}\`, ${many(referenceRows.length, 'row')})`;
    return {
      table: sideBySide(pickRows(references, referenceRows), pickRows(predictions, predictionRows)),
      how: rest.length === 0 ? how : `${how}; ${rest.join(' and ')} left out`,
    };
  }
  if (references.rows === predictions.rows) {
    return {
      table: sideBySide(references, predictions),
      how: `joined by order, because both hold ${formatCount(references.rows)} rows and no id that both share`,
    };
  }
  return {
    expected: `as many predictions as references (${formatCount(references.rows)}), or an id column in both files`,
    found: many(predictions.rows, 'prediction'),
  };
}

interface IdMatch {
  readonly referenceRows: readonly number[];
  readonly predictionRows: readonly number[];
  readonly names: readonly [string, string];
}

function matchIds(references: ForeignTable, predictions: ForeignTable): IdMatch | null {
  for (const left of idColumns(references.names)) {
    const rowOf = uniqueIds(references.column(left));
    if (rowOf === null) continue;
    for (const right of idColumns(predictions.names)) {
      const ids = uniqueIds(predictions.column(right));
      if (ids === null) continue;
      const shared = [...ids].filter(([id]) => rowOf.has(id));
      const complete = shared.length === ids.size && shared.length === rowOf.size;
      // 0…n−1 against 1…n overlaps in all but one row and would shift every pair; so a counter has to match completely.
      const counter = [...ids.keys()].every((id, index) => id === String(index));
      const enough = complete || (!counter && shared.length >= Math.min(ids.size, rowOf.size) * 0.5);
      if (!enough || shared.length === 0) continue;
      return {
        referenceRows: shared.map(([id]) => rowOf.get(id)!),
        predictionRows: shared.map(([, row]) => row),
        names: [left, right],
      };
    }
  }
  return null;
}

/** Row by id, or null when ids repeat or are missing. */
function uniqueIds(cells: readonly unknown[]): Map<string, number> | null {
  const rows = new Map<string, number>();
  for (let row = 0; row < cells.length; row++) {
    const cell = cells[row];
    if (typeof cell !== 'string' && typeof cell !== 'number') return null;
    const id = String(cell).trim();
    if (id === '' || rows.has(id)) return null;
    rows.set(id, row);
  }
  return rows.size === 0 ? null : rows;
}

const PREFIX = 'predictions: ';

/** A column of the predictions under its own name, or with a prefix where the references have it too. */
export const joinedName = (references: ForeignTable, name: string): string =>
  references.names.includes(name) ? `${PREFIX}${name}` : name;

export function sideBySide(references: ForeignTable, predictions: ForeignTable): ForeignTable {
  const second = new Map(predictions.names.map((name) => [joinedName(references, name), name]));
  const classNames = new Map(references.classNames);
  for (const [name, names] of predictions.classNames ?? [])
    classNames.set(joinedName(references, name), names);
  return {
    names: [...references.names, ...second.keys()],
    rows: references.rows,
    column: (name) => (second.has(name) ? predictions.column(second.get(name)!) : references.column(name)),
    classNames,
  };
}
