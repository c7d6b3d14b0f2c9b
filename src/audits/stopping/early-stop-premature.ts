import { valueAt } from '../../facts/curves.ts';
import type { RunFacts } from '../../facts/define.ts';
import { type EarlyStop, earlyStop } from '../../facts/early-stop.ts';
import { endState } from '../../facts/end-state.ts';
import { Z95, Z99 } from '../../facts/loss-rise.ts';
import { overfitFamily } from '../../facts/overfit.ts';
import type { Evidence, FindingDraft } from '../../model/outcome.ts';
import { metricName } from '../../text/metric-names.ts';
import { formatCount, formatPercent } from '../../text/numbers.ts';
import { many, upperFirst } from '../../text/words.ts';
import { defineAudit, inconclusive, notApplicable, pass } from '../define.ts';
import { differenceText, lossText, measure, place } from '../wording.ts';

/** A stop on so few evaluations after the best is mostly chance; five are the advice. */
const PATIENCE = 5;
const LEAST_FOR_SLOPE = 6;

const watchedName = (facts: RunFacts, { watched }: EarlyStop): string =>
  watched.what === 'validation-loss'
    ? 'validation loss'
    : metricName(watched.curve.series.quantity || facts.run.id);

function sizeText(facts: RunFacts, stop: EarlyStop, size: number): string {
  const target = facts.targetMetric();
  return stop.watched.what === 'metric' && target !== null ? differenceText(target, size) : lossText(size);
}

/** On a flat curve the best of t + p equally good evaluations is among the first t in t/(t + p) of the cases. */
const byChance = (stop: EarlyStop): number => (stop.bestRow + 1) / (stop.bestRow + 1 + stop.since);

/** Why the stop came too early, or null: nothing shows it. `what` is a sentence without a full stop. */
function tooEarly(facts: RunFacts, stop: EarlyStop): string | null {
  const warm = facts.warmUp()?.endStep ?? 0;
  if (facts.run.axis === 'step' && warm > 0 && stop.at <= warm)
    return `It ended at ${place(facts.run, stop.at)}, inside the warm-up (to ${place(facts.run, warm)})`;
  const epochs = facts.epochs();
  if (facts.run.axis === 'step' && epochs !== null && epochs < 0.99)
    return `It ended after ${formatPercent(epochs, 0)} of the first epoch, before every example had been seen once`;
  if (stop.expected !== null && stop.shortfall > Z95 * stop.expected) return null;
  if (endState(facts).kind === 'still-improving')
    return 'The curve was still improving when training was stopped';
  const loss = facts.validationLoss();
  const error = facts.lossError().expectedDifference;
  if (stop.watched.what !== 'validation-loss' && loss !== null && error !== null) {
    const then = valueAt(loss, stop.watched.curve.step[stop.bestRow]!);
    const last = loss.value[loss.n - 1]!;
    if (then !== null && then - last > Z99 * error)
      return `Validation loss still fell from ${lossText(then)} at the best evaluation to ${lossText(last)} at the last`;
  }
  return null;
}

function evidenceOf(facts: RunFacts, stop: EarlyStop): readonly Evidence[] {
  const { curve } = stop.watched;
  return [
    measure('last', stop.at, { unit: facts.run.axis, step: stop.at }),
    measure('planned', stop.planned, { unit: facts.run.axis }),
    measure('patience', stop.patience, stop.patience === null ? { reason: 'not recorded' } : {}),
    measure('evaluations after the best', stop.since, { step: curve.step[stop.bestRow]! }),
    measure('best minus last', stop.shortfall, {
      ...(stop.expected === null
        ? { reason: 'no interval: the sampling error is not known' }
        : {
            method: `expected standard error ${stop.expected.toPrecision(2)}, correlation of checkpoints 0.8`,
          }),
    }),
    measure('chance of the same on a flat curve', byChance(stop), { method: 't/(t + p)' }),
  ];
}

function found(facts: RunFacts, stop: EarlyStop, why: string): FindingDraft {
  const sure = stop.by === 'recorded';
  // Before each example was seen once nothing else about the run means much.
  const unseen = sure && (facts.epochs() ?? 1) < 1;
  const keras = facts.run.framework === 'keras';
  const callback = keras
    ? `\`EarlyStopping(patience=${PATIENCE}, restore_best_weights=True)\``
    : `\`EarlyStoppingCallback(early_stopping_patience=${PATIENCE})\``;
  return {
    claim: sure ? 'likely' : 'hint',
    severity: unseen ? 'problem' : 'risk',
    subject: { split: 'validation' },
    title: sure
      ? `Early stopping likely ended the run too soon, at ${place(facts.run, stop.at)} of ${formatCount(stop.planned)}`
      : `The run ended at ${place(facts.run, stop.at)} of ${formatCount(stop.planned)}, possibly stopped on noise`,
    measured: `${why}. ${many(stop.since, 'evaluation')} after the best one ${stop.since === 1 ? 'was' : 'were'} no better in ${watchedName(facts, stop)} (${sizeText(facts, stop, stop.shortfall)} short at the end); on a flat curve that happens in ${formatPercent(byChance(stop), 0)} of the cases`,
    cause: {
      text: sure
        ? `A patience of ${formatCount(stop.patience ?? 0)} with evaluations that differ by chance`
        : 'Early stopping, a time limit or an interruption: the log does not say which',
      claim: 'hint',
    },
    mattersWhen: 'the last bit of quality is worth another run',
    advice: {
      text: `Rerun with ${callback} and four evaluations an epoch`,
      ...(keras ? {} : { settings: { early_stopping_patience: String(PATIENCE) } }),
      effort: 'longer-rerun',
    },
    refutedBy: 'The same run without early stopping: if no later evaluation is better, the stop was right',
    evidence: evidenceOf(facts, stop),
    weight: unseen ? 1 : 0.4,
  };
}

/** A49 of the catalogue. */
export const earlyStopPremature = defineAudit({
  id: 'early-stop-premature',
  family: 'end-state',
  title: 'The run was not stopped on noise',
  failureTitle: 'Early stopping ended the run on noise',
  why: 'With evaluations that differ by chance, a short patience ends most runs, whether or not there is more to gain.',
  requires: [],
  requiresOneOf: ['validation-loss', 'validation-metric'],
  references: [
    'https://doi.org/10.1007/3-540-49430-8_3',
    'huggingface/transformers, src/transformers/trainer_callback.py (EarlyStoppingCallback)',
  ],
  judge({ run, facts }) {
    const stop = earlyStop(facts);
    if (stop === undefined)
      return notApplicable('how long the run was meant to be is not recorded', 'keep-configuration');
    if (stop === null) return pass('The run made all that was planned');
    const where = `The run ended at ${place(run, stop.at)} of ${formatCount(stop.planned)}`;
    if (stop.by === 'other') {
      const patience =
        stop.patience === null ? '' : `, its patience of ${formatCount(stop.patience)} not used up`;
      const best = stop.since === 0 ? ' with its best evaluation last' : '';
      return notApplicable(`${where}${best}${patience}: no early stopping is recorded`);
    }
    const { member, claim } = overfitFamily(facts);
    if (member.startsWith('overfit-') && claim !== null && claim !== 'hint')
      return pass(`${where}, after a rise or fall that is more than chance (\`${member}\`)`);
    const why = tooEarly(facts, stop);
    if (why !== null) return { kind: 'finding', findings: [found(facts, stop, why)] };
    const evidence = evidenceOf(facts, stop);
    const name = watchedName(facts, stop);
    if (stop.expected !== null && stop.shortfall > Z95 * stop.expected)
      return {
        kind: 'pass',
        measured: `${where}; ${name} was ${sizeText(facts, stop, stop.shortfall)} short of its best, more than the noise to be expected`,
        evidence,
      };
    const noise =
      stop.expected === null
        ? `the sampling error of ${name} is not known`
        : `${name} was ${sizeText(facts, stop, stop.shortfall)} short of its best, within noise`;
    if (stop.watched.curve.n >= LEAST_FOR_SLOPE && stop.expected !== null)
      return {
        kind: 'pass',
        measured: `${where}; ${noise}, and nothing shows that it was still improving`,
        evidence,
      };
    return {
      ...inconclusive(
        `${where}; ${noise}. ${upperFirst(many(stop.since, 'evaluation'))} without a new best ${stop.since === 1 ? 'is' : 'are'} what a flat curve shows in ${formatPercent(byChance(stop), 0)} of the cases`,
        `A patience of ${PATIENCE} and four evaluations an epoch`,
      ),
      evidence,
    } as ReturnType<typeof inconclusive>;
  },
});
