import { type FitRow, fits, fitTable, largestBatch } from '../metrics/cost/fits.ts';
import { type Gpu, memoryOfName } from '../metrics/cost/gpus.ts';
import { GIB, type Precision, type StepSettings, stepMemory } from '../metrics/cost/memory.ts';
import type { ModelSize } from '../metrics/cost/parameters.ts';

/** Bytes of one device; says which size was assumed where the name leaves it open. */
export function memoryIn(name: string, gpu: Gpu, assumptions: string[]): number {
  const said = memoryOfName(name, gpu);
  if (said === null)
    assumptions.push(
      `${gpu.name} is sold with ${gpu.memoryGiB.join(' and ')} GiB: the smaller was assumed, say for example \`--gpu "${gpu.name} ${gpu.memoryGiB.at(-1)}GB"\``,
    );
  return (said ?? Math.min(...gpu.memoryGiB)) * GIB;
}

/** The largest part of the batch that surely fits; with recomputation when not even one text does. */
export function fitting(size: ModelSize, own: StepSettings, wanted: number, capacity: number): StepSettings {
  for (const checkpointing of [false, true]) {
    const step = { ...own, checkpointing };
    if (fits(stepMemory(size, { ...step, microBatch: wanted }).total, capacity) === 'yes')
      return { ...step, microBatch: wanted };
    const { sure } = largestBatch(size, step, capacity);
    if (sure > 0) return { ...step, microBatch: Math.min(sure, wanted) };
  }
  return { ...own, checkpointing: true, microBatch: 1 };
}

/** Predicted memory of the usual batches and lengths, with and without half precision and recomputation. */
export function tableOf(
  size: ModelSize,
  step: StepSettings,
  capacity: number,
  gpu: Gpu | null,
  most: number,
): readonly FitRow[] {
  const half = gpu?.bf16 != null ? 'bf16' : 'fp16';
  return fitTable(
    size,
    step,
    {
      microBatches: [...new Set([8, 16, 32, 64, step.microBatch])].sort((a, b) => a - b),
      lengths: [...new Set([step.length, Math.min(128, most), Math.min(512, most)])].sort((a, b) => a - b),
      precisions: [...new Set<Precision>(['fp32', half, step.precision])],
      checkpointing: [false, true],
      optimizers: ['adam'],
    },
    capacity,
  );
}
