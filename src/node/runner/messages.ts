import type { AttributionMethod } from '../../model/attributions.ts';
import type { CheckpointChoice } from './locate.ts';

/** What is run: whole texts, pairs of them, or words that are split already. */
export type RunnerInput =
  | { readonly kind: 'texts'; readonly texts: readonly string[] }
  | { readonly kind: 'pairs'; readonly pairs: readonly (readonly [string, string])[] }
  | { readonly kind: 'words'; readonly rows: readonly (readonly string[])[] };

export interface RunnerSettings {
  readonly checkpoint: CheckpointChoice;
  readonly maxLength: number | null;
  /** Tokens in a batch, padding among them. */
  readonly tokenBudget: number;
  /** Threads of the runtime; null for its own choice, one a core. */
  readonly threads: number | null;
}

/** What the thread that runs the model is given. Rows of the input are already those that are wanted. */
export interface RunnerJob {
  readonly path: string;
  readonly input: RunnerInput;
  readonly settings: RunnerSettings;
  /** Set to 1 by the host: stop after the batch at hand. */
  readonly stop: Int32Array;
  /** What to explain of each row; absent: the logits are wanted. */
  readonly attributions?: AttributionOrder;
}

/** Explained is the logit of `toward` minus that of `against`, label numbers of each row. */
export interface AttributionOrder {
  readonly method: AttributionMethod;
  readonly toward: Int32Array;
  readonly against: Int32Array;
  /** Points on the path of Integrated Gradients. */
  readonly steps: number;
  /** No batch begins after so many seconds of running; null for no limit. Rows are taken in order. */
  readonly seconds: number | null;
}

/**
 * Rows that are ready. Of attributions: the first unit of a row is the difference of logits that is explained, the others are its words
 * with their places; one number each. Otherwise a unit is the whole row, a word, or a token of the text, by what is run; each has `labels` logits. Words
 * that have no token or were cut off have NaN.
 */
export interface ReadyRows {
  readonly rows: Int32Array;
  readonly tokensBeforeCut: Int32Array;
  /** Units of each row. */
  readonly units: Int32Array;
  /** units × labels, row after row. */
  readonly logits: Float32Array;
  /** Start, end, and whether a word begins (1 or 0) of each unit, when units are tokens of a text; otherwise null. UTF-16 units. */
  readonly places: Int32Array | null;
}

export type RunnerMessage =
  | {
      readonly kind: 'loaded';
      readonly labels: number;
      readonly head: 'sequence' | 'token';
      readonly seconds: number;
    }
  | { readonly kind: 'tokenized'; readonly cost: number; readonly seconds: number }
  | { readonly kind: 'rows'; readonly ready: ReadyRows; readonly cost: number }
  | { readonly kind: 'done'; readonly stopped: boolean }
  | { readonly kind: 'failed'; readonly name: string; readonly message: string };
