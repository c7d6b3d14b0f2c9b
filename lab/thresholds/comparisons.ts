/**
 * How often comparisons of runs are wrong: false "really different", power, coverage of every interval, over seeds and over examples.
 * Prints the tables of docs/thresholds/comparisons.md. Even seeds chose the methods, odd seeds are quoted.
 *
 *     node lab/thresholds/run.mjs comparisons            (SEED=1 REPS=1000)
 */
import { type CellScore, cellScorer } from '../../src/metrics/comparison/cell-scores.ts';
import { pairedCells } from '../../src/metrics/comparison/paired-cells.ts';
import { pairedMetrics } from '../../src/facts/group/index.ts';
import {
  almostStochasticOrder,
  bootstrapCells,
  brownForsythe,
  createRandom,
  kruskalWallis,
  meanInterval,
  multinomial,
  pairedShareDifference,
  quantile,
  type Random,
  runsToShow,
  tangoInterval,
  welch,
} from '../../src/stats/index.ts';
import { answers, groupOf } from '../../test/support/groups.ts';
import { makeRun } from '../../test/support/runs.ts';

const environment = (globalThis as unknown as { process: { env: Record<string, string | undefined> } }).process.env;
const seed = Number(environment.SEED ?? 1);
const repeats = Number(environment.REPS ?? 1000);
const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(1)} %`;

interface Population {
  readonly name: string;
  readonly labels: number;
  readonly cells: readonly (readonly [number, number, number])[];
  readonly shares: Float64Array;
}

/** Two models: label shares, recall of each, and the correlation of being right on the same example. */
function population(
  name: string,
  prior: readonly number[],
  first: readonly number[],
  second: readonly number[],
  rho = 0.6,
): Population {
  const total = prior.reduce((a, b) => a + b, 0);
  const cells: [number, number, number][] = [];
  const shares: number[] = [];
  prior.forEach((weight, r) => {
    const [a, b] = [first[r]!, second[r]!];
    const both = Math.min(a, b, a * b + rho * Math.sqrt(a * (1 - a) * b * (1 - b)));
    const wrong = prior.map((w, i) => (i === r ? 0 : Math.sqrt(w)));
    const pull = wrong.reduce((x, y) => x + y, 0);
    const add = (x: number, y: number, share: number): void => {
      if (share < 1e-12) return;
      cells.push([r, x, y]);
      shares.push((share * weight) / total);
    };
    add(r, r, both);
    for (let i = 0; i < prior.length; i++) {
      if (i === r) continue;
      add(r, i, ((a - both) * wrong[i]!) / pull);
      add(i, r, ((b - both) * wrong[i]!) / pull);
      for (let j = 0; j < prior.length; j++) {
        if (j === r) continue;
        // Models that are both wrong often make the same mistake.
        const same = i === j ? 0.6 * (wrong[i]! / pull) : 0;
        add(i, j, (1 - a - b + both) * (same + (0.4 * wrong[i]! * wrong[j]!) / pull ** 2));
      }
    }
  });
  return { name, labels: prior.length, cells, shares: Float64Array.from(shares) };
}

const flat = (n: number, value: number): number[] => new Array(n).fill(value);
const tail = (n: number): number[] => Array.from({ length: n }, (_, i) => 1 / (i + 1));
const falling = (n: number, from: number, to: number): number[] =>
  Array.from({ length: n }, (_, i) => from + ((to - from) * i) / (n - 1));

const equal = [
  population('2 even labels, recall 0.9', [1, 1], [0.9, 0.9], [0.9, 0.9]),
  population('2 labels 95 : 5, recall 0.99/0.7', [95, 5], [0.99, 0.7], [0.99, 0.7]),
  population('5 labels, long tail, recall 0.95 to 0.5', tail(5), falling(5, 0.95, 0.5), falling(5, 0.95, 0.5)),
  population('20 labels, long tail, recall 0.85', tail(20), flat(20, 0.85), flat(20, 0.85)),
];
const better = [
  population('2 even labels, 0.90 against 0.93', [1, 1], [0.9, 0.9], [0.93, 0.93]),
  population('5 labels, long tail, about +4 points', tail(5), [0.9, 0.8, 0.7, 0.6, 0.5], [0.93, 0.85, 0.77, 0.68, 0.6]),
];
const sizes = [50, 200, 1000, 5000];
const names = ['accuracy', 'f1_macro', 'f1_weighted', 'balanced_accuracy', 'mcc'] as const;

function sample(random: Random, from: Population, n: number): ReturnType<typeof answers> {
  const drawn = new Float64Array(from.shares.length);
  multinomial(random, n, from.shares, drawn);
  return answers(
    Array.from({ length: from.labels }, (_, i) => `label ${i}`),
    from.cells.map((cell, k) => [...cell, drawn[k]!] as const),
  );
}

/** The difference in the population, over all its labels. */
function truth(from: Population, score: CellScore): number {
  const cells = pairedCells(
    from.labels,
    from.cells.map((c) => c[0]),
    from.cells.map((c) => c[1]),
    from.cells.map((c) => c[2]),
  );
  // One row a cell was counted; the shares go in its place, and the cells made only as mirrors stay empty.
  const shares = new Float64Array(cells.count.length);
  shares.set(from.shares);
  const [a, b] = cellScorer(cells, score)(shares);
  return b - a;
}

interface Count {
  held: number;
  bootstrap: number;
  bootstrapped: number;
  claimed: number;
  equivalent: number;
  width: number;
  runs: number;
}

function overExamples(random: Random): void {
  console.log('\n## Two models on the same examples');
  for (const [what, populations] of [['equal', equal], ['better', better]] as const) {
    for (const n of sizes) {
      const counts = new Map<string, Count>();
      for (const from of populations) {
        const truths = new Map(names.map((name) => [name as string, truth(from, name)]));
        const each = Math.max(20, Math.round(repeats / (n >= 5000 ? 4 : 1) / populations.length));
        for (let run = 0; run < each; run++) {
          const joined = sample(random, from, n);
          const group = groupOf([makeRun(), makeRun()], { joined: [joined] });
          const cells = pairedCells(from.labels, joined.reference, joined.predictedA, joined.predictedB);
          for (const metric of pairedMetrics(group, 0, 1)) {
            const expected = truths.get(metric.metric);
            if (expected === undefined || metric.interval === null) continue;
            const count = counts.get(metric.metric) ?? { held: 0, bootstrap: 0, bootstrapped: 0, claimed: 0, equivalent: 0, width: 0, runs: 0 };
            counts.set(metric.metric, count);
            count.runs++;
            if (metric.interval.low <= expected && expected <= metric.interval.high) count.held++;
            if (/better/.test(metric.verdict)) count.claimed++;
            if (metric.verdict === 'equivalent') count.equivalent++;
            count.width += metric.interval.high - metric.interval.low;
            if (run % 3 === 0) {
              const scorer = cellScorer(cells, metric.metric as CellScore);
              const draws = bootstrapCells(
                cells.count,
                (c) => {
                  const [a, b] = scorer(c);
                  return b - a;
                },
                random,
                400,
              );
              count.bootstrapped++;
              if (quantile(draws, 0.025) <= expected && expected <= quantile(draws, 0.975)) count.bootstrap++;
            }
          }
        }
      }
      console.log(
        `${what}, n = ${n}: ${[...counts]
          .map(
            ([name, c]) =>
              `${name} held ${percent(c.held, c.runs)} (percentile bootstrap ${percent(c.bootstrap, c.bootstrapped)}), claimed ${percent(c.claimed, c.runs)}, equivalent ${percent(c.equivalent, c.runs)}, width ${(c.width / c.runs).toFixed(3)}`,
          )
          .join('; ')}`,
      );
    }
  }
}

/** Correlated answers of accuracy only, many more draws: level and power of McNemar, Tango's coverage without extension to 0. */
function accuracyOnly(random: Random): void {
  console.log('\n## Accuracy only, d = 6 %, McNemar and Tango');
  const draw = new Float64Array(3);
  for (const n of [50, 100, 300, 1000, 5000]) {
    const row: string[] = [];
    for (const delta of [0, 0.01, 0.02, 0.04]) {
      let [rejected, held, runs] = [0, 0, 0];
      for (let run = 0; run < 4 * repeats; run++) {
        multinomial(random, n, Float64Array.of((0.06 - delta) / 2, (0.06 + delta) / 2, 0.94), draw);
        const interval = tangoInterval(draw[0]!, draw[1]!, n);
        if (interval.low <= delta && delta <= interval.high) held++;
        if (pairedShareDifference(draw[0]!, draw[1]!, n).p < 0.05) rejected++;
        runs++;
      }
      row.push(`Δ ${delta}: claimed ${percent(rejected, runs)}, Tango held ${percent(held, runs)}`);
    }
    console.log(`n = ${n}: ${row.join('; ')}`);
  }
}

/** Scores of k seeds: normal with a tail of lower values, as fine-tunings have. */
const seeds = (random: Random, k: number, mean: number, sd: number, skew: boolean): Float64Array =>
  Float64Array.from({ length: k }, () => {
    const x = random.normal();
    return mean + sd * (skew ? 1 - Math.exp(0.7 * x) * 0.9 : x);
  });

function overSeeds(random: Random): void {
  console.log('\n## Seeds');
  for (const skew of [false, true]) {
    for (const k of [2, 3, 4, 5, 7, 10]) {
      const tally = { welch: 0, aso: 0, both: 0, asoHalf: 0, unequal: 0, held: 0, mean: 0, spread: 0, power: 0, bothPower: 0 };
      const runs = 2 * repeats;
      const centre = skew ? 0.8 + 0.01 * (1 - Math.exp(0.245) * 0.9) : 0.8;
      for (let run = 0; run < runs; run++) {
        const [a, b] = [seeds(random, k, 0.8, 0.01, skew), seeds(random, k, 0.8, 0.01, skew)];
        const wide = seeds(random, k, 0.8, skew ? 0.01 : 0.03, skew);
        const far = seeds(random, k, 0.82, 0.01, skew);
        const test = welch(a, b);
        const other = welch(a, wide);
        const shifted = welch(a, far);
        if (test === null || other === null || shifted === null) continue;
        const epsilon = (x: Float64Array, y: Float64Array): number =>
          almostStochasticOrder(x, y, random, { draws: 100 })!.epsMin;
        const [up, down] = run % 4 === 0 ? [epsilon(b, a), epsilon(a, b)] : [1, 1];
        if (test.p < 0.05) tally.welch++;
        if (Math.min(up, down) < 0.2) tally.aso += 4;
        if (Math.min(up, down) < 0.5) tally.asoHalf += 4;
        if (test.p < 0.05 && run % 4 === 0 && Math.min(up, down) < 0.2) tally.both += 4;
        if (other.p < 0.05) tally.unequal++;
        if (test.interval.low <= 0 && test.interval.high >= 0) tally.held++;
        const interval = meanInterval(a)!;
        if (interval.low <= centre && centre <= interval.high) tally.mean++;
        if (k >= 3 && (brownForsythe([a, b])?.p ?? 1) < 0.01) tally.spread++;
        if (shifted.p < 0.05) tally.power++;
        if (shifted.p < 0.05 && run % 4 === 0 && epsilon(far, a) < 0.2) tally.bothPower += 4;
      }
      console.log(
        `${skew ? 'skewed' : 'normal'}, ${k} seeds each: Welch p < 0.05 ${percent(tally.welch, runs)}; spreads 1 : 3 ${percent(tally.unequal, runs)}; ASO < 0.2 either way ${percent(tally.aso, runs)}, < 0.5 ${percent(tally.asoHalf, runs)}; Welch and ASO ${percent(tally.both, runs)}; Brown–Forsythe p < 0.01 ${percent(tally.spread, runs)}; mean interval held ${percent(tally.mean, runs)}; power at 2 sd: Welch ${percent(tally.power, runs)}, with ASO ${percent(tally.bothPower, runs)}`,
      );
    }
  }
  console.log('\n## Seeds needed, 80 % power promised');
  for (const effect of [0.5, 1, 2]) {
    const k = runsToShow(effect, 1, 1);
    let shown = 0;
    for (let run = 0; run < 2 * repeats; run++)
      if ((welch(seeds(random, k, 0, 1, false), seeds(random, k, effect, 1, false))?.p ?? 1) < 0.05) shown++;
    console.log(`effect ${effect} sd: ${k} seeds, shown ${percent(shown, 2 * repeats)}`);
  }
}

function searches(random: Random): void {
  console.log('\n## Did a hyper-parameter move the metric? Rank test with permutations');
  for (const [levels, each] of [[2, 3], [3, 2], [3, 4], [4, 5], [3, 30]] as const) {
    let [alarm, found] = [0, 0];
    const runs = Math.max(100, Math.round(repeats / 4));
    const group = Int32Array.from({ length: levels * each }, (_, i) => i % levels);
    for (let run = 0; run < runs; run++) {
      const noise = Float64Array.from(group, () => random.normal());
      if ((kruskalWallis(noise, group, random, 999)?.p ?? 1) < 0.05) alarm++;
      if ((kruskalWallis(noise.map((x, i) => x + 2 * group[i]!), group, random, 999)?.p ?? 1) < 0.05) found++;
    }
    console.log(`${levels} values × ${each} runs: false ${percent(alarm, runs)}, found at 2 sd a step ${percent(found, runs)}`);
  }
}

export function run(): void {
  const random = createRandom(seed);
  console.log(`seed ${seed}, ${repeats} repetitions`);
  overExamples(random);
  accuracyOnly(random);
  overSeeds(random);
  searches(random);
}
