import type { Run } from '../model/run.ts';
import type { Series } from '../model/series.ts';
import type { Curve } from './define.ts';

/** The finite rows of a series, or null when there are none. Shares the arrays when every row is finite. */
export function curveOf(series: Series): Curve | null {
  const { value, step } = series;
  let n = 0;
  for (let row = 0; row < value.length; row++) if (Number.isFinite(value[row])) n++;
  if (n === 0) return null;
  if (n === value.length) return { series, n, step, value };
  const kept = { step: new Float64Array(n), value: new Float64Array(n) };
  for (let row = 0, to = 0; row < value.length; row++) {
    if (!Number.isFinite(value[row])) continue;
    kept.step[to] = step[row]!;
    kept.value[to++] = value[row]!;
  }
  return { series, n, ...kept };
}

/** Index of the greatest (or least) value, the first of several; a loop, because curves have up to millions of rows. */
export function extremeRow(values: Float64Array, which: 'greatest' | 'least'): number {
  const sign = which === 'greatest' ? 1 : -1;
  let best = 0;
  for (let row = 1; row < values.length; row++) if (sign * (values[row]! - values[best]!) > 0) best = row;
  return best;
}

export const greatest = (values: Float64Array): number => values[extremeRow(values, 'greatest')]!;
export const least = (values: Float64Array): number => values[extremeRow(values, 'least')]!;

/** `eval_f1`, `eval/f1`, `val_f1`, `F1` → `f1`: the name that is left when the split's prefix is taken away. */
export const withoutPrefix = (tag: string): string =>
  tag.toLowerCase().replace(/^(eval|evaluation|val|valid|validation|dev)[_/]/, '');

/**
 * The evaluation set that the run is judged on when it has several: the one that the selection metric names, else the
 * unnamed one, else the first that was logged. `undefined` when nothing was evaluated during training.
 */
function primaryEvaluationSet(run: Run): string | null | undefined {
  const sets = run.series
    .filter((s) => s.split === 'validation' && s.value.length > 0)
    .map((s) => s.evaluationSet);
  if (sets.length === 0) return undefined;
  const chosen = run.selection.metric === null ? null : withoutPrefix(run.selection.metric);
  if (chosen !== null) {
    const named = sets.find((set) => set !== null && chosen.startsWith(`${set.toLowerCase()}_`));
    if (named !== undefined) return named;
  }
  return sets.includes(null) ? null : sets[0];
}

/** All series of the primary evaluation set. */
export function primaryEvaluations(run: Run): readonly Series[] {
  const set = primaryEvaluationSet(run);
  return set === undefined
    ? []
    : run.series.filter((s) => s.split === 'validation' && s.evaluationSet === set);
}

const longest = (candidates: readonly Series[]): Curve | null => {
  let best: Curve | null = null;
  for (const series of candidates) {
    const curve = curveOf(series);
    if (curve !== null && (best === null || curve.n > best.n)) best = curve;
  }
  return best;
};

/**
 * A single row named `train_loss` is the mean over the whole training that Trainer writes at the end; it is no point of
 * the curve (and after a resume it is wrong altogether).
 */
const isRunAverage = (series: Series): boolean =>
  /(^|\/)train_loss$/.test(series.tag) && series.value.length === 1 && series.averaging !== 'epoch-mean';

export const trainLossCurve = (run: Run): Curve | null =>
  longest(run.series.filter((s) => s.split === 'train' && s.quantity === 'loss' && !isRunAverage(s)));

export const validationLossCurve = (run: Run): Curve | null =>
  longest(primaryEvaluations(run).filter((s) => s.quantity === 'loss'));

export const learningRateCurve = (run: Run): Curve | null =>
  longest(run.series.filter((s) => s.quantity === 'learning_rate'));

export const gradientNormCurve = (run: Run): Curve | null =>
  longest(run.series.filter((s) => s.quantity === 'grad_norm'));

/** Value of a curve at a step by linear interpolation; null outside the logged range. */
export function valueAt(curve: Curve, step: number): number | null {
  const { n } = curve;
  if (n === 0 || step < curve.step[0]! || step > curve.step[n - 1]!) return null;
  let left = 0;
  let right = n - 1;
  while (left < right) {
    const middle = (left + right) >> 1;
    if (curve.step[middle]! < step) left = middle + 1;
    else right = middle;
  }
  const at = curve.step[right]!;
  if (at === step || right === 0) return curve.value[right]!;
  const before = curve.step[right - 1]!;
  const share = (step - before) / (at - before);
  return curve.value[right - 1]! * (1 - share) + curve.value[right]! * share;
}
