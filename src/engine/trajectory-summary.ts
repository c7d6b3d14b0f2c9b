import type { Curve, RunFacts } from '../facts/define.ts';
import { metricName } from '../text/metric-names.ts';
import { formatCount, formatLoss, formatNumber, formatPercent } from '../text/numbers.ts';
import { upperFirst } from '../text/words.ts';

/** One sentence: from where to where the metric and the loss went, and where they were best. */
export function summaryOf(facts: RunFacts): string {
  const parts: string[] = [];
  const moves = (name: string, curve: Curve, greater: boolean, spell: (value: number) => string) => {
    let best = 0;
    for (let i = 1; i < curve.n; i++) {
      const better = greater
        ? (curve.value[i] as number) > (curve.value[best] as number)
        : (curve.value[i] as number) < (curve.value[best] as number);
      if (better) best = i;
    }
    const first = curve.value[0] as number;
    const end = curve.value[curve.n - 1] as number;
    if (curve.n === 1) {
      parts.push(
        `${name} was ${spell(first)} at the only ${curve.series.averaging === 'point' ? 'evaluation' : 'row'}`,
      );
      return;
    }
    const inner = best !== 0 && best !== curve.n - 1;
    const extreme = inner
      ? `, ${greater ? 'best' : 'lowest'} ${spell(curve.value[best] as number)} at ${facts.run.axis} ${formatCount(curve.step[best] as number)}`
      : '';
    parts.push(`${name} went from ${spell(first)} to ${spell(end)}${extreme}`);
  };
  const target = facts.targetMetric();
  const curve = facts.targetCurve();
  if (target !== null && curve !== null && curve.n > 0) {
    moves(
      metricName(target.quantity),
      curve,
      target.greaterIsBetter,
      target.share ? (v) => formatPercent(v) : formatNumber,
    );
  }
  const loss = facts.validationLoss();
  if (loss !== null && loss.n > 0) moves('validation loss', loss, false, formatLoss);
  const train = facts.trainLoss();
  if (parts.length === 0 && train !== null && train.n > 0) moves('training loss', train, false, formatLoss);
  const text = parts.join('; ');
  return text === '' ? 'Nothing was logged during training.' : `${upperFirst(text)}.`;
}
