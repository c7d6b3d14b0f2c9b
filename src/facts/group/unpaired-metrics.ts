import type { PairedMetric } from '../../model/comparison.ts';
import type { Interval } from '../../model/outcome.ts';
import { normalCdf, normalQuantile } from '../../stats/index.ts';
import { metricName } from '../../text/metric-names.ts';
import { accuracyDifferenceBound } from '../metric-error.ts';
import { trainedTask } from '../task.ts';
import type { GroupFacts } from './define.ts';
import { selectionLuckOf } from './selection.ts';

/**
 * Two recorded scores without the answers behind them. How often the models disagree is not known, so only the largest possible
 * disagreement is safe (`accuracyDifferenceBound`): where even that decides, there is a verdict; else it cannot be decided from
 * scores alone, and `detectable` says what would have been needed.
 */
export function unpairedMetrics(group: GroupFacts, a: number, b: number): readonly PairedMetric[] {
  const metric = group.metric();
  const first = group.score(a);
  const second = group.score(b);
  if (metric === null) return [];
  const format = metric.quantity === 'loss' ? 'loss' : metric.share ? 'percent' : 'score';
  const base = {
    metric: metric.quantity,
    format,
    greaterIsBetter: metric.greaterIsBetter,
    a: first?.value ?? null,
    b: second?.value ?? null,
    difference: first === null || second === null ? null : second.value - first.value,
    margin: group.margin,
  } as const;
  const cannot = (reason: string, detectable: number | null = null): readonly PairedMetric[] => [
    { ...base, interval: null, test: null, detectable, verdict: 'cannot-tell', reason },
  ];
  if (first === null || second === null || base.difference === null)
    return cannot(`${group.members[first === null ? a : b]!.letter} has no such value`);
  const tokens = group.members.some((m) => trainedTask(m.facts.run) === 'token-classification');
  if (metric.quantity !== 'accuracy' || !metric.share || tokens)
    return cannot(
      `the sampling error of ${metric.quantity === 'loss' ? 'a loss' : metricName(metric.quantity)} does not follow from the number of examples; saved predictions would give it`,
    );
  const { n } = first;
  if (n === null || second.n === null) return cannot('the size of the evaluation set is not recorded');
  if (Math.abs(n - second.n) > 1) return cannot('the two evaluation sets differ in size');
  const error = accuracyDifferenceBound(first.value, second.value, Math.min(n, second.n));
  const winner = base.difference > 0 === metric.greaterIsBetter ? b : a;
  // The best of several evaluations is high by luck; the winner's luck is taken off, the loser's is not added.
  const { luck } = selectionLuckOf(group, winner);
  const z = normalQuantile(0.975);
  const detectable = z * error + (luck ?? 0);
  if (Math.abs(base.difference) <= detectable)
    return cannot(
      'it cannot be decided from scores alone; predictions on the same examples can show less',
      detectable,
    );
  const interval: Interval = {
    low: base.difference - detectable,
    high: base.difference + detectable,
    level: 0.95,
    method: 'largest possible disagreement, luck of the best evaluation taken off',
  };
  const p = 2 * normalCdf(-(Math.abs(base.difference) - (luck ?? 0)) / error);
  return [
    {
      ...base,
      interval,
      test: { method: 'normal, largest possible disagreement', p },
      detectable,
      verdict: winner === b ? 'b-better' : 'a-better',
      reason: null,
    },
  ];
}
