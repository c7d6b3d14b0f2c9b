import { curveOf } from '../../src/facts/curves.ts';
import { explosionOf } from '../../src/facts/gradients.ts';
import { createRandom, type Random } from '../../src/stats/index.ts';
import { series } from '../../test/support/runs.ts';
import { Tally } from './tally.ts';

const SEEDS = 20_000;
const pick = <T>(random: Random, from: readonly T[]): T => from[random.integer(from.length)]!;
const between = (random: Random, low: number, high: number): number => low + (high - low) * random.next();

interface Norms {
  readonly norms: number[];
  readonly loss: number[];
  readonly shape: string;
}

/**
 * Norms of single steps scatter in the logarithm: by 0.3 to 1 for ordinary batches, by up to 3.5 for batches of one
 * example and for memorised data (public runs: norms of 0.01 beside norms of 200 in one log).
 */
function scattered(random: Random, rows: number, spread: number, rho: number): number[] {
  const out: number[] = [];
  let state = random.normal();
  for (let row = 0; row < rows; row++) {
    state = rho * state + Math.sqrt(1 - rho * rho) * random.normal();
    out.push(Math.exp(spread * state));
  }
  return out;
}

const ROWS = [20, 27, 40, 74, 150, 500] as const;

function lossOf(random: Random, rows: number, kind: 'falls' | 'flat'): number[] {
  const noise = pick(random, [0.03, 0.1, 0.2]);
  const end = kind === 'flat' ? 1 : between(random, 0.02, 0.7);
  return Array.from({ length: rows }, (_, row) => {
    const level = end + (1 - end) * Math.exp((-6 * row) / rows);
    return level * Math.exp(noise * random.normal());
  });
}

/** A run whose gradients did not explode: falling norms, a rise by warm-up, memorised, batches of one, or nothing learned. */
function healthy(random: Random): Norms {
  const rows = pick(random, ROWS);
  const shape = pick(random, ['ordinary', 'rises in warm-up', 'memorised', 'batches of one', 'nothing learned', 'nothing learned, batches of one']);
  const spread =
    shape.endsWith('batches of one') ? between(random, 2, 3.5) : shape === 'memorised' ? between(random, 1, 2.5) : between(random, 0.2, 1);
  const trend = shape === 'memorised' ? -between(random, 1, 5) : shape.startsWith('nothing learned') ? 0 : between(random, -1.5, 1);
  const warm = shape === 'rises in warm-up' ? between(random, 1, 4) : 0;
  const factor = scattered(random, rows, spread, pick(random, [0, 0, 0.3, 0.6]));
  const norms = factor.map((f, row) => f * Math.exp((trend * row) / rows - warm * Math.exp((-15 * row) / rows)));
  return { norms, loss: lossOf(random, rows, shape.startsWith('nothing learned') ? 'flat' : 'falls'), shape };
}

/** Norms that grow 15 to 1,000 times, steadily or from one step on, while the loss goes up. */
function exploding(random: Random): Norms {
  const rows = pick(random, ROWS);
  const how = pick(random, ['steady growth', 'from one step on']);
  const size = Math.log(between(random, 0, 1) < 0.5 ? between(random, 15, 60) : between(random, 60, 1000));
  const at = between(random, 0.3, 0.85);
  const factor = scattered(random, rows, between(random, 0.2, 1), pick(random, [0, 0.3]));
  const norms = factor.map((f, row) => {
    const share = row / rows;
    return f * Math.exp(how === 'steady growth' ? size * share * 1.3 : share > at ? size : 0);
  });
  const loss = Array.from({ length: rows }, (_, row) => {
    const share = row / rows;
    const gone = how === 'steady growth' ? share : share > at ? 1 : 0;
    return (0.6 + 0.5 * gone) * Math.exp(0.08 * random.normal());
  });
  return { norms, loss, shape: how };
}

function fires({ norms, loss }: Norms, times?: number): boolean {
  const curve = (tag: string, values: number[]) => curveOf(series(tag, values.map((v, i) => [10 * (i + 1), v])))!;
  return explosionOf(curve('grad_norm', norms), curve('loss', loss), times) !== null;
}

/** The rule of the catalogue: three logs in a row above ten times the median of all before. */
function threeInARow({ norms }: Norms): boolean {
  for (let row = 5, streak = 0; row < norms.length; row++) {
    const before = norms.slice(0, row).sort((a, b) => a - b);
    streak = norms[row]! > 10 * before[Math.floor(before.length / 2)]! ? streak + 1 : 0;
    if (streak >= 3) return true;
  }
  return false;
}

export function run(): void {
  console.log('choosing, even seeds: times → false alarms, misses');
  for (const times of [3, 5, 10, 20]) {
    let alarms = 0;
    let misses = 0;
    for (let seed = 0; seed < SEEDS / 4; seed += 2) {
      if (fires(healthy(createRandom(seed)), times)) alarms++;
      if (!fires(exploding(createRandom(2_000_000 + seed)), times)) misses++;
    }
    const n = SEEDS / 8;
    console.log(`  ${times} → ${((100 * alarms) / n).toFixed(2)} % ${((100 * misses) / n).toFixed(2)} %`);
  }
  const alarm = Tally();
  const naive = Tally();
  const found = Tally();
  for (let seed = 1; seed < SEEDS; seed += 2) {
    const h = healthy(createRandom(seed));
    alarm.add(h.shape, fires(h));
    naive.add(h.shape, threeInARow(h));
    const e = exploding(createRandom(2_000_000 + seed));
    found.add(e.shape, fires(e));
  }
  console.log('quoted, odd seeds');
  console.log(alarm.table('false alarms'));
  console.log(naive.table('false alarms of three in a row above ten times the median'));
  console.log(found.table('explosions found'));
}
