import type { ModelFacts } from '../model/run.ts';

/** What is to be trained, on what, with what. Everything that is left out is recommended or left open. */
export interface PlanInput {
  readonly model: ModelFacts;
  readonly task: 'sequence' | 'token';
  /** Different labels in the data; null when they hold none. */
  readonly labels: number | null;
  /** Words of each training text, or tokens where they were counted. */
  readonly lengths: Float64Array;
  readonly counted: 'words' | 'tokens';
  readonly evaluationRows: number | null;
  readonly gpu: string | null;
  readonly gpus: number;
  readonly epochs: number | null;
  /** Examples of an update. */
  readonly batch: number | null;
  readonly maxLength: number | null;
  readonly price: number | null;
  readonly power: number | null;
  readonly grid: number | null;
  readonly pue: number | null;
}

/** Evaluations that a plan counts with. */
export const EVALUATIONS = 10;

/** Classes are called after the family; only the head matters for sizes. */
export const architectureOf = (task: PlanInput['task']): string =>
  task === 'token' ? 'ForTokenClassification' : 'ForSequenceClassification';
