import { wilson } from '../../src/stats/index.ts';
import type { Count, Goal, Study } from './study.ts';

export interface Total {
  readonly id: string;
  readonly study: string;
  readonly what: string;
  readonly hits: number;
  readonly of: number;
  readonly low: number;
  readonly high: number;
  readonly goal: Goal;
  /** Null without a goal or without data. */
  readonly reached: boolean | null;
}

const rounded = (share: number): number => Number(share.toFixed(4));

export const isReached = (hits: number, of: number, goal: Goal): boolean | null =>
  goal === null || of === 0 ? null : 'atLeast' in goal ? hits / of >= goal.atLeast : hits / of <= goal.atMost;

/** All counts of a figure added up, with Wilson's 95 % interval, in the order of the studies. */
export function totalsOf(studies: readonly Study[], counts: readonly Count[]): readonly Total[] {
  const sums = new Map<string, { hits: number; of: number }>();
  for (const [id, hits, of] of counts) {
    const sum = sums.get(id) ?? { hits: 0, of: 0 };
    sums.set(id, { hits: sum.hits + hits, of: sum.of + of });
  }
  const known = new Set(studies.flatMap(({ figures }) => figures.map(({ id }) => id)));
  for (const id of sums.keys()) if (!known.has(id)) throw new Error(`${id} is counted and not declared`);
  return studies.flatMap((study) =>
    study.figures.map(({ id, what, goal }): Total => {
      const { hits, of } = sums.get(id) ?? { hits: 0, of: 0 };
      const { low, high } = of === 0 ? { low: 0, high: 1 } : wilson(hits, of);
      return { id, study: study.id, what, hits, of, low: rounded(low), high: rounded(high), goal, reached: isReached(hits, of, goal) };
    }),
  );
}
