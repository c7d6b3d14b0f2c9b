import { binomialTest } from './binomial-test.ts';
import { chiSquareTail } from './distributions.ts';

/** From here the χ² approximation is good enough (Dietterich 1998, Neural Computation 10:1895, asks for 25 or so). */
const exactBelow = 25;

/**
 * McNemar's test on paired outcomes: `b` examples only the first model got right, `c` only the second. Exact two-sided
 * binomial below 25 discordant pairs, else χ² with Edwards' continuity correction. p = 1 without discordant pairs.
 */
export function mcnemar(b: number, c: number): { readonly p: number; readonly method: string } {
  const discordant = b + c;
  if (discordant === 0) return { p: 1, method: 'no discordant pairs' };
  if (discordant < exactBelow) {
    return { p: binomialTest(b, discordant, 0.5, 'two'), method: 'McNemar, exact binomial' };
  }
  const difference = Math.max(0, Math.abs(b - c) - 1);
  return {
    p: chiSquareTail(difference ** 2 / discordant, 1),
    method: 'McNemar, χ² with continuity correction',
  };
}
