import type { RunFacts } from '../facts/define.ts';
import { courseOf, schedulerName } from '../facts/schedule.ts';
import type { Mismatch } from '../facts/schedule-check.ts';
import type { Advice, FindingDraft } from '../model/outcome.ts';
import { formatCount, formatPercent, formatRate } from '../text/numbers.ts';
import { code, many } from '../text/words.ts';
import { measure, place } from './wording.ts';

function shorterWarmUp(facts: RunFacts, steps: number): Advice {
  const { ratio, settings } = facts.recommended().warmUp;
  const count = `${formatCount(Math.max(1, Math.ceil(ratio * steps)))} of ${many(steps, facts.run.axis)}`;
  if (facts.run.framework !== 'hf-trainer') return { text: `End the warm-up after ${count}` };
  const [name, value] = Object.entries(settings)[0]!;
  // A positive `warmup_steps` wins over the ratio.
  return name === 'warmup_steps'
    ? {
        text: `Set \`warmup_steps=${value}\`${Number(value) < 1 ? `, a share of the run (${count})` : ''}`,
        settings,
      }
    : {
        text: `Give the warm-up as a share: \`${name}=${value}\` (${count}) and \`warmup_steps=0\``,
        settings: { ...settings, warmup_steps: '0' },
      };
}

const wholeRun: Advice = {
  text: 'Give the scheduler the steps of this run: examples ÷ (micro-batch × devices × `gradient_accumulation_steps`) × epochs',
};

const named = (facts: RunFacts): string => {
  const name = schedulerName(facts.run);
  return name === null ? 'the schedule' : code(name);
};

/** The finding for one mismatch: rates are facts, causes at most likely. */
export function mismatchFinding(facts: RunFacts, mismatch: Mismatch): FindingDraft {
  const { run } = facts;
  switch (mismatch.kind) {
    case 'peak-not-reached': {
      const { warmUp, steps, last, peak } = mismatch;
      const reached = last !== null && peak !== null && peak > 0 ? last / peak : null;
      const highest =
        last === null
          ? ''
          : `The rate rose to the last row and ended at ${formatRate(last)}${reached === null ? '' : `, ${formatPercent(reached, 0)} of the configured ${formatRate(peak!)}`}. `;
      return {
        claim: 'fact',
        severity: 'risk',
        title:
          warmUp === null
            ? 'The learning rate was still rising when training ended'
            : 'The learning rate never reached its peak: the warm-up was as long as the run or longer',
        measured: `${highest}${warmUp === null ? `The run made ${many(steps, 'step')}` : `Warm-up of ${many(warmUp, 'step')} in a run of ${formatCount(steps)}`}`,
        cause: {
          text: 'a warm-up given in steps that was meant for a longer run',
          claim: warmUp === null ? 'hint' : 'likely',
        },
        mattersWhen: 'always: the run trained at lower rates than intended, and never at a falling one',
        advice: shorterWarmUp(facts, steps),
        refutedBy:
          'The same run with the shorter warm-up: no better a result would show that the rate did not hold it back',
        evidence: [
          measure('steps of the run', steps),
          measure('warm-up steps', warmUp, warmUp === null ? { reason: 'not recorded' } : {}),
          measure(
            'last rate logged',
            last,
            last === null ? { reason: 'not logged' } : { step: run.lastStep ?? undefined },
          ),
          measure('configured peak', peak, peak === null ? { reason: 'not recorded' } : {}),
        ],
        weight: 0.7,
      };
    }
    case 'rose-again': {
      const { step, before, after, share, atSeam } = mismatch;
      const course = courseOf(run);
      const meant = course === null || course === 'other';
      return {
        claim: 'fact',
        severity: share >= 0.2 && (atSeam || !meant) ? 'risk' : 'note',
        title: `The learning rate rose again at ${place(run, step)}${atSeam ? ', where training was resumed' : ''}`,
        measured: `It had come down to ${formatRate(before)} and rose to ${formatRate(after)}, by ${formatPercent(share, 0)} of the peak`,
        cause: atSeam
          ? { text: 'the resumed run was given another number of steps or a new scheduler', claim: 'likely' }
          : { text: 'a second scheduler, a restart, or two trainings in one log', claim: 'hint' },
        mattersWhen: 'the run is to tell whether this learning rate is a good one',
        advice: atSeam
          ? {
              text: 'Resume with `resume_from_checkpoint` and the number of epochs of the first start, or train anew with the longer schedule',
            }
          : null,
        refutedBy: 'The training code: a restart that was meant would refute it',
        evidence: [
          measure('rate before', before),
          measure('rate after', after, { step }),
          measure('rise, share of the peak', share),
        ],
        weight: 0.4,
      };
    }
    case 'ended-high': {
      const { step, rate, expected, share } = mismatch;
      return {
        claim: 'fact',
        severity: 'risk',
        title: `The learning rate ended at ${formatPercent(share, 0)} of its peak under ${named(facts)}`,
        measured: `${formatRate(rate)} at ${place(run, step)}, where ${named(facts)} over ${many(run.plannedSteps?.value ?? step, 'step')} gives ${formatRate(expected)}`,
        cause: { text: 'the scheduler was made for more steps than the run made', claim: 'likely' },
        mattersWhen: 'the last checkpoint is used: at a high rate it is noisier than it needs to be',
        advice: wholeRun,
        refutedBy: 'The training code: a scheduler that is cut short on purpose would refute it',
        evidence: [
          measure('last rate logged', rate, { step }),
          measure('rate by the settings', expected, { step }),
        ],
        weight: 0.5,
      };
    }
    case 'zero-before-end':
      return {
        claim: 'fact',
        severity: 'note',
        title: `The learning rate was 0 from ${place(run, mismatch.step)} on`,
        measured: `The last ${formatPercent(mismatch.share, 0)} of the steps changed nothing`,
        cause: { text: 'the scheduler was given fewer steps than the run made', claim: 'likely' },
        mattersWhen: 'the run was meant to be this long',
        advice: wholeRun,
        refutedBy: 'A schedule that was cut to zero on purpose',
        evidence: [
          measure('rate 0 from', mismatch.step, { step: mismatch.step }),
          measure('share of steps', mismatch.share),
        ],
        weight: 0.3,
      };
    case 'off-schedule':
      return {
        claim: 'fact',
        severity: 'note',
        title: `The logged learning rates are not those of the settings (${named(facts)})`,
        measured: `${formatCount(mismatch.off)} of ${many(mismatch.rows, 'row')} lie more than 5 % of the peak off; at ${place(run, mismatch.step)} ${formatRate(mismatch.rate)} was logged, the settings give ${formatRate(mismatch.expected)}`,
        cause: {
          text: 'an own scheduler or optimiser, several parameter groups (only the first is logged), or settings of another run',
          claim: 'hint',
        },
        mattersWhen: 'you quote the learning rate of this run from its settings',
        advice: null,
        refutedBy: 'The training code',
        evidence: [
          measure('rows off the schedule', mismatch.off, { n: mismatch.rows }),
          measure('last rate logged', mismatch.rate, { step: mismatch.step }),
          measure('rate by the settings', mismatch.expected, { step: mismatch.step }),
        ],
        weight: 0.3,
      };
    case 'long-warm-up':
      return {
        claim: 'fact',
        severity: 'note',
        title: `Warm-up took ${mismatch.exact ? '' : 'at least '}${formatPercent(mismatch.share, 0)} of the run`,
        measured: `${many(mismatch.warmUp, run.axis)} of warm-up; 6 to 10 % of the run is usual`,
        cause: { text: 'a warm-up given in steps that was meant for a longer run', claim: 'hint' },
        mattersWhen: 'the run is short: much of it was made at a low rate',
        advice: shorterWarmUp(facts, run.plannedSteps?.value ?? run.lastStep ?? mismatch.warmUp),
        refutedBy: 'The same run with the shorter warm-up: no better a result would refute it',
        evidence: [
          measure('warm-up', mismatch.warmUp, { unit: run.axis }),
          measure('share of the run', mismatch.share),
        ],
        weight: 0.2,
      };
  }
}
