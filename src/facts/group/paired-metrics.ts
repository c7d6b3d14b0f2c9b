import { type CellScore, cellScorer } from '../../metrics/comparison/cell-scores.ts';
import { type PairedCells, pairedCells } from '../../metrics/comparison/paired-cells.ts';
import type { PairedMetric } from '../../model/comparison.ts';
import type { Interval } from '../../model/outcome.ts';
import {
  approximateRandomisation,
  createRandom,
  jackknifeError,
  mean,
  meanInterval,
  normalQuantile,
  pairedShareDifference,
  sd,
  studentQuantile,
  studentTail,
} from '../../stats/index.ts';
import type { GroupFacts, PairedAnswers } from './define.ts';
import { unpairedMetrics } from './unpaired-metrics.ts';

/** Fewer joined examples than this carry no statement. */
const LEAST_EXAMPLES = 30;
/** Nats within which two log losses are the same to anybody. */
const LOSS_MARGIN = 0.01;
const ALPHA = 0.05;
const SEED = 20_261;

/** The verdict from test and interval together; the interval never contradicts the test (see the makers). */
function verdictOf(
  difference: number,
  interval: Interval,
  p: number,
  margin: number,
  greaterIsBetter: boolean,
): PairedMetric['verdict'] {
  if (p < ALPHA && (interval.low > 0 || interval.high < 0))
    return difference > 0 === greaterIsBetter ? 'b-better' : 'a-better';
  return interval.low > -margin && interval.high < margin ? 'equivalent' : 'no-difference-shown';
}

const undecided = (
  metric: string,
  format: PairedMetric['format'],
  margin: number,
  reason: string,
): PairedMetric => ({
  metric,
  format,
  greaterIsBetter: format !== 'loss',
  a: null,
  b: null,
  difference: null,
  interval: null,
  test: null,
  detectable: null,
  margin,
  verdict: 'cannot-tell',
  reason,
});

/** An interval that the test does not contradict: extended to 0 where the test does not reject. */
const inAgreement = (interval: Interval, p: number): Interval =>
  p < ALPHA ? interval : { ...interval, low: Math.min(0, interval.low), high: Math.max(0, interval.high) };

function accuracy(pair: PairedAnswers, margin: number): PairedMetric {
  const n = pair.reference.length;
  let [right, onlyA, onlyB] = [0, 0, 0];
  for (let row = 0; row < n; row++) {
    const a = pair.predictedA[row] === pair.reference[row];
    const b = pair.predictedB[row] === pair.reference[row];
    if (a && b) right++;
    else if (a) onlyA++;
    else if (b) onlyB++;
  }
  const { difference, interval, p, method, detectable } = pairedShareDifference(onlyA, onlyB, n);
  return {
    metric: 'accuracy',
    format: 'percent',
    greaterIsBetter: true,
    a: (right + onlyA) / n,
    b: (right + onlyB) / n,
    difference,
    interval,
    test: { method, p },
    detectable,
    margin,
    verdict: verdictOf(difference, interval, p, margin, true),
    reason: null,
  };
}

/** Rounds of swapping; fewer where there are many cells, so that one pair stays a matter of milliseconds. */
const roundsFor = (cells: PairedCells): number => (cells.count.length > 400 ? 1000 : 2000);

/**
 * A score of counts: delete-one jackknife for the interval, with two imagined examples that only one model gets right so that its width is
 * never zero; approximate randomisation for the test. Coverage: docs/thresholds/comparisons.md.
 */
function scored(
  cells: PairedCells,
  metric: CellScore,
  format: 'percent' | 'score',
  margin: number,
): PairedMetric {
  const both = cellScorer(cells, metric);
  const difference = (counts: Float64Array): number => {
    const [a, b] = both(counts);
    return b - a;
  };
  const [a, b] = both(cells.count);
  const error = Math.sqrt(jackknifeError(cells.count, difference) ** 2 + 2 / cells.n ** 2);
  const p = approximateRandomisation(
    cells.count,
    cells.mirror,
    difference,
    createRandom(SEED + cells.n),
    roundsFor(cells),
  );
  const half = normalQuantile(0.975) * error;
  const interval = inAgreement(
    { low: b - a - half, high: b - a + half, level: 0.95, method: 'jackknife over examples' },
    p,
  );
  return {
    metric,
    format,
    greaterIsBetter: true,
    a,
    b,
    difference: b - a,
    interval,
    test: { method: `approximate randomisation, ${roundsFor(cells).toLocaleString('en')} rounds`, p },
    detectable: half,
    margin,
    verdict: verdictOf(b - a, interval, p, margin, true),
    reason: null,
  };
}

function logLoss(pair: PairedAnswers): PairedMetric | null {
  const { lossA, lossB } = pair;
  if (lossA === null || lossB === null) return null;
  const rows = [...lossA.keys()].filter((row) => Number.isFinite(lossA[row]) && Number.isFinite(lossB[row]));
  if (rows.length < LEAST_EXAMPLES)
    return undecided(
      'log_loss',
      'loss',
      LOSS_MARGIN,
      `probabilities for ${rows.length} joined examples only`,
    );
  const change = Float64Array.from(rows, (row) => lossB[row]! - lossA[row]!);
  const difference = mean(change);
  const error = sd(change) / Math.sqrt(rows.length);
  const interval = meanInterval(change)!;
  const p = error > 0 ? 2 * studentTail(Math.abs(difference) / error, rows.length - 1) : 1;
  return {
    metric: 'log_loss',
    format: 'loss',
    greaterIsBetter: false,
    a: mean(rows.map((row) => lossA[row]!)),
    b: mean(rows.map((row) => lossB[row]!)),
    difference,
    interval,
    test: { method: 'paired t', p },
    detectable: studentQuantile(0.975, rows.length - 1) * error,
    margin: LOSS_MARGIN,
    verdict: verdictOf(difference, interval, p, LOSS_MARGIN, false),
    reason: null,
  };
}

const scores: readonly (readonly [CellScore, 'percent' | 'score'])[] = [
  ['f1_macro', 'percent'],
  ['f1_weighted', 'percent'],
  ['balanced_accuracy', 'percent'],
  ['mcc', 'score'],
];

/** Which of the metrics decides: the group's own when it is among them, else accuracy. */
const leading = (metrics: readonly PairedMetric[], quantity: string | undefined): readonly PairedMetric[] => {
  const first = metrics.find((m) => m.metric === quantity);
  return first === undefined ? metrics : [first, ...metrics.filter((m) => m !== first)];
};

const kept = new WeakMap<GroupFacts, Map<string, readonly PairedMetric[]>>();

function measure(group: GroupFacts, a: number, b: number): readonly PairedMetric[] {
  const pair = group.paired(a, b);
  if (pair === null) return unpairedMetrics(group, a, b);
  const n = pair.reference.length;
  if (n < LEAST_EXAMPLES)
    return [
      undecided(
        'accuracy',
        'percent',
        group.margin,
        `only ${n} joined examples; ${LEAST_EXAMPLES} are the least`,
      ),
    ];
  const cells = pairedCells(pair.labels.length, pair.reference, pair.predictedA, pair.predictedB);
  const loss = logLoss(pair);
  const metrics = [
    accuracy(pair, group.margin),
    ...scores.map(([metric, format]) => scored(cells, metric, format, group.margin)),
    ...(loss === null ? [] : [loss]),
  ];
  return leading(metrics, group.metric()?.quantity);
}

/**
 * What can be said of members `a` and `b` in each metric: accuracy, macro-F1, weighted F1, balanced accuracy, MCC and log loss on the
 * joined examples; without a join the group's metric from the two recorded scores. The first entry is the one that the verdict
 * uses. `difference` is b − a. p values are of one pair, not corrected for several.
 */
export function pairedMetrics(group: GroupFacts, a: number, b: number): readonly PairedMetric[] {
  let byPair = kept.get(group);
  if (byPair === undefined) {
    byPair = new Map();
    kept.set(group, byPair);
  }
  const key = `${a}/${b}`;
  const known = byPair.get(key);
  if (known !== undefined) return known;
  const measured = measure(group, a, b);
  byPair.set(key, measured);
  return measured;
}
