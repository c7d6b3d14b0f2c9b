import { stated } from '../../src/model/known.ts';
import type { Run } from '../../src/model/run.ts';
import type { Random } from '../../src/stats/index.ts';
import { makeRun, series } from '../../test/support/runs.ts';

/** The truth behind one simulated run: population values at each evaluation, before any noise. */
export interface Truth {
  readonly evaluations: number;
  readonly n: number;
  readonly loss: readonly number[];
  readonly accuracy: readonly number[];
}

const pick = <T>(random: Random, values: readonly T[]): T => values[random.integer(values.length)]!;

/** Stationary AR(1) of unit variance. */
function autoregressive(random: Random, length: number, phi: number): number[] {
  const out: number[] = [];
  for (let i = 0; i < length; i++)
    out.push(i === 0 ? random.normal() : phi * out[i - 1]! + Math.sqrt(1 - phi * phi) * random.normal());
  return out;
}

export const shapeOf = (random: Random): { evaluations: number; n: number } => ({
  evaluations: pick(random, [3, 4, 5, 8, 12, 20]),
  n: pick(random, [100, 300, 872, 2000, 5000]),
});

/** Falls to a level within the first third and stays there. */
export function flat(random: Random): Truth {
  const { evaluations, n } = shapeOf(random);
  const level = 0.2 + 0.6 * random.next();
  const best = 0.75 + 0.2 * random.next();
  const speed = evaluations * (0.05 + 0.15 * random.next());
  const left = Array.from({ length: evaluations }, (_, i) => Math.exp(-(i + 1) / speed));
  return { evaluations, n, loss: left.map((l) => level + 0.3 * l), accuracy: left.map((l) => best - 0.15 * l) };
}

/** The same, but from a turning point on the loss rises by `rise` of its level and accuracy falls by `drop`. */
export function turning(random: Random, rise: number, drop: number): Truth {
  const base = flat(random);
  const { evaluations } = base;
  const turn = Math.max(0, Math.floor((evaluations - 1) * (0.2 + 0.3 * random.next())));
  const level = Math.min(...base.loss);
  const past = (i: number): number => Math.max(0, i - turn) / Math.max(1, evaluations - 1 - turn);
  return {
    ...base,
    loss: base.loss.map((v, i) => v + rise * level * past(i)),
    accuracy: base.accuracy.map((v, i) => v - drop * past(i)),
  };
}

/** Falling at every evaluation: the loss loses `fall` of its final level in the last 30 % of the run. */
export function falling(random: Random, fall: number): Truth {
  const { n } = shapeOf(random);
  const evaluations = pick(random, [6, 8, 12, 20]);
  const level = 0.3 + 0.5 * random.next();
  const at = (share: number): number => level * (1 + (fall / 0.3) * (1 - share) + 0.4 * Math.exp(-8 * share));
  const share = Array.from({ length: evaluations }, (_, i) => (i + 1) / evaluations);
  return {
    evaluations,
    n,
    loss: share.map(at),
    accuracy: share.map((s) => 0.9 - 0.1 * (at(s) / level - 1)),
  };
}

/**
 * Adds both kinds of noise and logs the run as Trainer would. The evaluation set's error is shared between checkpoints
 * (ρ 0.5, 0.8 or 0.9) and single losses spread by 0.6, 1.2 or 1.75 nats; checkpoints themselves jitter by up to 4 % of the
 * loss and half a point of accuracy, autocorrelated or not. Training loss falls throughout: the worst case for a flat run.
 */
export function logged(random: Random, truth: Truth, more: { readonly trainRows?: number } = {}): Run {
  const { evaluations, n } = truth;
  const rho = pick(random, [0.5, 0.8, 0.9]);
  const sd = pick(random, [0.6, 1.2, 1.75]);
  const jitter = pick(random, [0, 0.01, 0.02, 0.04]);
  const phi = pick(random, [0, 0.5, 0.8]);
  const shared = random.normal();
  const own = autoregressive(random, evaluations, phi);
  const step = autoregressive(random, evaluations, phi);
  const rough = pick(random, [0, 0.0025, 0.005]);
  const every = 100;
  const last = evaluations * every;
  const noise = own.map((v) => Math.sqrt(rho) * shared + Math.sqrt(1 - rho) * v);
  const accuracyNoise = autoregressive(random, evaluations, phi).map(
    (v) => Math.sqrt(1 - rho) * v,
  );
  const common = Math.sqrt(rho) * random.normal();
  const rows = more.trainRows ?? 60;
  const linear = random.next() < 0.5;
  return makeRun({
    series: [
      series(
        'loss',
        Array.from({ length: rows }, (_, i) => [
          Math.round(((i + 1) * last) / rows),
          0.05 + 0.6 * Math.exp((-3 * (i + 1)) / rows) + 0.02 * random.normal(),
        ]),
      ),
      series(
        'learning_rate',
        Array.from({ length: rows }, (_, i) => [
          Math.round(((i + 1) * last) / rows),
          linear ? 3e-5 * (1 - (i + 1) / (rows + 1)) : 3e-5,
        ]),
      ),
      series(
        'eval_loss',
        truth.loss.map((v, i) => [(i + 1) * every, Math.max(0.001, v + (sd / Math.sqrt(n)) * noise[i]! + jitter * v * step[i]!)]),
      ),
      series(
        'eval_accuracy',
        truth.accuracy.map((p, i) => {
          const value = p + Math.sqrt((p * (1 - p)) / n) * (common + accuracyNoise[i]!) - rough * step[i]!;
          return [(i + 1) * every, Math.round(n * Math.min(1, Math.max(0, value))) / n];
        }),
      ),
    ],
    validationSize: n,
    trainSize: 4000,
    learningRate: 3e-5,
    run: { lastStep: last, lastEpoch: Math.max(3, evaluations / 2), plannedSteps: stated(last, 'x') },
  });
}
