import type { RunFacts, TargetMetric } from '../facts/define.ts';
import { type Gap, gapsOf } from '../facts/gap.ts';
import { onsetOf } from '../facts/onset.ts';
import type { OverfitFamily } from '../facts/overfit.ts';
import type { Evidence } from '../model/outcome.ts';
import { metricName } from '../text/metric-names.ts';
import { differenceText, lossText, measure, normalInterval, place } from './wording.ts';

const gapEvidence = (name: string, gap: Gap | null): Evidence[] =>
  gap === null
    ? []
    : [
        measure(name, gap.value, {
          step: gap.step,
          method: gap.lags
            ? 'validation minus training; the training value is the mean of the last window and lags by half of it'
            : 'validation minus training, the training means placed in the middle of their windows',
          ...(gap.standardError === null
            ? { reason: 'no interval: the sampling error is not known' }
            : {
                interval: normalInterval(
                  gap.value,
                  gap.standardError,
                  'sampling error of the evaluation set',
                ),
              }),
        }),
      ];

/** Gap of loss and metric at the best and at the last evaluation, with the error of the evaluation set. */
export function gapList(facts: RunFacts): readonly Evidence[] {
  const gaps = gapsOf(facts);
  return [
    ...gapEvidence('gap at best', gaps.loss.atBest),
    ...gapEvidence('gap at end', gaps.loss.atEnd),
    ...gapEvidence('metric gap at best', gaps.metric.atBest),
    ...gapEvidence('metric gap at end', gaps.metric.atEnd),
  ];
}

const plusMinus = (gap: Gap, text: (value: number) => string): string =>
  gap.standardError === null ? '' : ` (± ${text(1.96 * gap.standardError)})`;

/** Which of the two gaps, judged in one sentence; null when training and validation cannot be set side by side. */
export function gapSentence(facts: RunFacts): string | null {
  const { loss, metric } = gapsOf(facts);
  const target = facts.targetMetric();
  const parts: string[] = [];
  const atEnd = loss.atEnd;
  if (atEnd !== null) {
    const size = lossText(Math.abs(atEnd.value));
    parts.push(
      `at the end validation loss was ${size}${plusMinus(atEnd, lossText)} ${atEnd.value >= 0 ? 'above' : 'below'} training loss`,
    );
    const best = loss.atBest;
    if (best !== null && best.step !== atEnd.step)
      parts.push(
        `${lossText(Math.abs(best.value))} ${best.value >= 0 ? 'above' : 'below'} at ${place(facts.run, best.step)}, the best evaluation`,
      );
  }
  if (metric.atEnd !== null && target !== null) parts.push(metricPart(metric.atEnd, target));
  if (parts.length === 0) return null;
  const text = parts.join('; ');
  return `The gap: ${text}. A gap alone is not overfitting`;
}

const metricPart = (gap: Gap, target: TargetMetric): string =>
  `${metricName(target.quantity)} ${differenceText(target, Math.abs(gap.value))}${plusMinus(gap, (v) => differenceText(target, v))} ${gap.value <= 0 ? 'lower' : 'higher'} than on training data`;

/** The numbers of the rise: onset with its interval, minimum, end, rise and the two tests. */
export function riseEvidence(facts: RunFacts, family: OverfitFamily): readonly Evidence[] {
  const { rise } = family;
  const curve = facts.validationLoss();
  if (rise === null || curve === null) return [];
  const onset = onsetOf(curve, rise.expected === null ? null : rise.expected / Math.SQRT2);
  const size = rise.n === null ? {} : { n: rise.n };
  return [
    measure('onset', onset.step, { unit: facts.run.axis, step: onset.step, interval: onset.interval }),
    measure('lowest validation loss', rise.minimum.value, { step: rise.minimum.step, ...size }),
    measure('last validation loss', rise.last.value, { step: rise.last.step, ...size }),
    measure('rise of validation loss', rise.rise, {
      ...size,
      method: rise.method,
      ...(rise.bound === null
        ? { reason: 'no interval: the size of the evaluation set is not recorded' }
        : { interval: normalInterval(rise.rise, rise.bound, 'bound of the paired sampling error') }),
    }),
    ...(rise.z === null
      ? []
      : [
          measure('z of the rise', rise.z, {
            method: 'last quarter against the three around the minimum, step-to-step noise',
          }),
        ]),
    measure('training loss after the minimum', rise.train),
  ];
}

/** The numbers of the metric: best, last, drop. */
export function metricEvidence(family: OverfitFamily): readonly Evidence[] {
  const { drop, since } = family;
  const list: Evidence[] = [];
  if (drop !== null) {
    list.push(
      measure(`best ${metricName(drop.target.quantity)}`, drop.best.value, { step: drop.best.step }),
      measure(`last ${metricName(drop.target.quantity)}`, drop.last.value, { step: drop.last.step }),
    );
    if (drop.atMost !== null)
      list.push(
        measure('largest drop not excluded', drop.atMost, {
          method: 'best to last, one-sided 95 %, no correlation assumed',
        }),
      );
  }
  if (since !== null) {
    list.push(
      measure(`change of ${metricName(since.target.quantity)} since the loss minimum`, since.change, {
        ...(since.atMost === null
          ? { reason: 'its sampling error is not known' }
          : { method: 'positive is better' }),
      }),
    );
  }
  return list;
}
