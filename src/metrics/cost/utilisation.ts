import { flopsPerToken, type Trained } from './flops.ts';
import { type Arithmetic, type Gpu, peakRate } from './gpus.ts';
import type { ModelSize } from './parameters.ts';

/** Below these the GPU is bound by launching kernels, and the share says nothing about how it was used. */
const LEAST_HIDDEN = 257;
const LEAST_TOKENS = 4096;

export interface Utilisation {
  /** Model operations each second over the peak, 0…1. */
  readonly share: number;
  readonly teraflops: number;
  readonly peak: number;
  /** Why the share means nothing here; null when it does. */
  readonly silent: string | null;
}

/**
 * Model FLOPs utilisation (Chowdhery et al. 2022, appendix B): operations the model needs, over what the GPUs could have done.
 * `tokensPerSecond` are those of all GPUs together, padding included, in training alone (without evaluations).
 */
export function modelFlopsUtilisation(
  model: ModelSize,
  gpu: Gpu,
  settings: {
    readonly tokensPerSecond: number;
    readonly length: number;
    readonly devices: number;
    readonly arithmetic: Arithmetic;
    readonly trained: Trained;
    /** Tokens of one micro-batch, padding included. */
    readonly microTokens: number;
  },
): Utilisation {
  const peak = peakRate(gpu, settings.arithmetic);
  const teraflops =
    (settings.tokensPerSecond * flopsPerToken(model, settings.length, settings.trained)) / 1e12;
  const silent =
    model.hidden < LEAST_HIDDEN
      ? `a width of ${model.hidden} is too small to fill a GPU`
      : settings.microTokens < LEAST_TOKENS
        ? `${Math.round(settings.microTokens)} tokens in a micro-batch are too few to fill a GPU`
        : null;
  return { share: teraflops / (settings.devices * peak), teraflops, peak, silent };
}
