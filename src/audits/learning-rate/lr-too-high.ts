import type { RunFacts } from '../../facts/define.ts';
import { lossScale } from '../../facts/loss-scale.ts';
import { shareLearned } from '../../facts/share-learned.ts';
import type { Claim, Evidence, Outcome } from '../../model/outcome.ts';
import { median } from '../../stats/index.ts';
import { metricName } from '../../text/metric-names.ts';
import { formatRate, formatTimes } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import { defineAudit, inconclusive, pass } from '../define.ts';
import { FAR_TOO_HIGH, rateAdvice, rateAgainstTable, TOO_HIGH } from '../learning-rate-advice.ts';
import { lossText, place } from '../wording.ts';

interface Sign {
  readonly text: string;
  readonly evidence: readonly Evidence[];
}

const CLIPPED = 0.9;
const CLIP_FACTOR = 10;
const SPIKES = 3;
/** Below this share of the way from a constant answer to a perfect score an extreme rate is suspected; hard tasks end beyond it. */
const LITTLE = 1 / 3;
const CLIP_ROWS = 20;

/**
 * Dynamic signs of a rate that is too high (catalogue A16), each from another part of the record. "Learned nothing" counts
 * once, whether the loss or the metric shows it.
 */
function signs(facts: RunFacts): readonly Sign[] {
  const { run } = facts;
  const found: Sign[] = [];
  const { train, validation } = facts.guessLevel();
  const level = train ?? validation;
  const constant = facts.constantAnswer();
  const learned = facts.learned().verdict;
  const acquitted = learned === 'far-above' || learned === 'above';
  // Imbalance alone makes a model answer a class of more than nine in ten; then only an extreme rate is suspected.
  const extreme = (rateAgainstTable(facts)?.overHigh ?? 0) >= FAR_TOO_HIGH;
  if (constant !== null && (extreme || (constant.accuracy ?? 0) <= 0.9)) {
    found.push({
      text: constant.measured,
      evidence: [
        {
          name: 'accuracy of the constant answer',
          value: constant.accuracy,
          reason: constant.accuracy === null ? 'not logged' : undefined,
        },
        { name: 'evaluations with a constant answer', value: constant.evaluations },
      ],
    });
  } else if (level !== null && !acquitted) {
    found.push({
      text: `the loss stayed at guess level (${lossText(level.level)})`,
      evidence: [{ name: 'loss at the end', value: level.level, n: level.n }],
    });
  }
  const ended = facts.learned();
  if (
    found.length === 0 &&
    extreme &&
    ended.value !== null &&
    ended.baseline !== null &&
    shareLearned(ended)! < LITTLE
  )
    found.push({
      text: `${metricName(ended.quantity ?? 'the metric')} ended at ${lossText(ended.value)}; a constant answer has ${lossText(ended.baseline)}`,
      evidence: [{ name: `${metricName(ended.quantity ?? 'metric')} at the end`, value: ended.value }],
    });
  const diverged = facts.divergence();
  if (
    diverged !== null &&
    !diverged.acrossSeam &&
    (diverged.validation === null || diverged.validation.end > diverged.validation.before)
  ) {
    found.push({
      text: `training loss rose from ${lossText(diverged.minimum)} to ${lossText(diverged.end)}`,
      evidence: [
        { name: 'lowest training loss', value: diverged.minimum, step: diverged.minimumStep },
        { name: 'training loss at the end', value: diverged.end },
      ],
    });
  }
  const broken = run.series.find(
    (s) => s.split === 'train' && s.quantity === 'loss' && s.value.some((v) => !Number.isFinite(v)),
  );
  if (broken !== undefined) {
    found.push({
      text: 'training loss was not finite',
      evidence: [
        {
          name: 'first loss that is not finite',
          value: null,
          reason: 'NaN or infinite',
          step: broken.step[broken.value.findIndex((v) => !Number.isFinite(v))],
        },
      ],
    });
  }
  const jumps = facts.spikes();
  if (jumps.length >= SPIKES)
    found.push({
      text: `training loss jumped ${many(jumps.length, 'time')}, first at ${place(run, jumps[0]!)}`,
      evidence: [{ name: 'sudden jumps of training loss', value: jumps.length, step: jumps[0] }],
    });
  const norms = facts.gradientNorm();
  const limit = run.hyperparameters.maxGradNorm?.value ?? null;
  // A loss that was multiplied by the accumulation steps has gradients that are as many times too large.
  const scaled = lossScale(facts)?.persists === true;
  if (norms !== null && limit !== null && limit > 0 && norms.n >= CLIP_ROWS && !scaled) {
    const clipped = norms.value.reduce((n, v) => n + (v > limit ? 1 : 0), 0) / norms.n;
    const middle = median(norms.value);
    if (clipped > CLIPPED && middle > CLIP_FACTOR * limit)
      found.push({
        text: `the gradient norm was ${formatTimes(middle / limit)} times the clipping limit in the middle`,
        evidence: [
          { name: 'median gradient norm', value: middle, n: norms.n },
          { name: 'clipping limit', value: limit },
        ],
      });
  }
  return found;
}

/** `strong` only for a rate above the table with two signs; inside the table the rate is never more than a likely cause. */
function claimOf(overHigh: number, dynamic: number): Claim | null {
  if (overHigh > TOO_HIGH) return dynamic >= 2 ? 'strong' : dynamic === 1 ? 'likely' : 'hint';
  if (overHigh > 1) return dynamic >= 2 ? 'likely' : dynamic === 1 ? 'hint' : null;
  return dynamic >= 2 ? 'hint' : null;
}

function found(facts: RunFacts, claim: Claim, dynamic: readonly Sign[]): Outcome {
  const table = rateAgainstTable(facts)!;
  const { peak, range, overHigh } = table;
  const against =
    overHigh > 1
      ? `${formatTimes(overHigh)} times the upper end of what is usual for ${range.family} (${formatRate(range.low)} to ${formatRate(range.high)})`
      : `inside what is usual for ${range.family} (${formatRate(range.low)} to ${formatRate(range.high)})`;
  const origin = facts.peakLearningRate()!;
  const lower = rateAdvice(facts, 'lower');
  return {
    kind: 'finding',
    findings: [
      {
        claim,
        severity: dynamic.length > 0 && claim !== 'hint' ? 'problem' : dynamic.length > 0 ? 'risk' : 'note',
        subject: {},
        title:
          dynamic.length === 0
            ? `The learning rate of ${formatRate(peak)} was above the usual range`
            : claim === 'hint'
              ? `A learning rate of ${formatRate(peak)} is a possible reason for the unrest`
              : `The learning rate of ${formatRate(peak)} was ${claim === 'strong' ? '' : 'likely '}too high`,
        measured: `${formatRate(peak)} is ${against}${dynamic.length === 0 ? '; no sign of instability in the log' : `; ${dynamic.map((s) => s.text).join('; ')}`}`,
        mattersWhen:
          dynamic.length === 0
            ? 'all weights are trained; a head alone or an adapter takes such rates'
            : 'always',
        advice: lower,
        refutedBy: `Repeat a tenth of the steps with \`learning_rate=${lower?.settings?.learning_rate ?? formatRate(peak / 3)}\`: the same course would refute it`,
        evidence: [
          { name: 'peak learning rate', value: peak, method: origin.from },
          { name: 'upper end of the usual range', value: range.high, method: range.source },
          ...dynamic.flatMap((s) => s.evidence),
        ],
        weight: claim === 'strong' ? 0.8 : 0.6,
      },
    ],
  };
}

export const lrTooHigh = defineAudit({
  id: 'lr-too-high',
  family: 'learning-rate',
  title: 'No sign of a learning rate that is too high',
  failureTitle: 'The learning rate was too high for this model',
  why: 'Far above the usual range an encoder forgets what it knew and often learns nothing.',
  requires: ['learning-rate'],
  requiresOneOf: ['train-loss', 'validation-loss', 'validation-metric'],
  references: [
    'huggingface/transformers issue 735',
    'Sun et al. 2019, arXiv 1905.05583',
    'Mosbach et al. 2021',
    'google-research/bert README',
  ],
  judge({ facts }) {
    const dynamic = signs(facts);
    const table = rateAgainstTable(facts);
    const peak = facts.peakLearningRate()!.value;
    if (table === null) {
      if (dynamic.length === 0) return pass(`Peak ${formatRate(peak)}; no sign of instability`);
      return inconclusive(
        `There are signs of instability (${dynamic.map((s) => s.text).join('; ')}), but the usual rates of this model are not in the table`,
        `A repeat of a tenth of the steps with \`learning_rate=${formatRate(peak / 3)}\``,
      );
    }
    const learned = facts.learned();
    const healthy = dynamic.length === 0 && (learned.verdict === 'far-above' || learned.verdict === 'above');
    const claim = healthy ? null : claimOf(table.overHigh, dynamic.length);
    if (claim === null) {
      const ends = `usual for ${table.range.family}: ${formatRate(table.range.low)} to ${formatRate(table.range.high)}`;
      return pass(
        table.overHigh > 1 && healthy
          ? `Peak ${formatRate(peak)} is above what is ${ends}, but the model learned and nothing was unstable`
          : `Peak ${formatRate(peak)}; ${ends}; ${dynamic.length === 0 ? 'no sign' : 'one sign only'} of instability`,
      );
    }
    return found(facts, claim, dynamic);
  },
});
