import { totalmem } from 'node:os';
import type { OpenedCheckpoint } from './open.ts';

export interface MemoryEstimate {
  /** Bytes at the peak, about. */
  readonly bytes: number;
  /** What the machine can still give, as far as the system says. */
  readonly available: number;
  /** Plain sentence with both. */
  readonly sentence: string;
  readonly enough: boolean;
}

/** Node, the runtime and the tokenizer themselves. */
const BASE = 150e6;

/**
 * What running takes: weights as 32-bit numbers (the file stays mapped, and the runtime keeps a rearranged copy of most of it:
 * 462 MB measured for 438 MB of weights), and the values of one batch: about eight rows of the hidden width a token, and
 * attention scores twice.
 */
export function estimateMemory(checkpoint: OpenedCheckpoint, tokenBudget: number): MemoryEstimate {
  const { model } = checkpoint;
  const length = checkpoint.tokenizer.limit.tokens;
  const files = checkpoint.weightFiles.reduce((sum, { bytes }) => sum + bytes, 0);
  const weights = model.kind === 'weights' ? Math.max(files, 4 * model.description.parameters) : files;
  const hidden = model.kind === 'weights' ? model.description.hidden : 768;
  const tokens = Math.max(tokenBudget, length);
  const activations = tokens * hidden * 4 * 8 + tokens * length * (hidden / 64) * 4 * 2;
  const bytes = weights * 1.2 + activations + BASE;
  const available = process.availableMemory?.() ?? totalmem();
  const enough = bytes < available;
  return {
    bytes,
    available,
    enough,
    sentence: enough
      ? `Running takes about ${amount(bytes)} of memory; ${amount(available)} are free.`
      : `Running takes about ${amount(bytes)} of memory, and only ${amount(available)} are free. Close other programs, or the system may end it.`,
  };
}

const amount = (bytes: number): string =>
  bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
