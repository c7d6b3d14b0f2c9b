import type { ReadContext } from '../../model/reader.ts';

/** A context that keeps what is said until it is known whether the file is used: data beside a run is passed over without a word. */
export interface HeldContext {
  readonly context: ReadContext;
  /** Passes on what was said, once. */
  tell(): void;
}

export function holdContext(context: ReadContext): HeldContext {
  let held: (() => void)[] = [];
  return {
    context: {
      ...context,
      found: (entry) => void held.push(() => context.found(entry)),
      problem: (problem) => void held.push(() => context.problem(problem)),
      assume: (sentence) => void held.push(() => context.assume(sentence)),
    },
    tell() {
      const all = held;
      held = [];
      for (const say of all) say();
    },
  };
}
