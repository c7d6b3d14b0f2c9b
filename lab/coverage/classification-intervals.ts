/**
 * Coverage of 95 % intervals of classification scores: how often does the interval of a sample hold the score of the
 * population it was drawn from? Prints the table of docs/metrics/intervals.md.
 *
 *     npx esbuild lab/coverage/classification-intervals.ts --bundle --format=esm --outfile=/tmp/coverage.mjs
 *     node /tmp/coverage.mjs
 */
import { type Tally, tally } from '../../src/metrics/text-classification/counts.ts';
import { f1Of, macroF1, weightedF1 } from '../../src/metrics/text-classification/f1.ts';
import { correlationAt } from '../../src/metrics/text-classification/matthews-correlation.ts';
import { type Average, averageInterval, unseenLabels } from '../../src/metrics/text-classification/metric.ts';
import { macroPrecision } from '../../src/metrics/text-classification/precision.ts';
import { macroRecall } from '../../src/metrics/text-classification/recall.ts';
import { createRandom, multinomial, quantile } from '../../src/stats/index.ts';

interface Population {
  readonly name: string;
  readonly size: number;
  readonly shares: Float64Array;
}

/** Label shares π, recall of each label, errors spread with some labels attracting more. */
function population(name: string, priors: readonly number[], recalls: readonly number[]): Population {
  const size = priors.length;
  const total = priors.reduce((a, b) => a + b, 0);
  const shares = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    let pull = 0;
    for (let j = 0; j < size; j++) if (j !== i) pull += priors[j]! ** 0.5;
    for (let j = 0; j < size; j++) {
      const given = i === j ? recalls[i]! : ((1 - recalls[i]!) * priors[j]! ** 0.5) / pull;
      shares[i * size + j] = (priors[i]! / total) * given;
    }
  }
  return { name, size, shares };
}

const flat = (size: number, value: number): number[] => new Array(size).fill(value);
const tail = (size: number): number[] => Array.from({ length: size }, (_, i) => 1 / (i + 1));
const falling = (size: number, from: number, to: number): number[] =>
  Array.from({ length: size }, (_, i) => from + ((to - from) * i) / (size - 1));

const populations = [
  population('2 even, recall 0.85', [1, 1], [0.85, 0.85]),
  population('2 even, recall 0.98', [1, 1], [0.98, 0.98]),
  population('95:5, recall 0.99/0.7', [95, 5], [0.99, 0.7]),
  population('95:5, recall 0.995/0.95', [95, 5], [0.995, 0.95]),
  population('5 even, recall 0.9', flat(5, 1), flat(5, 0.9)),
  population('5 long tail, recall 0.95 to 0.5', tail(5), falling(5, 0.95, 0.5)),
  population('5 long tail, recall 0.98', tail(5), flat(5, 0.98)),
  population('20 long tail, recall 0.95 to 0.6', tail(20), falling(20, 0.95, 0.6)),
  population('20 even, recall 0.99', flat(20, 1), flat(20, 0.99)),
  population('100 even, recall 0.9', flat(100, 1), flat(100, 0.9)),
];
const sizes = [20, 50, 200, 1000, 5000];

const scores = {
  'macro-F1': (t: Tally): Average => ({
    lowest: 0,
    unseen: unseenLabels(t, t.support, t.predicted),
    at: macroF1,
  }),
  'weighted F1': (_: Tally): Average => ({ lowest: 0, at: weightedF1 }),
  'macro precision': (t: Tally): Average => ({
    lowest: 0,
    unseen: unseenLabels(t, t.predicted, t.support),
    at: macroPrecision,
  }),
  'balanced accuracy': (t: Tally): Average => {
    const labels = t.present.filter((i) => t.support[i]! > 0);
    return { lowest: 0, at: (s) => macroRecall(s, labels) };
  },
  MCC: (_: Tally): Average => ({ lowest: -1, at: correlationAt }),
} as const;
type Name = keyof typeof scores;
const names = Object.keys(scores) as Name[];

/** The plain score under given shares of cells, averaged over the labels in `over`. */
function score(name: Name, cells: Float64Array, size: number, over: readonly number[], withSupport: readonly number[]): number {
  const r = new Float64Array(size);
  const s = new Float64Array(size);
  let n = 0;
  let right = 0;
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++) {
      const c = cells[i * size + j]!;
      r[i] += c;
      s[j] += c;
      n += c;
      if (i === j) right += c;
    }
  const a = (i: number): number => cells[i * size + i]!;
  if (name === 'MCC') {
    let agree = 0;
    let rr = 0;
    let ss = 0;
    for (let i = 0; i < size; i++) {
      agree += r[i]! * s[i]!;
      rr += r[i]! ** 2;
      ss += s[i]! ** 2;
    }
    return (right * n - agree) / Math.sqrt((n * n - rr) * (n * n - ss));
  }
  if (name === 'balanced accuracy') {
    const seen = withSupport.filter((i) => r[i]! > 0);
    return seen.reduce((sum, i) => sum + a(i) / r[i]!, 0) / seen.length;
  }
  if (name === 'weighted F1') {
    let sum = 0;
    for (let i = 0; i < size; i++) if (r[i]! + s[i]! > 0) sum += (r[i]! / n) * ((2 * a(i)) / (r[i]! + s[i]!));
    return sum;
  }
  const seen = over.filter((i) => r[i]! + s[i]! > 0);
  if (name === 'macro precision') return seen.reduce((sum, i) => sum + (s[i]! > 0 ? a(i) / s[i]! : 0), 0) / seen.length;
  return seen.reduce((sum, i) => sum + (2 * a(i)) / (r[i]! + s[i]!), 0) / seen.length;
}

const pseudos = [0, 0.1, 0.25, 0.5];
const runs = Number(process.argv[2] ?? 1000);
const draws = 400;
const random = createRandom(20261124);
interface Tallying {
  held: number;
  zero: number;
  width: number;
  count: number;
}
const fresh = (): Tallying => ({ held: 0, zero: 0, width: 0, count: 0 });
const totals = new Map<string, Tallying>();
function note(key: string, low: number, high: number, truth: number): void {
  const t = totals.get(key) ?? fresh();
  totals.set(key, t);
  t.count++;
  if (truth >= low - 1e-12 && truth <= high + 1e-12) t.held++;
  if (high - low < 1e-9) t.zero++;
  t.width += high - low;
}

const perScenario: string[] = [];
for (const { name: title, size, shares } of populations) {
  for (const n of sizes) {
    if (size * 2 > n) continue;
    const local = new Map<string, Tallying>();
    for (let run = 0; run < runs; run++) {
      const counts = new Float64Array(size * size);
      multinomial(random, n, shares, counts);
      const t = tally({ labels: Array.from({ length: size }, (_, i) => String(i)), counts, rows: n, unlabelled: 0 });
      const withSupport = t.present.filter((i) => t.support[i]! > 0);
      const nonZero = [...counts.keys()].filter((k) => counts[k]! > 0);
      const compact = Float64Array.from(nonZero, (k) => counts[k]!);
      const resamples: Float64Array[] = [];
      if (run % 5 === 0 && size <= 20) {
        for (let d = 0; d < draws; d++) {
          const out = new Float64Array(compact.length);
          multinomial(random, n, compact, out);
          const cells = new Float64Array(size * size);
          nonZero.forEach((k, at) => {
            cells[k] = out[at]!;
          });
          resamples.push(cells);
        }
      }
      for (const name of names) {
        const value = score(name, counts, size, t.present, withSupport);
        if (!Number.isFinite(value)) continue;
        const truth = score(name, shares, size, t.present, withSupport);
        for (const pseudo of pseudos) {
          const { low, high } = averageInterval(t, scores[name](t), value, 0.95, pseudo);
          note(`${name} | delta ${pseudo} | n ${n}`, low, high, truth);
          const key = `${name} | delta ${pseudo}`;
          const l = local.get(key) ?? fresh();
          local.set(key, l);
          l.count++;
          if (truth >= low - 1e-12 && truth <= high + 1e-12) l.held++;
          l.width += high - low;
        }
        if (resamples.length > 0) {
          const values = resamples.map((c) => score(name, c, size, t.present, withSupport)).filter(Number.isFinite);
          const low = quantile(values, 0.025);
          const high = quantile(values, 0.975);
          note(`${name} | bootstrap | n ${n}`, low, high, truth);
          const l = local.get(`${name} | bootstrap`) ?? fresh();
          local.set(`${name} | bootstrap`, l);
          l.count++;
          if (truth >= low - 1e-12 && truth <= high + 1e-12) l.held++;
          l.width += high - low;
        }
      }
      // F1 of every label, Wilson on TP of the union against the percentile bootstrap.
      for (let i = 0; i < size; i++) {
        const r = Array.from({ length: size }, (_, j) => shares[i * size + j]!).reduce((a, b) => a + b, 0);
        const s = Array.from({ length: size }, (_, j) => shares[j * size + i]!).reduce((a, b) => a + b, 0);
        const truth = (2 * shares[i * size + i]!) / (r + s);
        const own = f1Of(t, i, 0.95);
        if (own.interval === null) continue;
        const support = t.support[i]! < 10 ? '< 10' : t.support[i]! < 30 ? '10 to 29' : t.support[i]! < 100 ? '30 to 99' : '≥ 100';
        note(`F1 of a label | Wilson | support ${support}`, own.interval.low, own.interval.high, truth);
        if (resamples.length > 0) {
          const values = resamples.map((c) => {
            let both = 0;
            for (let j = 0; j < size; j++) both += c[i * size + j]! + c[j * size + i]!;
            return (2 * c[i * size + i]!) / both;
          }).filter(Number.isFinite);
          note(`F1 of a label | bootstrap | support ${support}`, quantile(values, 0.025), quantile(values, 0.975), truth);
        }
      }
    }
    for (const [key, l] of local) {
      if (key.includes('delta 0.5') || key.includes('bootstrap') || key.includes('delta 0.25')) perScenario.push(`${title} | n ${n} | ${key} | ${((100 * l.held) / l.count).toFixed(1)} | ${(l.width / l.count).toFixed(3)}`);
    }
  }
}
for (const [key, t] of totals) {
  console.log(`${key} | ${((100 * t.held) / t.count).toFixed(1)} % | zero width ${((100 * t.zero) / t.count).toFixed(1)} % | mean width ${(t.width / t.count).toFixed(3)}`);
}
console.log('\nBy population');
for (const line of perScenario) console.log(line);
