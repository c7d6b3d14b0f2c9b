import type { Random } from '../../src/stats/index.ts';

/** Training-loss curves as real runs log them, from a seeded generator. Shapes and noise sizes: catalogue 0.5 and A26–A42. */
export interface Simulated {
  readonly steps: number[];
  readonly values: number[];
  readonly classes: number;
  /** True level at the end, without noise. */
  readonly end: number;
  readonly shape: string;
}

export const pick = <T>(random: Random, from: readonly T[]): T => from[random.integer(from.length)]!;
export const between = (random: Random, low: number, high: number): number => low + (high - low) * random.next();

/** Multiplicative noise with lag-1 correlation ρ; `spread` is its sd in log units. */
export function noise(random: Random, rows: number, spread: number, rho: number): number[] {
  const out: number[] = [];
  let state = random.normal();
  for (let row = 0; row < rows; row++) {
    state = rho * state + Math.sqrt(1 - rho * rho) * random.normal();
    out.push(Math.exp(spread * state - (spread * spread) / 2));
  }
  return out;
}

const ROWS = [10, 14, 20, 40, 69, 150, 500, 2000] as const;

/**
 * A run that learns: start at about ln C, a slow start of up to 15 % of the run, then a decay to a floor. One in three has
 * an epoch staircase, one in five a bump when warm-up ends, one in five a spike that heals, one in six is memorised to
 * almost 0 and logged step by step (mostly near 0, rarely large).
 */
export function healthy(random: Random): Simulated {
  const rows = pick(random, ROWS);
  const classes = pick(random, [2, 3, 5, 10, 20]);
  const start = Math.log(classes) * between(random, 0.97, 1.08);
  const memorised = random.next() < 1 / 6;
  const floor = memorised ? between(random, 0.0005, 0.01) : Math.log(classes) * between(random, 0.02, 0.85);
  const slow = between(random, 0, 0.15);
  const speed = between(random, 2, 12);
  const spread = pick(random, [0.03, 0.08, 0.15, 0.3]);
  const factor = noise(random, rows, memorised ? 1 : spread, pick(random, [0, 0, 0.3, 0.6]));
  const epochs = random.next() < 1 / 3 ? 2 + random.integer(6) : 0;
  const bump = random.next() < 1 / 5 ? between(random, 0.05, 0.25) : 0;
  const spike = random.next() < 1 / 5 ? random.integer(rows) : -1;
  const values: number[] = [];
  let level = start;
  for (let row = 0; row < rows; row++) {
    const share = row / (rows - 1);
    level = share < slow ? start : floor + (start - floor) * Math.exp(-speed * (share - slow));
    if (epochs > 0) level *= 1 - 0.25 * (Math.floor(share * epochs) / epochs);
    if (bump > 0 && share > 0.06 && share < 0.16) level *= 1 + bump;
    values.push(Math.max(0, level * factor[row]! * (row === spike ? between(random, 2, 6) : 1)));
  }
  const shape = memorised ? 'memorised, logged finely' : rows < 20 ? 'fewer than 20 rows' : spread >= 0.3 ? 'noise of 30 %' : 'ordinary';
  return { steps: values.map((_, i) => 10 * (i + 1)), values, classes, end: level, shape };
}

/** A run that learned, then diverged at 20–85 % of its length, fast or slowly, back to guess level or beyond. */
export function diverged(random: Random): Simulated {
  const rows = pick(random, ROWS);
  const classes = pick(random, [2, 3, 5, 10, 20]);
  const guess = Math.log(classes);
  const floor = guess * between(random, 0.05, 0.6);
  const at = between(random, 0.2, 0.85);
  const width = between(random, 0.01, 0.12);
  const target = random.next() < 0.7 ? guess : guess * between(random, 1.2, 4);
  const factor = noise(random, rows, pick(random, [0.03, 0.08, 0.15, 0.3]), pick(random, [0, 0.3]));
  const values: number[] = [];
  for (let row = 0; row < rows; row++) {
    const share = row / (rows - 1);
    const learning = floor + (guess - floor) * Math.exp((-6 * share) / at);
    const level = share < at ? learning : learning + (target - learning) * Math.min(1, (share - at) / width);
    values.push(level * factor[row]!);
  }
  const shape = rows < 20 ? 'fewer than 20 rows' : at > 0.75 ? 'in the last quarter' : 'earlier';
  return { steps: values.map((_, i) => 10 * (i + 1)), values, classes, end: target, shape };
}

/** A run that learned nothing: from ln C (+0…8 %) to guess level within tens of steps, then jitter around or a little above it. */
export function unlearned(random: Random): Simulated {
  const rows = pick(random, ROWS);
  const classes = pick(random, [2, 3, 5, 10, 20]);
  const guess = Math.log(classes);
  const above = random.next() < 0.5 ? between(random, 0, 0.01) : between(random, 0, 0.12);
  const factor = noise(random, rows, pick(random, [0.005, 0.01, 0.03, 0.08]), pick(random, [0, 0.3]));
  const start = between(random, 0, 0.08);
  const values = factor.map((f, row) => guess * (1 + above + start * Math.exp(-row / 3)) * f);
  return { steps: values.map((_, i) => 10 * (i + 1)), values, classes, end: guess * (1 + above), shape: rows < 20 ? 'fewer than 20 rows' : above > 0.02 ? 'jitter above guessing' : 'at guess level' };
}
