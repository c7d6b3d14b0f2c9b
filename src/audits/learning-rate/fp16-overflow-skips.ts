import type { RunFacts } from '../../facts/define.ts';
import { type RateLag, rateLag } from '../../facts/rate-lag.ts';
import { plannedSchedule, schedulerName } from '../../facts/schedule.ts';
import type { Evidence } from '../../model/outcome.ts';
import { formatCount, formatPercent, formatRate } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import { defineAudit, inconclusive, notApplicable, pass } from '../define.ts';
import { measure, place } from '../wording.ts';

/** The search for the first loss scale throws away 1 to 10 updates; more than this share, or late ones, do not belong to it. */
const SHARE = 0.01;
const LATE = 1000;
const FEW = 10;

interface Skips {
  /** At the last row; the style of logging (one step) leaves it open by one. */
  readonly least: number;
  readonly most: number;
  /** Between the first row and the last: exact. */
  readonly seen: number;
  /** After step 1,000, exact; null when the rows do not reach so far. */
  readonly late: number | null;
  readonly firstStep: number;
  readonly lastStep: number;
}

function count(lag: RateLag): Skips {
  const whole = lag.lag.map(Math.round);
  const n = whole.length;
  const first = whole[0]!;
  const last = whole[n - 1]!;
  const from = lag.step.findIndex((s) => s >= LATE);
  return {
    // A first row without any lag shows the older style, which adds nothing.
    least: first === 0 ? last : last - 1,
    most: last,
    seen: last - first,
    late: from < 0 || from === n - 1 ? null : last - whole[from]!,
    firstStep: lag.step[0]!,
    lastStep: lag.step[n - 1]!,
  };
}

const inWords = (skips: Skips): string =>
  skips.least === skips.most
    ? formatCount(skips.least)
    : `${formatCount(skips.least)} or ${formatCount(skips.most)}`;

function evidenceOf(facts: RunFacts, lag: RateLag, skips: Skips): Evidence[] {
  const { schedule } = lag;
  const end = facts.learningRate()!;
  return [
    measure('updates thrown away, at least', skips.least, {
      n: lag.lag.length,
      method: 'step − position in the schedule that the logged rate belongs to',
    }),
    measure('steps', skips.lastStep),
    measure(
      'updates thrown away after step 1,000',
      skips.late,
      skips.late === null ? { reason: 'no two rows after it' } : {},
    ),
    measure('rate at the last row', end.value[end.n - 1]!, { step: end.step[end.n - 1]! }),
    measure('rate by the schedule', schedule.rateAt(end.step[end.n - 1]!), { method: schedule.name }),
  ];
}

/** A9 of the catalogue. */
export const fp16OverflowSkips = defineAudit({
  id: 'fp16-overflow-skips',
  family: 'learning-rate',
  title: 'Loss scaling threw away no more updates than usual',
  failureTitle: 'Loss scaling threw updates away',
  why: 'Each overflow in fp16 costs an update, and many of them mean numbers that fp16 cannot hold.',
  requires: [],
  references: [
    'huggingface/transformers pull request 11144 (the scheduler does not step when the update was skipped)',
    'huggingface/accelerate issue 4242 (not so with a fused optimiser)',
    'pytorch/pytorch issue 55585',
  ],
  judge({ run, facts }) {
    const { precision, optimizer } = run.hyperparameters;
    if (precision === null) return notApplicable('the precision of the training is not recorded');
    if (precision.value !== 'fp16')
      return notApplicable(`training ran in ${precision.value}, without loss scaling`);
    if (run.framework !== 'hf-trainer')
      return notApplicable('only with Trainer does the learning rate show which updates were skipped');
    if (/fused/.test(optimizer?.value ?? ''))
      return notApplicable(
        'with a fused optimiser the learning rate does not show which updates were skipped',
      );
    if (run.seams.length > 0)
      return notApplicable('after a resume the position in the schedule is not known');
    if (plannedSchedule(facts) === null)
      return notApplicable(
        schedulerName(run) === null
          ? 'the schedule is not recorded'
          : 'the schedule tells no position of its own',
      );
    const lag = rateLag(facts);
    if (lag === null)
      return notApplicable('fewer than two rows of a changing learning rate', 'log-learning-rate');
    if (lag.whole < 0.9 || !lag.monotone || lag.lag[0]! < -0.1)
      return inconclusive(
        'The logged rates do not lie a whole number of steps behind the configured schedule, so that skipped updates cannot be counted',
        'A log of the loss scale, or the scheduler’s own settings',
      );
    const skips = count(lag);
    const share = skips.least / skips.lastStep;
    const many10 = skips.least > FEW;
    const tooMany = many10 && share > SHARE;
    const late = (skips.late ?? 0) > FEW && (skips.late ?? 0) / (skips.lastStep - LATE) > SHARE;
    if (!tooMany && !late) {
      const known = optimizer !== null || skips.most > 1;
      if (skips.most <= 1)
        return known
          ? pass(
              `The rate shows ${skips.least === 0 ? 'no' : 'at most one'} skipped update in ${many(skips.lastStep, 'step')}`,
            )
          : inconclusive(
              'The rate shows no skipped update, but with a fused optimiser (the default since version 5) it would not',
              'The name of the optimiser: keep `training_args.bin`',
            );
      return pass(
        `${inWords(skips)} of ${many(skips.lastStep, 'update')} ${skips.most === 1 ? 'was' : 'were'} thrown away, ${formatPercent(share, share < 0.001 ? 2 : 1)}; some are usual while the loss scale is found${(skips.late ?? 0) > 0 ? `; ${formatCount(skips.late!)} after step 1,000` : ''}`,
      );
    }
    const end = facts.learningRate()!;
    return {
      kind: 'finding',
      findings: [
        {
          claim: 'strong',
          severity: 'risk',
          subject: { split: 'train' },
          title: `${formatCount(skips.least)} of ${many(skips.lastStep, 'update')} were thrown away by loss scaling`,
          measured: `${formatPercent(share, 1)} of the steps; ${skips.late === null ? `${formatCount(skips.seen)} between ${place(run, skips.firstStep)} and ${place(run, skips.lastStep)}` : `${formatCount(skips.late)} after step 1,000`}. The rate at ${place(run, end.step[end.n - 1]!)} was ${formatRate(end.value[end.n - 1]!)}, that of ${many(skips.least, 'step')} earlier`,
          cause: {
            text: 'numbers beyond the range of fp16 in the forward or the backward pass',
            claim: 'likely',
          },
          mattersWhen: 'always: these batches were computed and not learned from',
          advice: {
            text: 'Set `bf16=True` and `fp16=False` where the GPU can (Ampere or newer), else halve the learning rate and keep `max_grad_norm=1.0`',
            settings: { bf16: 'True', fp16: 'False' },
          },
          refutedBy: 'A log of the loss scale over 200 steps: a scale that stays put would refute it',
          evidence: evidenceOf(facts, lag, skips),
          weight: Math.min(0.9, 0.3 + 5 * share),
        },
      ],
    };
  },
});
