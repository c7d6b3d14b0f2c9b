import { benjaminiHochberg, mcnemar, mean } from '../../stats/index.ts';
import { curveOf, primaryEvaluations } from '../curves.ts';
import type { Curve, RunFacts } from '../define.ts';
import type { GroupFacts, PairedAnswers } from './define.ts';
import { sameLoss } from './loss-definition.ts';
import { overtaking } from './overtake.ts';
import { pairedMetrics } from './paired-metrics.ts';
import { temperedLosses } from './temperature.ts';

/** The five cases in which a higher loss may go with the better model (catalogue B5). */
export type LossCase =
  | { readonly id: 'tie'; readonly sure: boolean; readonly low: number | null; readonly high: number | null }
  | {
      readonly id: 'confidence';
      readonly how: 'metric' | 'temperature';
      readonly metric: string;
      readonly p: number | null;
    }
  | { readonly id: 'unfinished'; readonly annealing: boolean }
  | {
      readonly id: 'class';
      readonly label: string;
      readonly q: number;
      readonly better: number;
      readonly worse: number;
    }
  | { readonly id: 'lucky-minimum' };

export interface LossAgainstMetric {
  /** Higher loss, better metric. */
  readonly higher: number;
  readonly lower: number;
  readonly lossHigher: number;
  readonly lossLower: number;
  readonly scoreHigher: number;
  readonly scoreLower: number;
  readonly cases: readonly LossCase[];
}

const CLASS_ALPHA = 0.05;
const LEAST_CLASS = 10;
const LEAST_EVALUATIONS = 5;

/** Labels on whose rows the second model is right significantly more often, Benjamini–Hochberg over labels; best first. */
function betterClasses(pair: PairedAnswers): readonly Extract<LossCase, { id: 'class' }>[] {
  const only = pair.labels.map(() => [0, 0, 0]);
  for (let row = 0; row < pair.reference.length; row++) {
    const reference = pair.reference[row]!;
    const counts = only[reference];
    if (counts === undefined) continue;
    const [a, b] = [pair.predictedA[row] === reference, pair.predictedB[row] === reference];
    counts[2] = counts[2]! + 1;
    if (a && !b) counts[0] = counts[0]! + 1;
    if (b && !a) counts[1] = counts[1]! + 1;
  }
  const judged = only
    .map(([worse, better, support], label) => ({ label, worse: worse!, better: better!, support: support! }))
    .filter(({ support }) => support >= LEAST_CLASS);
  const q = benjaminiHochberg(judged.map(({ worse, better }) => mcnemar(worse, better).p));
  return judged
    .map(({ label, worse, better }, i) => ({
      id: 'class' as const,
      label: pair.labels[label]!,
      q: q[i]!,
      better,
      worse,
    }))
    .filter((one) => one.q < CLASS_ALPHA && one.better > one.worse)
    .sort((x, y) => x.q - y.q);
}

const metricCurve = (facts: RunFacts, quantity: string): Curve | null => {
  const series = primaryEvaluations(facts.run).find((s) => s.quantity === quantity);
  return series === undefined ? null : curveOf(series);
};

/** The lower-loss run was picked at a minimum that its last evaluations do not keep, and by their mean the other one leads. */
function luckyMinimum(group: GroupFacts, higher: number, lower: number): boolean {
  const metric = group.metric();
  if (metric === null) return false;
  const [h, l] = [higher, lower].map((member) => group.members[member]!.facts);
  const [lossH, lossL] = [h!.validationLoss(), l!.validationLoss()];
  const [scoreH, scoreL] = [metricCurve(h!, metric.quantity), metricCurve(l!, metric.quantity)];
  if (lossH === null || lossL === null || scoreH === null || scoreL === null) return false;
  if (Math.min(lossH.n, lossL.n, scoreH.n, scoreL.n) < LEAST_EVALUATIONS) return false;
  const end = (curve: Curve): number => mean(curve.value.subarray(-3));
  const sign = metric.greaterIsBetter ? 1 : -1;
  return end(lossH) <= end(lossL) && sign * (end(scoreH) - end(scoreL)) > 0;
}

interface Losses {
  readonly a: number;
  readonly b: number;
}

/** Log losses on the joined examples where probabilities were saved, else validation loss at the end of each run. */
function lossesOf(group: GroupFacts, a: number, b: number): Losses | null {
  const joined = pairedMetrics(group, a, b).find((m) => m.metric === 'log_loss');
  if (joined !== undefined && joined.a !== null && joined.b !== null) return { a: joined.a, b: joined.b };
  const [first, second] = [group.members[a]!.facts, group.members[b]!.facts];
  if (!sameLoss(first, second)) return null;
  const [one, two] = [first.validationLoss(), second.validationLoss()];
  return one === null || two === null ? null : { a: one.value[one.n - 1]!, b: two.value[two.n - 1]! };
}

function casesOf(group: GroupFacts, higher: number, lower: number, gap: number): readonly LossCase[] {
  const cases: LossCase[] = [];
  const metrics = pairedMetrics(group, lower, higher);
  const loss = metrics.find((m) => m.metric === 'log_loss');
  const interval = loss?.interval ?? null;
  if (interval !== null) {
    if (interval.low <= 0) cases.push({ id: 'tie', sure: true, low: interval.low, high: interval.high });
  } else {
    const errors = [higher, lower].map(
      (member) => group.members[member]!.facts.lossError().expectedDifference,
    );
    if (errors[0] != null && errors[1] != null && gap <= 1.96 * Math.max(errors[0], errors[1]))
      cases.push({ id: 'tie', sure: false, low: null, high: null });
  }
  const tie = cases.length > 0;
  const pair = group.paired(lower, higher);
  if (!tie && pair !== null) {
    const better = metrics.find((m) => m.metric !== 'log_loss' && m.verdict === 'b-better');
    const tempered = temperedLosses(pair);
    if (better !== undefined)
      cases.push({ id: 'confidence', how: 'metric', metric: better.metric, p: better.test?.p ?? null });
    else if (tempered !== null && tempered.b < tempered.a)
      cases.push({ id: 'confidence', how: 'temperature', metric: 'log_loss', p: null });
  }
  const course = overtaking(group, lower, higher);
  if (course.kind === 'would' && course.behind === higher)
    cases.push({ id: 'unfinished', annealing: course.annealing });
  if (pair !== null) cases.push(...betterClasses(pair).slice(0, 1));
  if (luckyMinimum(group, higher, lower)) cases.push({ id: 'lucky-minimum' });
  return cases;
}

/** The pair with the higher loss but better metric, and which cases explain it; null when loss and metric agree or one is missing. */
export function lossAgainstMetric(group: GroupFacts, a: number, b: number): LossAgainstMetric | null {
  const metric = group.metric();
  const losses = lossesOf(group, a, b);
  if (losses === null) return null;
  const leading = pairedMetrics(group, a, b).find((m) => m.metric !== 'log_loss' && m.metric !== 'loss');
  const joined =
    leading !== undefined && group.paired(a, b) !== null && leading.a !== null && leading.b !== null;
  const greater = joined ? leading.greaterIsBetter : (metric?.greaterIsBetter ?? true);
  const [scoreA, scoreB] = joined
    ? [leading.a, leading.b]
    : metric === null || metric.quantity === 'loss'
      ? [null, null]
      : [group.score(a)?.value ?? null, group.score(b)?.value ?? null];
  if (scoreA === null || scoreB === null || losses.a === losses.b) return null;
  const higher = losses.a > losses.b ? a : b;
  const lead = (greater ? 1 : -1) * (higher === a ? scoreA - scoreB : scoreB - scoreA);
  if (lead <= 0) return null;
  const lower = higher === a ? b : a;
  const gap = Math.abs(losses.a - losses.b);
  return {
    higher,
    lower,
    lossHigher: Math.max(losses.a, losses.b),
    lossLower: Math.min(losses.a, losses.b),
    scoreHigher: higher === a ? scoreA : scoreB,
    scoreLower: higher === a ? scoreB : scoreA,
    cases: casesOf(group, higher, lower, gap),
  };
}
