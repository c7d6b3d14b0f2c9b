import {
  almostStochasticOrder,
  brownForsythe,
  createRandom,
  mean,
  type WelchTest,
  welch,
} from '../../stats/index.ts';
import type { GroupFacts } from './define.ts';
import { healthyScores } from './setting-summaries.ts';

/** Seeds a setting from which on means are compared at all, and from which on ASO and spreads are. */
export const LEAST_SEEDS = 3;
export const ENOUGH_SEEDS = 5;
/** More settings than this are a search, not a contest. */
const MOST_SETTINGS = 12;

/** Two settings over their seeds. Indices are those of `group.settings()`. */
export interface SettingContest {
  readonly a: number;
  readonly b: number;
  readonly scoresA: readonly number[];
  readonly scoresB: readonly number[];
  /** b − a; null when neither varies. */
  readonly test: WelchTest | null;
  /** Corrected for all contests that could have been picked. */
  readonly p: number | null;
  /** ε of "the better one almost stochastically dominates", upper bound; null below five seeds. */
  readonly epsMin: number | null;
  /** Brown–Forsythe p of equal spreads; null below five seeds. */
  readonly spread: number | null;
}

/** The setting of the baseline member, or the one with the best mean, against each other setting with enough seeds. */
export function settingContests(group: GroupFacts): readonly SettingContest[] {
  const metric = group.metric();
  if (metric === null) return [];
  const sign = metric.greaterIsBetter ? 1 : -1;
  const usable = group
    .settings()
    .map((setting, index) => ({ index, setting, scores: healthyScores(group, setting.members) }))
    // Reruns with the same seed are one draw.
    .filter(({ setting, scores }) => scores.length >= LEAST_SEEDS && setting.seeds.length !== 1);
  if (usable.length < 2 || usable.length > MOST_SETTINGS) return [];
  const named =
    group.baseline === 'first' ? usable.find(({ setting }) => setting.members.includes(0)) : undefined;
  const base = named ?? [...usable].sort((x, y) => sign * (mean(y.scores) - mean(x.scores)))[0]!;
  const others = usable.filter((one) => one !== base);
  // A base picked for being best was picked among all pairs.
  const looks = named === undefined ? (usable.length * (usable.length - 1)) / 2 : others.length;
  return others.map((other) => {
    const test = welch(base.scores, other.scores);
    const enough = Math.min(base.scores.length, other.scores.length) >= ENOUGH_SEEDS;
    const better = sign * (mean(other.scores) - mean(base.scores)) > 0 ? other : base;
    const worse = better === other ? base : other;
    const turned = (values: readonly number[]): Float64Array => Float64Array.from(values, (v) => sign * v);
    return {
      a: base.index,
      b: other.index,
      scoresA: base.scores,
      scoresB: other.scores,
      test,
      p: test === null ? null : Math.min(1, test.p * looks),
      epsMin: enough
        ? (almostStochasticOrder(
            turned(better.scores),
            turned(worse.scores),
            createRandom(base.scores.length),
          )?.epsMin ?? null)
        : null,
      spread: enough ? (brownForsythe([base.scores, other.scores])?.p ?? null) : null,
    };
  });
}
