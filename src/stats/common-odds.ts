import type { Interval } from '../model/outcome.ts';
import { normalQuantile } from './distributions.ts';
import type { FourCounts } from './mantel-haenszel.ts';

export interface CommonOdds {
  /** Natural logarithm of the odds ratio that the strata share. */
  readonly logOdds: number;
  readonly standardError: number;
  readonly interval: Interval;
}

/**
 * Odds ratio within strata (Mantel and Haenszel 1959) with the variance of Robins, Breslow and Greenland (1986, Biometrics 42:311).
 * Where a cell is empty in all strata, ½ is added to each cell of each stratum that says anything (Haldane 1956, Anscombe 1956), and
 * `method` says so. Null when no stratum holds both groups and both outcomes.
 */
export function commonOdds(strata: readonly FourCounts[], level = 0.95): CommonOdds | null {
  const telling = strata.filter(([a, b, c, d]) => (a + b) * (c + d) > 0 && (a + c) * (b + d) > 0);
  if (telling.length === 0) return null;
  const plain = oddsOf(telling);
  const empty = !(plain.above > 0 && plain.below > 0);
  const odds = empty
    ? oddsOf(telling.map(([a, b, c, d]): FourCounts => [a + 0.5, b + 0.5, c + 0.5, d + 0.5]))
    : plain;
  const logOdds = Math.log(odds.above / odds.below);
  const half = normalQuantile(0.5 + level / 2) * odds.error;
  return {
    logOdds,
    standardError: odds.error,
    interval: {
      low: logOdds - half,
      high: logOdds + half,
      level,
      method: `Robins, Breslow and Greenland${empty ? ', ½ added to each cell' : ''}`,
    },
  };
}

function oddsOf(strata: readonly FourCounts[]): {
  readonly above: number;
  readonly below: number;
  readonly error: number;
} {
  let above = 0;
  let below = 0;
  let same = 0;
  let mixed = 0;
  let other = 0;
  for (const [a, b, c, d] of strata) {
    const n = a + b + c + d;
    const [agree, differ] = [(a + d) / n, (b + c) / n];
    const [r, s] = [(a * d) / n, (b * c) / n];
    above += r;
    below += s;
    same += agree * r;
    mixed += agree * s + differ * r;
    other += differ * s;
  }
  const error = Math.sqrt(
    same / (2 * above * above) + mixed / (2 * above * below) + other / (2 * below * below),
  );
  return { above, below, error };
}
