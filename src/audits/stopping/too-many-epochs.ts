import { valueAt } from '../../facts/curves.ts';
import type { Curve, RunFacts } from '../../facts/define.ts';
import { endState } from '../../facts/end-state.ts';
import { accuracyFallAtMost } from '../../facts/exclusions.ts';
import { Z95, Z99 } from '../../facts/loss-rise.ts';
import { isAccuracy } from '../../facts/metric-error.ts';
import type { Evidence, FindingDraft } from '../../model/outcome.ts';
import { metricName } from '../../text/metric-names.ts';
import { formatCount, formatPercent } from '../../text/numbers.ts';
import { many, upperFirst } from '../../text/words.ts';
import { shorterRun } from '../advice.ts';
import { defineAudit, inconclusive, notApplicable, pass } from '../define.ts';
import { differenceText, lossText, measure, metricText, place } from '../wording.ts';

const LEAST_EVALUATIONS = 5;
const LEAST_SHARE = 0.3;
/**
 * The expected error rests on an assumed correlation, and the epoch is the first of several that would do: at 95 % 14 % of the
 * likely findings missed a gain of more than a point (docs/thresholds/short-runs.md), so that one takes 99 %.
 *
 * A later gain below one point, or 5 % of the loss, is none that epochs are spent on. */
const MARGIN = { share: 0.01, ofLoss: 0.05 } as const;

interface Judged {
  readonly curve: Curve;
  /** Values with less being better. */
  readonly turned: Float64Array;
  readonly name: string;
  readonly metric: boolean;
  readonly expected: number | null;
  /** Largest true later gain that is not excluded, no correlation assumed; null where the error is unknown. */
  readonly bound: (then: number, later: number) => number | null;
}

function judged(facts: RunFacts): Judged | null {
  const target = facts.targetMetric();
  const metric = facts.targetCurve();
  if (target !== null && metric !== null) {
    const { difference, expectedDifference, n } = facts.metricError();
    const scale = target.share ? 1 : 100;
    const accuracy = isAccuracy(facts.run, target.quantity) && n !== null;
    return {
      curve: metric,
      turned: target.greaterIsBetter ? metric.value.map((v) => -v) : metric.value,
      name: metricName(target.quantity),
      metric: true,
      expected: expectedDifference,
      bound: (then, later) =>
        difference === null
          ? null
          : accuracy
            ? scale * accuracyFallAtMost(-later / scale, -then / scale, n)
            : then - later + Z95 * difference,
    };
  }
  const loss = facts.validationLoss();
  if (loss === null) return null;
  const { difference, expectedDifference } = facts.lossError();
  return {
    curve: loss,
    turned: loss.value,
    name: 'validation loss',
    metric: false,
    expected: expectedDifference,
    bound: (then, later) => (difference === null ? null : then - later + Z95 * difference),
  };
}

interface Idle {
  readonly row: number;
  readonly gain: number;
  readonly share: number;
  readonly claim: 'strong' | 'likely';
}

/** First evaluation after which every later gain above the margin is excluded, by the bound or by the expected error. */
function idleFrom(facts: RunFacts, judged: Judged, last: number): Idle | null {
  const { curve, turned, expected, bound } = judged;
  const share = facts.targetMetric()?.share === true && judged.metric;
  for (const claim of ['strong', 'likely'] as const) {
    for (let row = 0; row < curve.n - 1; row++) {
      const left = (last - curve.step[row]!) / last;
      if (left < LEAST_SHARE) break;
      const then = turned[row]!;
      const lowest = Math.min(...turned.subarray(row + 1));
      const gain =
        claim === 'strong' ? bound(then, lowest) : expected === null ? null : then - lowest + Z99 * expected;
      const margin = share ? MARGIN.share : MARGIN.ofLoss * Math.abs(then);
      if (gain !== null && gain <= margin) return { row, gain: Math.max(0, gain), share: left, claim };
    }
  }
  return null;
}

/** Validation loss that keeps falling is a gain too, when the metric is what was judged. */
function lossFell(facts: RunFacts, step: number): boolean {
  const loss = facts.validationLoss();
  const then = loss === null ? null : valueAt(loss, step);
  if (loss === null || then === null) return false;
  const error = facts.lossError().expectedDifference;
  return then - loss.value[loss.n - 1]! > (error === null ? 0.05 * Math.abs(then) : Z95 * error);
}

function found(facts: RunFacts, { curve, name, metric }: Judged, idle: Idle): FindingDraft {
  const { run } = facts;
  const target = facts.targetMetric();
  const step = curve.step[idle.row]!;
  const show = (value: number): string =>
    metric && target !== null ? metricText(target, value) : lossText(value);
  const size = metric && target !== null ? differenceText(target, idle.gain) : lossText(idle.gain);
  const epochs = facts.epochs();
  const part =
    epochs === null
      ? `The last ${formatPercent(idle.share, 0)} of the steps`
      : `The last ${many(Number((idle.share * epochs).toFixed(1)), 'epoch')} of ${formatCount(Number(epochs.toFixed(1)))}`;
  const later = curve.value.subarray(idle.row + 1);
  const best = metric && target?.greaterIsBetter === true ? Math.max(...later) : Math.min(...later);
  const settings = shorterRun(facts, step);
  const next = settings.num_train_epochs ?? settings.epochs;
  const n = (metric ? facts.metricError() : facts.lossError()).n;
  const evidence: Evidence[] = [
    measure('share of the run', idle.share, { step }),
    measure(
      'epochs',
      epochs === null ? null : Number(epochs.toFixed(1)),
      epochs === null ? { reason: 'not recorded' } : {},
    ),
    measure(
      'epochs after it',
      epochs === null ? null : Number((idle.share * epochs).toFixed(1)),
      epochs === null ? { reason: 'not recorded' } : {},
    ),
    measure(`${name} then`, curve.value[idle.row]!, { step }),
    measure(`best ${name} later`, best),
    measure('later gain not excluded', idle.gain, {
      ...(n === null ? {} : { n }),
      method:
        idle.claim === 'strong'
          ? 'one-sided 95 %, no correlation of checkpoints assumed'
          : 'one-sided 99 %, correlation of checkpoints 0.8',
    }),
  ];
  return {
    claim: idle.claim,
    severity: 'note',
    title: `${part} ${idle.claim === 'strong' ? 'brought' : 'likely brought'} no measurable gain of ${name}`,
    measured: `${upperFirst(name)} was ${show(curve.value[idle.row]!)} at ${place(run, step)} and ${show(best)} at best later; a gain of more than ${size} is ${idle.claim === 'strong' ? 'excluded (95 %' : 'unlikely (99 % at the usual correlation of checkpoints'}${n === null ? '' : `, n = ${formatCount(n)}`})`,
    cause: { text: 'More passes than these data needed', claim: idle.claim === 'strong' ? 'likely' : 'hint' },
    mattersWhen: 'you train again, or pay for the time',
    advice:
      next === undefined
        ? null
        : {
            text: `Train for ${next} epochs next time, with the schedule stretched over them`,
            settings,
          },
    refutedBy: 'One run of that length with its own schedule and the same seed',
    evidence,
    weight: 0.3,
  };
}

/** A23 of the catalogue; the time that it cost is `wasted-after-best`. */
export const tooManyEpochs = defineAudit({
  id: 'too-many-epochs',
  family: 'end-state',
  title: 'No long stretch of the training is shown to have brought nothing',
  failureTitle: 'Part of the epochs changed nothing',
  why: 'Epochs without a gain cost time; quality does not suffer from them by itself.',
  requires: [],
  requiresOneOf: ['validation-metric', 'validation-loss'],
  references: ['https://arxiv.org/abs/2006.04884', 'https://doi.org/10.1007/3-540-49430-8_3'],
  judge({ run, facts }) {
    const one = judged(facts);
    if (one === null) return notApplicable('no finite evaluation was logged', 'evaluate-during-training');
    const { curve, name } = one;
    if (curve.n < LEAST_EVALUATIONS)
      return notApplicable(
        `${many(curve.n, 'evaluation')} cannot show which epochs were needed`,
        'evaluate-more-often',
      );
    const last = run.lastStep ?? curve.step[curve.n - 1]!;
    const idle = idleFrom(facts, one, last);
    if (idle === null) {
      if (one.expected === null) {
        const { reason } = one.metric ? facts.metricError() : facts.lossError();
        return inconclusive(
          `Whether later epochs gained anything cannot be told: ${reason ?? `the error of ${name} is not known`}`,
          'The size of the evaluation set, or saved predictions',
        );
      }
      return pass(
        `A gain of more than ${one.metric ? 'one point' : '5 % of the loss'} is not excluded for any last 30 % of the run`,
      );
    }
    const step = curve.step[idle.row]!;
    if (endState(facts).kind === 'still-improving') return pass('It was still improving at the end');
    if (one.metric && lossFell(facts, step))
      return pass(
        `${upperFirst(name)} shows no gain after ${place(run, step)}, but validation loss still fell`,
      );
    return { kind: 'finding', findings: [found(facts, one, idle)] };
  },
});
