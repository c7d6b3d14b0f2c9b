import type { StepSettings } from '../metrics/cost/memory.ts';
import type { Range } from '../metrics/cost/range.ts';
import { formatCount, formatPercent } from '../text/numbers.ts';

/** Memory as GPUs are labelled: `5.3 GiB`, `48 MiB`. */
export const memoryText = (bytes: number): string =>
  bytes < 2 ** 30 ? `${Math.round(bytes / 2 ** 20)} MiB` : `${(bytes / 2 ** 30).toFixed(1)} GiB`;

/** `4.1–6.0 GiB`. */
export const memoryRange = ({ low, high }: Range): string =>
  `${(low / 2 ** 30).toFixed(1)}–${(high / 2 ** 30).toFixed(1)} GiB`;

/** `20–45 %`. */
export const percentRange = (low: number, high: number): string =>
  `${Math.round(100 * low)}–${formatPercent(high, 0)}`;

/** `16 × 128 tokens, fp16, checkpointing`. */
export const stepText = (step: StepSettings): string =>
  [
    `${formatCount(step.microBatch)} × ${formatCount(step.length)} tokens`,
    step.precision,
    step.checkpointing ? 'checkpointing' : null,
    step.optimizer === 'adam' ? null : step.optimizer,
  ]
    .filter((part) => part !== null)
    .join(', ');
