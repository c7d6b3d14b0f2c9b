import type { MultiLabelCounts } from './counts.ts';
import { defined, type MultiLabelScore, noRows, notDefined, overRows } from './score.ts';

/** A ratio of sums over rows: what one cell adds to its numerator and denominator. */
interface Ratio {
  readonly name: 'precision' | 'recall' | 'f1';
  readonly formula: string;
  readonly whenUndefined: string;
  /** Numerator per hit: F1 counts a hit on both sides. */
  readonly perHit: 1 | 2;
  whole(reference: number, predicted: number): number;
}

const ratios: readonly Ratio[] = [
  {
    name: 'precision',
    formula: 'TP / (TP + FP)',
    whenUndefined: 'nothing is predicted',
    perHit: 1,
    whole: (_, predicted) => predicted,
  },
  {
    name: 'recall',
    formula: 'TP / (TP + FN)',
    whenUndefined: 'no row has a label',
    perHit: 1,
    whole: (reference) => reference,
  },
  {
    name: 'f1',
    formula: '2·TP / (2·TP + FP + FN)',
    whenUndefined: 'neither references nor predictions hold a label',
    perHit: 2,
    whole: (reference, predicted) => reference + predicted,
  },
];

/** Squared effects of half an imagined row, a quarter right and a quarter wrong, on a ratio with this denominator. */
function imagined(value: number, whole: number, perHit: 1 | 2): number {
  const right = perHit === 2 ? 2 - 2 * value : 1 - value;
  return (0.25 * (right * right + value * value)) / (whole + 0.5) ** 2;
}

/** Micro, macro and weighted averages of precision, recall and F1, with intervals over rows. */
export function averagedScores(
  counts: MultiLabelCounts,
  reference: Uint8Array,
  predicted: Uint8Array,
  level: number,
): readonly MultiLabelScore[] {
  return ratios.flatMap((ratio) => [
    micro(counts, ratio, level),
    macro(counts, ratio, reference, predicted, false, level),
    macro(counts, ratio, reference, predicted, true, level),
  ]);
}

function micro(counts: MultiLabelCounts, ratio: Ratio, level: number): MultiLabelScore {
  const metric = `${ratio.name}_micro`;
  const convention = `${ratio.formula}, all cells pooled`;
  const { n, rowHits, rowReference, rowPredicted } = counts;
  if (n === 0) return notDefined(metric, convention, noRows);
  let part = 0;
  let whole = 0;
  for (let i = 0; i < n; i++) {
    part += ratio.perHit * rowHits[i]!;
    whole += ratio.whole(rowReference[i]!, rowPredicted[i]!);
  }
  if (whole === 0) return notDefined(metric, convention, ratio.whenUndefined);
  const value = part / whole;
  let squares = 0;
  let rows = 0;
  for (let i = 0; i < n; i++) {
    const own = ratio.whole(rowReference[i]!, rowPredicted[i]!);
    if (own > 0) rows++;
    squares += (ratio.perHit * rowHits[i]! - value * own) ** 2;
  }
  const variance = squares / (whole * whole) + imagined(value, whole, ratio.perHit);
  const centre = (value * rows + 0.25) / (rows + 0.5);
  return defined(metric, convention, value, overRows(value, variance, rows, level, centre));
}

function macro(
  counts: MultiLabelCounts,
  ratio: Ratio,
  reference: Uint8Array,
  predicted: Uint8Array,
  byRows: boolean,
  level: number,
): MultiLabelScore {
  const { n, labels, rows, support, truePositives } = counts;
  const size = labels.length;
  const metric = `${ratio.name}_${byRows ? 'weighted' : 'macro'}`;
  const mean = byRows ? 'mean over labels weighted by their rows' : 'mean over all labels';
  const convention = `${ratio.formula}, ${mean}; a label where it is 0/0 counts as 0, as in scikit-learn`;
  if (n === 0 || size === 0) return notDefined(metric, convention, noRows);
  const all = support.reduce((sum, count) => sum + count, 0);
  if (byRows && all === 0) return notDefined(metric, convention, 'no row has a label');
  const each = new Float64Array(size);
  const whole = new Float64Array(size);
  const weight = new Float64Array(size);
  let value = 0;
  let definedWeight = 0;
  let undefinedParts = 0;
  let fewest = Number.POSITIVE_INFINITY;
  for (let k = 0; k < size; k++) {
    weight[k] = byRows ? support[k]! / all : 1 / size;
    whole[k] = ratio.whole(support[k]!, counts.predicted[k]!);
    if (whole[k] === 0) {
      undefinedParts++;
      continue;
    }
    each[k] = (ratio.perHit * truePositives[k]!) / whole[k]!;
    value += weight[k]! * each[k]!;
    definedWeight += weight[k]!;
    fewest = Math.min(fewest, whole[k]!);
  }
  if (undefinedParts === size)
    return notDefined(metric, convention, `${ratio.whenUndefined}, for every label`);
  let variance = 0;
  for (let i = 0; i < n; i++) {
    const at = rows[i]! * size;
    let effect = 0;
    for (let k = 0; k < size; k++) {
      const a = reference[at + k]!;
      const b = predicted[at + k]!;
      if ((a | b) === 0) continue;
      if (whole[k]! > 0) {
        effect += (weight[k]! * (ratio.perHit * (a & b) - each[k]! * ratio.whole(a, b))) / whole[k]!;
      }
      if (byRows) effect += (a * (each[k]! - value)) / all;
    }
    variance += effect * effect;
  }
  for (let k = 0; k < size; k++) {
    if (whole[k]! > 0) variance += weight[k]! ** 2 * imagined(each[k]!, whole[k]!, ratio.perHit);
  }
  const centre = (value * fewest + 0.25) / (fewest + 0.5);
  const whereDefined = definedWeight > 0 ? value / definedWeight : null;
  return defined(
    metric,
    convention,
    value,
    overRows(value, variance, n, level, centre),
    undefinedParts,
    whereDefined,
  );
}
