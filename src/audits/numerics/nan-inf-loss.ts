import type { RunFacts } from '../../facts/define.ts';
import { type NonFiniteRows, nonFiniteRows } from '../../facts/non-finite.ts';
import type { Evidence, FindingDraft } from '../../model/outcome.ts';
import { formatCount } from '../../text/numbers.ts';
import { code, many } from '../../text/words.ts';
import { defineAudit, inconclusive, pass } from '../define.ts';
import { causeOfNonFinite, restartAdvice } from '../numerics-advice.ts';
import { lossText, place } from '../wording.ts';

/** A loss that is missing in this share of its rows is a logger that writes gaps as NaN, not a training that recovered. */
const GAPS = 0.3;

const evidenceOf = (found: NonFiniteRows): Evidence[] => [
  {
    name: `first ${code(found.series.tag)} that is not finite`,
    value: String(found.series.value[found.series.step.indexOf(found.firstStep)]),
    step: found.firstStep,
  },
  { name: 'rows that are not finite', value: found.rows, n: found.series.value.length },
  {
    name: 'last finite value before',
    value: found.before?.value ?? null,
    step: found.before?.step,
    reason: found.before === null ? 'the first row already was not finite' : undefined,
  },
];

function trainDraft(facts: RunFacts, found: NonFiniteRows): FindingDraft {
  const { run } = facts;
  const where = place(run, found.firstStep);
  const before =
    found.before === null
      ? 'from the first row'
      : `${lossText(found.before.value)} at ${place(run, found.before.step)} before`;
  const rateAt = facts.learningRate();
  const precision = run.hyperparameters.precision?.value;
  const also = precision === undefined ? '' : `; trained in ${precision}`;
  const evidence = evidenceOf(found);
  if (rateAt !== null)
    evidence.push({ name: 'highest learning rate', value: facts.peakLearningRate()?.value ?? null });
  return {
    claim: 'fact',
    severity: found.recovered ? 'risk' : 'problem',
    subject: { split: 'train' },
    title: found.recovered
      ? `Training loss was not finite at ${where}, and finite again later`
      : `Training loss was not finite from ${where} on`,
    measured: `${code(found.series.tag)}: ${many(found.rows, 'row')} of ${formatCount(found.series.value.length)} not finite, ${before}${also}`,
    cause: causeOfNonFinite(facts, found.firstStep),
    mattersWhen: found.recovered
      ? 'it happens again: the weights survived this time'
      : 'always: without loss scaling every weight is NaN from there on',
    advice: restartAdvice(facts, found.firstStep),
    refutedBy: 'Load the last checkpoint and count the weights that are not finite, about a minute',
    evidence,
    weight: found.recovered ? 0.4 : 1,
  };
}

function validationDraft(facts: RunFacts, found: NonFiniteRows): FindingDraft {
  const learned = facts.learned().verdict;
  const sound = learned === 'above' || learned === 'far-above';
  return {
    claim: 'fact',
    severity: found.recovered || sound ? 'risk' : 'problem',
    subject: { split: 'validation' },
    title: `Validation loss was not finite ${found.recovered ? 'at' : 'from'} ${place(facts.run, found.firstStep)}${found.recovered ? '' : ' on'}`,
    measured: `${many(found.rows, 'evaluation')} of ${formatCount(found.series.value.length)}; training loss stayed finite${sound ? ', and the metric is better than a constant answer' : ''}`,
    cause: {
      text: 'evaluation examples whose labels are all ignored (−100), or an overflow of `fp16_full_eval`',
      claim: 'hint',
    },
    mattersWhen: 'you choose a checkpoint by validation loss: a NaN is never the best',
    advice: {
      text: 'Evaluate once with `fp16_full_eval=False` and look for evaluation batches without any counted label',
      settings: { fp16_full_eval: 'False' },
    },
    refutedBy:
      'Count the weights of the last checkpoint that are not finite: if there are any, training itself failed',
    evidence: evidenceOf(found),
    weight: 0.6,
  };
}

export const nanInfLoss = defineAudit({
  id: 'nan-inf-loss',
  family: 'numerics',
  title: 'Every logged loss is a finite number',
  failureTitle: 'A loss was NaN or infinite',
  why: 'Once a loss is NaN the weights usually are too, and every later number describes a dead model.',
  requires: [],
  requiresOneOf: ['train-loss', 'validation-loss'],
  references: [
    'huggingface/transformers, src/transformers/trainer.py and pull request 10815',
    'PyTorch, torch.amp.GradScaler',
  ],
  judge({ run, facts }) {
    const losses = run.series.filter((s) => s.quantity === 'loss');
    const rows = losses.reduce((sum, s) => sum + s.value.length, 0);
    const bad = losses.map(nonFiniteRows).filter((found) => found !== null);
    if (bad.length === 0) {
      const norms = run.series.find((s) => s.quantity === 'grad_norm');
      const skipped = norms === undefined ? null : nonFiniteRows(norms);
      return pass(
        skipped?.recovered
          ? `All ${formatCount(rows)} logged losses are finite; ${many(skipped.rows, 'gradient norm')} ${skipped.rows === 1 ? 'was' : 'were'} not, as when loss scaling skips a step`
          : `All ${formatCount(rows)} logged losses are finite`,
      );
    }
    const gaps = bad.find((found) => found.recovered && found.rows > GAPS * found.series.value.length);
    if (gaps !== undefined) {
      return inconclusive(
        `${many(gaps.rows, 'row')} of ${formatCount(gaps.series.value.length)} of ${code(gaps.series.tag)} are NaN among finite ones: gaps that a logger filled, or steps that failed`,
        'A log that leaves missing values out',
      );
    }
    const train = bad
      .filter((found) => found.series.split === 'train')
      .sort((a, b) => a.firstStep - b.firstStep)[0];
    const validation = bad
      .filter((found) => found.series.split !== 'train')
      .sort((a, b) => a.firstStep - b.firstStep)[0];
    return {
      kind: 'finding',
      findings: [train !== undefined ? trainDraft(facts, train) : validationDraft(facts, validation!)],
    };
  },
});
