import type { ModelSize } from './parameters.ts';

/** What of the model is trained: everything, or the head (or an adapter) over frozen layers. */
export type Trained = 'all' | 'part';

/** Tokens that attend to each other in one layer, summed over layers: Σ min(length, window). */
function attended(model: ModelSize, length: number): number {
  if (model.windows === null) return model.layers * length;
  return model.windows.reduce<number>((sum, window) => sum + Math.min(length, window ?? length), 0);
}

/**
 * Floating-point operations for one token of a text padded to `length`: 2 for each value it is multiplied with, and 4·h for each
 * token it attends to in each layer (scores and their use). Training takes three times as much (Kaplan et al. 2020, section 2.1),
 * without gradients for what is frozen about as much as a forward pass. Recomputation (gradient checkpointing) does not count.
 */
export function flopsPerToken(model: ModelSize, length: number, what: 'forward' | Trained = 'all'): number {
  const scores = attended(model, length) * model.hidden * (4 + 2 * model.extraScores);
  const forward = 2 * model.multiplied + scores;
  return what === 'all' ? 3 * forward : forward;
}

/** Operations that Trainer counts in `total_flos`: no attention, padding included (transformers, modeling_utils.py). */
const trainerFlopsPerToken = (model: ModelSize): number => 6 * model.withoutTables;

/** Padded tokens that `total_flos` stands for. */
export const paddedTokensOf = (totalFlos: number, model: ModelSize): number =>
  totalFlos / trainerFlopsPerToken(model);
