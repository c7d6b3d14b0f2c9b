import type { Interval } from '../../model/outcome.ts';
import { normalCdf, wilson } from '../../stats/index.ts';
import type { ScoredRows } from './rows.ts';

/** With fewer outcomes expected against the odds than this, z is far from normal and no p is given. */
const ENOUGH_AGAINST_ODDS = 5;

export interface ConfidenceGap {
  readonly meanConfidence: number;
  readonly frequency: number;
  /** Mean confidence − frequency: above 0 is over-confident. */
  readonly gap: number;
  readonly interval: Interval;
  readonly n: number;
}

/**
 * Mean confidence minus accuracy (or, for the probability of one label, minus its frequency). The interval is Wilson's for the accuracy
 * given the confidences, narrowed by what the confidences explain: the ratio of residual to plain standard deviation, with
 * half an imagined row right and half wrong. Where every row is right it keeps the doubt about the accuracy. Null without rows.
 */
export function confidenceGap(
  confidence: Float64Array,
  outcome: Uint8Array,
  level = 0.95,
): ConfidenceGap | null {
  const n = confidence.length;
  if (n === 0) return null;
  let sum = 0;
  let hits = 0;
  for (let i = 0; i < n; i++) {
    sum += confidence[i]!;
    hits += outcome[i]!;
  }
  const meanConfidence = sum / n;
  const frequency = hits / n;
  const gap = meanConfidence - frequency;
  let residual = 0;
  let plain = 0;
  for (let i = 0; i < n; i++) {
    residual += (confidence[i]! - outcome[i]! - gap) ** 2;
    plain += (outcome[i]! - frequency) ** 2;
  }
  const imagined = 0.25 * (frequency * frequency + (1 - frequency) ** 2);
  const factor = Math.sqrt((residual + imagined) / (plain + imagined));
  const { low, high } = wilson(hits, n, level);
  return {
    meanConfidence,
    frequency,
    gap,
    interval: {
      low: gap - factor * (high - frequency),
      high: gap + factor * (frequency - low),
      level,
      method: 'Wilson for the accuracy, scaled by what the confidence leaves open',
    },
    n,
  };
}

export interface SpiegelhalterTest {
  /** Above 0: the Brier score is worse than the probabilities promise (over-confident); below 0: better. */
  readonly z: number | null;
  /** Two-sided, from the normal distribution; null when too few surprises are expected for that. */
  readonly p: number | null;
  readonly reason: string | null;
  /** Σ (1 − largest probability): how many rows should go against the odds. */
  readonly expectedAgainstOdds: number;
  readonly n: number;
}

/**
 * Spiegelhalter's z (1986, Statistics in Medicine 5:421): is the Brier score the one that the stated probabilities lead to expect? For several
 * labels the same argument on the sum over labels: given p, the row's score minus its expectation is 2(Σp² − p_y), with
 * variance 4(Σp³ − (Σp²)²). With two labels that is the published statistic.
 */
export function spiegelhalter(scored: ScoredRows): SpiegelhalterTest {
  const size = scored.labels.length;
  let difference = 0;
  let variance = 0;
  let againstOdds = 0;
  for (let i = 0; i < scored.n; i++) {
    let squares = 0;
    let cubes = 0;
    let largest = 0;
    for (let j = 0; j < size; j++) {
      const p = scored.probabilities[i * size + j]!;
      squares += p * p;
      cubes += p * p * p;
      if (p > largest) largest = p;
    }
    difference += squares - scored.probabilities[i * size + scored.reference[i]!]!;
    variance += Math.max(0, cubes - squares * squares);
    againstOdds += Math.max(0, 1 - largest);
  }
  return zOf(difference, variance, againstOdds, scored.n);
}

/** The same for probabilities of one thing that happened (1) or not (0): one label, or the top label's confidence. */
export function spiegelhalterBinary(probability: Float64Array, outcome: Uint8Array): SpiegelhalterTest {
  let difference = 0;
  let variance = 0;
  let againstOdds = 0;
  for (let i = 0; i < probability.length; i++) {
    const p = probability[i]!;
    difference += (outcome[i]! - p) * (1 - 2 * p);
    variance += (1 - 2 * p) ** 2 * p * (1 - p);
    againstOdds += Math.min(p, 1 - p);
  }
  return zOf(difference, variance, againstOdds, probability.length);
}

function zOf(
  difference: number,
  variance: number,
  expectedAgainstOdds: number,
  n: number,
): SpiegelhalterTest {
  if (!(variance > 1e-12)) {
    const reason =
      n === 0
        ? 'no row has both a reference and probabilities'
        : 'every probability is 0, 1 or even odds, and the score then cannot vary';
    return { z: null, p: null, reason, expectedAgainstOdds, n };
  }
  const z = difference / Math.sqrt(variance);
  if (expectedAgainstOdds < ENOUGH_AGAINST_ODDS) {
    const reason = `only ${expectedAgainstOdds.toFixed(1)} rows are expected to go against the odds, at least ${ENOUGH_AGAINST_ODDS} are needed`;
    return { z, p: null, reason, expectedAgainstOdds, n };
  }
  return { z, p: 2 * normalCdf(-Math.abs(z)), reason: null, expectedAgainstOdds, n };
}
