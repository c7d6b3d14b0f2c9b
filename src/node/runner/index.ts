export type { AnswerMeaning } from './answers.ts';
export { cacheFolder, clearCache } from './cache-folder.ts';
export { entitySideOfRun } from './entities.ts';
export type { CheckpointChoice } from './locate.ts';
export type { MemoryEstimate } from './memory.ts';
export type { RunnerInput } from './messages.ts';
export { type OpenedCheckpoint, type OpenOptions, openCheckpoint } from './open.ts';
export { MissingPeerError } from './peers.ts';
export { predictionSetOfRun, type RunReferences } from './prediction-set.ts';
export type { RunProgress } from './progress.ts';
export {
  type CheckpointResult,
  type CheckpointRun,
  RunInterrupted,
  type RunOptions,
  runCheckpoint,
} from './run.ts';
export { type Aggregation, type Span, spansOf } from './spans.ts';
export { type RunnerThread, workerThread } from './thread.ts';
