import { mean, sd } from '../stats/index.ts';
import type { RunFacts } from './define.ts';
import { lossScale } from './loss-scale.ts';

/** Training loss that lay above guess level for most of a run in which it also came well below it. */
export interface AboveGuess {
  readonly mean: number;
  readonly guess: number;
  readonly rows: number;
  /** How often it went from well below guess level to well above it. */
  readonly returns: number;
  /** Standard errors of the mean above guess level. */
  readonly z: number;
}

const LEAST_ROWS = 30;
const FROM = 0.2;
const TO = 0.8;
/** Measured in docs/thresholds/curve-shapes.md, as the place of guess level. */
const ABOVE = 1.2;
const STANDARD_ERRORS = 2.3263;
const WELL_BELOW = 0.85;
const WELL_ABOVE = 1.15;
const LEAST_RETURNS = 2;

/**
 * Batches in a random order cost no more than guessing on average, once a model has stopped knowing nothing. A mean above that,
 * with visits far below it, means that the model is taught one label while it is asked for the next: the examples come in
 * order. Guess level is ln C here and not the entropy of the label shares: the loss may be weighted for rare labels, and wrong
 * labels are more even than right ones. Null without enough rows, without guess level, for a scaled loss, or when it does not
 * hold. Who asks has to exclude a rate that is too high. `above`: times guess level that the mean has to exceed.
 */
export function aboveGuess(facts: RunFacts, above = ABOVE): AboveGuess | null {
  const curve = facts.trainLoss();
  const chance = facts.chanceLevel();
  if (curve === null || chance === null || curve.n < LEAST_ROWS) return null;
  if (facts.lossKind().train.kind !== 'cross-entropy' || lossScale(facts)?.persists === true) return null;
  const guess = chance.uniform;
  const middle = curve.value.subarray(Math.floor(FROM * curve.n), Math.ceil(TO * curve.n));
  const level = mean(middle);
  // Neighbouring rows are alike: a third of them counts.
  const z = (level - guess) / (sd(middle) / Math.sqrt(middle.length / 3));
  let returns = 0;
  let low = false;
  for (const value of curve.value) {
    if (value < WELL_BELOW * guess) low = true;
    else if (low && value > WELL_ABOVE * guess) {
      returns++;
      low = false;
    }
  }
  if (level < above * guess || !(z > STANDARD_ERRORS) || returns < LEAST_RETURNS) return null;
  return { mean: level, guess, rows: curve.n, returns, z };
}
