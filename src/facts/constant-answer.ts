import type { Run } from '../model/run.ts';
import { formatCount } from '../text/numbers.ts';
import { code } from '../text/words.ts';
import { classCount } from './chance-level.ts';
import { curveOf, greatest, least, primaryEvaluations } from './curves.ts';
import type { ConstantAnswer, RunFacts } from './define.ts';
import { trainedTask } from './task.ts';

/** One class in so many predictions … */
const PREDICTED = 0.98;
/** … although at most so many examples are of it; above that a constant answer is what imbalance alone produces. */
const OF_LABELS = 0.9;
const LEAST_ROWS = 50;
/** Metrics are logged with 4 digits or more. */
const SAME = 6e-5;
const NEAR_PERFECT = 0.98;

function fromPredictions(facts: RunFacts): ConstantAnswer | null {
  const measures = facts.measures();
  if (measures === null || measures.confusion.rows < LEAST_ROWS || measures.classes.length < 2) return null;
  const rows = measures.confusion.rows;
  const most = measures.classes.reduce((a, b) => (b.predicted > a.predicted ? b : a));
  const share = most.predicted / rows;
  if (share < PREDICTED || most.support / rows > OF_LABELS) return null;
  return {
    how: 'predictions',
    label: most.label,
    share,
    accuracy: most.support / rows,
    evaluations: 0,
    fromStep: null,
    measured: `${formatCount(most.predicted)} of ${formatCount(rows)} predictions were ${code(most.label)}, which ${formatCount(most.support)} examples are`,
  };
}

/** Metrics that say something about a constant answer, and how many evaluations at the end are looked at. */
const TELLING: ReadonlySet<string> = new Set([
  'accuracy',
  'f1_micro',
  'mcc',
  'f1',
  'f1_macro',
  'f1_weighted',
  'balanced_accuracy',
  'recall',
]);
const MOST_EVALUATIONS = 1000;

/** Accuracy that stands still to the last digit while the loss moves by a tenth: so many evaluations are no chance. */
const FROZEN_EVALUATIONS = 5;
/** F1 over all labels has more digits to move than accuracy: fewer evaluations do, and a poor value is lower. */
const FROZEN_F1 = { evaluations: 3, atMost: 0.5, moved: 0.02 } as const;
/** Above it, and on so few examples, a sound model whose confidence alone grows looks the same. */
const FROZEN_AT_MOST = 0.6;
const FROZEN_EXAMPLES = 100;
/** A training loss that came down to this part of its first value was learned from. */
const TRAINED = 0.7;
const LOSS_MOVED = 0.1;

/**
 * The same accuracy at every evaluation, the loss moving meanwhile: the answers did not change although the scores did. A model
 * that no longer changes has a loss that stands still too; one that overfits in confidence only may have a good accuracy that
 * stands still, most of all on few examples, so that only a poor one counts, and only while the training loss hardly fell.
 */
function frozen(facts: RunFacts, steps: readonly (readonly [number, Row])[]): ConstantAnswer | null {
  return frozenAccuracy(facts, steps) ?? frozenF1(facts, steps);
}

function frozenF1(facts: RunFacts, steps: readonly (readonly [number, Row])[]): ConstantAnswer | null {
  const loss = facts.validationLoss();
  const values = steps.map(([, row]) => row.get('f1_macro') ?? row.get('f1') ?? Number.NaN);
  const first = values[0];
  if (loss === null || first === undefined || values.length < FROZEN_F1.evaluations) return null;
  if (!(first > 0 && first <= FROZEN_F1.atMost)) return null;
  if (values.some((value) => !(Math.abs(value - first) <= SAME / 100))) return null;
  const [low, high] = [least(loss.value), greatest(loss.value)];
  if (!(high - low > FROZEN_F1.moved * low)) return null;
  return {
    how: 'metrics',
    label: null,
    share: null,
    accuracy: null,
    evaluations: values.length,
    fromStep: steps[0]![0],
    indirect: true,
    measured: `F1 was ${first.toFixed(4)} at each of ${values.length} evaluations while validation loss moved between ${low.toPrecision(3)} and ${high.toPrecision(3)}`,
  };
}

function frozenAccuracy(facts: RunFacts, steps: readonly (readonly [number, Row])[]): ConstantAnswer | null {
  const loss = facts.validationLoss();
  const values = steps.map(([, row]) => row.get('accuracy') ?? row.get('f1_micro') ?? Number.NaN);
  const accuracy = values[0];
  if (loss === null || values.length < FROZEN_EVALUATIONS || accuracy === undefined) return null;
  const train = facts.trainLoss();
  if ((facts.validationSize()?.value ?? FROZEN_EXAMPLES) < FROZEN_EXAMPLES) return null;
  if (train !== null && train.value.at(-1)! < TRAINED * train.value[0]!) return null;
  if (accuracy > FROZEN_AT_MOST || values.some((value) => !(Math.abs(value - accuracy) <= SAME / 100)))
    return null;
  const [low, high] = [least(loss.value), greatest(loss.value)];
  if (!(high - low > LOSS_MOVED * low)) return null;
  return {
    how: 'metrics',
    label: null,
    share: null,
    accuracy,
    evaluations: values.length,
    fromStep: steps[0]![0],
    indirect: true,
    measured: `accuracy was ${accuracy.toFixed(4)} at each of ${values.length} evaluations while validation loss moved between ${low.toPrecision(3)} and ${high.toPrecision(3)}`,
  };
}

/** The share is that of the training labels; one accuracy may equal it by chance, two that are the same hardly do. */
const MAJORITY = 'accuracy was the share of the largest class';
const LEAST_MAJORITY = 2;

type Row = ReadonlyMap<string, number>;

/**
 * The sign that one class was answered throughout, in the metrics of one evaluation, or null. With a share `a` of that class,
 * a constant answer has accuracy a, MCC 0, and F1 0 for every other class and 2a/(1+a) for its own.
 */
function signOf(row: Row, classes: number | null, majority: number | null): string | null {
  const close = (quantity: string, value: number): boolean =>
    Math.abs((row.get(quantity) ?? Number.NaN) - value) <= SAME;
  const accuracy = row.get('accuracy') ?? row.get('f1_micro') ?? null;
  // All right: an evaluation set of one class only, for which MCC and F1 of the other are 0 as well.
  if (accuracy !== null && accuracy > 1 - SAME) return null;
  if (close('mcc', 0)) return 'MCC was 0';
  if (row.get('f1') === 0) return 'F1 was 0';
  if (classes !== null && close('balanced_accuracy', 1 / classes))
    return `balanced accuracy was 1/${classes}`;
  if (accuracy === null) return null;
  // Near 1 every good model has these values too.
  if (accuracy > NEAR_PERFECT) return null;
  const own = (2 * accuracy) / (1 + accuracy);
  if (classes === 2 && close('f1', own) && close('recall', 1))
    return 'recall was 1 and precision the share of that class';
  if (classes !== null && close('f1_macro', own / classes)) return 'macro-F1 was that of a single class';
  if (close('f1_weighted', accuracy * own)) return 'weighted F1 was that of a single class';
  if (majority !== null && Math.abs(accuracy - majority) <= SAME) return MAJORITY;
  return null;
}

/** Metrics by evaluation step of the primary evaluation set. */
function evaluations(run: Run): ReadonlyMap<number, Row> {
  const rows = new Map<number, Map<string, number>>();
  for (const series of primaryEvaluations(run)) {
    const curve = TELLING.has(series.quantity) ? curveOf(series) : null;
    if (curve === null) continue;
    for (let i = Math.max(0, curve.n - MOST_EVALUATIONS); i < curve.n; i++) {
      const row = rows.get(curve.step[i]!) ?? new Map<string, number>();
      row.set(series.quantity, curve.value[i]!);
      rows.set(curve.step[i]!, row);
    }
  }
  return rows;
}

const LEAST_NOTHING = 3;

/** Precision, recall and F1 of 0 at each of three evaluations or more: of whatever was asked for, nothing was ever found. */
function nothingFound(steps: readonly (readonly [number, Row])[]): ConstantAnswer | null {
  if (steps.length < LEAST_NOTHING) return null;
  if (!steps.every(([, row]) => row.get('f1') === 0 && row.get('recall') === 0)) return null;
  return {
    how: 'metrics',
    label: null,
    share: null,
    accuracy: null,
    evaluations: steps.length,
    fromStep: steps[0]![0],
    measured: `recall and F1 were 0 at each of ${steps.length} evaluations: nothing of what they count was found`,
  };
}

const LEAST_TURNS = 4;

/**
 * Of two labels now one was answered throughout, now the other: accuracy has only the values a and 1 − a, and F1, where it is
 * logged, is 0 or that of answering its label always. Two values that add up to 1 in four digits are no chance; one value is,
 * unless F1 says the same each time.
 */
function inTurn(steps: readonly (readonly [number, Row])[]): ConstantAnswer | null {
  const first = steps[0]?.[1].get('accuracy');
  if (steps.length < LEAST_TURNS || first === undefined || first > NEAR_PERFECT) return null;
  let turns = 0;
  let told = 0;
  for (const [, row] of steps) {
    const accuracy = row.get('accuracy') ?? Number.NaN;
    const same = Math.abs(accuracy - first) <= SAME;
    if (!same && !(Math.abs(accuracy + first - 1) <= 2 * SAME)) return null;
    if (!same) turns++;
    const f1 = row.get('f1');
    if (f1 === undefined) continue;
    if (f1 !== 0 && !(Math.abs(f1 - (2 * accuracy) / (1 + accuracy)) <= SAME)) return null;
    told++;
  }
  if (told < steps.length && turns === 0) return null;
  return {
    how: 'metrics',
    label: null,
    share: null,
    accuracy: Math.max(first, 1 - first),
    evaluations: steps.length,
    fromStep: steps[0]![0],
    measured: `accuracy was ${first.toFixed(4)}${turns > 0 ? ` or ${(1 - first).toFixed(4)}` : ''} at each of ${steps.length} evaluations${told === steps.length ? ', and F1 0 or that of one answer' : ''}: one of two labels was answered throughout, now this one and now that`,
  };
}

const LEAST_STILL = 5;
const ENTROPY_WITHIN = 0.01;

/** F1 that stands still, and a loss at the entropy of the share for which answering yes always has just this F1. */
function alwaysYes(facts: RunFacts, steps: readonly (readonly [number, Row])[]): ConstantAnswer | null {
  const loss = facts.validationLoss();
  const f1 = steps[0]?.[1].get('f1');
  if (loss === null || f1 === undefined || !(f1 > 0 && f1 < NEAR_PERFECT) || steps.length < LEAST_STILL)
    return null;
  if (!steps.every(([, row]) => Math.abs((row.get('f1') ?? Number.NaN) - f1) <= SAME)) return null;
  const share = f1 / (2 - f1);
  const entropy = -share * Math.log(share) - (1 - share) * Math.log(1 - share);
  if (!loss.value.every((value) => Math.abs(value - entropy) <= ENTROPY_WITHIN)) return null;
  return {
    how: 'metrics',
    label: null,
    share: null,
    accuracy: share,
    evaluations: steps.length,
    fromStep: steps[0]![0],
    measured: `F1 was ${f1.toFixed(4)} at each of ${steps.length} evaluations, which is that of answering yes always where ${(100 * share).toFixed(1)} % are yes; the entropy of that share, ${entropy.toFixed(3)}, was the validation loss`,
  };
}

function fromMetrics(facts: RunFacts): ConstantAnswer | null {
  const { run } = facts;
  const task = trainedTask(run);
  if (run.model.problemType === 'multi_label_classification' || run.model.problemType === 'regression')
    return null;
  if (task === null) {
    const logged = [...evaluations(run)].sort((a, b) => a[0] - b[0]);
    return nothingFound(logged) ?? inTurn(logged) ?? alwaysYes(facts, logged) ?? frozenF1(facts, logged);
  }
  if (task !== 'text-classification' && task !== 'token-classification') return null;
  const shares = facts.labelShares();
  const majority = shares === null ? null : Math.max(...shares.shares);
  const classes = classCount(run);

  const steps = [...evaluations(run)].sort((a, b) => a[0] - b[0]);
  let sign: string | null = null;
  let accuracy: number | null = null;
  let count = 0;
  let fromStep: number | null = null;
  for (const [step, row] of steps.reverse()) {
    const here = signOf(row, classes, majority);
    const value = row.get('accuracy') ?? row.get('f1_micro') ?? null;
    if (here === null || (sign !== null && here !== sign)) break;
    if (count > 0 && accuracy !== null && value !== null && Math.abs(value - accuracy) > SAME) break;
    sign = here;
    accuracy ??= value;
    fromStep = step;
    count++;
  }
  if (sign === null || count === 0 || (sign === MAJORITY && count < LEAST_MAJORITY))
    return (
      (task === 'text-classification'
        ? (inTurn([...steps].reverse()) ?? alwaysYes(facts, [...steps].reverse()))
        : null) ?? frozen(facts, [...steps].reverse())
    );
  const where = count === 1 ? 'at the last evaluation' : `at each of the last ${count} evaluations`;
  const also = accuracy === null ? '' : ` and accuracy ${accuracy.toFixed(4)}`;
  return {
    how: 'metrics',
    label: null,
    share: null,
    accuracy,
    evaluations: count,
    fromStep,
    measured: `${sign}${also} ${where}`,
  };
}

/**
 * Catalogue A29: one class in 98 % of at least 50 predictions although at most 90 % of the examples are of it; without
 * predictions, metrics at the last evaluations that only a constant answer produces. Identical accuracy alone is not enough:
 * a model that no longer changes has that too.
 */
export function constantAnswer(facts: RunFacts): ConstantAnswer | null {
  // Predictions that were made with another checkpoint cannot acquit the log, nor the other way round.
  return fromPredictions(facts) ?? (facts.measures() === null ? fromMetrics(facts) : null);
}
