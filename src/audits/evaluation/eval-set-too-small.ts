import type { RunFacts } from '../../facts/define.ts';
import { examplesToShow } from '../../facts/exclusions.ts';
import { metricDrop } from '../../facts/metric-change.ts';
import type { FindingDraft } from '../../model/outcome.ts';
import { wilson } from '../../stats/index.ts';
import { metricName, metricTitle } from '../../text/metric-names.ts';
import { formatCount, formatPercent } from '../../text/numbers.ts';
import { many, upperFirst } from '../../text/words.ts';
import { defineAudit, notApplicable } from '../define.ts';
import { differenceText, measure, metricText, normalInterval, place } from '../wording.ts';

/** Below this many examples the evaluation itself is the weak point. */
const SMALL = 400;
/** Below this many, one evaluation is uncertain by five points or more wherever it stands between 7 and 93 %. */
const FEW = 100;
/** One point: a difference that a person would choose by. */
const WORTH_CHOOSING = 0.01;
/** Three points: so much may hide in the noise before it matters which checkpoint is used. */
const MAY_HIDE = 0.03;

/** The best evaluation was kept, and it is not the last one. */
const choseByIt = (facts: RunFacts): boolean => {
  const { selection, lastStep } = facts.run;
  return selection.loadBestAtEnd === true && selection.bestStep !== null && selection.bestStep !== lastStep;
};

/** So few examples that nothing fine can be read off the evaluation, whichever checkpoint is used. */
function few(facts: RunFacts, n: number): FindingDraft {
  const target = facts.targetMetric();
  const curve = facts.targetCurve();
  const last = curve === null ? null : (curve.value[curve.n - 1] as number);
  const proportion = target?.quantity === 'accuracy' && last !== null && last >= 0 && last <= 1;
  const interval = proportion ? wilson(Math.round(last * n), n) : null;
  const shown =
    target === null || last === null
      ? ''
      : `${metricTitle(target.quantity)} was ${metricText(target, last)} at the end`;
  return {
    claim: 'fact',
    severity: 'risk',
    subject: { split: 'validation' },
    title: `The evaluation set has only ${many(n, 'example')}`,
    measured:
      interval === null
        ? `${shown === '' ? 'Each evaluation' : `${shown}; each evaluation`} rests on ${many(n, 'example')}: one example more or less right moves an accuracy by ${formatPercent(1 / n)}`
        : `${shown}; on ${many(n, 'example')} that is anything from ${formatPercent(interval.low)} to ${formatPercent(interval.high)} (95 %, Wilson)`,
    mattersWhen: 'a checkpoint or a setting is chosen by this evaluation, or its score is quoted',
    advice: { text: 'Evaluate on several hundred examples, or by cross-validation over all labelled data' },
    refutedBy: null,
    evidence: [
      measure('evaluation examples', n, { n }),
      measure('one example', 1 / n, { unit: 'share', n }),
      ...(last === null || target === null
        ? []
        : [measure(metricName(target.quantity), last, interval === null ? { n } : { n, interval })]),
    ],
    weight: 0.6,
  };
}

/**
 * A24 of the catalogue. A fact, but only where a choice hangs on it: the difference of best and last evaluation is one that
 * people choose by, lies within the noise, and the noise could hide a difference that matters.
 */
export const evalSetTooSmall = defineAudit({
  id: 'eval-set-too-small',
  family: 'evaluation',
  title: 'The evaluation can tell its checkpoints apart, or need not',
  failureTitle: 'The evaluation cannot tell these checkpoints apart',
  why: 'A choice among checkpoints within the sampling error is a matter of luck.',
  requires: ['validation-size'],
  requiresOneOf: ['validation-metric', 'validation-loss'],
  references: ['https://aclanthology.org/2020.emnlp-main.745/', 'https://doi.org/10.1214/ss/1009213286'],
  judge({ facts }) {
    const size = facts.validationSize()?.value ?? null;
    if (size !== null && size < FEW) return { kind: 'finding', findings: [few(facts, size)] };
    const drop = metricDrop(facts);
    const error = facts.metricError();
    if (drop === null) return notApplicable('no finite metric was logged', 'log-metric');
    const { single, expectedDifference: expected, n } = error;
    if (single === null || expected === null || n === null)
      return notApplicable(
        error.reason ?? 'the sampling error of the metric is not known',
        'save-predictions',
      );
    const { target } = drop;
    const range = `${metricName(target.quantity)} of one evaluation is uncertain by ± ${differenceText(target, 1.96 * single)} (n = ${formatCount(n)})`;
    if (drop.evaluations < 2)
      return {
        kind: 'pass',
        measured: `${upperFirst(range)}; there was one evaluation and nothing to choose`,
      };

    const difference = Math.abs(drop.best.value - drop.last.value);
    const scale = target.share ? 1 : Math.max(1e-9, Math.abs(drop.best.value));
    const evidence = [
      measure('half-width of the 95 % interval', 1.96 * single, { n, method: error.method }),
      measure(`best minus last ${metricName(target.quantity)}`, difference, {
        n,
        interval: normalInterval(difference, expected, 'expected paired error, correlation 0.8'),
      }),
    ];
    if (difference > 1.96 * expected)
      return {
        kind: 'pass',
        measured: `Best and last evaluation differ by ${differenceText(target, difference)}, more than the noise to be expected; ${range}`,
        evidence,
      };
    const hidden = (difference + 1.96 * expected) / scale;
    if (difference / scale < WORTH_CHOOSING || hidden < MAY_HIDE || (n >= SMALL && !choseByIt(facts)))
      return {
        kind: 'pass',
        measured: `Best and last evaluation differ by ${differenceText(target, difference)}, within noise, so it does not matter which one is used; ${range}`,
        evidence,
      };
    const examples = examplesToShow(error, difference) ?? n;
    const readable = Number(examples.toPrecision(2));
    return {
      kind: 'finding',
      findings: [
        {
          claim: 'fact',
          // Nothing was chosen by it: then it is worth knowing, and no fault of the run.
          severity: choseByIt(facts) ? 'risk' : 'note',
          subject: { split: 'validation' },
          title: `${many(n, 'evaluation example')} cannot tell the best checkpoint from the last`,
          measured: `${metricTitle(target.quantity)} was ${metricText(target, drop.best.value)} at ${place(facts.run, drop.best.step)} and ${metricText(target, drop.last.value)} at the end; ${range}`,
          mattersWhen: 'a checkpoint or a setting is chosen by this evaluation',
          advice: {
            text: `Evaluate on about ${formatCount(readable)} examples, or by cross-validation, before choosing by ${differenceText(target, difference)}`,
          },
          refutedBy:
            'A paired test of the two checkpoints on the same examples (McNemar), which can tell more than two intervals',
          evidence: [
            ...evidence,
            measure('examples needed', readable, {
              method: '(2.8/Δ)²·d, 80 % power at p < 0.05, d from a correlation of 0.8',
            }),
          ],
          weight: n < SMALL / 2 ? 0.5 : 0.3,
        },
      ],
    };
  },
});
