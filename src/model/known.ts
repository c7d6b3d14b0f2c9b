/** A value together with how it came to be known, so that a verdict can say what it rests on. */
export interface Known<T> {
  readonly value: T;
  /** `stated`: read from a file. `derived`: computed from what was read. `given`: an option of the user's. */
  readonly origin: 'stated' | 'derived' | 'given';
  /** File and key, formula, or flag: `eval_results.json#/eval_samples`, `eval_runtime × eval_samples_per_second`. */
  readonly from: string;
}

export const stated = <T>(value: T, from: string): Known<T> => ({ value, origin: 'stated', from });
export const derived = <T>(value: T, from: string): Known<T> => ({ value, origin: 'derived', from });
export const given = <T>(value: T, from: string): Known<T> => ({ value, origin: 'given', from });
