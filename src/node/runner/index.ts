export { CheckpointError, type Refusal } from '../../model-runner/index.ts';
export { TokenizerProblem } from '../../model-runner/tokenizer/index.ts';
export { type AnswerColumn, answerColumns } from './answer-columns.ts';
export type { AnswerMeaning } from './answers.ts';
export { cacheFolder, clearCache } from './cache-folder.ts';
export { entitySideOfRun } from './entities.ts';
export type { AnsweredData, RunHost } from './host.ts';
export type { CheckpointChoice } from './locate.ts';
export type { MemoryEstimate } from './memory.ts';
export type { RunnerInput } from './messages.ts';
export { type LabelSetReferences, multiLabelSetOfRun, type RunLabelSets } from './multi-label-set.ts';
export { type OpenedCheckpoint, type OpenOptions, openCheckpoint } from './open.ts';
export { MissingPeerError } from './peers.ts';
export { predictionSetOfRun, type RunPredictions, type RunReferences } from './prediction-set.ts';
export type { RunProgress } from './progress.ts';
export { checkpointReader } from './reader.ts';
export {
  type CheckpointResult,
  type CheckpointRun,
  RunInterrupted,
  type RunOptions,
  runCheckpoint,
} from './run.ts';
export { type Aggregation, type Span, spansOf } from './spans.ts';
export { type RunnerThread, workerThread } from './thread.ts';
