/**
 * Precision and lift of suspected labels, and coverage of the estimated noise rates, of src/metrics/label-errors/. Even seeds choose, odd
 * seeds are quoted in docs/thresholds/label-errors.md.
 *
 *     node lab/thresholds/run.mjs label-errors
 */
import { conflictingDuplicates, suspectedLabelErrors } from '../../src/metrics/label-errors/index.ts';
import { mean } from '../../src/stats/index.ts';
import { otherLabel, seeded, seedsOf } from './planted-texts.ts';
import { Tally } from './tally.ts';

/** Rows whose right label follows the model's own belief; the model then says that belief, sharpened when it is too sure. */
function planted(labels: number, n: number, accuracy: 'about 90 %' | 'about 75 %', sure: number, flips: number, seed: number) {
  const r = seeded(seed, `${labels} ${accuracy} ${sure} ${flips}`, n);
  const scale = (accuracy === 'about 90 %' ? 4.5 : 2) + Math.log2(labels) / 2;
  const probabilities = new Float64Array(n * labels);
  const right = new Int32Array(n);
  const given = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    const logits = Array.from({ length: labels }, () => scale * r.normal());
    const chances = (sharp: number): number[] => {
      const most = Math.max(...logits);
      const powers = logits.map((logit) => Math.exp(sharp * (logit - most)));
      const sum = powers.reduce((a, b) => a + b, 0);
      return powers.map((power) => power / sum);
    };
    let u = r.next();
    const honest = chances(1);
    right[i] = Math.max(0, honest.findIndex((p) => (u -= p) < 0));
    given[i] = r.next() < flips ? otherLabel(right[i]!, labels, r) : right[i]!;
    probabilities.set(chances(sure), i * labels);
  }
  return { right, given, probabilities };
}

const names = (labels: number): string[] => Array.from({ length: labels }, (_, i) => `l${i}`);

function suspects(odd: boolean): void {
  console.log('| labels | n | model right | too sure | flipped | precision@20 | precision@50 | lift@50 | of all suspects | likelihood | covered | confident joint | covered | range holds |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |');
  for (const [labels, n] of [[2, 1000], [4, 500], [4, 2000], [10, 2000]] as const)
    for (const accuracy of ['about 90 %', 'about 75 %'] as const)
      for (const sure of [1, 2])
        for (const flips of [0, 0.03, 0.1]) {
          const runs = seedsOf(odd, 10).map((seed) => {
            const { right, given, probabilities } = planted(labels, n, accuracy, sure, flips, seed);
            const found = suspectedLabelErrors({ reference: given, labels: names(labels), probabilities, source: 'out-of-sample' }, { seed });
            const truth = given.reduce((sum, label, i) => sum + (label === right[i] ? 0 : 1), 0) / n;
            if ('reason' in found) return null;
            const precision = (k: number): number => {
              const first = found.suspects.slice(0, k);
              return first.filter(({ row }) => given[row] !== right[row]).length / Math.max(1, Math.min(k, first.length));
            };
            const holds = ({ low, high }: { low: number; high: number }): number => (low <= truth + 1e-6 && truth <= high ? 1 : 0);
            const correct = given.reduce((sum, _, i) => sum + (mostOf(probabilities, i, labels) === right[i] ? 1 : 0), 0) / n;
            return { at20: precision(20), at50: precision(50), all: precision(n), lift: truth > 0 ? precision(50) / truth : Number.NaN, likelihood: found.likelihood.value, covered: holds(found.likelihood.interval), joint: found.confidentShare.value, jointCovered: holds(found.confidentShare.interval), range: holds(found.noise), correct };
          });
          const of = (pick: (run: NonNullable<(typeof runs)[number]>) => number): string => mean(runs.flatMap((run) => (run === null ? [] : [pick(run)]))).toFixed(2);
          console.log(`| ${labels} | ${n} | ${of((run) => run.correct)} | ${sure === 1 ? 'no' : 'logits × 2'} | ${flips} | ${of((run) => run.at20)} | ${of((run) => run.at50)} | ${of((run) => run.lift)} | ${of((run) => run.all)} | ${of((run) => run.likelihood)} | ${of((run) => run.covered)} | ${of((run) => run.joint)} | ${of((run) => run.jointCovered)} | ${of((run) => run.range)} |`);
        }
}

function mostOf(probabilities: Float64Array, row: number, labels: number): number {
  let most = 0;
  for (let k = 1; k < labels; k++) if (probabilities[row * labels + k]! > probabilities[row * labels + most]!) most = k;
  return most;
}

function conflicts(odd: boolean): void {
  const [covered, told] = [Tally(), Tally()];
  for (const labels of [2, 4, 10])
    for (const texts of [30, 100, 500])
      for (const rate of [0.02, 0.1, 0.25])
        for (const spread of ['alike', 'to one label'] as const)
          for (const seed of seedsOf(odd, 50)) {
            const r = seeded(seed, `${labels} ${rate} ${spread}`, texts);
            const rows: string[] = [];
            const given: number[] = [];
            for (let i = 0; i < texts; i++) {
              const right = r.integer(labels);
              for (let copy = 0; copy < 2 + r.integer(3); copy++) {
                rows.push(`text ${i}`);
                given.push(r.next() >= rate ? right : spread === 'alike' ? otherLabel(right, labels, r) : (right + 1) % labels);
              }
            }
            const { noise } = conflictingDuplicates(rows, given, labels);
            const name = `wrong labels fall ${spread}, ${texts} texts`;
            told.add(name, noise !== null);
            if (noise !== null) covered.add(name, noise.interval.low <= rate && rate <= noise.interval.high);
          }
  console.log(told.table('a rate is told'));
  console.log(covered.table('its interval holds the true rate'));
}

export function run(): void {
  for (const odd of process.argv.includes('--choose') ? [false, true] : [true]) {
    console.log(odd ? '\nodd seeds (quoted)' : '\neven seeds (choosing)');
    suspects(odd);
    conflicts(odd);
  }
}
