import type { ExampleTable } from '../model/predictions.ts';
import type { PredictionColumns } from './columns.ts';
import { probability } from './scores.ts';

/** The given rows as columns. */
export function tableOf(columns: PredictionColumns, rows: Uint32Array): ExampleTable {
  const { reference, predicted, scores, texts, extra } = columns;
  const pick = <T>(values: readonly T[]): T[] => Array.from(rows, (row) => values[row]!);
  let probabilities: Float64Array | null = null;
  if (scores !== null) {
    const size = scores.classes;
    probabilities = new Float64Array(rows.length * size);
    for (const [at, row] of rows.entries())
      for (let label = 0; label < size; label++)
        probabilities[at * size + label] = probability(scores, row, label);
  }
  return {
    reference: Int32Array.from(rows, (row) => reference[row]!),
    predicted: Int32Array.from(rows, (row) => predicted[row]!),
    probabilities,
    texts: texts === null ? null : pick(texts),
    extra: new Map([...extra].map(([name, values]) => [name, pick(values)])),
  };
}
