import type { Interval } from '../../model/outcome.ts';
import { wilson } from '../../stats/index.ts';
import { curveOf, extremeRow, primaryEvaluations } from '../curves.ts';
import type { GroupMetric, Member, MemberScore } from './define.ts';

/** Best evaluation by the group's metric, or the value measured on the predictions; null when the member has neither. */
export function scoreOf(member: Member, metric: GroupMetric | null): MemberScore | null {
  if (metric === null) return null;
  return metric.from === 'predictions' ? fromPredictions(member, metric) : fromEvaluations(member, metric);
}

function fromPredictions(member: Member, metric: GroupMetric): MemberScore | null {
  const measures = member.facts.measures();
  if (measures === null || (member.set?.split?.value ?? null) !== metric.split) return null;
  const score = Object.hasOwn(measures.overall, metric.quantity)
    ? measures.overall[metric.quantity]
    : undefined;
  if (score === undefined || score.value === null) return null;
  return {
    member: member.index,
    value: score.value,
    step: null,
    n: measures.confusion.rows,
    interval: score.interval,
    chosenAmong: 1,
  };
}

function fromEvaluations(member: Member, metric: GroupMetric): MemberScore | null {
  const { facts } = member;
  const series = primaryEvaluations(facts.run).find((s) => s.quantity === metric.quantity);
  const curve = series === undefined ? null : curveOf(series);
  if (curve === null) return null;
  const row = extremeRow(curve.value, metric.greaterIsBetter ? 'greatest' : 'least');
  const value = curve.value[row]!;
  const n = facts.validationSize()?.value ?? null;
  return {
    member: member.index,
    value,
    step: curve.step[row]!,
    n,
    interval: intervalOf(member, metric, value, n),
    chosenAmong: curve.n,
  };
}

function intervalOf(member: Member, metric: GroupMetric, value: number, n: number | null): Interval | null {
  const { facts } = member;
  const { single, method } =
    facts.targetMetric()?.quantity === metric.quantity
      ? facts.metricError()
      : metric.quantity === 'loss'
        ? facts.lossError()
        : { single: null, method: '' };
  if (single === null) return null;
  if (metric.share && n !== null && n > 0 && method.startsWith('binomial') && value >= 0 && value <= 1)
    return wilson(value * n, n);
  const half = 1.96 * single;
  const clip = (x: number): number => (metric.share ? Math.min(1, Math.max(0, x)) : x);
  return { low: clip(value - half), high: clip(value + half), level: 0.95, method };
}
