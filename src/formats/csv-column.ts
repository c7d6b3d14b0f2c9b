/** The cells of one column, and how many rows were left out because they are wider or narrower than the header. */
export interface CsvColumn {
  readonly cells: readonly string[];
  readonly uneven: number;
  /** The first such row, counted from 1 after the header, with its number of cells; null when there is none. */
  readonly firstUneven: { readonly row: number; readonly width: number } | null;
}

/**
 * One column of a CSV text, by its place in the header line: no other cell is ever built, so that counting the labels of
 * a file costs little more than reading it. Null where the text needs a parser that forgives: quotes that are not closed
 * or not at the ends of a cell, or lines that end in CR alone.
 */
export function readCsvColumn(
  text: string,
  delimiter: string,
  column: number,
  width: number,
): CsvColumn | null {
  const size = text.length;
  if (!text.includes('\n')) return null;
  const next = (of: string, from: number): number => {
    const at = text.indexOf(of, from);
    return at < 0 ? size : at;
  };
  const cells: string[] = [];
  let uneven = 0;
  let firstUneven: CsvColumn['firstUneven'] = null;
  let row = 0;
  let at = 0;
  // Kept from cell to cell: looking again for what lies far ahead would walk the text once a cell.
  let split = -1;
  let line = -1;
  while (at < size) {
    let place = 0;
    let cell = '';
    const start = at;
    for (;;) {
      const from = at;
      let raw: string | null = null;
      if (text.charCodeAt(at) === 34) {
        let quote = text.indexOf('"', at + 1);
        let doubled = false;
        while (quote >= 0 && text.charCodeAt(quote + 1) === 34) {
          doubled = true;
          quote = text.indexOf('"', quote + 2);
        }
        if (quote < 0) return null;
        if (place === column) {
          raw = text.slice(at + 1, quote);
          if (doubled) raw = raw.replaceAll('""', '"');
        }
        at = quote + 1;
        if (text.charCodeAt(at) === 13 && text.charCodeAt(at + 1) === 10) at++;
        if (at < size && text[at] !== delimiter && text.charCodeAt(at) !== 10) return null;
      } else {
        if (split < at) split = next(delimiter, at);
        if (line < at) line = next('\n', at);
        at = Math.min(split, line);
        if (place === column)
          raw = text.slice(from, at > from && text.charCodeAt(at - 1) === 13 ? at - 1 : at);
      }
      if (raw !== null) cell = raw;
      place++;
      if (at >= size || text[at] !== delimiter) break;
      at++;
    }
    const empty = at === start || (at === start + 1 && text.charCodeAt(start) === 13);
    at++;
    if (empty) continue;
    if (row > 0) {
      if (place === width) cells.push(cell);
      else {
        uneven++;
        firstUneven ??= { row, width: place };
      }
    }
    row++;
  }
  return { cells, uneven, firstUneven };
}
