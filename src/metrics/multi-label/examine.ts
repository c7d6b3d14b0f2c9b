import type { MultiLabelSet } from '../../model/multi-label.ts';
import { type ConstantSet, constantSet } from './constant-set.ts';
import { type MultiLabelMeasures, measureMultiLabel } from './measure.ts';
import { type MultiLabelRankings, multiLabelRankings } from './rankings.ts';
import { type LabelThresholds, labelThresholds } from './thresholds.ts';

/** Answers about one set of several labels a row, each worked out once. */
export interface MultiLabelExamination {
  readonly set: MultiLabelSet;
  readonly source: 'out-of-sample' | 'in-sample' | 'unknown';
  measures(): MultiLabelMeasures;
  /** Null without rows or labels. */
  constant(): ConstantSet | null;
  /** Null without probabilities. */
  rankings(): MultiLabelRankings | null;
  /** Null without probabilities, or when no single threshold gives the saved predictions. */
  thresholds(): LabelThresholds | null;
}

const SEED = 1;

export function examineMultiLabel(set: MultiLabelSet): MultiLabelExamination {
  const { reference, predicted, labels, probabilities, threshold } = set;
  const scores = kept(() => (probabilities === null ? null : Float64Array.from(probabilities)));
  const measures = kept(() => measureMultiLabel(reference, predicted, labels));
  const split = set.split?.value;
  return {
    set,
    source: split === 'train' ? 'in-sample' : split === undefined ? 'unknown' : 'out-of-sample',
    measures,
    constant: kept(() => constantSet(measures().counts, reference, predicted)),
    rankings: kept(() => {
      const all = scores();
      return all === null ? null : multiLabelRankings(reference, all, labels);
    }),
    thresholds: kept(() => {
      const all = scores();
      return all === null || threshold === null
        ? null
        : labelThresholds(reference, all, labels, {
            seed: SEED,
            current: threshold.value,
            // Looked at together: 95 % for all labels, and enough draws for the ends of so wide an interval.
            level: 1 - 0.05 / labels.length,
            draws: Math.min(20_000, Math.max(1000, 200 * labels.length)),
          });
    }),
  };
}

function kept<T>(answer: () => T): () => T {
  let value: { readonly is: T } | null = null;
  return () => {
    value ??= { is: answer() };
    return value.is;
  };
}
