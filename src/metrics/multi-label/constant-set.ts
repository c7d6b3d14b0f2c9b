import type { Interval } from '../../model/outcome.ts';
import { normalQuantile } from '../../stats/index.ts';
import type { MultiLabelCounts } from './counts.ts';

/** The best answer that ignores the text: the same labels for every row. */
export interface ConstantSet {
  /** Most frequent first: as many as give the highest micro-F1. */
  readonly labels: readonly string[];
  readonly f1Micro: number;
  /** Rows with any other labels than these. */
  readonly otherRows: number;
  /** Micro-F1 of the predictions less that of the constant answer, on the same rows. */
  readonly difference: { readonly value: number; readonly interval: Interval };
  /** How the answers go with the references within labels, −1…1; null when one side is the same in every row. */
  readonly association: { readonly value: number; readonly interval: Interval } | null;
}

/**
 * Compares the predictions with always answering the same labels. Of all sets of k labels the k most frequent give the highest micro-F1,
 * 2·hits / (n·k + labels set), so that only k has to be tried. Intervals by the jackknife over rows. Null without rows or labels set.
 *
 * The association is the correlation of references and predictions pooled within labels, Σ(r − r̄)(p − p̄) / √(Σ(r − r̄)²·Σ(p − p̄)²) with the means of
 * each label: 0 for answers that know only how frequent the labels are.
 */
export function constantSet(
  counts: MultiLabelCounts,
  reference: Uint8Array,
  predicted: Uint8Array,
  level = 0.95,
): ConstantSet | null {
  const { n, labels, support, rows } = counts;
  const size = labels.length;
  const set = support.reduce((sum, count) => sum + count, 0);
  if (n === 0 || set === 0) return null;
  const order = labels.map((_, k) => k).sort((a, b) => support[b]! - support[a]! || a - b);
  let hits = 0;
  let best = { k: 0, f1: 0 };
  order.forEach((label, at) => {
    hits += support[label]!;
    const f1 = (2 * hits) / (n * (at + 1) + set);
    if (f1 > best.f1) best = { k: at + 1, f1 };
  });
  const chosen = order.slice(0, best.k);
  const z = normalQuantile((1 + level) / 2);

  const right = counts.rowHits.reduce((sum, count) => sum + count, 0);
  const called = counts.rowPredicted.reduce((sum, count) => sum + count, 0);
  const own = (2 * right) / (set + called);
  let squares = 0;
  let otherRows = 0;
  let products = 0;
  let productSquares = 0;
  const share = { reference: new Float64Array(size), predicted: new Float64Array(size) };
  for (let k = 0; k < size; k++) {
    share.reference[k] = support[k]! / n;
    share.predicted[k] = counts.predicted[k]! / n;
  }
  for (let i = 0; i < n; i++) {
    const at = rows[i]! * size;
    let constantHits = 0;
    for (const label of chosen) constantHits += reference[at + label]!;
    if (constantHits !== best.k || counts.rowReference[i] !== best.k) otherRows++;
    const ofOwn =
      (2 * counts.rowHits[i]! - own * (counts.rowReference[i]! + counts.rowPredicted[i]!)) / (set + called);
    const ofConstant = (2 * constantHits - best.f1 * (counts.rowReference[i]! + best.k)) / (set + best.k * n);
    squares += (ofOwn - ofConstant) ** 2;
    let product = 0;
    for (let k = 0; k < size; k++)
      product += (reference[at + k]! - share.reference[k]!) * (predicted[at + k]! - share.predicted[k]!);
    products += product;
    productSquares += product * product;
  }
  let spread = { reference: 0, predicted: 0 };
  for (let k = 0; k < size; k++) {
    const [r, p] = [share.reference[k]!, share.predicted[k]!];
    spread = { reference: spread.reference + n * r * (1 - r), predicted: spread.predicted + n * p * (1 - p) };
  }
  const scale = Math.sqrt(spread.reference * spread.predicted);
  const around = (value: number, error: number, method: string): Interval => ({
    low: Math.max(-1, value - z * error),
    high: Math.min(1, value + z * error),
    level,
    method,
  });
  const variance = Math.max(0, productSquares - (products * products) / n);
  return {
    labels: chosen.map((label) => labels[label]!),
    f1Micro: best.f1,
    otherRows,
    difference: {
      value: own - best.f1,
      interval: around(own - best.f1, Math.sqrt(squares), 'paired, jackknife over rows'),
    },
    association:
      scale === 0
        ? null
        : {
            value: products / scale,
            interval: around(products / scale, Math.sqrt(variance) / scale, 'jackknife over rows'),
          },
  };
}
