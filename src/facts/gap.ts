import type { Series } from '../model/series.ts';
import { curveOf, valueAt } from './curves.ts';
import type { Curve, RunFacts } from './define.ts';

/** Validation minus training of one quantity at one step, both as the weights were there. */
export interface Gap {
  readonly step: number;
  readonly train: number;
  readonly validation: number;
  readonly value: number;
  /** Standard error from the evaluation set alone, or null. */
  readonly standardError: number | null;
  /** The training value lags by half a window because nothing was logged after it. */
  readonly lags: boolean;
}

/**
 * Training value as of the weights at `step`. A window or epoch mean describes the middle of its window, so rows are
 * placed there and interpolated; after the last middle the last row is all there is, and lags. Null before the first.
 */
export function trainValueAt(
  train: Curve,
  step: number,
): { readonly value: number; readonly lags: boolean } | null {
  const { n, value } = train;
  if (n === 0) return null;
  if (train.series.averaging === 'point' || train.series.averaging === 'last-step') {
    const at = valueAt(train, step);
    return at === null ? null : { value: at, lags: false };
  }
  const middles = middlesOf(train);
  if (step < middles[0]!) return null;
  if (step >= middles[n - 1]!) {
    // A row long before the step says nothing about it: at most one window back.
    const window = 2 * (train.step[n - 1]! - middles[n - 1]!);
    return step <= train.step[n - 1]! + window ? { value: value[n - 1]!, lags: true } : null;
  }
  const at = valueAt({ series: train.series, n, step: middles, value }, step);
  return at === null ? null : { value: at, lags: false };
}

const kept = new WeakMap<Float64Array, Float64Array>();

/** Middle of each row's window: half-way back to the row before (to 0 for the first). */
function middlesOf(train: Curve): Float64Array {
  let middles = kept.get(train.step);
  if (middles === undefined) {
    middles = train.step.map((s, row) => (s + (row === 0 ? 0 : train.step[row - 1]!)) / 2);
    kept.set(train.step, middles);
  }
  return middles;
}

function gapAt(train: Curve, validation: Curve, step: number, standardError: number | null): Gap | null {
  const seen = valueAt(validation, step);
  const learnt = trainValueAt(train, step);
  if (seen === null || learnt === null) return null;
  return {
    step,
    train: learnt.value,
    validation: seen,
    value: seen - learnt.value,
    standardError,
    lags: learnt.lags,
  };
}

export interface Gaps {
  readonly loss: { readonly atBest: Gap | null; readonly atEnd: Gap | null };
  readonly metric: { readonly atBest: Gap | null; readonly atEnd: Gap | null };
}

/** The training twin of the target metric (Keras logs `accuracy` beside `val_accuracy`), or null. */
function trainTwin(facts: RunFacts): Curve | null {
  const target = facts.targetMetric();
  if (target === null) return null;
  const twin: Series | undefined = facts.run.series.find(
    (s) => s.split === 'train' && s.quantity === target.quantity,
  );
  return twin === undefined ? null : curveOf(twin);
}

/** Gap of loss and of the target metric at the best and at the last evaluation. */
export function gapsOf(facts: RunFacts): Gaps {
  const best = facts.best();
  const pair = (train: Curve | null, validation: Curve | null, error: number | null): Gaps['loss'] => {
    if (train === null || validation === null) return { atBest: null, atEnd: null };
    const at = best?.argbestStep ?? null;
    return {
      atBest: at === null ? null : gapAt(train, validation, at, error),
      atEnd: gapAt(train, validation, validation.step[validation.n - 1]!, error),
    };
  };
  const comparable = facts.lossKind().train.kind === facts.lossKind().kind;
  return {
    loss: comparable
      ? pair(facts.trainLoss(), facts.validationLoss(), facts.lossError().single)
      : { atBest: null, atEnd: null },
    metric: pair(trainTwin(facts), facts.targetCurve(), facts.metricError().single),
  };
}
