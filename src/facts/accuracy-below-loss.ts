import { curveOf, primaryEvaluations, valueAt } from './curves.ts';
import type { RunFacts } from './define.ts';
import { trainedTask } from './task.ts';

/** Evaluations whose accuracy is lower than their loss allows. */
export interface AccuracyBelowLoss {
  readonly evaluations: number;
  readonly step: number;
  readonly accuracy: number;
  readonly loss: number;
  /** The least accuracy that this loss allows. */
  readonly least: number;
}

/** Rounding, an uneven last batch, and a loss that is averaged over batches. */
const MARGIN = 0.05;
const LEAST_EVALUATIONS = 2;

/**
 * Whoever answers the most probable label and is wrong gave the right one at most a half, which costs ln 2 or more. So a mean
 * cross-entropy L leaves no room for an accuracy below 1 − L/ln 2. Where it lies lower at every evaluation, answers and
 * references were not counted alike. Null without both, or when it does not hold, and wherever the loss is not known to be a plain
 * cross-entropy of one label: the mean over many labels of a multi-label model is small beside the accuracy of whole sets.
 */
export function accuracyBelowLoss(facts: RunFacts): AccuracyBelowLoss | null {
  const loss = facts.validationLoss();
  const series = primaryEvaluations(facts.run).find(({ quantity }) => quantity === 'accuracy');
  const accuracy = series === undefined ? null : curveOf(series);
  if (loss === null || accuracy === null || facts.lossKind().kind !== 'cross-entropy') return null;
  const task = trainedTask(facts.run);
  if (task !== null && task !== 'text-classification') return null;
  let found: AccuracyBelowLoss | null = null;
  let evaluations = 0;
  for (let row = 0; row < accuracy.n; row++) {
    const [step, value] = [accuracy.step[row]!, accuracy.value[row]!];
    const cost = valueAt(loss, step);
    if (cost === null || !(cost > 0) || !(value >= 0 && value <= 1)) return null;
    const least = 1 - cost / Math.LN2;
    if (value >= least - MARGIN) return null;
    evaluations++;
    found = { evaluations, step, accuracy: value, loss: cost, least };
  }
  return evaluations >= LEAST_EVALUATIONS ? found : null;
}
