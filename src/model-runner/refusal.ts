/** Which part of a checkpoint stands in the way. */
export type RefusalReason =
  | 'family'
  | 'head'
  | 'configuration'
  | 'labels'
  | 'file'
  | 'weights'
  | 'vocabulary'
  | 'adapter';

/** A checkpoint that is not run, and why. Never a guess: an answer that might be wrong is not given. */
export interface Refusal {
  readonly kind: 'refusal';
  readonly reason: RefusalReason;
  /** One or two plain sentences for the user. */
  readonly sentence: string;
  /** Weights, settings or files that the sentence is about, all of them. */
  readonly names: readonly string[];
}

/** Carries a refusal out of nested calls. A class because callers tell it from a defect of our own by `instanceof`. */
export class CheckpointError extends Error {
  readonly refusal: Refusal;

  constructor(reason: RefusalReason, sentence: string, names: readonly string[] = []) {
    super(sentence);
    this.name = 'CheckpointError';
    this.refusal = { kind: 'refusal', reason, sentence, names };
  }
}

/** The value of `call`, or the refusal that it threw. Anything else that is thrown is a defect and passes. */
export function orRefusal<T>(call: () => T): T | Refusal {
  try {
    return call();
  } catch (error) {
    if (error instanceof CheckpointError) return error.refusal;
    throw error;
  }
}

export const isRefusal = (value: object): value is Refusal => 'kind' in value && value.kind === 'refusal';

/** `a, b and 3 more`: names in prose, at most `shown` of them. */
export function listed(names: readonly string[], shown = 6): string {
  if (names.length <= shown) {
    return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
  }
  return `${names.slice(0, shown).join(', ')} and ${names.length - shown} more`;
}
