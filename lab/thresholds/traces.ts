import { stated } from '../../src/model/known.ts';
import type { Run, Seam } from '../../src/model/run.ts';
import type { Random } from '../../src/stats/index.ts';
import { makeRun, series } from '../../test/support/runs.ts';
import { between, noise, pick } from './curves.ts';

/**
 * The truth behind one simulated Trainer log. Everything a rule might trip over has a field of its own, so that a plant is one
 * changed field and a healthy run has none of the planted ones.
 */
export interface Recipe {
  readonly updates: number;
  readonly epochs: number;
  /** `logging_steps`. */
  readonly every: number;
  readonly classes: number;
  /** sd of one row in log units, and its lag-1 correlation. */
  readonly spread: number;
  readonly rho: number;
  readonly schedule: 'linear' | 'constant' | 'cosine' | 'stable-then-decay' | 'restarts';
  /** Loss, as a share of ln C, that training tends to, and how many e-foldings it makes over the run. */
  readonly floor: number;
  readonly speed: number;
  /** Share of the run before anything is learned. */
  readonly slow: number;
  readonly form: 'exponential' | 'power';
  /** Progress follows the sum of the learning rates, not the steps: with the rate gone it stands still. */
  readonly driven: boolean;
  /** The last part is memorised: near 0 on most rows, rarely large. */
  readonly memorised: boolean;
  /** Drop at each epoch border, as a share; inside the epochs the loss climbs back by `climb` of it. */
  readonly staircase: number;
  readonly climb: number;
  /** `blocks`: sorted by class in so many blocks; `fixed`: shuffled once, same order each epoch. */
  readonly order: { readonly kind: 'shuffled' | 'fixed' | 'by-length' } | { readonly kind: 'blocks'; readonly blocks: number; readonly strength: number };
  /** Positions (share of the run) and heights of jumps; `lasts` rows each. */
  readonly spikes: readonly { readonly at: number; readonly times: number; readonly lasts: number }[];
  /** The loss stands still between these shares of the run, at this share of the way down. */
  readonly plateau: { readonly from: number; readonly to: number; readonly done: number } | null;
  /** Share of the run at which the model falls back to guessing. */
  readonly collapse: number | null;
  readonly seamAt: number | null;
  readonly evaluations: number;
  readonly validationSize: number;
  /** sd of a checkpoint's accuracy around its course, in shares, and whether it alternates. */
  readonly jitter: number;
  readonly alternating: boolean;
}

const sizes = [100, 300, 872, 2000, 5000] as const;

/** A healthy run of a fine-tuning as it comes: 2 to 10 epochs, 12 to 600 rows, staircases mild or absent, one in eight grouped by length. */
export function healthyRecipe(random: Random): Recipe {
  const epochs = pick(random, [2, 3, 3, 4, 5, 8, 10]);
  const updates = 100 * (2 + random.integer(40));
  const rows = pick(random, [12, 25, 50, 100, 200, 400, 600]);
  const memorised = epochs >= 4 && random.next() < 0.25;
  return {
    updates,
    epochs,
    every: Math.max(1, Math.round(updates / rows)),
    classes: pick(random, [2, 2, 3, 5, 10]),
    spread: pick(random, [0.03, 0.08, 0.15, 0.3]),
    rho: pick(random, [0, 0, 0.2, 0.5]),
    schedule: pick(random, ['linear', 'linear', 'linear', 'constant', 'cosine', 'stable-then-decay']),
    floor: between(random, 0.03, 0.7),
    speed: between(random, 2, 12),
    slow: random.next() < 0.5 ? 0 : between(random, 0, 0.15),
    form: pick(random, ['exponential', 'power']),
    driven: random.next() < 0.5,
    memorised,
    staircase: 0,
    climb: 0,
    order: { kind: random.next() < 1 / 8 ? 'by-length' : 'shuffled' },
    spikes: [],
    plateau: null,
    collapse: null,
    seamAt: random.next() < 1 / 12 ? between(random, 0.2, 0.8) : null,
    evaluations: pick(random, [epochs, epochs, 8, 12, 20]),
    validationSize: pick(random, sizes),
    jitter: pick(random, [0, 0.0025, 0.005, 0.01]),
    alternating: false,
  };
}

/** Learning rate as a share of its peak after `share` of the run. */
export function rateAt(schedule: Recipe['schedule'], share: number): number {
  switch (schedule) {
    case 'constant':
      return 1;
    case 'linear':
      return 1 - share;
    case 'cosine':
      return 0.5 * (1 + Math.cos(Math.PI * share));
    case 'stable-then-decay':
      return share < 0.8 ? 1 : 5 * (1 - share);
    case 'restarts':
      return 0.5 * (1 + Math.cos(Math.PI * ((4 * share) % 1)));
  }
}

/** Sum of the learning rates up to `share`, as a share of a run at the peak rate. */
function spent(schedule: Recipe['schedule'], share: number): number {
  if (schedule === 'linear') return share - share ** 2 / 2;
  let sum = 0;
  const looks = 40;
  for (let i = 0; i < looks; i++) sum += rateAt(schedule, ((i + 0.5) * share) / looks);
  return (share * sum) / looks;
}

/** The share of the way from guessing to the floor that is done, without noise. */
function done(recipe: Recipe, share: number): number {
  const course = (s: number): number => {
    const at = Math.max(0, s - recipe.slow);
    const after = recipe.driven ? spent(recipe.schedule, at) : at;
    return recipe.form === 'exponential'
      ? 1 - Math.exp(-recipe.speed * after)
      : 1 - (1 + recipe.speed * 2 * after) ** -0.8;
  };
  const { plateau } = recipe;
  if (plateau === null) return course(share);
  // Two courses with a level between: quick to the plateau, still, quick to the end.
  if (share < plateau.from) return plateau.done * (1 - Math.exp((-5 * share) / plateau.from));
  if (share < plateau.to) return plateau.done * (1 - Math.exp(-5));
  const rest = (share - plateau.to) / (1 - plateau.to);
  return plateau.done + (1 - plateau.done) * (1 - Math.exp(-5 * rest));
}

/** Level of the training loss at a step, without row noise. */
export function level(recipe: Recipe, step: number, blockNoise: readonly number[]): number {
  const share = step / recipe.updates;
  const guess = Math.log(recipe.classes);
  const epochSteps = recipe.updates / recipe.epochs;
  const epoch = Math.floor((step - 1e-9) / epochSteps);
  const inside = step / epochSteps - epoch;
  let value = guess * (1 - (1 - recipe.floor) * done(recipe, share));
  if (recipe.memorised) value *= 1 - 0.97 * Math.min(1, Math.max(0, (share - 0.3) / 0.4));
  if (recipe.schedule === 'stable-then-decay' && share > 0.8) value *= 1 - 0.25 * (share - 0.8) * 5;
  if (recipe.schedule === 'restarts') value *= 1 + 0.2 * rateAt('restarts', share);
  if (recipe.staircase > 0) value *= (1 - recipe.staircase) ** epoch * (1 + recipe.staircase * recipe.climb * inside);
  if (recipe.order.kind === 'blocks') {
    const within = (inside * recipe.order.blocks) % 1;
    value = Math.min(2.5 * guess, value * (1 - 0.7 * recipe.order.strength) + 1.6 * guess * recipe.order.strength * Math.exp(-12 * within));
  }
  // A model that knows nothing has the same loss on long and on short texts.
  if (recipe.order.kind === 'by-length') value *= 1 + 0.25 * done(recipe, share) * (1 - 2 * (((inside * epochSteps) % 50) / 50));
  if (recipe.order.kind === 'fixed') value *= Math.exp(blockNoise[Math.min(blockNoise.length - 1, Math.floor(inside * blockNoise.length))]!);
  if (recipe.collapse !== null && share > recipe.collapse) value = guess * 1.01;
  return value;
}

function accuracyAt(recipe: Recipe, share: number): number {
  const chance = 1 / recipe.classes;
  if (recipe.collapse !== null && share > recipe.collapse) return chance;
  const best = 1 - (1 - chance) * Math.min(0.9, 0.6 * recipe.floor + 0.05);
  return chance + (best - chance) * (0.25 + 0.75 * done({ ...recipe, slow: 0 }, share));
}

/** The log that such a run leaves: rows with epochs, learning rate, gradient norm, evaluations. */
export function logOf(random: Random, recipe: Recipe): Run {
  const { updates, every, epochs } = recipe;
  const rows = Math.floor(updates / every);
  const factor = noise(random, rows, recipe.memorised ? Math.max(0.3, recipe.spread) : recipe.spread, recipe.rho);
  const fixed = noise(random, 40, Math.max(0.1, recipe.spread), 0).map(Math.log);
  const jumps = recipe.spikes.map((s) => ({ ...s, row: Math.round(s.at * (rows - 1)) }));
  const loss: [number, number][] = [];
  const norm: [number, number][] = [];
  for (let row = 0; row < rows; row++) {
    const last = (row + 1) * every;
    let sum = 0;
    const looks = Math.min(every, 12);
    for (let i = 0; i < looks; i++) sum += level(recipe, last - ((i + 0.5) * every) / looks, fixed);
    const jump = jumps.find((s) => row >= s.row && row < s.row + s.lasts);
    const rare = recipe.memorised && row / rows > 0.7 && random.next() < 0.04 ? between(random, 5, 60) : 1;
    const value = (sum / looks) * factor[row]! * (jump?.times ?? 1) * rare;
    loss.push([last, Math.round(1e4 * Math.max(0, value)) / 1e4]);
    norm.push([last, (jump === undefined ? 2 : 30) * Math.exp(0.3 * random.normal())]);
  }
  const k = recipe.evaluations;
  const at = Array.from({ length: k }, (_, i) => Math.round(((i + 1) * updates) / k));
  const n = recipe.validationSize;
  const shared = random.normal();
  const accuracy = at.map((step, i) => {
    const own = recipe.alternating ? (i % 2 === 0 ? 1 : -1) * (1 + 0.3 * random.normal()) : random.normal();
    const p = Math.min(0.999, Math.max(0, accuracyAt(recipe, step / updates) + recipe.jitter * own));
    const sampling = Math.sqrt((p * (1 - p)) / n) * (Math.sqrt(0.7) * shared + Math.sqrt(0.3) * random.normal());
    return [step, Math.round(n * Math.min(1, Math.max(0, p + sampling))) / n] as [number, number];
  });
  const guess = Math.log(recipe.classes);
  const validation = at.map((step): [number, number] => {
    const value = level({ ...recipe, memorised: false, order: { kind: 'shuffled' }, staircase: 0 }, step, fixed);
    return [step, Math.max(0.01, value + 0.05 * guess + (0.8 / Math.sqrt(n)) * (shared + 0.5 * random.normal()))];
  });
  const seam = recipe.seamAt === null ? null : Math.round((recipe.seamAt * updates) / every) * every;
  const seams: readonly Seam[] = seam === null || seam <= 0 ? [] : [{ step: seam + every, after: seam, discardedRows: 2, evidence: 'steps were logged twice' }];
  const withEpoch = (points: readonly (readonly [number, number])[]) => ({ epoch: Float64Array.from(points, ([s]) => Math.round((1e4 * s * epochs) / updates) / 1e4) });
  return makeRun({
    series: [
      series('loss', loss, withEpoch(loss)),
      series('learning_rate', loss.map(([s]) => [s, 3e-5 * rateAt(recipe.schedule, s / updates)])),
      series('grad_norm', norm),
      series('eval_loss', validation),
      series('eval_accuracy', accuracy),
    ],
    validationSize: n,
    trainSize: Math.round((updates / epochs) * 16),
    labels: Array.from({ length: recipe.classes }, (_, i) => `c${i}`),
    learningRate: 3e-5,
    run: { lastStep: updates, lastEpoch: epochs, plannedSteps: stated(updates, 'x'), seams },
  });
}
