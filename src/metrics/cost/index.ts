/** Pure formulas of (model, data, hardware, settings), shared by what was (audits, the cost of a run) and what will be (plans). */
export { type Energy, energyOf } from './energy.ts';
export { type FitRow, fits, fitTable, largestBatch, USABLE } from './fits.ts';
export { flopsPerToken, paddedTokensOf } from './flops.ts';
export { type Arithmetic, findGpu, type Gpu, gpus, memoryOfName, peakRate } from './gpus.ts';
export {
  ACTIVATION_FACTOR,
  calibrate,
  GIB,
  type OptimizerMemory,
  optimizerMemory,
  type Precision,
  type StepSettings,
  stepMemory,
} from './memory.ts';
export { paddingChoices } from './padding.ts';
export { type ModelSize, modelSize } from './parameters.ts';
export { type Range, range } from './range.ts';
export { modelFlopsUtilisation, USUAL_SHARE } from './utilisation.ts';
