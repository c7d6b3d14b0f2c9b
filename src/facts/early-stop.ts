import { curveOf, extremeRow, primaryEvaluations, withoutPrefix } from './curves.ts';
import type { Curve, RunFacts, SamplingError } from './define.ts';
import { greaterIsBetterByName } from './target-metric.ts';

/** The run ended before its plan, and what is known about why. */
export interface EarlyStop {
  readonly at: number;
  readonly planned: number;
  /** Of Trainer's callback, where the state holds it. */
  readonly patience: number | null;
  /** `recorded`: the patience is known and was used up; `fits`: an evaluation or more came after the best of a run that kept the best; `other`: nothing points to it. */
  readonly by: 'recorded' | 'fits' | 'other';
  /** The watched quantity: the one that chose the checkpoint, else the target metric, else validation loss. */
  readonly watched: { readonly what: 'metric' | 'validation-loss' | 'other'; readonly curve: Curve };
  readonly bestRow: number;
  /** Evaluations after the best one. */
  readonly since: number;
  /** Best minus last in the direction of worse, ≥ 0, and the standard error to be expected; null where unknown. */
  readonly shortfall: number;
  readonly expected: number | null;
}

/** Ended before this share of the plan. (A step more or less is rounding of epochs.) */
const EARLY = 0.98;

function watchedOf(facts: RunFacts): (EarlyStop['watched'] & { readonly greater: boolean }) | null {
  const target = facts.targetMetric();
  const targetCurve = facts.targetCurve();
  const loss = facts.validationLoss();
  const { metric, greaterIsBetter } = facts.run.selection;
  if (metric !== null) {
    const name = withoutPrefix(metric);
    const series = primaryEvaluations(facts.run).find((s) => withoutPrefix(s.tag) === name);
    const curve = series === undefined ? null : curveOf(series);
    if (series !== undefined && curve !== null) {
      const isLoss = loss !== null && series === loss.series;
      const isTarget = target !== null && series === target.series;
      const greater = greaterIsBetterByName(series.quantity) ?? greaterIsBetter ?? true;
      return { what: isLoss ? 'validation-loss' : isTarget ? 'metric' : 'other', curve, greater };
    }
  }
  // Keras watches `val_loss` when nothing else is said.
  if (loss !== null && (facts.run.framework === 'keras' || targetCurve === null))
    return { what: 'validation-loss', curve: loss, greater: false };
  return target === null || targetCurve === null
    ? null
    : { what: 'metric', curve: targetCurve, greater: target.greaterIsBetter };
}

const plannedEnd = (facts: RunFacts): number | null =>
  facts.run.axis === 'epoch'
    ? (facts.run.hyperparameters.epochs?.value ?? null)
    : (facts.run.plannedSteps?.value ?? null);

/** Trainer's callback insists on loading the best model at the end; Keras' history does not say which callbacks there were. */
const mayStop = ({ run }: RunFacts): boolean =>
  run.framework === 'keras' || run.selection.loadBestAtEnd === true;

/** How and on what the run was stopped; `null`: it made all of its plan; `undefined`: the plan or the evaluations are not known. */
export function earlyStop(facts: RunFacts): EarlyStop | null | undefined {
  const planned = plannedEnd(facts);
  const at = facts.run.lastStep;
  if (planned === null || at === null || planned <= 0) return undefined;
  if (at >= EARLY * planned) return null;
  const watched = watchedOf(facts);
  if (watched === null) return undefined;
  const { curve, greater, what } = watched;
  const bestRow = extremeRow(curve.value, greater ? 'greatest' : 'least');
  const since = curve.n - 1 - bestRow;
  const raw = facts.run.hyperparameters.raw.early_stopping_patience;
  const patience = typeof raw === 'number' ? raw : null;
  const error: SamplingError | null =
    what === 'metric' ? facts.metricError() : what === 'validation-loss' ? facts.lossError() : null;
  return {
    at,
    planned,
    patience,
    by: patience !== null && since >= patience ? 'recorded' : since >= 1 && mayStop(facts) ? 'fits' : 'other',
    watched: { what, curve },
    bestRow,
    since,
    shortfall: Math.abs(curve.value[bestRow]! - curve.value[curve.n - 1]!),
    expected: error?.expectedDifference ?? null,
  };
}
