import type { RunFacts } from '../define.ts';

/** Label smoothing of a run's loss; a recorded configuration without the setting means none, no configuration means not known. */
export function smoothingOf(facts: RunFacts): number | null {
  const { labelSmoothing, learningRate } = facts.run.hyperparameters;
  if (labelSmoothing !== null) return labelSmoothing.value;
  return learningRate !== null && Object.keys(facts.run.hyperparameters.raw).length > 20 ? 0 : null;
}

/** Whether two validation losses are the same quantity as far as the record tells. */
export function sameLoss(a: RunFacts, b: RunFacts): boolean {
  if (a.lossKind().kind !== b.lossKind().kind || a.lossKind().kind === 'unknown') return false;
  if ((smoothingOf(a) ?? 0) !== (smoothingOf(b) ?? 0)) return false;
  const [first, second] = [a.validationSize()?.value ?? null, b.validationSize()?.value ?? null];
  return (
    first === null ||
    second === null ||
    Math.abs(first - second) <= Math.max(1, 0.002 * Math.max(first, second))
  );
}
