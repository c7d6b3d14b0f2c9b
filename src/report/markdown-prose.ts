import { markdownCode, markdownText } from './safe-text.ts';
import { parseText } from './text.ts';

/** Prose keeps its two marks; everything else is shown as it is. */
export function prose(text: string): string {
  let out = '';
  let bold = false;
  for (const token of parseText(text)) {
    if (token.bold !== bold) out += '**';
    bold = token.bold;
    out += token.code ? markdownCode(token.text) : markdownText(token.text);
  }
  return bold ? `${out}**` : out;
}

/** The same in a table, where a bar ends the cell even within code. */
export const proseCell = (text: string): string => prose(text).replace(/(?<!\\)\|/g, '\\|');

/** A sentence that ends as one. */
export const sentence = (text: string): string => (/[.?!…:]$/.test(text) ? text : `${text}.`);

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** A table; the columns in `right` hold numbers. Cells are Markdown already. */
export const table = (
  head: readonly string[],
  right: readonly number[],
  rows: readonly (readonly string[])[],
): string[] => [
  row(head),
  row(head.map((_, column) => (right.includes(column) ? '---:' : '---'))),
  ...rows.map(row),
  '',
];
