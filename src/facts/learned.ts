import { metricName } from '../text/metric-names.ts';
import { classCount } from './chance-level.ts';
import type { Learned, RunFacts } from './define.ts';
import { referenceShares } from './label-shares.ts';
import { trainedTask } from './task.ts';

/** One-sided 1 % point of the normal distribution. */
const Z99 = 2.3263;
/** Stands in for the sampling error where it is unknown: five points on 100 examples. */
const UNKNOWN_ERROR = 0.05;

/** What a constant answer scores, or null where that depends on shares that are not known. */
function baselineOf(quantity: string, classes: number | null, majority: number | null): number | null {
  // These two have one value for a constant answer, however many labels there are.
  if (quantity === 'mcc') return 0;
  if (quantity === 'roc_auc') return 0.5;
  if (classes === null) return null;
  switch (quantity) {
    case 'accuracy':
    case 'f1_micro':
      return majority ?? 1 / classes;
    case 'f1_macro':
      // (2π/(1+π))/C, at most 1/C.
      return majority === null ? 1 / classes : (2 * majority) / (1 + majority) / classes;
    case 'f1_weighted':
      return majority === null ? 1 / classes : (2 * majority * majority) / (1 + majority);
    case 'balanced_accuracy':
      return 1 / classes;
    case 'f1':
      // Of one class: answering it always scores 2π/(1+π), 0.67 for a balanced pair.
      return classes === 2 ? (majority === null ? 2 / 3 : (2 * majority) / (1 + majority)) : 1 / classes;
    default:
      return null;
  }
}

/**
 * Whether the last evaluation is better than a constant answer, and by how much. Where the label shares are not known the
 * labels are taken as balanced, which errs on the side of "learned"; `far-above` asks for half of the way to perfect.
 */
export function learned(facts: RunFacts): Learned {
  const target = facts.targetMetric();
  const curve = facts.targetCurve();
  const unknown = (why: string): Learned => ({
    verdict: 'unknown',
    quantity: target?.quantity ?? null,
    value: null,
    baseline: null,
    why,
  });
  if (target === null || curve === null) return unknown('no metric was logged');
  const value = curve.value[curve.n - 1]!;
  if (target.quantity === 'f1' && trainedTask(facts.run) === 'token-classification') {
    // Entity F1: a model that finds nothing scores 0.
    return {
      verdict: value > 0.5 ? 'far-above' : value > 0.05 ? 'above' : 'no',
      quantity: 'f1',
      value,
      baseline: 0,
      why: 'entity F1 of a model that finds nothing is 0',
    };
  }
  // Most tokens are outside every entity, so that a model that finds nothing is right on nearly all of them.
  if (trainedTask(facts.run) === 'token-classification')
    return unknown(`${metricName(target.quantity)} over tokens is high for a model that finds nothing`);
  // The metric is of the evaluation set: its own shares where they are known, those of training else.
  const shares = referenceShares(facts.predictions(), facts.measures()) ?? facts.labelShares();
  const majority = shares === null ? null : Math.max(...shares.shares);
  const baseline = baselineOf(target.quantity, classCount(facts.run), majority);
  if (baseline === null)
    return unknown(`what a constant answer scores in ${metricName(target.quantity)} is not known`);
  const scale = target.share || target.quantity === 'mcc' ? 1 : 100;
  if (scale === 100 && (value < 1 || value > 100))
    return unknown(`the scale of ${metricName(target.quantity)} is not known`);
  const score = value / scale;
  const error = Math.max(0, (facts.metricError().single ?? UNKNOWN_ERROR * scale) / scale);
  const why =
    majority === null
      ? 'label shares unknown, taken as balanced'
      : `the largest class has ${(100 * majority).toFixed(1)} %`;
  const say = (verdict: Learned['verdict']): Learned => ({
    verdict,
    quantity: target.quantity,
    value,
    baseline: baseline * scale,
    why,
  });
  if (score - Z99 * error > baseline + 0.5 * (1 - baseline)) return say('far-above');
  if (score - Z99 * error > baseline) return say('above');
  // Clearly below what the largest training class would score: the evaluation set has other shares, perhaps balanced ones,
  // and against those the score may be a good one.
  const balanced = baselineOf(target.quantity, classCount(facts.run), null);
  const elsewhere =
    shares?.of === 'training' &&
    score + Z99 * error < baseline &&
    balanced !== null &&
    score - Z99 * error > balanced;
  return elsewhere
    ? unknown(
        `${metricName(target.quantity)} is below the ${baseline.toFixed(2)} of the largest class of the training labels, so that the evaluation set has other label shares, which are not known`,
      )
    : say('no');
}

/** A gain from the first to the last evaluation that no constant answer has, whatever the labels are. */
const CLEAR_GAIN = 0.1;

/**
 * The metric, a share, rose by ten points or more over three evaluations or more, with three different values. A constant
 * answer has one value, or two when it changes its class; so this shows learning where the number of labels is not known.
 */
export function metricRose(facts: RunFacts): { readonly first: number; readonly last: number } | null {
  const target = facts.targetMetric();
  const curve = facts.targetCurve();
  if (target === null || curve === null || !target.share || !target.greaterIsBetter || curve.n < 3)
    return null;
  const first = curve.value[0]!;
  const last = curve.value[curve.n - 1]!;
  return last - first >= CLEAR_GAIN && new Set(curve.value).size >= 3 ? { first, last } : null;
}
