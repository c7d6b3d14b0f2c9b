import type { MultiLabelExamination } from '../metrics/multi-label/index.ts';
import type { MultiLabelSet } from '../model/multi-label.ts';
import type { LabelScores, MultiLabelQuality, Table } from '../model/report.ts';
import { formatCount } from '../text/numbers.ts';
import { tellsNoText } from './plain-ids.ts';

/** Rows that are shown. */
const MOST_EXAMPLES = 30;

/** How good predictions of several labels a row are, and the table of the rows with most wrong labels beside it. */
export function buildMultiLabel(
  examined: MultiLabelExamination,
  options: { readonly texts: boolean },
): { readonly quality: MultiLabelQuality; readonly tables: Record<string, Table> } {
  const { set } = examined;
  const { counts, overall, labelsPerRow, empty } = examined.measures();
  const rankings = examined.rankings();
  const constant = examined.constant();
  const examples = worstRows(examined);
  const name = `label-sets:${set.id}`;
  const tables: Record<string, Table> = Object.create(null);
  tables[name] = tableOf(set, examples.rows, options.texts);
  return {
    quality: {
      set: set.id,
      split: set.split?.value ?? null,
      file: set.file,
      rows: counts.n,
      leftOut: counts.leftOut,
      overall: [...Object.values(overall), ...Object.values(rankings?.overall ?? {})].map(
        ({ metric, convention, value, reason, interval }) => ({
          metric,
          convention,
          value,
          reason,
          interval,
        }),
      ),
      labels: labelsOf(examined),
      labelsPerRow,
      empty,
      constant: constant === null ? null : { labels: constant.labels, f1Micro: constant.f1Micro },
      threshold: set.threshold?.value ?? null,
      examples: {
        table: name,
        shown: examples.rows.length,
        total: examples.total,
        textsLeftOut: !options.texts,
      },
      conventions: conventionsOf(examined),
    },
    tables,
  };
}

function labelsOf(examined: MultiLabelExamination): readonly LabelScores[] {
  const rankings = examined.rankings();
  const thresholds = examined.source === 'in-sample' ? null : examined.thresholds();
  return examined.measures().classes.map((scores, k): LabelScores => {
    const { label, support, predicted, precision, recall, f1 } = scores;
    const ranking = rankings?.labels[k];
    const chosen = thresholds?.labels[k];
    return {
      ...{ label, support, predicted, precision, recall, f1 },
      rocAuc: ranking?.rocAuc ?? null,
      averagePrecision: ranking?.averagePrecision ?? null,
      threshold:
        chosen === undefined
          ? null
          : {
              best: chosen.gain.best,
              shared: chosen.kind === 'shared',
              gain:
                chosen.gain.heldOut === null
                  ? null
                  : { value: chosen.gain.heldOut.gain, interval: chosen.gain.heldOut.interval },
            },
    };
  });
}

/** Rows with a wrong label, most wrong labels first; among equals in the order of the file. */
function worstRows(examined: MultiLabelExamination): {
  readonly rows: readonly number[];
  readonly total: number;
} {
  const { rows, rowHits, rowReference, rowPredicted, n } = examined.measures().counts;
  const wrong: { row: number; cells: number }[] = [];
  for (let i = 0; i < n; i++) {
    const cells = rowReference[i]! + rowPredicted[i]! - 2 * rowHits[i]!;
    if (cells > 0) wrong.push({ row: rows[i]!, cells });
  }
  const total = wrong.length;
  wrong.sort((a, b) => b.cells - a.cells || a.row - b.row);
  return { rows: wrong.slice(0, MOST_EXAMPLES).map(({ row }) => row), total };
}

function tableOf(set: MultiLabelSet, rows: readonly number[], texts: boolean): Table {
  const size = set.labels.length;
  const named = (row: number, is: (reference: number, predicted: number) => boolean): string =>
    set.labels
      .filter((_, k) => is(set.reference[row * size + k]!, set.predicted[row * size + k]!))
      .join(', ');
  const ids = rows.map((row) => set.ids?.[row] ?? null);
  const showsIds = texts || ids.every(tellsNoText);
  return {
    rows: rows.length,
    columns: [
      { name: 'row', type: 'number', values: Float64Array.from(rows) },
      { name: 'id', type: 'string', values: showsIds ? ids : ids.map(() => null) },
      { name: 'text', type: 'string', values: rows.map((row) => (texts ? set.text(row) : null)) },
      { name: 'missed', type: 'string', values: rows.map((row) => named(row, (a, b) => a === 1 && b === 0)) },
      { name: 'wrong', type: 'string', values: rows.map((row) => named(row, (a, b) => a === 0 && b === 1)) },
    ],
  };
}

function conventionsOf(examined: MultiLabelExamination): readonly string[] {
  const { overall, counts } = examined.measures();
  const scores = [...Object.values(overall), ...Object.values(examined.rankings()?.overall ?? {})];
  const conventions = scores
    .filter(({ convention }) => convention !== '')
    .map(({ metric, convention }) => `${metric}: ${convention}`);
  if (counts.leftOut > 0)
    conventions.push(
      `rows without all references and predictions, not counted: ${formatCount(counts.leftOut)}`,
    );
  if (examined.set.threshold !== null)
    conventions.push(
      `threshold of the predictions: ${examined.set.threshold.value} (${examined.set.threshold.from})`,
    );
  return [...new Set(conventions)];
}
