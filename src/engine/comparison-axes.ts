import type { RunFacts } from '../facts/define.ts';

/** What a step of each run is worth on an axis that all runs share. */
export interface ComputeScale {
  readonly title: string;
  /** One a run, in their order; null when some run does not record what it takes. */
  readonly factors: readonly number[] | null;
  readonly reason: string | null;
}

const missing = (title: string, reason: string): ComputeScale => ({ title, factors: null, reason });

/** All values, or null when one of them is missing. */
function complete(values: readonly (number | null)[]): readonly number[] | null {
  return values.every((value) => value !== null && Number.isFinite(value) && value > 0)
    ? (values as readonly number[])
    : null;
}

/** What makes a step of one model cost as much as a step of another. */
const sizeOf = ({ run: { model } }: RunFacts): string | null =>
  model.layers === null && model.hiddenSize === null && model.base === null
    ? null
    : JSON.stringify(
        model.layers === null || model.hiddenSize === null
          ? model.base
          : [model.type, model.layers, model.hiddenSize, model.vocabularySize, model.adapter],
      );

const lastStep = ({ run }: RunFacts): number | null =>
  run.lastStep ?? run.series.reduce((last, series) => Math.max(last, series.step.at(-1) ?? 0), 0);

/**
 * Compute up to a step. For models of one size the examples seen say it; for different sizes the operations that the
 * Trainer counted (`total_flos`, 6 × parameters × tokens), spread evenly over the steps.
 */
export function computeScale(facts: readonly RunFacts[]): ComputeScale {
  const sizes = new Set(facts.map(sizeOf));
  const epochs = facts.every(({ run }) => run.axis === 'epoch');
  if (sizes.size === 1) {
    const title = 'examples seen';
    const perStep = complete(
      facts.map((one) =>
        epochs ? (one.trainSize()?.value ?? null) : (one.effectiveBatchSize()?.value ?? null),
      ),
    );
    if (perStep !== null) return { title, factors: perStep, reason: null };
    const operations = operationsPerStep(facts);
    if (operations !== null) return operations;
    return missing(
      title,
      epochs
        ? 'the number of training examples is not recorded in every run'
        : 'examples per update (batch, accumulation, devices) are not recorded in every run',
    );
  }
  return (
    operationsPerStep(facts) ??
    missing(
      'floating-point operations',
      'the models differ in size, and their operations (`total_flos`) are not recorded in every run',
    )
  );
}

function operationsPerStep(facts: readonly RunFacts[]): ComputeScale | null {
  const counted = complete(facts.map(({ run }) => run.timing.totalFlos?.value ?? null));
  const steps = complete(facts.map(lastStep));
  if (counted === null || steps === null) return null;
  return {
    title: 'floating-point operations, as the Trainer counted them',
    factors: counted.map((total, index) => total / (steps[index] as number)),
    reason: null,
  };
}

/** A step as a share of the schedule that the run had planned, whether or not it got to its end. */
export function fractionScale(facts: readonly RunFacts[]): ComputeScale {
  const title = 'share of the planned schedule';
  const planned = complete(
    facts.map(({ run }) =>
      run.axis === 'epoch' ? (run.hyperparameters.epochs?.value ?? null) : (run.plannedSteps?.value ?? null),
    ),
  );
  return planned === null
    ? missing(title, 'the planned number of steps is not recorded in every run')
    : { title, factors: planned.map((steps) => 1 / steps), reason: null };
}
