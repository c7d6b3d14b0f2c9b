import { analyse } from '../../src/engine/analyse.ts';
import type { AnalyseOptions } from '../../src/engine/analyse.ts';
import type { Finding, Report } from '../../src/model/report.ts';
import { memorySource } from '../../src/sources/memory.ts';

/** An example as a prediction file holds it. Labels are places in `Folder.labels`. */
export interface Row {
  readonly text: string;
  readonly label: number;
  readonly predicted: number;
  /** One for each label; null where none are saved. */
  readonly probabilities: ArrayLike<number> | null;
  /** Cells of further columns, in the order of `Folder.columns`. */
  readonly cells?: readonly (string | number)[];
}

export interface TrainingRow {
  readonly text: string;
  readonly label: number;
}

export interface Folder {
  readonly labels: readonly string[];
  readonly test: readonly Row[];
  readonly validation?: readonly Row[];
  readonly train?: readonly TrainingRow[];
  readonly columns?: readonly string[];
  /** Further files by path. */
  readonly files?: Readonly<Record<string, string>>;
}

const quoted = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

export function tableOf(rows: readonly Row[], labels: readonly string[], columns: readonly string[] = []): string {
  const scored = rows[0]?.probabilities != null;
  const header = ['text', 'label', 'prediction', ...columns, ...(scored ? labels.map((label) => `prob_${label}`) : [])];
  const lines = rows.map(({ text, label, predicted, probabilities, cells = [] }) =>
    [
      quoted(text),
      labels[label],
      labels[predicted],
      ...cells,
      ...(probabilities === null ? [] : Array.from(probabilities, (p) => p.toFixed(5))),
    ].join(','),
  );
  return `${[header.join(','), ...lines].join('\n')}\n`;
}

/** The files of a folder as somebody would keep them. */
export function filesOf({ labels, test, validation, train, columns, files }: Folder): Readonly<Record<string, string>> {
  return {
    'test_predictions.csv': tableOf(test, labels, columns),
    ...(validation === undefined ? {} : { 'validation_predictions.csv': tableOf(validation, labels, columns) }),
    ...(train === undefined
      ? {}
      : { 'train.csv': `${['text,label', ...train.map(({ text, label }) => `${quoted(text)},${labels[label]}`)].join('\n')}\n` }),
    ...files,
  };
}

/** Through the whole of Afterfit: reading, every audit, precedence, ranking. */
export const judgeFolder = (folder: Folder, options: AnalyseOptions = {}): Promise<Report> =>
  analyse(memorySource('study', filesOf(folder)), options);

export const findingsOf = (report: Report, ...ids: readonly string[]): readonly Finding[] =>
  report.findings.filter(({ id }) => ids.includes(id));

export const isSerious = ({ severity }: Finding): boolean => severity !== 'note';

/** A number of the evidence by its name. */
export function evidenceOf(finding: Finding | undefined, name: string): number | null {
  const value = finding?.evidence.find((one) => one.name === name)?.value;
  return typeof value === 'number' ? value : null;
}

export const saysOf = (report: Report, id: string): string | undefined => report.audits.find((one) => one.id === id)?.status;
