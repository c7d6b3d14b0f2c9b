import { logGamma } from './special.ts';

/** Seeded source of random numbers: same seed, same numbers, on every machine. */
export interface Random {
  /** Uniform in [0, 1), 32 bits. */
  next(): number;
  /** Standard normal. */
  normal(): number;
  /** Uniform whole number in [0, n). */
  integer(n: number): number;
  /** Successes in n trials of probability p. */
  binomial(n: number, p: number): number;
}

/**
 * sfc32 of Chris Doty-Humphrey (PractRand, public domain): three words and a counter. The state starts as the two halves of
 * the seed, a constant and counter 1; twelve outputs are thrown away, as the author does, so that seeds 1 and 2 are unrelated.
 */
function sfc32(seed: number): () => number {
  let a = seed | 0;
  let b = Math.floor(seed / 2 ** 32) | 0;
  let c = 0x9e3779b9 | 0;
  let counter = 1;
  const draw = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return sum >>> 0;
  };
  for (let i = 0; i < 12; i++) draw();
  return draw;
}

/** Inversion by adding up the masses; expected work n·p, used below 10. */
function smallBinomial(next: () => number, n: number, p: number): number {
  const odds = p / (1 - p);
  let mass = Math.exp(n * Math.log1p(-p));
  let u = next();
  let k = 0;
  while (u > mass && k < n) {
    u -= mass;
    mass *= (odds * (n - k)) / (k + 1);
    k++;
  }
  return k;
}

/** ln k! through Stirling's correction (Hörmann's table for k < 10). */
const logFactorial = (k: number): number => logGamma(k + 1);

/** Algorithm BTRS, transformed rejection (Hörmann 1993, "The generation of binomial random variates"); n·p ≥ 10, p ≤ ½. */
function largeBinomial(next: () => number, n: number, p: number): number {
  const spread = Math.sqrt(n * p * (1 - p));
  const b = 1.15 + 2.53 * spread;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const c = n * p + 0.5;
  const quick = 0.92 - 4.2 / b;
  const alpha = (2.83 + 5.1 / b) * spread;
  const logOdds = Math.log(p / (1 - p));
  const mode = Math.floor((n + 1) * p);
  let atMode = Number.NaN;
  for (;;) {
    const u = next() - 0.5;
    let v = next();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + c);
    if (us >= 0.07 && v <= quick) return k;
    if (k < 0 || k > n) continue;
    if (Number.isNaN(atMode)) atMode = logFactorial(mode) + logFactorial(n - mode);
    v = Math.log((v * alpha) / (a / (us * us) + b));
    if (v <= atMode - logFactorial(k) - logFactorial(n - k) + (k - mode) * logOdds) return k;
  }
}

/** A deterministic generator; whole-number seeds up to 2^53. */
export function createRandom(seed: number): Random {
  const draw = sfc32(seed);
  const next = (): number => draw() / 4294967296;
  let spare = Number.NaN;
  const binomial = (n: number, p: number): number => {
    if (!(n > 0) || !(p > 0)) return 0;
    if (p >= 1) return n;
    if (p > 0.5) return n - binomial(n, 1 - p);
    return n * p < 10 ? smallBinomial(next, n, p) : largeBinomial(next, n, p);
  };
  return {
    next,
    normal() {
      if (!Number.isNaN(spare)) {
        const kept = spare;
        spare = Number.NaN;
        return kept;
      }
      // Marsaglia's polar method (1964).
      for (;;) {
        const x = 2 * next() - 1;
        const y = 2 * next() - 1;
        const square = x * x + y * y;
        if (square >= 1 || square === 0) continue;
        const factor = Math.sqrt((-2 * Math.log(square)) / square);
        spare = y * factor;
        return x * factor;
      }
    },
    integer: (n) => Math.floor(next() * n),
    binomial,
  };
}

/**
 * One multinomial draw of n items over `shares` (which need not add up to 1) into `out`, by conditional binomials.
 * Drawing n examples with replacement and counting them by cell is the same distribution, at the cost of a draw a cell.
 */
export function multinomial(random: Random, n: number, shares: Float64Array, out: Float64Array): void {
  let left = n;
  let weight = 0;
  let last = -1;
  for (let i = 0; i < shares.length; i++) {
    weight += shares[i]!;
    if (shares[i]! > 0) last = i;
  }
  for (let i = 0; i < shares.length; i++) {
    const share = shares[i]!;
    if (left === 0 || !(share > 0)) {
      out[i] = 0;
    } else if (i === last) {
      // Rounding in `weight` must not lose items.
      out[i] = left;
      left = 0;
    } else {
      const drawn = random.binomial(left, Math.min(1, share / weight));
      out[i] = drawn;
      left -= drawn;
    }
    weight -= share;
  }
}
