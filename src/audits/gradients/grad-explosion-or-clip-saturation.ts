import type { RunFacts } from '../../facts/define.ts';
import {
  type GradientCourse,
  type GradientExplosion,
  gradientCourse,
  LEAST_NORMS,
} from '../../facts/gradients.ts';
import { nonFiniteRows } from '../../facts/non-finite.ts';
import type { Advice, Evidence, FindingDraft } from '../../model/outcome.ts';
import { formatLoss, formatPercent, formatRate, formatTimes } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import { defineAudit, inconclusive, pass } from '../define.ts';
import { changesOf } from '../setting-words.ts';
import { lossText, place } from '../wording.ts';

/** Saturated: nearly every logged norm above the limit, and ten times it in the middle (catalogue A32). */
const CLIPPED = 0.95;
const CLIP_FACTOR = 10;

function evidenceOf(course: GradientCourse): Evidence[] {
  return [
    { name: 'median gradient norm', value: course.middle, n: course.n },
    { name: 'median of the first third', value: course.first, n: Math.floor(course.n / 3) },
    { name: 'median of the last third', value: course.last, n: Math.floor(course.n / 3) },
    {
      name: 'clipping limit',
      value: course.limit,
      ...(course.limit === null ? { reason: '`max_grad_norm` is not recorded, or off' } : {}),
    },
    ...(course.clipped === null
      ? []
      : [{ name: 'share of the logged norms above the limit', value: course.clipped, n: course.n }]),
  ];
}

/** A lower rate, and the clipping limit where none was set. */
function calmer(facts: RunFacts, course: GradientCourse): Advice {
  const { lower } = facts.recommended().learningRate;
  const { clause, settings } = changesOf(
    facts,
    {
      ...(lower === null ? {} : { learning_rate: formatRate(lower.value) }),
      ...(course.limit === null ? { max_grad_norm: '1.0' } : {}),
    },
    { learning_rate: lower?.how ?? null },
  );
  return {
    text: `${clause === '' ? 'Halve the learning rate' : `Set ${clause}`}, and check that the loss is a mean over the examples and not a sum`,
    settings,
  };
}

function exploded(facts: RunFacts, course: GradientCourse, found: GradientExplosion): FindingDraft {
  const times = formatTimes(found.after / found.before);
  const loss =
    found.loss === null
      ? ''
      : `; training loss went from ${lossText(found.loss.before)} to ${lossText(found.loss.after)} meanwhile`;
  return {
    claim: 'likely',
    severity: 'risk',
    subject: { split: 'train' },
    title:
      found.how === 'grew'
        ? `The gradient norm grew ${times} times over the run`
        : `The gradient norm jumped to ${times} times its level at ${place(facts.run, found.fromStep)}`,
    measured: `Median ${formatLoss(found.before)} before and ${formatLoss(found.after)} from ${place(facts.run, found.fromStep)} on, ${many(course.n, 'logged norm')}${loss}`,
    cause: {
      text: 'a learning rate at which training is not stable; a loss that is summed instead of averaged grows with the batch',
      claim: 'hint',
    },
    mattersWhen: 'training goes on: a loss that is not finite often comes next',
    advice: calmer(facts, course),
    refutedBy: `Restart from a checkpoint before ${place(facts.run, found.fromStep)} with half the learning rate: the same growth would refute it`,
    evidence: evidenceOf(course),
    weight: 0.5,
  };
}

function saturated(course: GradientCourse): FindingDraft {
  return {
    claim: 'fact',
    severity: 'note',
    subject: { split: 'train' },
    title: 'Nearly every update was clipped',
    measured: `${formatPercent(course.clipped!, 0)} of ${many(course.n, 'logged norm')} were above the limit of ${course.limit}; the median was ${formatLoss(course.middle)}, ${formatTimes(course.middle / course.limit!)} times it. Each row is one single step, before clipping`,
    mattersWhen:
      'you read the gradient norm or change `max_grad_norm`: all updates had the same length before Adam scaled them, which by itself does no harm',
    advice: null,
    refutedBy: null,
    evidence: evidenceOf(course),
    weight: 0.15,
  };
}

/** A32 of the catalogue. Norms that are not finite are judged with the losses by the numerics audits. */
export const gradExplosionOrClipSaturation = defineAudit({
  id: 'grad-explosion-or-clip-saturation',
  family: 'numerics',
  title: 'The gradient norm did not explode and was not clipped throughout',
  failureTitle: 'Gradients far above their level or the clipping limit',
  why: 'Gradients that grow while the loss does not fall come before divergence and NaN.',
  requires: ['gradient-norm'],
  references: [
    'Pascanu et al. 2013, On the difficulty of training recurrent neural networks',
    'huggingface/transformers, src/transformers/trainer.py (grad_norm is of the last step of a window, before clipping)',
    'docs/thresholds/grad-explosion-or-clip-saturation.md',
  ],
  judge({ run, facts }) {
    const course = gradientCourse(facts);
    const finite = facts.gradientNorm()?.n ?? 0;
    if (course === null)
      return inconclusive(
        `${many(finite, 'gradient norm')} of single steps cannot show a level`,
        `${LEAST_NORMS} logged norms`,
      );
    if (course.explosion !== null)
      return { kind: 'finding', findings: [exploded(facts, course, course.explosion)] };
    if (course.clipped !== null && course.clipped > CLIPPED && course.middle > CLIP_FACTOR * course.limit!)
      return { kind: 'finding', findings: [saturated(course)] };
    const series = run.series.find((s) => s.quantity === 'grad_norm');
    const lost = series === undefined ? null : nonFiniteRows(series);
    return pass(
      `Median gradient norm ${formatLoss(course.middle)} over ${many(course.n, 'logged step')}${course.clipped === null ? '' : `, ${formatPercent(course.clipped, 0)} above the limit of ${course.limit}`}${lost === null ? '' : `; ${many(lost.rows, 'norm')} not finite`}`,
    );
  },
});
