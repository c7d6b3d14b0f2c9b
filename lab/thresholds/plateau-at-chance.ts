import { guessLevelOf } from '../../src/facts/guess-level.ts';
import type { ChanceLevel } from '../../src/facts/define.ts';
import { createRandom } from '../../src/stats/index.ts';
import { series } from '../../test/support/runs.ts';
import { healthy, type Simulated, unlearned } from './curves.ts';
import { Tally } from './tally.ts';

const SEEDS = 20_000;

function fires(s: Simulated, width?: number): boolean {
  const loss = series('loss', s.steps.map((step, i) => [step, s.values[i]!]));
  const chance: ChanceLevel = { uniform: Math.log(s.classes), prior: null, classes: s.classes, from: 'simulated' };
  return guessLevelOf({ series: loss, n: loss.value.length, step: loss.step, value: loss.value }, chance, 'train', width) !== null;
}

/** How much of ln C a healthy run ends below it: the less, the easier it is taken for one that learned nothing. */
const drop = (s: Simulated): string => {
  const share = 1 - s.end / Math.log(s.classes);
  return share < 0.2 ? 'drop of less than 20 %' : share < 0.4 ? 'drop of 20 to 40 %' : 'drop of more than 40 %';
};

export function run(): void {
  console.log('choosing, even seeds: band in nats → false alarms, misses');
  for (const width of [0.01, 0.02, 0.03, 0.05, 0.1]) {
    let alarms = 0;
    let misses = 0;
    for (let seed = 0; seed < SEEDS / 4; seed += 2) {
      if (fires(healthy(createRandom(seed)), width)) alarms++;
      if (!fires(unlearned(createRandom(2_000_000 + seed)), width)) misses++;
    }
    const n = SEEDS / 8;
    console.log(`  ${width} → ${((100 * alarms) / n).toFixed(2)} % ${((100 * misses) / n).toFixed(2)} %`);
  }
  const alarm = Tally();
  const found = Tally();
  for (let seed = 1; seed < SEEDS; seed += 2) {
    const h = healthy(createRandom(seed));
    alarm.add(drop(h), fires(h));
    const u = unlearned(createRandom(2_000_000 + seed));
    found.add(u.shape, fires(u));
  }
  console.log('quoted, odd seeds');
  console.log(alarm.table('false alarms on runs that learned, by how far the loss fell'));
  console.log(found.table('runs that learned nothing, found'));
}
