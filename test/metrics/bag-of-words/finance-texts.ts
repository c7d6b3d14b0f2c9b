import { readFileSync } from 'node:fs';
import { readCsv } from '../../../src/formats/csv.ts';

/** A column of a table of examples/finance-sentiment. */
export function financeColumn(path: string, name: string): readonly string[] {
  const bytes = readFileSync(new URL(`../../../examples/finance-sentiment/${path}`, import.meta.url));
  const { columns, cells } = readCsv(new Uint8Array(bytes), {});
  return (cells[columns.indexOf(name)] ?? []).map(String);
}

/** Texts and numbers of the labels, of rows that carry one of them. */
export function financeTexts(
  path: string,
  labels: readonly string[],
): { readonly texts: readonly string[]; readonly labels: Int32Array } {
  const [texts, own] = [financeColumn(path, 'text'), financeColumn(path, 'label')];
  const rows = own.flatMap((label, row) => (labels.includes(label) ? [row] : []));
  return {
    texts: rows.map((row) => texts[row]!),
    labels: Int32Array.from(rows, (row) => labels.indexOf(own[row]!)),
  };
}
