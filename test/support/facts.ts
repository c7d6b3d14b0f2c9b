import type { Audit, AuditContext } from '../../src/audits/define.ts';
import type { RunFacts } from '../../src/facts/define.ts';
import { createFacts } from '../../src/facts/index.ts';
import { measure } from '../../src/metrics/index.ts';
import type { ClassificationMeasures } from '../../src/metrics/text-classification/measures.ts';
import { stated } from '../../src/model/known.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import type { PredictionSet } from '../../src/model/predictions.ts';
import type { Run } from '../../src/model/run.ts';
import { makeRun } from './runs.ts';

/** Real facts of a run, with single answers replaced. A replaced answer is not seen by the other facts. */
const factsFor = (run: Run, overrides: Partial<RunFacts> = {}): RunFacts => ({
  ...createFacts(run),
  ...overrides,
});

/**
 * Measures of a confusion table: one line of counts for each reference label, in the order of `labels`. `cost`: mean −log p of
 * the reference, in nats, as if scores had been saved.
 */
export function measuresOf(
  labels: readonly string[],
  table: readonly (readonly number[])[],
  cost: number | null = null,
): ClassificationMeasures {
  const counts = Float64Array.from(table.flat());
  const rows = counts.reduce((a, b) => a + b, 0);
  const sums = cost === null ? null : { sum: cost * rows, sumOfSquares: 2 * cost * cost * rows, rows };
  return measure({ labels, counts, rows, unlabelled: 0 }, sums, { set: 'predictions.csv' });
}

export const validation = { split: stated('validation', 'predictions.csv') } as unknown as PredictionSet;

/** What an audit says about predictions with this confusion table. */
export function judgeTable(
  audit: Audit,
  labels: readonly string[],
  table: readonly (readonly number[])[],
  cost: number | null = null,
): Outcome {
  const run = makeRun({ labels });
  const measures = measuresOf(labels, table, cost);
  const context: AuditContext = {
    run,
    facts: factsFor(run, { measures: () => measures, predictions: () => validation }),
    probe: () => null,
  };
  return audit.judge(context);
}

/** What an audit says about a run without predictions. */
export function judgeWithoutPredictions(audit: Audit): Outcome {
  const run = makeRun();
  return audit.judge({ run, facts: factsFor(run), probe: () => null });
}

/** The same table with its labels in another order: `order[k]` is the old place of the k-th label. */
export const reordered = (
  labels: readonly string[],
  table: readonly (readonly number[])[],
  order: readonly number[],
): readonly [readonly string[], readonly (readonly number[])[]] => [
  order.map((i) => labels[i]!),
  order.map((i) => order.map((j) => table[i]![j]!)),
];
