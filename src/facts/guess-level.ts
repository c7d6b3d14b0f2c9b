import { entropy, mean, noiseSigma, runningMedian, slope } from '../stats/index.ts';
import { least } from './curves.ts';
import type { ChanceLevel, Curve, GuessLevel, RunFacts } from './define.ts';
import { referenceShares } from './label-shares.ts';
import { trainedTask } from './task.ts';
import { thin } from './thin.ts';

/** Half width of "at guess level" in nats, and the share of the curve's end that is averaged (catalogue A4). */
const GUESS_BAND = 0.03;
/** No noise makes a median that lies this share below the guess level one of a model that knows nothing. */
const DEEPEST = 0.1;
const END = 0.3;
const JUDGED = 0.7;
/** A run that knows nothing may jitter above guessing, but a loss far above it is scaled or has diverged. */
const ABOVE = 1.3;
const ALPHA = 0.01;

const LEAST_TRAIN_ROWS = 5;
const LEAST_UPDATES = 100;
const LEAST_EVALUATIONS = 2;

function referenceOf(chance: ChanceLevel): { readonly value: number; readonly name: string } {
  if (chance.prior !== null && chance.prior < chance.uniform - 0.005) {
    return { value: chance.prior, name: `knowing only how frequent the ${chance.classes} labels are` };
  }
  return { value: chance.uniform, name: `guessing among ${chance.classes} labels, ln ${chance.classes}` };
}

/**
 * A level is guess level when its mean lies no lower than max(0.03 nats, 3 σ/√m capped at 10 % of the reference) below the
 * reference and no higher than 1.3 ×
 * ln C, it never was clearly lower, and the curve is not significantly falling (one-sided 1 %) by more than the band over its last 70 %.
 */
export function guessLevelOf(
  curve: Curve,
  chance: ChanceLevel,
  source: GuessLevel['source'],
  width = GUESS_BAND,
): GuessLevel | null {
  const { step, value } = thin(curve.step, curve.value);
  const n = value.length;
  const tail = value.subarray(n - Math.max(source === 'train' ? 2 : 1, Math.ceil(END * n)));
  const level = mean(tail);
  const sigma = noiseSigma(value) ?? 0;
  const { value: reference, name } = referenceOf(chance);
  const band = Math.max(width, Math.min(DEEPEST * reference, (3 * sigma) / Math.sqrt(tail.length)));
  if (level < reference - band || level > ABOVE * chance.uniform) return null;
  // Guess level all along: a loss that was once clearly below it was learning, whatever became of it later. (A validation
  // loss that overfits rises through ln C.) The deepest of many medians lies about 3 σ/√window below by chance.
  const window = Math.max(3, Math.ceil(0.05 * n)) | 1;
  const smooth = source === 'validation' ? value : runningMedian(value, window);
  const slack = source === 'validation' ? 0 : Math.min(DEEPEST * reference, (3 * sigma) / Math.sqrt(window));
  if (least(smooth) < reference - Math.max(2 * width, slack)) return null;

  const from = n - Math.max(3, Math.ceil(JUDGED * n));
  const trend = from >= 0 ? slope(step.subarray(from), value.subarray(from)) : null;
  if (trend !== null && n >= 6) {
    const fall = -trend.slope * (step[n - 1]! - step[from]!);
    if (trend.pDecreasing < ALPHA && fall > width) return null;
  }
  return { source, level, reference, referenceName: name, band, n: curve.n, sigma };
}

/**
 * Training labels say nothing sure about the evaluation set, which may be balanced where they are not: a loss between
 * their entropy and ln C would then be a good one. Its own references decide; without them the entropy of the training
 * labels holds only for a model whose training loss stayed there too.
 */
function validationChance(facts: RunFacts, chance: ChanceLevel, trainStayed: boolean): ChanceLevel {
  if (chance.prior === null || facts.labelShares()?.of !== 'training') return chance;
  const own = referenceShares(facts.predictions(), facts.measures());
  if (own !== null && own.shares.length <= chance.classes)
    return { ...chance, prior: entropy(Float64Array.from(own.shares)) };
  return trainStayed ? chance : { ...chance, prior: null };
}

/** So many evaluations within this of ln k for one k, and no wider apart: a loss that was learned does not stand there. */
const BY_DIGITS = { evaluations: 5, within: 0.002, most: 20 } as const;

/** Guess level where nothing says how many labels there are: the loss itself is ln k to the third digit, evaluation after evaluation. */
function levelByDigits(facts: RunFacts): GuessLevel | null {
  const curve = facts.validationLoss();
  if (curve === null || curve.n < BY_DIGITS.evaluations) return null;
  const classes = Math.round(Math.exp(mean(curve.value)));
  if (classes < 2 || classes > BY_DIGITS.most) return null;
  const reference = Math.log(classes);
  if (curve.value.some((value) => !(Math.abs(value - reference) <= BY_DIGITS.within))) return null;
  return {
    source: 'validation',
    level: mean(curve.value),
    reference,
    referenceName: `guessing among ${classes} labels, ln ${classes}`,
    band: BY_DIGITS.within,
    n: curve.n,
    sigma: noiseSigma(curve.value) ?? 0,
  };
}

/**
 * Catalogue A4 for both curves: training needs 5 rows over 100 updates (or a log in epochs), validation two evaluations.
 * (or one, when its metric is no better than a constant answer). Only for a plain mean cross-entropy with a known number of labels; anything else is null.
 */
export function guessLevel(facts: RunFacts): ReturnType<RunFacts['guessLevel']> {
  const chance = facts.chanceLevel();
  const kind = facts.lossKind();
  const train = facts.trainLoss();
  const validation = facts.validationLoss();
  if (chance === null) return { train: null, validation: levelByDigits(facts) };
  const tokens = trainedTask(facts.run) === 'token-classification';
  // Most tokens are outside every entity, so that ln C is no level a token classifier would ever sit at.
  if (tokens && chance.prior === null) return { train: null, validation: null };

  const span =
    train === null ? 0 : train.step[train.n - 1]! - (train.n > 1 ? 2 * train.step[0]! - train.step[1]! : 0);
  const longEnough = facts.run.axis === 'epoch' || span >= LEAST_UPDATES;
  const trained =
    train !== null && kind.train.kind === 'cross-entropy' && train.n >= LEAST_TRAIN_ROWS && longEnough
      ? guessLevelOf(train, chance, 'train')
      : null;
  return {
    train: trained,
    validation:
      validation !== null &&
      kind.kind === 'cross-entropy' &&
      (validation.n >= LEAST_EVALUATIONS || facts.learned().verdict === 'no')
        ? guessLevelOf(validation, validationChance(facts, chance, trained !== null), 'validation')
        : null,
  };
}
