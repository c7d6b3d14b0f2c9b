import { analyse } from '../../src/engine/analyse.ts';
import { memorySource } from '../../src/sources/memory.ts';
import { createRandom, type Random } from '../../src/stats/index.ts';
import { evidenceOf, filesOf, type Row } from './folder.ts';
import { type Count, type Study, yes } from './study.ts';

const LABELS = ['alpha', 'beta', 'gamma'];
const HELD_OUT = 1000;

/** Two models whose being right goes together: each row is hard for both, or for none. */
export function answers(n: number, accuracies: readonly number[], r: Random): Row[][] {
  const all: Row[][] = accuracies.map(() => []);
  for (let i = 0; i < n; i++) {
    const label = r.integer(3);
    const shared = r.normal();
    for (const [model, accuracy] of accuracies.entries()) {
      // Probit with a correlation of 0.6 between the two.
      const right = Math.sqrt(0.6) * shared + Math.sqrt(0.4) * r.normal() < quantile(accuracy);
      all[model]!.push({ text: `example ${i}`, label, predicted: right ? label : (label + 1 + r.integer(2)) % 3, probabilities: null });
    }
  }
  return all;
}

/** Normal quantile by bisection: exact enough for a simulation. */
function quantile(p: number): number {
  let [low, high] = [-6, 6];
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2;
    if (cumulative(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Abramowitz and Stegun 26.2.17, error below 7.5e-8. */
function cumulative(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const tail = (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return x > 0 ? 1 - tail : tail;
}

export async function compared(rows: readonly Row[][]) {
  const files: Record<string, string> = {};
  for (const [model, test] of rows.entries())
    for (const [path, text] of Object.entries(filesOf({ labels: LABELS, test }))) files[`${'ab'[model]}/${path}`] = text;
  return analyse(memorySource('pair', files), { compare: true });
}

/** Row 9 of the list: claims of a difference held against 1,000 rows that nobody chose by. */
export const pairsStudy: Study = {
  id: 'pairs',
  title: 'two models (row 9)',
  planted: 'two models equally good in truth, n = 100, 300 or 1,000 (a); 90 against 84 % (b)',
  sets: 320,
  figures: [
    { id: 'pairs/false', what: 'a: called different at p < 0.05', goal: { atMost: 0.05 } },
    { id: 'pairs/false-fresh', what: 'pairs in which a model is called better that is not on 1,000 fresh rows', goal: { atMost: 0.05 } },
    { id: 'pairs/detectable', what: 'b, n = 1,000, a gap beyond the smallest detectable one: found', goal: { atLeast: 0.8 } },
    { id: 'pairs/seed', what: 'claims that come with the warning about a single seed', goal: { atLeast: 1 } },
  ],
  async run(seed) {
    const r = createRandom(22_000_043 + seed);
    const real = (seed >> 1) % 4 === 3;
    const n = real ? 1000 : [100, 300, 1000][(seed >> 1) % 3]!;
    const base = real ? 0.9 : 0.75 + 0.2 * r.next();
    const accuracies = [base, real ? 0.84 : base];
    const report = await compared(answers(n, accuracies, r));
    const fresh = answers(HELD_OUT, accuracies, r).map((rows) => rows.filter(({ label, predicted }) => label === predicted).length);
    const [claim] = report.findings.filter(({ id }) => id === 'difference-real');
    const better = claim?.title.startsWith('A ') === true ? 0 : 1;
    const warned = /seed/.test(`${claim?.advice?.text ?? ''} ${report.findings.map(({ id }) => id).join(' ')}`);
    return [
      real ? yes('pairs/detectable', claim !== undefined) : yes('pairs/false', claim !== undefined),
      yes('pairs/false-fresh', claim !== undefined && fresh[better]! <= fresh[1 - better]!),
      ...(claim === undefined ? [] : [yes('pairs/seed', warned)]),
    ] satisfies readonly Count[];
  },
};

const CHECKPOINTS = 15;
const EVALUATED = 200;

/** A run that is flat from its fourth checkpoint on, whose best one is kept. */
export const selectionStudy: Study = {
  id: 'selection',
  title: 'the best of many (row 9)',
  planted: 'the best of 15 checkpoints on 200 rows, twelve of them equally good in truth; tested again on 1,000',
  sets: 160,
  figures: [
    { id: 'selection/told', what: 'best-of-many-optimism gives the optimism', goal: { atLeast: 0.9 } },
    { id: 'selection/covered', what: 'best score less optimism, ± 1.96 errors of 200 and 1,000 rows, holds the score on 1,000', goal: { atLeast: 0.8 } },
  ],
  async run(seed) {
    const r = createRandom(23_000_009 + seed);
    const truth = Array.from({ length: CHECKPOINTS }, (_, i) => Math.min(0.85, 0.6 + 0.09 * i));
    const right = truth.map(() => 0);
    for (let i = 0; i < EVALUATED; i++) {
      const shared = r.normal();
      for (let k = 0; k < CHECKPOINTS; k++)
        if (Math.sqrt(0.9) * shared + Math.sqrt(0.1) * r.normal() < quantile(truth[k]!)) right[k]!++;
    }
    const log = right.flatMap((count, k) => [
      { step: 50 * (k + 1), epoch: (k + 1) / 5, loss: 0.9 * Math.exp(-k / 4) + 0.3, learning_rate: 3e-5 * (1 - k / CHECKPOINTS) },
      { step: 50 * (k + 1), epoch: (k + 1) / 5, eval_loss: 0.5 + 0.3 * Math.exp(-k / 2), eval_accuracy: count / EVALUATED },
    ]);
    const report = await analyse(
      memorySource('run', {
        'trainer_state.json': JSON.stringify({ global_step: 750, max_steps: 750, epoch: 3, log_history: log }),
        'all_results.json': JSON.stringify({ eval_samples: EVALUATED, train_samples: 4000 }),
      }),
    );
    const [finding] = report.findings.filter(({ id }) => id === 'best-of-many-optimism');
    const optimism = evidenceOf(finding, 'optimism');
    const most = Math.max(...right);
    const again = r.binomial(HELD_OUT, truth[right.indexOf(most)]!) / HELD_OUT;
    const best = most / EVALUATED;
    const error = Math.sqrt(best * (1 - best) * (1 / EVALUATED + 1 / HELD_OUT));
    return [
      yes('selection/told', optimism !== null),
      ...(optimism === null ? [] : [yes('selection/covered', Math.abs(best - optimism - again) <= 1.96 * error)]),
    ] satisfies readonly Count[];
  },
};
