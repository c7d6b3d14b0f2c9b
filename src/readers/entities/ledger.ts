import type { EntityExclusion } from '../../model/entities.ts';
import { formatCount } from '../../text/numbers.ts';
import type { ReadSide } from './read-side.ts';

/** At most so many places are named; the counts are of all. */
export const MOST_PLACES = 10;

const noRows = new Int32Array(0);

/** An entry of the ledger; what is not said is none. */
export const exclusion = (
  entry: Pick<EntityExclusion, 'kind' | 'side' | 'text'> & Partial<EntityExclusion>,
): EntityExclusion => ({ tokens: 0, mentions: 0, sentences: 0, places: [], rows: noRows, ...entry });

export const linePlace = (file: string, line: number): string =>
  `${file.slice(file.lastIndexOf('/') + 1)}, line ${formatCount(line)}`;

/** Sentences concerned, collected in ascending order without repetition. */
export function createRows(): { add(row: number): void; readonly count: number; rows(): Int32Array } {
  const rows: number[] = [];
  return {
    add(row) {
      if (rows.at(-1) !== row) rows.push(row);
    },
    get count() {
      return rows.length;
    },
    rows: () => Int32Array.from(rows),
  };
}

/** A sentence of a side as the user finds it: `test.txt, line 812`. */
export const placeOf = (side: ReadSide, sentence: number): string =>
  `${side.file.slice(side.file.lastIndexOf('/') + 1)}, ${side.place(sentence)}`;
