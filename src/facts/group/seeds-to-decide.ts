import { mean, runsToShow, sd } from '../../stats/index.ts';
import type { GroupFacts } from './define.ts';
import { healthyScores } from './setting-summaries.ts';

/** More than this is an answer ("not with seeds"), not a plan. */
const MOST_SEEDS = 200;

export interface SeedsToDecide {
  /** Seeds of each setting in all, for 80 % power at the difference and the spread seen; null with a reason. */
  readonly seeds: number | null;
  /** Smallest difference that the seeds that are there would show with 80 % power; null without a spread. */
  readonly reason: string;
}

/**
 * How many seeds each of two settings (indices into `group.settings()`) would need. The difference and the spread of a few seeds are
 * themselves uncertain, so this is an order of magnitude.
 */
export function seedsToDecide(group: GroupFacts, a: number, b: number): SeedsToDecide {
  const settings = group.settings();
  const scoresA = healthyScores(group, settings[a]?.members ?? []);
  const scoresB = healthyScores(group, settings[b]?.members ?? []);
  if (scoresA.length < 1 || scoresB.length < 1)
    return { seeds: null, reason: 'one of the settings has no score' };
  const spreads = [sd(scoresA), sd(scoresB)].filter((s) => !Number.isNaN(s));
  if (spreads.length === 0)
    return { seeds: null, reason: 'the spread between seeds is not known with one run a setting' };
  const pooled = Math.sqrt(spreads.reduce((sum, s) => sum + s * s, 0) / spreads.length);
  const difference = Math.abs(mean(scoresB) - mean(scoresA));
  if (!(pooled > 0)) return { seeds: null, reason: 'the runs do not vary between seeds' };
  if (!(difference > 0))
    return { seeds: null, reason: 'the means are equal, so no number of seeds would tell them apart' };
  const seeds = runsToShow(difference, pooled, pooled);
  return seeds > MOST_SEEDS
    ? {
        seeds: null,
        reason: `more than ${MOST_SEEDS} seeds each: the difference is far smaller than the spread between seeds`,
      }
    : { seeds, reason: '80 % power at p < 0.05, at the difference and the spread seen so far' };
}
