import type { RunFacts } from './define.ts';

/** One thing that could be deleted. Sizes are those of the listing, in bytes. */
interface Freeable {
  readonly path: string;
  readonly bytes: number;
}

export interface Reclaimable {
  /** Whole folders that are neither the best, nor recommended, nor the last, nor named in advice. */
  readonly checkpoints: readonly Freeable[];
  /** Optimiser states of the other folders of a run that has ended: only going on from there takes them. */
  readonly optimizers: readonly Freeable[];
  readonly bytes: number;
  /** All checkpoints together. */
  readonly total: number;
}

/** Below this there is nothing worth saying. */
const LEAST = 1_000_000;

/** The run reached its planned end, or wrote the summary that Trainer writes there. */
const ended = (facts: RunFacts): boolean => {
  const { plannedSteps, lastStep, timing } = facts.run;
  return timing.trainSeconds !== null || (plannedSteps !== null && lastStep === plannedSteps.value);
};

/**
 * What could be deleted without losing a model anybody would use; null when that is less than a megabyte. `keep` are further
 * steps that are still needed. Which folders are needed cannot be told without an evaluation: then only optimiser states
 * are listed.
 */
export function reclaimable(facts: RunFacts, keep: ReadonlySet<number>): Reclaimable | null {
  const { checkpoints, selection } = facts.run;
  const best = facts.best();
  const newest = checkpoints.reduce((last, { step }) => Math.max(last, step), 0);
  const kept = new Set<number | null | undefined>([
    ...keep,
    newest,
    facts.run.lastStep,
    selection.bestStep,
    facts.kept()?.step,
    best?.argbestStep,
    best?.recommendedStep,
  ]);
  // The recommended step may have no folder: then the nearest one that is not earlier stands in for it.
  for (const step of [best?.recommendedStep, best?.argbestStep]) {
    if (step === undefined) continue;
    const later = checkpoints.filter((c) => c.hasWeights && c.step >= step).map((c) => c.step);
    if (later.length > 0) kept.add(Math.min(...later));
  }
  const whole = checkpoints.filter(
    (c) => best !== null && !kept.has(c.step) && (c.hasWeights || (c.optimizerBytes ?? 0) > 0),
  );
  const free = whole.map(({ path, bytes }) => ({ path, bytes }));
  const states = ended(facts)
    ? checkpoints.flatMap((c) =>
        whole.includes(c) || (c.optimizerBytes ?? 0) === 0
          ? []
          : [{ path: c.path, bytes: c.optimizerBytes ?? 0 }],
      )
    : [];
  const bytes = [...free, ...states].reduce((sum, each) => sum + each.bytes, 0);
  if (bytes < LEAST) return null;
  return {
    checkpoints: free,
    optimizers: states,
    bytes,
    total: checkpoints.reduce((sum, each) => sum + each.bytes, 0),
  };
}
