export { baseModelOf, headOfAdapter, mergeAdapter } from './adapter.ts';
export {
  type CheckpointDescription,
  describeCheckpoint,
  type ProblemType,
} from './description.ts';
export { type BuiltGraph, buildGraph } from './graph/assemble.ts';
export { findNonFinite, firstNonFinite } from './non-finite.ts';
export { CheckpointError, isRefusal, type Refusal } from './refusal.ts';
export { checkVocabulary } from './vocabulary.ts';
export { openWeights, type Weight, type WeightFile, type Weights } from './weights.ts';
