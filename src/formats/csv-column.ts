/**
 * The cells of one column of a CSV text, by its place in the header line and the number of columns. One match takes a
 * whole row and no other cell is ever built, so that counting the labels of a file costs little more than reading it.
 * Null where the text needs a parser that forgives: rows of another width, quotes that are not closed or not at the ends
 * of a cell, lines that end in CR alone.
 */
export function readCsvColumn(
  text: string,
  delimiter: string,
  column: number,
  width: number,
): readonly string[] | null {
  const ends = delimiter === '\t' ? '\\t' : `\\${delimiter}`;
  // The three kinds of cell begin differently and each can end in one place only: a row that does not fit fails at once.
  const cell = `(?:"[^"]*(?:""[^"]*)*"|[^"${ends}\\r\\n][^${ends}\\r\\n]*|)`;
  const row = new RegExp(
    `(?:${cell}${ends}){${column}}(${cell})(?:${ends}${cell}){${width - column - 1}}(?:\\r?\\n|$)`,
    'y',
  );
  const cells: string[] = [];
  let at = 0;
  let header = true;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === 10 || (code === 13 && text.charCodeAt(at + 1) === 10)) {
      at += code === 10 ? 1 : 2;
      continue;
    }
    row.lastIndex = at;
    const match = row.exec(text);
    if (match === null) return null;
    at = row.lastIndex;
    if (!header) cells.push(unquoted(match[1]!));
    header = false;
  }
  return cells;
}

const unquoted = (cell: string): string =>
  cell.charCodeAt(0) === 34 ? cell.slice(1, -1).replaceAll('""', '"') : cell;
