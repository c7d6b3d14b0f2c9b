import type { Interval } from '../../model/outcome.ts';
import {
  confidentJoint,
  confidentLabels,
  confidentThresholds,
  type LabelledProbabilities,
  wholeRows,
} from './confident-joint.ts';
import { confidentShare, noiseRate, type Rate } from './noise-rate.ts';

export interface LabelErrorInput {
  /** The labels as given; −1 is missing. */
  readonly reference: ArrayLike<number>;
  readonly labels: readonly string[];
  /** Rows × labels, row-major; a row with a NaN is left out. */
  readonly probabilities: ArrayLike<number> | null;
  /** Whether the model had these rows in training. Only `out-of-sample` gives suspects: a model that learned a wrong label by heart hides it. */
  readonly source: 'out-of-sample' | 'in-sample' | 'unknown';
}

/** A row worth reviewing. About every second is expected to be wrong (51 % in Northcutt, Athalye and Mueller 2021). */
export interface Suspect {
  readonly row: number;
  readonly reference: number;
  /** The label that the model holds most probable. */
  readonly suggested: number;
  /** Probability of the given label. */
  readonly selfConfidence: number;
  /** (probability of the given label − highest probability of another + 1)/2. */
  readonly normalizedMargin: number;
  /** Whether the row also reaches the threshold of another label, the stricter rule. */
  readonly confident: boolean;
}

export interface LabelErrors {
  /** Rows that counted, and rows without label or probabilities. */
  readonly rows: number;
  readonly leftOut: number;
  /** Mean probability of each label among its rows; 2 for a label without rows. */
  readonly thresholds: Float64Array;
  /** Rows of each label. */
  readonly support: Uint32Array;
  /** Labels with fewer than 50 rows, whose threshold is shaky. */
  readonly thin: readonly number[];
  /** Estimated rows, given label × right label, labels × labels. */
  readonly joint: Int32Array;
  /** The most suspected first. */
  readonly suspects: readonly Suspect[];
  /** Two estimates of the share of wrong labels. The likelihood takes the model's sure errors for a higher temperature and may be too low; */
  readonly likelihood: Rate;
  /** the confident joint (cleanlab's estimate) takes them for wrong labels and is too high. */
  readonly confidentShare: Rate;
  /** From the lower end of the one to the upper end of the other: what can be said without a reviewed sample. */
  readonly noise: Interval;
  readonly assumptions: readonly string[];
  readonly method: string;
}

const LEAST_SUPPORT = 50;
const ASSUMPTIONS = [
  'the model did not learn from these rows',
  'wrong labels fall on all other labels alike, whatever the text',
  'the model is at least as often wrong where it is sure as one temperature for all rows tells',
] as const;
const TOLERANCE = 1e-6;

const REASONS: Readonly<Record<'in-sample' | 'unknown', string>> = {
  'in-sample':
    'the probabilities are of rows that the model was trained on; it may have learned wrong labels by heart',
  unknown: 'it is not known whether the model was trained on these rows',
};

/**
 * Labels that are probably wrong, by confident learning (Northcutt, Jiang and Chuang 2021, JAIR 70): of each pair given → right as many rows
 * are pruned as the confident joint holds (prune by noise rate), those with the largest margin, as cleanlab does by default. `rank` orders
 * them by normalised margin or by self-confidence. A reason instead when nothing may be said.
 */
export function suspectedLabelErrors(
  input: LabelErrorInput,
  options: { readonly rank?: 'normalized-margin' | 'self-confidence'; readonly seed?: number } = {},
): LabelErrors | { readonly reason: string } {
  if (input.source !== 'out-of-sample') return { reason: REASONS[input.source] };
  if (input.probabilities === null) return { reason: 'there are no probabilities' };
  const size = input.labels.length;
  const rows = usableRows(input.reference, input.probabilities, size);
  const data: LabelledProbabilities = {
    given: Int32Array.from(rows, (row) => input.reference[row]!),
    probabilities: new Float64Array(rows.length * size),
    labels: size,
  };
  for (const [i, row] of rows.entries())
    for (let k = 0; k < size; k++) data.probabilities[i * size + k] = input.probabilities[row * size + k]!;
  const support = new Uint32Array(size);
  for (const label of data.given) support[label]!++;
  if (support.filter((count) => count >= LEAST_SUPPORT).length < 2)
    return { reason: `fewer than two labels have ${LEAST_SUPPORT} rows with probabilities` };
  const thresholds = confidentThresholds(data);
  const confident = confidentLabels(data, thresholds);
  const joint = wholeRows(confidentJoint(data, confident), size);
  const likelihood = noiseRate(data);
  const joined = confidentShare(data, options.seed ?? 1);
  const suspects = [...prunedRows(data, joint)].map((i): Suspect => {
    const { most, other } = topOf(data, i);
    const own = data.probabilities[i * size + data.given[i]!]!;
    return {
      row: rows[i]!,
      reference: data.given[i]!,
      suggested: most,
      selfConfidence: own,
      normalizedMargin: (own - other + 1) / 2,
      confident: confident[i]! >= 0 && confident[i] !== data.given[i],
    };
  });
  const score = (suspect: Suspect): number =>
    options.rank === 'self-confidence' ? suspect.selfConfidence : suspect.normalizedMargin;
  suspects.sort((a, b) => score(a) - score(b) || a.row - b.row);
  return {
    rows: rows.length,
    leftOut: input.reference.length - rows.length,
    thresholds,
    support,
    thin: [...support.keys()].filter((label) => support[label]! > 0 && support[label]! < LEAST_SUPPORT),
    joint,
    suspects,
    likelihood,
    confidentShare: joined,
    noise: {
      low: likelihood.interval.low,
      high: Math.max(likelihood.interval.high, joined.interval.high),
      level: 0.95,
      method: 'lower end of the likelihood, upper end of the confident joint',
    },
    assumptions: ASSUMPTIONS,
    method: `confident learning, prune by noise rate, ranked by ${options.rank ?? 'normalized-margin'}`,
  };
}

function usableRows(reference: ArrayLike<number>, probabilities: ArrayLike<number>, size: number): number[] {
  const rows: number[] = [];
  for (let row = 0; row < reference.length; row++) {
    if (!(reference[row]! >= 0)) continue;
    let whole = true;
    for (let k = 0; k < size; k++) if (!(probabilities[row * size + k]! >= 0)) whole = false;
    if (whole) rows.push(row);
  }
  return rows;
}

/** The most probable label (the given one at a tie), and the highest probability of a label that is not the given one. */
function topOf(
  { given, probabilities, labels }: LabelledProbabilities,
  i: number,
): { most: number; other: number } {
  let most = given[i]!;
  let other = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < labels; k++) {
    const p = probabilities[i * labels + k]!;
    if (k === given[i]) continue;
    if (p > other) other = p;
    if (p > probabilities[i * labels + most]! + (most === given[i] ? TOLERANCE : 0)) most = k;
  }
  return { most, other };
}

/** Of each pair of labels as many rows as the joint holds, those with the largest margin; rows whose label is the most probable stay. */
function prunedRows(data: LabelledProbabilities, joint: Int32Array): Set<number> {
  const { given, probabilities, labels } = data;
  const byLabel: number[][] = Array.from({ length: labels }, () => []);
  for (const [i, label] of given.entries()) byLabel[label]!.push(i);
  const pruned = new Set<number>();
  for (let from = 0; from < labels; from++) {
    // A label of one row is kept.
    if (byLabel[from]!.length <= 1) continue;
    for (let to = 0; to < labels; to++) {
      const count = joint[from * labels + to]!;
      if (from === to || count === 0) continue;
      const margin = (i: number): number =>
        probabilities[i * labels + to]! - probabilities[i * labels + from]!;
      const order = [...byLabel[from]!].sort((a, b) => margin(b) - margin(a) || a - b);
      for (const i of order.slice(0, count)) if (topOf(data, i).most !== from) pruned.add(i);
    }
  }
  return pruned;
}
