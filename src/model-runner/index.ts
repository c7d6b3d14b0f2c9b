export { baseModelOf, headOfAdapter, mergeAdapter } from './adapter.ts';
export {
  type CheckpointDescription,
  type DescriptionOptions,
  describeCheckpoint,
  type Head,
  type ProblemType,
} from './description.ts';
export { type BuiltGraph, buildGraph, type GraphOptions, type Port } from './graph/assemble.ts';
export { findNonFinite, firstNonFinite, type NonFinite } from './non-finite.ts';
export { CheckpointError, isRefusal, type Refusal, type RefusalReason } from './refusal.ts';
export { checkVocabulary } from './vocabulary.ts';
export { openWeights, type Weight, type WeightFile, type Weights } from './weights.ts';
