import { checkpointOnDisk } from '../../facts/best-checkpoint.ts';
import { curveOf, extremeRow, primaryEvaluations, valueAt, withoutPrefix } from '../../facts/curves.ts';
import type { Curve, RunFacts, TargetMetric } from '../../facts/define.ts';
import { selectorOf } from '../../facts/kept-checkpoint.ts';
import { selectionThreshold, Z95 } from '../../facts/loss-rise.ts';
import { materialChange } from '../../facts/metric-change.ts';
import { greaterIsBetterByName } from '../../facts/target-metric.ts';
import type { Outcome } from '../../model/outcome.ts';
import { metricName } from '../../text/metric-names.ts';
import { formatPercent } from '../../text/numbers.ts';
import { code, many, upperFirst } from '../../text/words.ts';
import { keepBest, useBest } from '../advice.ts';
import { defineAudit, inconclusive, notApplicable } from '../define.ts';
import { differenceText, measure, metricText, place } from '../wording.ts';

const LEAST_EVALUATIONS = 3;

interface Shipped {
  readonly step: number;
  readonly how: string;
}

/** The number that chose, in words: a setting is typed as code, what it measures is named. */
const chooserName = (metric: string | null): string => {
  const quantity = withoutPrefix(metric ?? 'loss');
  return quantity === 'loss' ? 'validation loss' : metricName(quantity);
};

/** Which checkpoint the run ended with, or null when the record does not say. */
function shipped(facts: RunFacts, metric: Curve): Shipped | null {
  const kept = facts.kept();
  if (kept === null) return null;
  if (kept.what === 'last')
    return {
      step: metric.step[metric.n - 1]!,
      how: '`load_best_model_at_end=False` kept the last one',
    };
  const unset = kept.byDefault ? ', the default' : '';
  const missed =
    kept.missed === null ? '' : `; the best one, of ${place(facts.run, kept.missed)}, was never saved`;
  return { step: kept.step, how: `chosen by ${chooserName(kept.by)}${unset}${missed}` };
}

/** `greater_is_better` against the name of the metric: then the worst checkpoint is the one that is kept. */
function wrongWay(facts: RunFacts): Outcome | null {
  const { metric, greaterIsBetter, loadBestAtEnd, bestValue } = facts.run.selection;
  if (metric === null || greaterIsBetter === null) return null;
  const byName = greaterIsBetterByName(withoutPrefix(metric));
  if (byName === null || byName === greaterIsBetter) return null;
  const curve = selectorOf(facts.run);
  if (curve === null || curve.n < 2) return null;
  const worst = curve.value[extremeRow(curve.value, greaterIsBetter ? 'greatest' : 'least')]!;
  const best = curve.value[extremeRow(curve.value, byName ? 'greatest' : 'least')]!;
  // The flag in the file may be the default of a tool that never used it: the recorded best has to be the worst value.
  if (
    bestValue === null ||
    worst === best ||
    Math.abs(bestValue - worst) > 1e-6 * Math.max(1, Math.abs(worst))
  )
    return null;
  return {
    kind: 'finding',
    findings: [
      {
        claim: 'fact',
        severity: loadBestAtEnd === true ? 'problem' : 'risk',
        subject: { split: 'validation' },
        title: `The worst checkpoint by ${chooserName(metric)} was taken for the best`,
        measured: `\`greater_is_better=${greaterIsBetter ? 'True' : 'False'}\` with ${code(`metric_for_best_model="${metric}"`)}: the recorded best value is ${Number(bestValue.toPrecision(4))}, the best one was ${Number(best.toPrecision(4))}`,
        mattersWhen: 'the model kept at the end is used',
        advice: {
          text: `Set \`greater_is_better=${byName ? 'True' : 'False'}\` and choose again among the checkpoints that are left`,
          settings: { greater_is_better: byName ? 'True' : 'False' },
        },
        refutedBy: `A definition of ${chooserName(metric)} that is better when ${greaterIsBetter ? 'greater' : 'smaller'}`,
        evidence: [measure('recorded best value', bestValue), measure('best value by its name', best)],
        weight: 1,
      },
    ],
  };
}

/** Metrics are logged with 4 digits or more. */
const SAME = 6e-5;

/**
 * The recorded best checkpoint answers "positive" to everything: recall is 1 and precision equals accuracy, both the share of
 * that class. F1 likes such a model when the class is frequent; later checkpoints that learned something lose to it.
 */
function trivialChoice(facts: RunFacts): Outcome | null {
  const { run } = facts;
  const { bestStep, metric, loadBestAtEnd } = run.selection;
  if (bestStep === null || metric === null) return null;
  const at = (quantity: string, step: number): number | null => {
    const series = primaryEvaluations(run).find((each) => each.quantity === quantity);
    const curve = series === undefined ? null : curveOf(series);
    return curve === null ? null : valueAt(curve, step);
  };
  const constantAt = (step: number): boolean => {
    const [recall, precision, accuracy] = [at('recall', step), at('precision', step), at('accuracy', step)];
    if (recall === null || precision === null || accuracy === null) return false;
    return recall > 1 - SAME && accuracy < 0.98 && Math.abs(precision - accuracy) <= SAME;
  };
  const last = run.lastStep ?? bestStep;
  if (!constantAt(bestStep) || constantAt(last)) return null;
  const accuracy = at('accuracy', bestStep) as number;
  const laterAccuracy = at('accuracy', last);
  return {
    kind: 'finding',
    findings: [
      {
        claim: 'fact',
        severity: loadBestAtEnd === true ? 'problem' : 'risk',
        subject: { split: 'validation' },
        title: `The checkpoint taken for the best by ${chooserName(metric)} answered one class for everything`,
        measured: `At ${place(run, bestStep)} recall was 1 and precision equalled accuracy, ${formatPercent(accuracy)}: the share of that class${laterAccuracy === null ? '' : `. At the last evaluation accuracy was ${formatPercent(laterAccuracy)} and recall below 1`}`,
        cause: {
          text: `${upperFirst(chooserName(metric))} of always answering a frequent class is high`,
          claim: 'strong',
        },
        mattersWhen: 'the checkpoint that was chosen is used',
        advice: {
          text: 'Choose by macro-F1 or MCC, which a constant answer cannot win',
          settings: { metric_for_best_model: '"f1_macro"' },
        },
        refutedBy: 'Predict with that checkpoint and count the predicted labels',
        evidence: [
          measure('accuracy of the chosen checkpoint', accuracy, { step: bestStep }),
          measure('recall of the chosen checkpoint', 1, { step: bestStep }),
          ...(laterAccuracy === null
            ? []
            : [measure('accuracy at the last evaluation', laterAccuracy, { step: last })]),
        ],
        weight: 0.8,
      },
    ],
  };
}

function compare(facts: RunFacts, target: TargetMetric, metric: Curve, kept: Shipped): Outcome {
  const { run } = facts;
  const sign = target.greaterIsBetter ? 1 : -1;
  const row = extremeRow(metric.value, target.greaterIsBetter ? 'greatest' : 'least');
  const best = metric.value[row]!;
  const has = valueAt(metric, kept.step);
  if (has === null) return notApplicable(`the metric was not evaluated at ${place(run, kept.step)}`, null);
  const lost = sign * (best - has);
  const name = metricName(target.quantity);
  const said = `${upperFirst(name)} of the model kept (${place(run, kept.step)}, ${kept.how}) was ${metricText(target, has)}, the best ${metricText(target, best)} at ${place(run, metric.step[row]!)}`;
  const { difference, expectedDifference } = facts.metricError();
  const evidence = [
    measure(`${name} of the model kept`, has, { step: kept.step }),
    measure(`best ${name}`, best, { step: metric.step[row]! }),
    measure('lost by the choice', lost, {
      ...(difference === null
        ? { reason: 'its sampling error is not known' }
        : { method: 'best minus kept; the luck of the best is not taken off' }),
    }),
  ];
  const material = materialChange(target, best);
  if (lost < material) return { kind: 'pass', measured: `${said}: no difference that matters`, evidence };
  if (difference === null || expectedDifference === null) {
    // Without an error only a large difference says anything.
    if (lost < 4 * material)
      return {
        kind: 'inconclusive',
        reason: `${said}; the sampling error of ${name} is not known, so this may be chance`,
        enough: 'Saved predictions, or the size of the evaluation set with accuracy logged',
        evidence,
      };
  } else if (lost <= Z95 * expectedDifference)
    return {
      kind: 'pass',
      measured: `${said}: ${differenceText(target, lost)}, within noise, so the choice is irrelevant here`,
      evidence,
    };
  const threshold = selectionThreshold(metric.n);
  const claim =
    difference === null || expectedDifference === null || lost <= threshold * expectedDifference
      ? 'hint'
      : lost > threshold * difference
        ? 'strong'
        : 'likely';
  const word = claim === 'strong' ? 'is' : claim === 'likely' ? 'is likely' : 'may be';
  const keep = keepBest(facts);
  const at = checkpointOnDisk(run, metric.step[row]!);
  const use =
    at.onDisk === true && at.path !== null
      ? `Use ${code(at.path.split('/').at(-1) ?? at.path)}; next time set ${keep.clause}`
      : at.onDisk === false
        ? `The checkpoint of ${place(run, metric.step[row]!)} no longer exists; rerun with ${keep.clause}`
        : useBest(facts).text;
  return {
    kind: 'finding',
    findings: [
      {
        claim,
        severity: claim === 'hint' ? 'note' : 'risk',
        subject: { split: 'validation' },
        title: `The checkpoint kept ${word} worse by ${name} than another one, by ${differenceText(target, lost)}`,
        measured: said,
        cause: {
          text: kept.how.startsWith('chosen')
            ? `It was ${kept.how}`
            : 'Trainer keeps the last checkpoint unless told otherwise',
          claim: 'likely',
        },
        mattersWhen: 'the model kept at the end is used',
        advice: { text: use, settings: keep.settings },
        refutedBy:
          'Predict the same fresh examples with both checkpoints and compare them pairwise (McNemar)',
        evidence,
        weight: Math.min(1, target.share ? 10 * lost : 0.5),
      },
    ],
  };
}

/** A47 of the catalogue. */
export const wrongSelectionMetric = defineAudit({
  id: 'wrong-selection-metric',
  family: 'selection',
  title: 'The checkpoint kept is as good as any by the metric',
  failureTitle: 'The checkpoint was chosen by a number that ranks it differently',
  why: 'A better checkpoint for your purpose was trained and not kept.',
  requires: ['validation-metric'],
  references: [
    'https://huggingface.co/docs/transformers/main_classes/trainer#transformers.TrainingArguments.metric_for_best_model',
    'https://arxiv.org/abs/1706.04599',
  ],
  judge({ facts }) {
    const target = facts.targetMetric();
    const metric = facts.targetCurve();
    if (target === null || metric === null) return notApplicable('no finite metric was logged', 'log-metric');
    const reversed = wrongWay(facts) ?? trivialChoice(facts);
    if (reversed !== null) return reversed;
    if (metric.n < 2) return notApplicable('one evaluation leaves nothing to choose', 'evaluate-more-often');
    const kept = shipped(facts, metric);
    if (kept !== null && metric.n >= LEAST_EVALUATIONS) return compare(facts, target, metric, kept);
    if (kept !== null)
      return inconclusive(
        `${many(metric.n, 'evaluation')} are too few to say that another checkpoint was better`,
        `${LEAST_EVALUATIONS} evaluations or more`,
      );
    const best = facts.best();
    const lost = best === null ? 0 : Math.abs(best.argbestValue - best.lastValue);
    if (lost < materialChange(target, best?.argbestValue ?? 1))
      return {
        kind: 'pass',
        measured: 'The last evaluation was as good as the best, so it does not matter which one was kept',
      };
    return notApplicable('which checkpoint was kept is not recorded', 'keep-configuration');
  },
});
