import type { ConfusionCounts } from '../../model/predictions.ts';
import type { ClassScores, Score } from '../../model/report.ts';

/** Everything audits and reports know about a prediction set, computed once from counts. Plain data. */
export interface ClassificationMeasures {
  readonly set: string;
  readonly confusion: ConfusionCounts;
  /** By metric name: `accuracy`, `balanced_accuracy`, `mcc`, `f1_macro`, `f1_micro`, `f1_weighted`, `precision_macro`, … */
  readonly overall: Readonly<Record<string, Score>>;
  /** In the order of `confusion.labels`. */
  readonly classes: readonly ClassScores[];
  readonly majority: { readonly label: string; readonly count: number; readonly share: number } | null;
  /** Mean −log p(reference) in nats with its standard error, when scores were saved. */
  readonly negativeLogLikelihood: {
    readonly mean: number;
    readonly standardError: number;
    readonly sd: number;
    readonly rows: number;
  } | null;
}
