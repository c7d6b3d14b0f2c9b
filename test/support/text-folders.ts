import { type AnalyseOptions, analyse } from '../../src/engine/analyse.ts';
import type { AuditResult, Finding, Report } from '../../src/model/report.ts';
import { memorySource } from '../../src/sources/memory.ts';
import { createRandom } from '../../src/stats/index.ts';

/** One row of a table of predictions. */
export interface Row {
  readonly text: string;
  readonly label: string;
  readonly predicted?: string;
  readonly [column: string]: string | undefined;
}

/** A CSV file of rows; columns are those of the first row. */
export function csv(rows: readonly Row[]): string {
  const names = Object.keys(rows[0] ?? { text: '', label: '' });
  const cell = (value: string | undefined): string => `"${(value ?? '').replaceAll('"', '""')}"`;
  return [names.join(','), ...rows.map((row) => names.map((name) => cell(row[name])).join(','))].join('\n');
}

/** Texts that have nothing but frequent words in common, with a label each. */
export function freshRows(n: number, seed: number, words: (i: number) => number = () => 15): Row[] {
  const r = createRandom(seed);
  return Array.from({ length: n }, (_, i) => ({
    text: Array.from({ length: words(i) }, () => `w${Math.floor(9000 * r.next() ** 2).toString(36)}`).join(
      ' ',
    ),
    label: r.next() < 0.5 ? 'no' : 'yes',
  }));
}

/** The rows with predictions that are right with the given chance. */
export function predictedRows(rows: readonly Row[], seed: number, chance: (i: number) => number): Row[] {
  const r = createRandom(seed);
  return rows.map((row, i) => ({
    ...row,
    predicted: r.next() < chance(i) ? row.label : row.label === 'no' ? 'yes' : 'no',
  }));
}

/** What one audit says of a folder of files, through the whole engine. */
export async function saidOf(
  id: string,
  files: Record<string, string>,
  options: AnalyseOptions = {},
): Promise<{ readonly result: AuditResult; readonly findings: readonly Finding[]; readonly report: Report }> {
  const report = await analyse(memorySource('outputs', files), { only: [id], ...options });
  const result = report.audits.find((one) => one.id === id);
  if (result === undefined) throw new Error(`no run in ${Object.keys(files).join(', ')}`);
  return { result, findings: report.findings.filter((finding) => finding.id === id), report };
}
