import type { RunFacts } from '../../facts/define.ts';
import { nonFiniteRows } from '../../facts/non-finite.ts';
import type { Claim, Evidence } from '../../model/outcome.ts';
import type { Series } from '../../model/series.ts';
import { median } from '../../stats/index.ts';
import { code, many } from '../../text/words.ts';
import { defineAudit, inconclusive, pass } from '../define.ts';
import { causeOfNonFinite, restartAdvice } from '../numerics-advice.ts';
import { lossText, place } from '../wording.ts';

/** A loss that was above this just before cannot have become 0.0000 by learning. */
const WAS_LEARNING = 0.01;
const LEAST_ZEROS = 2;

interface Sign {
  readonly step: number;
  readonly claim: Claim;
  readonly measured: string;
  readonly evidence: readonly Evidence[];
}

const trainLossSeries = (facts: RunFacts): Series | null =>
  facts.run.series
    .filter((s) => s.split === 'train' && s.quantity === 'loss' && !/(^|\/)train_loss$/.test(s.tag))
    .sort((a, b) => b.value.length - a.value.length)[0] ?? null;

/** First row of the zeros that the log ends with, and the row before them (null when every row is 0); null without such zeros. */
function zerosAtEnd(
  series: Series,
): { readonly row: number; readonly count: number; readonly before: number | null } | null {
  let row = series.value.length;
  while (row > 0 && series.value[row - 1] === 0) row--;
  const count = series.value.length - row;
  if (count < LEAST_ZEROS) return null;
  if (row === 0) return { row, count, before: null };
  const before = median(series.value.slice(Math.max(0, row - 5), row).filter(Number.isFinite));
  return before > WAS_LEARNING && series.value[row - 1]! > WAS_LEARNING
    ? { row, count, before: series.value[row - 1]! }
    : null;
}

/** Exact zeros to the end of the log, after a jump: Trainer's filter replaces NaN by the mean of a window that has nothing in it. */
function zeroSign(facts: RunFacts, series: Series): Sign | null {
  const zeros = zerosAtEnd(series);
  if (zeros === null || facts.run.hyperparameters.nanFilter?.value === false) return null;
  // A cross-entropy cannot be 0 in its first window; other losses (a policy's advantage, a margin) can.
  if (zeros.before === null && facts.lossKind().kind !== 'cross-entropy') return null;
  const step = series.step[zeros.row]!;
  // A sound evaluation or a finite, non-zero gradient after the jump shows weights that live.
  const validation = facts.validationLoss();
  const last = validation === null ? null : validation.step[validation.n - 1]!;
  const norms = facts.gradientNorm();
  const norm = norms !== null && norms.step[norms.n - 1]! >= step ? norms.value[norms.n - 1]! : null;
  if ((last !== null && last >= step) || (norm !== null && norm > 0)) return null;
  return {
    step,
    claim: norm === 0 ? 'likely' : 'strong',
    measured:
      zeros.before === null
        ? `${code(series.tag)} was exactly 0.0 in every one of ${many(zeros.count, 'row')}, from the first on`
        : `${code(series.tag)} went from ${lossText(zeros.before)} to exactly 0.0 at ${place(facts.run, step)} and stayed there for ${many(zeros.count, 'row')}`,
    evidence: [
      { name: 'rows of exactly 0.0 at the end', value: zeros.count, step },
      zeros.before === null
        ? { name: 'loss just before', value: null, reason: 'no row before' }
        : { name: 'loss just before', value: zeros.before, step: series.step[zeros.row - 1] },
    ],
  };
}

/** Rows of loss after a step that are not 0 and differ: weights that are NaN cannot produce them. */
function movedAfter(loss: Series | null, step: number): boolean {
  if (loss === null) return false;
  const later = loss.value.filter((v, row) => loss.step[row]! > step && v !== 0 && Number.isFinite(v));
  return later.length >= 2 && later.some((v) => v !== later[0]);
}

/** Gradient norms that stay NaN or infinite to the end while the logged loss is finite. */
function gradientSign(facts: RunFacts, loss: Series | null): Sign | null {
  const norms = facts.run.series.find((s) => s.quantity === 'grad_norm');
  const found = norms === undefined ? null : nonFiniteRows(norms);
  if (norms === undefined || found === null || found.recovered) return null;
  let from = norms.value.length;
  while (from > 0 && !Number.isFinite(norms.value[from - 1])) from--;
  const rows = norms.value.length - from;
  if (rows < 2 || loss?.value.some((v, i) => !Number.isFinite(v) && loss.step[i]! <= norms.step[from]!))
    return null;
  const step = norms.step[from]!;
  if (movedAfter(loss, step)) return null;
  return {
    step,
    claim: 'fact',
    measured: `${code(norms.tag)} was not finite from ${place(facts.run, step)} to the end (${many(rows, 'row')}) while the logged loss stayed a number`,
    evidence: [
      { name: 'gradient norms that are not finite, to the end', value: rows, step, n: norms.value.length },
    ],
  };
}

/** Validation loss that stays NaN while every later training row is missing or exactly 0. */
function validationSign(facts: RunFacts, loss: Series | null): Sign | null {
  for (const series of facts.run.series) {
    if (series.split !== 'validation' || series.quantity !== 'loss') continue;
    const found = nonFiniteRows(series);
    if (found === null || found.recovered) continue;
    const later =
      loss === null ? [] : Array.from(loss.value).filter((_, row) => loss.step[row]! > found.firstStep);
    // A training loss that goes on moving belongs to weights that live: then the evaluation itself is at fault.
    if (later.some((v) => v !== 0 && Number.isFinite(v))) continue;
    const dead = later.some((v) => v === 0) || facts.constantAnswer() !== null;
    if (!dead) continue;
    return {
      step: found.firstStep,
      claim: 'fact',
      measured: `${code(series.tag)} was not finite from ${place(facts.run, found.firstStep)} on, and ${later.length > 0 ? 'every later row of training loss is exactly 0.0' : 'the metric is that of a constant answer'}`,
      evidence: [
        {
          name: 'evaluations that are not finite',
          value: found.rows,
          step: found.firstStep,
          n: series.value.length,
        },
      ],
    };
  }
  return null;
}

export const nanHiddenInLog = defineAudit({
  id: 'nan-hidden-in-log',
  family: 'numerics',
  title: 'No sign of a NaN behind a clean log',
  failureTitle: 'The log looks clean, but the model died',
  why: 'Trainer filters NaN out of the logged loss, so that a dead run ends with a loss of 0.0 and looks like a success.',
  requires: [],
  requiresOneOf: ['train-loss', 'validation-loss', 'gradient-norm'],
  references: [
    'huggingface/transformers, training_args.py: `logging_nan_inf_filter` (default True)',
    'huggingface/trl issue 6702, huggingface/transformers pull request 13619',
  ],
  judge({ facts }) {
    const loss = trainLossSeries(facts);
    const filters = facts.run.framework === 'hf-trainer' || facts.run.framework === 'tensorboard';
    const signs = [
      gradientSign(facts, loss),
      validationSign(facts, loss),
      filters && loss !== null ? zeroSign(facts, loss) : null,
    ].filter((sign) => sign !== null);
    if (signs.length === 0) {
      const norms = facts.run.series.find((s) => s.quantity === 'grad_norm');
      const broken = norms === undefined ? null : nonFiniteRows(norms);
      if (broken !== null && !broken.recovered && broken.rows >= 2)
        return inconclusive(
          `${many(broken.rows, 'gradient norm')} up to the end ${broken.rows === 1 ? 'is' : 'are'} not finite while the loss went on moving: steps that loss scaling skipped, or a norm that was computed wrongly`,
          'A log of the loss scale, and `logging_nan_inf_filter=False`',
        );
      const validation = facts.validationLoss();
      const sound =
        validation !== null && validation.step[validation.n - 1] === validation.series.step.at(-1);
      if (loss === null && facts.gradientNorm() === null && sound)
        return pass('The last validation loss is a finite number');
      if (loss === null && facts.gradientNorm() === null)
        return inconclusive(
          'Without training loss and gradient norm a NaN in the weights cannot be seen',
          '`logging_steps` small enough for a few rows, or one sound evaluation at the end',
        );
      return pass(
        'The training loss does not drop to exactly 0.0, and no gradient norm or validation loss stays NaN beside it',
      );
    }
    const claim: Claim = signs.some((s) => s.claim === 'fact')
      ? 'fact'
      : signs.some((s) => s.claim === 'strong')
        ? 'strong'
        : 'likely';
    const step = Math.min(...signs.map((s) => s.step));
    return {
      kind: 'finding',
      findings: [
        {
          claim,
          severity: 'problem',
          subject: { split: 'train' },
          title: `The model died by ${place(facts.run, step)}; the log hides it`,
          measured: signs.map((s) => s.measured).join('. '),
          cause: causeOfNonFinite(facts, step),
          mattersWhen: 'always: weights that are NaN answer class 0 for everything',
          advice: restartAdvice(facts, step),
          refutedBy: 'Load the last checkpoint and count the weights that are not finite, about a minute',
          evidence: signs.flatMap((s) => s.evidence),
          weight: 1,
        },
      ],
    };
  },
});
