import type { RunFacts } from '../facts/define.ts';
import type { Cost, KeyFigure } from '../model/report.ts';
import { metricTitle } from '../text/metric-names.ts';
import { formatCount, formatLoss, formatSeconds } from '../text/numbers.ts';
import { metricInterval } from './best.ts';
import { entityFigures } from './entities/said.ts';

/** Where a row can have several labels. */
function multiLabelFigures(facts: RunFacts): readonly KeyFigure[] {
  const examined = facts.multiLabel();
  if (examined === null) return [];
  const { overall, counts, classes } = examined.measures();
  const { f1_micro: micro, f1_macro: macro, subset_accuracy: whole } = overall;
  const constant = examined.constant();
  const rows = `${formatCount(counts.n)} examples`;
  const figures: KeyFigure[] = [];
  if (micro !== undefined)
    figures.push({
      id: 'micro-f1',
      name: 'Micro-F1',
      value: micro.value,
      format: 'score',
      interval: micro.interval,
      note: rows,
      reference:
        constant === null
          ? null
          : {
              value: constant.f1Micro,
              label:
                constant.labels.length === 1
                  ? `always “${constant.labels[0]}”`
                  : `always ${formatCount(constant.labels.length)} labels`,
            },
    });
  if (macro !== undefined)
    figures.push({
      id: 'macro-f1',
      name: 'Macro-F1',
      value: macro.value,
      format: 'score',
      interval: macro.interval,
      note: `mean over ${formatCount(classes.length)} labels`,
      reference: null,
    });
  if (whole !== undefined)
    figures.push({
      id: 'subset-accuracy',
      name: 'All labels right',
      value: whole.value,
      format: 'percent',
      interval: whole.interval,
      note: rows,
      reference: null,
    });
  return figures;
}

/** Up to four figures for the first screen: quality first, then the gap or loss, then the cost. */
export function keyFiguresOf(facts: RunFacts, cost: Cost): readonly KeyFigure[] {
  const figures: KeyFigure[] = [];
  const measures = facts.measures();
  if (measures !== null) {
    const accuracy = measures.overall.accuracy;
    if (accuracy !== undefined) {
      figures.push({
        id: 'accuracy',
        name: 'Accuracy',
        value: accuracy.value,
        format: 'percent',
        interval: accuracy.interval,
        note: `${formatCount(measures.confusion.rows)} examples`,
        reference:
          measures.majority === null
            ? null
            : { value: measures.majority.share, label: `always “${measures.majority.label}”` },
      });
    }
    const macro = measures.overall.f1_macro;
    if (macro !== undefined) {
      const small = measures.classes.filter((c) => c.support > 0 && c.support < 10);
      figures.push({
        id: 'macro-f1',
        name: 'Macro-F1',
        value: macro.value,
        format: 'score',
        interval: macro.interval,
        note:
          small.length === 0
            ? `mean over ${formatCount(measures.classes.filter((c) => c.f1.value !== null).length)} labels`
            : `Wide because ${small.length === 1 ? 'one class has' : `${small.length} classes have`} fewer than 10 examples`,
        reference: null,
      });
    }
  } else if (facts.multiLabel() !== null) {
    figures.push(...multiLabelFigures(facts));
  } else if (facts.entities() !== null) {
    figures.push(...entityFigures(facts));
  } else {
    const target = facts.targetMetric();
    const best = facts.best();
    if (target !== null && best !== null && best.target === 'metric') {
      const n = facts.validationSize();
      figures.push({
        id: 'metric',
        name: metricTitle(target.quantity),
        value: best.lastValue,
        format: target.share ? 'percent' : 'score',
        interval: metricInterval(facts, best.lastValue, target.share),
        note:
          n === null
            ? 'last evaluation; size of the set not recorded'
            : `last evaluation, ${formatCount(n.value)} examples`,
        reference: null,
      });
    }
  }
  const loss = facts.validationLoss();
  if (loss !== null && loss.n > 0) {
    const last = loss.value[loss.n - 1] as number;
    let lowest = 0;
    for (let i = 1; i < loss.n; i++)
      if ((loss.value[i] as number) < (loss.value[lowest] as number)) lowest = i;
    const train = facts.trainLoss();
    const trainLast = train === null || train.n === 0 ? null : (train.value[train.n - 1] as number);
    const error = facts.lossError();
    const note =
      loss.n === 1
        ? 'the only evaluation'
        : `lowest ${formatLoss(loss.value[lowest] as number)} at ${facts.run.axis} ${formatCount(loss.step[lowest] as number)}`;
    figures.push({
      id: 'loss',
      name: 'Validation loss, last',
      value: last,
      format: 'loss',
      interval:
        error.single === null
          ? null
          : {
              low: Math.max(0, last - 1.96 * error.single),
              high: last + 1.96 * error.single,
              level: 0.95,
              method: error.method,
            },
      note: trainLast === null ? note : `${note}; training loss ${formatLoss(trainLast)}`,
      reference: null,
    });
  }
  if (cost.trainSeconds !== null) {
    figures.push({
      id: 'cost',
      name: 'Training time',
      value: cost.trainSeconds,
      format: 'seconds',
      interval: null,
      note:
        cost.secondsAfterBest === null || cost.secondsAfterBest <= 0
          ? ''
          : `${formatSeconds(cost.secondsAfterBest)} of it after the recommended checkpoint`,
      reference: null,
      spentAfterBest: cost.shareAfterBest,
    });
  }
  return figures.slice(0, 4);
}
