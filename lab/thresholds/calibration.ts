/**
 * False alarms and finds of `over-confident`, `under-confident` and `threshold-off` on simulated probabilities, through the
 * audits themselves. Nothing was tuned on them, so all are quoted (docs/thresholds/calibration.md).
 *
 *     node lab/thresholds/run.mjs calibration
 */
import { overConfident } from '../../src/audits/calibration/over-confident.ts';
import { thresholdOff } from '../../src/audits/calibration/threshold-off.ts';
import { underConfident } from '../../src/audits/calibration/under-confident.ts';
import type { Audit } from '../../src/audits/define.ts';
import { createFacts } from '../../src/facts/index.ts';
import { examine } from '../../src/metrics/examination/index.ts';
import { createRandom } from '../../src/stats/index.ts';
import { makeRun } from '../../test/support/runs.ts';

const EACH = 200;
const random = createRandom(11);
const normal = (): number => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());

interface World {
  readonly n: number;
  readonly size: number;
  /** Standard deviation of the true logits: how sure one can be. */
  readonly spread: number;
  /** What the stated logits are multiplied with: above 1 is over-confident. */
  readonly times: number;
  /** Added to the logits of the last label: rare below 0. */
  readonly bias?: number;
  /** Scores that know nothing. */
  readonly blind?: boolean;
}

function soft(logits: readonly number[]): number[] {
  const largest = Math.max(...logits);
  const powers = logits.map((z) => Math.exp(z - largest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((p) => p / sum);
}

function draw({ n, size, spread, times, bias = 0, blind = false }: World) {
  const labels = Array.from({ length: size }, (_, i) => `l${i}`);
  const probabilities = new Float64Array(n * size);
  const reference = new Int32Array(n);
  const predicted = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    const logits = labels.map((_, j) => spread * normal() + (j === size - 1 ? bias : 0));
    const truth = blind ? soft(labels.map((_, j) => (j === size - 1 ? bias : 0))) : soft(logits);
    let rest = random.next();
    let label = 0;
    while (label < size - 1 && rest >= truth[label]!) rest -= truth[label++]!;
    reference[i] = label;
    const stated = soft(logits.map((z) => times * z));
    probabilities.set(stated, i * size);
    predicted[i] = stated.indexOf(Math.max(...stated));
  }
  return examine({
    set: 's',
    labels,
    reference,
    predicted,
    probabilities,
    texts: null,
    columns: [],
    tokenLimit: null,
    training: null,
    source: 'out-of-sample',
    rows: Uint32Array.from({ length: n }, (_, i) => i),
    of: n,
  });
}

function share(audits: readonly Audit[], world: World, each = EACH): readonly string[] {
  const found = audits.map(() => 0);
  for (let k = 0; k < each; k++) {
    const examination = draw(world);
    const run = makeRun();
    const facts = { ...createFacts(run), examination: () => examination };
    audits.forEach((audit, a) => {
      if (audit.judge({ run, facts, probe: () => null }).kind === 'finding') found[a]!++;
    });
  }
  return found.map((count) => `${((100 * count) / each).toFixed(1)} %`);
}

export function run(): void {
  for (const size of [2, 5])
    for (const n of [500, 2000])
      for (const spread of [2, 5])
        for (const times of [1, 1.1, 1.3, 1.6, 0.8, 0.6]) {
          const [over, under] = share([overConfident, underConfident], { n, size, spread, times }, 60);
          console.log(`labels ${size} n ${n} spread ${spread} logits × ${times}: over ${over} under ${under}`);
        }
  for (const n of [600, 2000])
    for (const [name, more] of [
      ['true probabilities, rare label', { spread: 1.5, bias: -3.5 }],
      ['true probabilities, even labels', { spread: 2, bias: 0 }],
      ['scores that know nothing, rare label', { spread: 1, bias: -2.2, blind: true }],
    ] as const) {
      const [off] = share([thresholdOff], { n, size: 2, times: 1, ...more }, 100);
      console.log(`threshold n ${n} ${name}: ${off}`);
    }
}
