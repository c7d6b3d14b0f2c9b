import { createFacts } from '../../src/facts/index.ts';
import { ENOUGH_ROWS, roughStart, type RoughStartThresholds, roughStartThresholds } from '../../src/facts/rough-start.ts';
import { createRandom, type Random } from '../../src/stats/index.ts';
import type { Run } from '../../src/model/run.ts';
import { makeRun, series } from '../../test/support/runs.ts';
import { Tally } from './tally.ts';

const SEEDS = 8000;
const pick = <T>(random: Random, from: readonly T[]): T => from[random.integer(from.length)]!;
const between = (random: Random, low: number, high: number): number => low + (high - low) * random.next();

/** Log-normal factor with lag-1 correlation; one row in fifty has three times the spread. */
function factors(random: Random, rows: number, spread: number, rho: number): number[] {
  let state = random.normal();
  return Array.from({ length: rows }, () => {
    state = rho * state + Math.sqrt(1 - rho * rho) * random.normal();
    const width = random.next() < 0.02 ? 3 * spread : spread;
    return Math.exp(width * state - (width * width) / 2);
  });
}

interface Start {
  readonly run: Run;
  readonly shape: string;
}

/**
 * The log of a run without warm-up. Healthy: from guess level down, at once or after a stand of up to 5 % of the run, with a new
 * head whose first gradients are up to four times as large as later ones. Rough: within the first 5 % the loss climbs to
 * 1.4 to 4 times its start and comes back, or the gradient norm is 8 to 60 times its usual size for 1 to 5 rows, or both.
 */
function make(random: Random, rough: boolean): Start {
  const steps = pick(random, [200, 500, 1000, 3000, 10_000]);
  const every = Math.max(1, Math.floor(Math.max(50, 0.1 * steps) / pick(random, [10, 20, 50])));
  const rows = Math.floor(steps / every);
  const guess = Math.log(pick(random, [2, 3, 5, 10, 20]));
  const floor = guess * between(random, 0.05, 0.8);
  const stand = between(random, 0, 0.05);
  const speed = between(random, 3, 60);
  const spread = pick(random, [0.03, 0.08, 0.15, 0.3]);
  const noise = factors(random, rows, spread, pick(random, [0, 0, 0.3]));
  const gradients = factors(random, rows, pick(random, [0.2, 0.4, 0.6]), pick(random, [0, 0.3, 0.6]));
  const usual = between(random, 0.5, 8);
  const head = between(random, 0.4, 4);
  const first = Math.max(50, 0.05 * steps) / steps;
  const kind = rough ? random.integer(3) : -1;
  const peak = between(random, 1.4, 4);
  const centre = first * between(random, 0.3, 0.7);
  const burst = between(random, 8, 60);
  const at = Math.floor(((first * steps) / every) * between(random, 0.1, 0.8));
  const length = 1 + random.integer(5);
  const loss: [number, number][] = [];
  const norms: [number, number][] = [];
  for (let row = 0; row < rows; row++) {
    const share = (row + 0.5) / rows;
    let level = share < stand ? guess : floor + (guess - floor) * Math.exp(-speed * (share - stand));
    if (kind === 0 || kind === 2) level *= 1 + (peak - 1) * Math.exp(-(((share - centre) / (first * 0.25)) ** 2));
    let norm = usual * (1 + (head - 1) * Math.exp(-share * 40)) * gradients[row]!;
    if ((kind === 1 || kind === 2) && row >= at && row < at + length) norm *= burst;
    loss.push([(row + 1) * every, level * noise[row]! * between(random, 0.97, 1.03)]);
    norms.push([(row + 1) * every, norm]);
  }
  const shape = rough ? ['loss climbs', 'gradient burst', 'both'][kind]! : spread >= 0.3 ? 'noise of 30 %' : 'noise of 15 % or less';
  return { run: makeRun({ series: [series('loss', loss), series('grad_norm', norms)], run: { lastStep: rows * every } }), shape };
}

function fires(run: Run, limits: RoughStartThresholds): boolean | null {
  const start = roughStart(createFacts(run), limits);
  return start === null ? null : start.rise !== null || start.norm !== null || start.spikes.length > 0;
}

/** Even seeds choose, odd seeds are quoted. */
export function run(): void {
  console.log(`rows needed: ${ENOUGH_ROWS}. choosing, even seeds: z of the rise, its share, z of the norm, times → false alarms, misses`);
  for (const rise of [3, 4, 5])
    for (const share of [0.1, 0.25])
      for (const norm of [4, 6])
        for (const times of [3, 5]) {
          const limits = { rise, share, norm, times };
          let alarms = 0;
          let misses = 0;
          let n = 0;
          for (let seed = 0; seed < SEEDS / 8; seed += 2) {
            if (fires(make(createRandom(seed), false).run, limits) === true) alarms++;
            if (fires(make(createRandom(500_000 + seed), true).run, limits) !== true) misses++;
            n++;
          }
          console.log(`| ${rise} | ${share} | ${norm} | ${times} | ${((100 * alarms) / n).toFixed(1)} % | ${((100 * misses) / n).toFixed(1)} % |`);
        }
  const alarm = Tally();
  const found = Tally();
  for (let seed = 1; seed < SEEDS; seed += 2) {
    const healthy = make(createRandom(seed), false);
    alarm.add(healthy.shape, fires(healthy.run, roughStartThresholds) === true);
    const rough = make(createRandom(500_000 + seed), true);
    found.add(rough.shape, fires(rough.run, roughStartThresholds) === true);
  }
  console.log(alarm.table('false alarms on healthy starts'));
  console.log(found.table('rough starts found'));
}
