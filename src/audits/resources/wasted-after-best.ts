import { valueAt } from '../../facts/curves.ts';
import type { BestCheckpoint, RunFacts } from '../../facts/define.ts';
import { endState } from '../../facts/end-state.ts';
import { Z95 } from '../../facts/loss-rise.ts';
import { metricDrop } from '../../facts/metric-change.ts';
import type { Evidence, Outcome } from '../../model/outcome.ts';
import { metricName } from '../../text/metric-names.ts';
import { formatPercent } from '../../text/numbers.ts';
import { many, upperFirst } from '../../text/words.ts';
import { shorterRun, useBest } from '../advice.ts';
import { defineAudit, notApplicable } from '../define.ts';
import { judgedName } from '../end-words.ts';
import { differenceText, lossText, measure, place } from '../wording.ts';

const LEAST_EVALUATIONS = 4;
/** Below a tenth nothing is worth saying; from three tenths on it is a risk. */
const LEAST_SHARE = 0.1;
const RISK_SHARE = 0.3;
/**
 * A claim rests on what later gain is left possible: strong if no more than one point (or 5 % of the loss), likely if no
 * more than one and a half (10 %), else a hint. Without the second limit 11.5 % of simulated runs were wronged at `likely`.
 */
const LEFT = { strong: { share: 0.01, ofLoss: 0.05 }, likely: { share: 0.015, ofLoss: 0.1 } } as const;

/** Seconds as people say them. */
const timeText = (seconds: number): string =>
  seconds < 90
    ? `${seconds.toFixed(0)} s`
    : seconds < 5400
      ? `${(seconds / 60).toFixed(1)} min`
      : `${(seconds / 3600).toFixed(1)} h`;

/** Largest later gain that is not excluded, and the claim that it allows; null when the error is unknown. */
function gainLeft(
  facts: RunFacts,
  best: BestCheckpoint,
): { readonly value: number; readonly claim: 'strong' | 'likely' | 'hint' } | null {
  const error = best.target === 'metric' ? facts.metricError() : facts.lossError();
  if (error.expectedDifference === null) return null;
  const value = Math.abs(best.argbestValue - best.recommendedValue) + Z95 * error.expectedDifference;
  const share = best.target === 'metric' && facts.targetMetric()?.share === true;
  const within = (limit: { readonly share: number; readonly ofLoss: number }): boolean =>
    value <= (share ? limit.share : limit.ofLoss * Math.abs(best.argbestValue));
  return { value, claim: within(LEFT.strong) ? 'strong' : within(LEFT.likely) ? 'likely' : 'hint' };
}

/** Did the validation loss keep falling after the step, beyond its expected error? Then the time was not for nothing. */
function lossStillFell(facts: RunFacts, step: number): boolean {
  const curve = facts.validationLoss();
  if (curve === null) return false;
  const then = valueAt(curve, step);
  const last = curve.value[curve.n - 1]!;
  if (then === null) return false;
  const error = facts.lossError().expectedDifference;
  return then - last > (error === null ? 0.05 * Math.abs(then) : Z95 * error);
}

function costOf(
  facts: RunFacts,
  share: number,
): { readonly text: string; readonly evidence: readonly Evidence[] } {
  const seconds = facts.run.timing.trainSeconds?.value ?? null;
  if (seconds === null) return { text: 'The training time was not logged', evidence: [] };
  return {
    text: `That is about ${timeText(share * seconds)} of ${timeText(seconds)}`,
    evidence: [
      measure('time after best', share * seconds, {
        unit: 's',
        method: 'share of the steps × training time',
      }),
    ],
  };
}

function found(facts: RunFacts, best: BestCheckpoint, last: number, share: number): Outcome {
  const { run } = facts;
  const left = gainLeft(facts, best);
  const claim = best.tested && left !== null ? left.claim : 'hint';
  const target = facts.targetMetric();
  const show = (value: number): string =>
    best.target === 'metric' && target !== null ? differenceText(target, value) : lossText(value);
  const quantity =
    best.target === 'metric' && target !== null ? metricName(target.quantity) : 'validation loss';
  const cost = costOf(facts, share);
  const verb = claim === 'strong' ? '' : claim === 'likely' ? 'likely ' : 'possibly ';
  const from = place(run, best.recommendedStep);
  const use = useBest(facts, shorterRun(facts));
  return {
    kind: 'finding',
    findings: [
      {
        claim,
        severity: share >= RISK_SHARE ? 'risk' : 'note',
        title: `${formatPercent(share, 0)} of the training ${verb}brought no measurable gain, after ${from}`,
        measured: `${best.tested ? `No later evaluation has a better ${quantity} than ${from} by more than the error to be expected` : `The best ${quantity} was at ${from}; its error is not known`}${left === null ? '' : `; a gain of more than ${show(left.value)} is unlikely`}. ${cost.text}`,
        cause: { text: 'More epochs than these data needed', claim: claim === 'strong' ? 'likely' : 'hint' },
        mattersWhen: 'you train again, or pay for the time',
        advice:
          run.framework === 'keras'
            ? use
            : {
                ...use,
                text: `Next time stop early: \`EarlyStoppingCallback(early_stopping_patience=3)\` with the best checkpoint kept`,
              },
        refutedBy: 'One shorter run with its schedule stretched over it and the same seed',
        evidence: [
          measure('share after best', share, {
            step: best.recommendedStep,
            method: '(last − first evaluation not clearly worse than the best) ÷ last',
          }),
          measure('first evaluation as good as the best', best.recommendedStep, {
            unit: run.axis,
            step: best.recommendedStep,
          }),
          ...(left === null
            ? []
            : [
                measure('later gain not excluded', left.value, {
                  method: 'one-sided 95 %, correlation of checkpoints 0.8',
                }),
              ]),
          ...cost.evidence,
          measure('last', last, { unit: run.axis, step: last }),
        ],
        weight: share,
      },
    ],
  };
}

/** E9 of the catalogue. The best is the first evaluation not clearly worse than the best one, not the noisy best itself. */
export const wastedAfterBest = defineAudit({
  id: 'wasted-after-best',
  family: 'resources',
  title: 'The training was not much longer than it paid',
  failureTitle: 'A large part of the training came after the best checkpoint',
  why: 'Time, money and energy, and a hint how many epochs to set next time.',
  requires: [],
  requiresOneOf: ['validation-metric', 'validation-loss'],
  references: ['https://doi.org/10.1007/3-540-49430-8_3'],
  judge({ facts }) {
    const best = facts.best();
    if (best === null) return notApplicable('nothing finite was evaluated', 'evaluate-during-training');
    const curve = best.target === 'metric' ? facts.targetCurve() : facts.validationLoss();
    const k = curve?.n ?? 0;
    if (k < 2) return notApplicable('one evaluation has nothing after it', 'evaluate-more-often');
    if (curve === null || k < LEAST_EVALUATIONS)
      return {
        kind: 'inconclusive',
        reason: `With ${many(k, 'evaluation')} it cannot be told from where on training brought nothing`,
        enough: `${LEAST_EVALUATIONS} evaluations or more`,
      };
    const last = facts.run.lastStep ?? best.lastStep;
    const share = last > 0 ? Math.max(0, (last - best.recommendedStep) / last) : 0;
    const evidence = [measure('share after best', share, { step: best.recommendedStep })];
    const pass = (measured: string): Outcome => ({ kind: 'pass', measured, evidence });
    if (best.argbestStep >= curve.step[k - 2]!)
      return pass(`The best value came at ${place(facts.run, best.argbestStep)}, at the end of the run`);
    if (share < LEAST_SHARE)
      return pass(
        `${formatPercent(share, 0)} of the steps came after ${place(facts.run, best.recommendedStep)}, the first evaluation as good as the best`,
      );
    const state = endState(facts);
    if (state.kind === 'still-improving')
      return pass(
        `${state.judged === null ? 'The run' : upperFirst(judgedName(state))} still improved at the end`,
      );
    if (best.target === 'metric' && lossStillFell(facts, best.recommendedStep))
      return pass(
        `The metric shows no gain after ${place(facts.run, best.recommendedStep)}, but validation loss still fell`,
      );
    if (!best.tested && metricDrop(facts)?.kind !== 'fallen' && k < 6)
      return {
        kind: 'inconclusive',
        reason: `The best of ${many(k, 'evaluation')} was at ${place(facts.run, best.argbestStep)}, but the error of the metric is not known, so an earlier or later one may be as good`,
        enough: 'The size of the evaluation set, or saved predictions',
        evidence,
      };
    return found(facts, best, last, share);
  },
});
