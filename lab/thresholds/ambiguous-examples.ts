/**
 * Which examples `ambiguous-examples` picks, on simulated trainings with planted border cases, beside the rule by rank (the tenth of the examples
 * that varies most, with a mean probability in the middle). Nothing was tuned on them, so all are quoted
 * (docs/thresholds/ambiguous-examples.md).
 *
 *     node lab/thresholds/run.mjs ambiguous-examples
 */
import { measureVariation } from '../../src/engine/measure-variation.ts';
import { createPredictionSet } from '../../src/predictions/index.ts';
import { createRandom } from '../../src/stats/index.ts';

const ROWS = 1000;
const SEEDS = Array.from({ length: 30 }, (_, i) => i + 1);

interface World {
  readonly epochs: number;
  /** Shares of the examples. */
  readonly border: number;
  readonly late: number;
  /** Standard deviation of a logit between epochs. */
  readonly noise: number;
}

function draw({ epochs, border, late, noise }: World, seed: number): Float64Array[] {
  const random = createRandom(seed);
  const margins = Array.from({ length: ROWS }, (_, row) => {
    const share = row / ROWS;
    if (share < border) return { from: 0, to: 0 };
    if (share < border + late) return { from: -2 + random.normal(), to: 3 };
    // Most are easy, a few are wrong for good.
    const clear = random.next() < 0.07 ? -2.5 : 1.5 + 3 * random.next();
    return { from: clear, to: clear };
  });
  const when = margins.map(() => 0.2 + 0.6 * random.next());
  return Array.from({ length: epochs }, (_, epoch) =>
    Float64Array.from(margins, ({ from, to }, row) => {
      const base = epoch / Math.max(1, epochs - 1) < when[row]! ? from : to;
      return 1 / (1 + Math.exp(-(base + noise * random.normal())));
    }),
  );
}

async function picked(probabilities: readonly Float64Array[]): Promise<ReadonlySet<number>> {
  const sets = probabilities.map((own, epoch) =>
    createPredictionSet({
      id: `epoch_${epoch + 1}.csv`,
      file: `epoch_${epoch + 1}.csv`,
      split: null,
      labels: ['no', 'yes'],
      reference: new Int16Array(ROWS).fill(1),
      predicted: Int16Array.from(own, (p) => (p >= 0.5 ? 1 : 0)),
      scores: { kind: 'probabilities', classes: 2, values: Float32Array.from([...own].flatMap((p) => [1 - p, p])) },
      confidence: null,
      texts: null,
      ids: Array.from({ length: ROWS }, (_, row) => `x${row}`),
      extra: new Map(),
      columns: {},
    }),
  );
  const variation = await measureVariation(sets);
  return new Set(variation?.ambiguous.map(({ row }) => row) ?? []);
}

/** The rule by rank, over the epochs after the first. */
function byRank(probabilities: readonly Float64Array[]): ReadonlySet<number> {
  const used = probabilities.slice(1);
  const stats = Array.from({ length: ROWS }, (_, row) => {
    const values = used.map((own) => own[row]!);
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    const deviation = Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length);
    return { row, mean, deviation };
  });
  const top = [...stats].sort((a, b) => b.deviation - a.deviation).slice(0, ROWS / 10);
  return new Set(top.filter(({ mean }) => mean >= 0.3 && mean <= 0.7).map(({ row }) => row));
}

export async function run(): Promise<void> {
  const all: World[] = [];
  for (const epochs of [4, 6, 11])
    for (const late of [0, 0.1]) for (const border of [0, 0.05]) all.push({ epochs, late, border, noise: 0.8 });
  all.push({ epochs: 6, late: 0, border: 0, noise: 1.5 }, { epochs: 6, late: 0.1, border: 0.05, noise: 0.4 });
  for (const world of all) {
    const sums = { own: [0, 0, 0], rank: [0, 0, 0] };
    for (const seed of SEEDS) {
      const probabilities = draw(world, seed);
      for (const [name, rows] of [
        ['own', await picked(probabilities)],
        ['rank', byRank(probabilities)],
      ] as const) {
        const hits = [...rows].filter((row) => row < world.border * ROWS).length;
        const late = [...rows].filter((row) => row >= world.border * ROWS && row < (world.border + world.late) * ROWS).length;
        sums[name][0]! += rows.size / SEEDS.length;
        sums[name][1]! += hits / SEEDS.length;
        sums[name][2]! += late / SEEDS.length;
      }
    }
    const text = ([rows, hits, late]: readonly number[]): string =>
      `${rows!.toFixed(0)} | ${hits!.toFixed(0)} | ${late!.toFixed(0)}`;
    console.log(
      `| ${world.epochs} | ${world.noise} | ${world.border * ROWS} | ${world.late * ROWS} | ${text(sums.own)} | ${text(sums.rank)} |`,
    );
  }
}
