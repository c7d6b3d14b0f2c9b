import type { Examination } from '../metrics/examination/index.ts';
import type { ClassificationMeasures } from '../metrics/text-classification/measures.ts';
import type { ConfusionCounts, Example, PredictionSet } from '../model/predictions.ts';
import type { Column, Quality, Table } from '../model/report.ts';
import { formatCount } from '../text/numbers.ts';
import { attributionSummary, weightCells } from './attributions.ts';
import { calibrationOf } from './calibration.ts';
import { tellsNoText } from './plain-ids.ts';
import { buildSubsets } from './subsets.ts';

export interface QualityOptions {
  /** Misclassified examples kept in the report: at most so many, or all. */
  readonly examples: number | 'all';
  /** Rows that findings name: kept beyond that number where they are wrong. */
  readonly named?: readonly number[];
  /** False leaves out texts, and ids and extra columns that may hold text. */
  readonly texts: boolean;
}

/** Mix-ups that are named; the matrix holds the rest. */
const MOST_CONFUSED = 20;

/** How good the predictions are, and the table of misclassified examples beside it. */
export async function buildQuality(
  set: PredictionSet,
  measures: ClassificationMeasures,
  options: QualityOptions,
  examination: Examination | null = null,
): Promise<{ readonly quality: Quality; readonly tables: Record<string, Table> }> {
  const { confusion } = measures;
  const limit = options.examples === 'all' ? set.rows : options.examples;
  const { rows, total } = await set.select({ kind: 'wrong', limit });
  const chosen = new Set(rows);
  const named = [...new Set(options.named ?? [])].filter((row) => row < set.rows && !chosen.has(row));
  const further = (await set.examples(Uint32Array.from(named))).filter(isWrong);
  const examples = [...(await set.examples(rows)), ...further];
  const weighed = examination === null ? new Map<number, string>() : weightCells(examination);
  const table = examplesTable(examples, set, options.texts, weighed);
  const name = `examples:${set.id}`;
  const tables: Record<string, Table> = Object.create(null);
  tables[name] = table;
  const subsets = examination === null ? null : await buildSubsets(set, examination, options.texts);
  if (subsets !== null) tables[subsets.subsets.table] = subsets.table;
  return {
    quality: {
      set: set.id,
      split: set.split?.value ?? null,
      file: set.file,
      rows: confusion.rows,
      unlabelled: confusion.unlabelled,
      overall: Object.values(measures.overall),
      classes: measures.classes,
      majority:
        measures.majority === null
          ? null
          : { label: measures.majority.label, share: measures.majority.share },
      confusion: { labels: confusion.labels, counts: matrix(confusion) },
      confused: largestMixUps(confusion),
      examples: { table: name, shown: examples.length, total, textsLeftOut: !options.texts },
      conventions: conventionsOf(set, measures),
      calibration: calibrationOf(examination),
      subsets: subsets?.subsets ?? null,
      attributions: attributionSummary(examination, total, options.texts),
    },
    tables,
  };
}

const isWrong = ({ reference, predicted }: Example): boolean =>
  reference !== null && predicted !== null && reference !== predicted;

function matrix({ labels, counts }: ConfusionCounts): number[][] {
  return labels.map((_, row) => Array.from(counts.subarray(row * labels.length, (row + 1) * labels.length)));
}

/** Cells off the diagonal, most errors first; among equals the larger share of its class, then the order of labels. */
function largestMixUps({ labels, counts }: ConfusionCounts): Quality['confused'] {
  const size = labels.length;
  const cells: { reference: string; predicted: string; count: number; ofReference: number }[] = [];
  for (let from = 0; from < size; from++) {
    const own = counts.subarray(from * size, (from + 1) * size);
    const support = own.reduce((sum, count) => sum + count, 0);
    for (let to = 0; to < size; to++) {
      if (from === to || own[to] === 0) continue;
      cells.push({
        reference: labels[from]!,
        predicted: labels[to]!,
        count: own[to]!,
        ofReference: support,
      });
    }
  }
  return cells.sort((a, b) => b.count - a.count || a.ofReference - b.ofReference).slice(0, MOST_CONFUSED);
}

function examplesTable(
  examples: readonly Example[],
  set: PredictionSet,
  texts: boolean,
  weighed: ReadonlyMap<number, string>,
): Table {
  const numbers = (name: string, value: (example: Example) => number | null): Column => ({
    name,
    type: 'number',
    values: Float64Array.from(examples, (example) => value(example) ?? Number.NaN),
  });
  const strings = (name: string, value: (example: Example) => string | null): Column => ({
    name,
    type: 'string',
    values: examples.map(value),
  });
  const ids = examples.every((example) => tellsNoText(example.id)) || texts;
  const columns: Column[] = [
    numbers('row', (example) => example.row),
    strings('id', (example) => (ids ? example.id : null)),
    strings('text', (example) => (texts ? example.text : null)),
    strings('reference', (example) => example.reference),
    strings('predicted', (example) => example.predicted),
    numbers('confidence', (example) => example.confidence),
    numbers('reference_probability', (example) => example.referenceProbability),
  ];
  if (texts && weighed.size > 0)
    columns.push(strings('attribution', (example) => weighed.get(example.row) ?? null));
  const taken = new Set(columns.map((column) => column.name));
  for (const name of set.extraColumns) {
    const value = (example: Example): string | null =>
      Object.hasOwn(example.extra, name) ? example.extra[name]! : null;
    if (!texts && !examples.every((example) => isPlainValue(value(example)))) continue;
    let unique = name;
    for (let again = 2; taken.has(unique); again++) unique = `${name} (${again})`;
    taken.add(unique);
    columns.push(strings(unique, value));
  }
  return { rows: examples.length, columns };
}

/** Numbers, dates and truth values hold no text of anybody; a word may. */
const isPlainValue = (value: string | null): boolean =>
  value === null ||
  /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(value.trim()) ||
  /^(true|false|nan)$/i.test(value.trim()) ||
  /^\d{4}-\d\d-\d\d([T ][\d:.]+(Z|[+-]\d\d:?\d\d)?)?$/.test(value.trim());

function conventionsOf(set: PredictionSet, measures: ClassificationMeasures): readonly string[] {
  const conventions: string[] = [];
  for (const score of Object.values(measures.overall)) {
    if (score.convention !== '') conventions.push(`${score.metric}: ${score.convention}`);
  }
  const [first] = measures.classes;
  if (first !== undefined) {
    for (const score of [first.precision, first.recall, first.f1]) {
      if (score.convention !== '') conventions.push(`${score.metric} of a class: ${score.convention}`);
    }
  }
  const { unlabelled } = measures.confusion;
  if (unlabelled > 0)
    conventions.push(`rows without a reference or a prediction, not counted: ${formatCount(unlabelled)}`);
  if (set.hasScores) conventions.push('confidence: probability of the predicted label');
  return [...new Set(conventions)];
}
