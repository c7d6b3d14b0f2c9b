/** Something counted in one data set: of so many, so many hit. */
export type Count = readonly [figure: string, hits: number, of: number];

export const yes = (figure: string, hit: boolean): Count => [figure, hit ? 1 : 0, 1];

export type Goal = { readonly atLeast: number } | { readonly atMost: number } | null;

export interface FigureKind {
  readonly id: string;
  readonly what: string;
  /** Null: told, without a goal. */
  readonly goal: Goal;
}

/**
 * Data sets with known truth, judged whole. `seed` is even while rules are chosen and odd when figures are reported; the same seed
 * gives the same counts.
 */
export interface Study {
  readonly id: string;
  /** The question in a few words. */
  readonly title: string;
  /** What is planted, in one sentence. */
  readonly planted: string;
  readonly sets: number;
  readonly figures: readonly FigureKind[];
  readonly run: (seed: number) => Promise<readonly Count[]>;
}
