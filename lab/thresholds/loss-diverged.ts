import { divergence, type DivergenceThresholds, divergenceThresholds } from '../../src/facts/divergence.ts';
import { createRandom } from '../../src/stats/index.ts';
import { makeRun, series } from '../../test/support/runs.ts';
import { diverged, healthy, type Simulated } from './curves.ts';
import { Tally } from './tally.ts';

const SEEDS = 20_000;

function fires(s: Simulated, thresholds: DivergenceThresholds): boolean {
  const loss = series('loss', s.steps.map((step, i) => [step, s.values[i]!]));
  const run = makeRun({ series: [loss] });
  return divergence(run, { series: loss, n: loss.value.length, step: loss.step, value: loss.value }, null, thresholds) !== null;
}

/** Even seeds choose, odd seeds are quoted. */
export function run(): void {
  const candidates: DivergenceThresholds[] = [];
  for (const rise of [0.15, 0.3, 0.5]) for (const sigmas of [2, 3, 5, 8]) for (const lost of [0, 0.25]) candidates.push({ rise, sigmas, lost, stay: 0.15 });
  console.log('choosing, even seeds: rise, sigmas, lost share → false alarms, misses');
  for (const t of candidates) {
    let alarms = 0;
    let misses = 0;
    for (let seed = 0; seed < SEEDS / 4; seed += 2) {
      if (fires(healthy(createRandom(seed)), t)) alarms++;
      if (!fires(diverged(createRandom(1_000_000 + seed)), t)) misses++;
    }
    const n = SEEDS / 8;
    console.log(`  ${t.rise} ${t.sigmas} ${t.lost} → ${((100 * alarms) / n).toFixed(2)} % ${((100 * misses) / n).toFixed(2)} %`);
  }
  const alarm = Tally();
  const found = Tally();
  for (let seed = 1; seed < SEEDS; seed += 2) {
    const h = healthy(createRandom(seed));
    alarm.add(h.shape, fires(h, divergenceThresholds));
    const d = diverged(createRandom(1_000_000 + seed));
    found.add(d.shape, fires(d, divergenceThresholds));
  }
  console.log('quoted, odd seeds');
  console.log(alarm.table('false alarms on healthy runs'));
  console.log(found.table('diverged runs found'));
}
