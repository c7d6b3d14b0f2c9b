import { type ThresholdGain, thresholdGain } from '../probabilities/index.ts';
import { MISSING } from './counts.ts';

/** Labels with fewer rows share one threshold: their own would be chosen by chance. */
const OWN_THRESHOLD_ROWS = 50;

export interface LabelThreshold {
  readonly label: string;
  readonly positives: number;
  /** `own` was chosen for this label; `shared` for all cells of the labels with too few rows together. */
  readonly kind: 'own' | 'shared';
  readonly gain: ThresholdGain;
}

export interface LabelThresholds {
  readonly labels: readonly LabelThreshold[];
  /** Of all cells of the rare labels, pooled; null without rare labels. */
  readonly shared: ThresholdGain | null;
  /** Intervals that are looked at together: own thresholds and the shared one. */
  readonly tests: number;
}

type Options = NonNullable<Parameters<typeof thresholdGain>[2]>;

/**
 * A threshold for every label of a multi-label task (scores and indicators rows × labels), chosen on one half and judged on the
 * other. Cells without a score (NaN) or a reference (255) are left out.
 */
export function labelThresholds(
  reference: Uint8Array,
  scores: Float64Array,
  labels: readonly string[],
  options: Options = {},
): LabelThresholds {
  const size = labels.length;
  if (reference.length !== scores.length || (size > 0 && scores.length % size !== 0)) {
    throw new RangeError(
      `indicators and scores of ${size} labels expected, got ${reference.length} and ${scores.length}`,
    );
  }
  const column = (chosen: readonly number[]) => {
    const cells: number[] = [];
    for (let row = 0; row < scores.length; row += size)
      for (const label of chosen) {
        const i = row + label;
        if (reference[i] !== MISSING && !Number.isNaN(scores[i]!)) cells.push(i);
      }
    return {
      positive: Uint8Array.from(cells, (i) => reference[i]!),
      score: Float64Array.from(cells, (i) => scores[i]!),
    };
  };
  const columns = labels.map((_, k) => column([k]));
  const positives = columns.map(({ positive }) => positive.reduce((sum, one) => sum + one, 0));
  const rare = (k: number): boolean => positives[k]! < OWN_THRESHOLD_ROWS;
  const rares = labels.flatMap((_, k) => (rare(k) ? [k] : []));
  const pooled = rares.length > 0 ? column(rares) : null;
  const shared = pooled && thresholdGain(pooled.positive, pooled.score, options);
  const chosen = labels.map((label, k): LabelThreshold => {
    const common = { label, positives: positives[k]! };
    if (rare(k)) return { ...common, kind: 'shared', gain: shared! };
    const { positive, score } = columns[k]!;
    return { ...common, kind: 'own', gain: thresholdGain(positive, score, options) };
  });
  const own = chosen.filter(({ kind }) => kind === 'own').length;
  return { labels: chosen, shared, tests: own + (shared === null ? 0 : 1) };
}
