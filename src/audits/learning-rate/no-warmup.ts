import type { RunFacts } from '../../facts/define.ts';
import { ENOUGH_ROWS, earlyRows, type RoughStart, roughStart, startOf } from '../../facts/rough-start.ts';
import type { Evidence } from '../../model/outcome.ts';
import { formatCount, formatNumber, formatTimes } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import { defineAudit, inconclusive, notApplicable, pass } from '../define.ts';
import { lossText, measure, place } from '../wording.ts';

interface Sign {
  readonly text: string;
  readonly evidence: readonly Evidence[];
}

function signs(facts: RunFacts, start: RoughStart): readonly Sign[] {
  const { run } = facts;
  const found: Sign[] = [];
  if (start.rise !== null) {
    const { first, highest, step, z } = start.rise;
    found.push({
      text: `training loss rose from ${lossText(first)} to ${lossText(highest)} by ${place(run, step)}`,
      evidence: [
        measure('training loss, first two rows', first),
        measure('highest mean of three rows', highest, {
          step,
          method: `${z.toFixed(1)} standard errors above`,
        }),
      ],
    });
  }
  if (start.norm !== null) {
    const { value, usual, step } = start.norm;
    found.push({
      text: `the gradient norm was ${formatNumber(value)} at ${place(run, step)}, ${formatTimes(value / usual)} times its usual size`,
      evidence: [
        measure('gradient norm', value, { step }),
        measure('median gradient norm of the first part', usual),
      ],
    });
  }
  if (start.spikes.length > 0)
    found.push({
      text: `training loss jumped ${many(start.spikes.length, 'time')}`,
      evidence: [measure('sudden jumps', start.spikes.length, { step: start.spikes[0] })],
    });
  return found;
}

/** A18 of the catalogue. A missing warm-up alone is no finding: it is the default, and most runs do without. */
export const noWarmup = defineAudit({
  id: 'no-warmup',
  family: 'learning-rate',
  title: 'The first steps were calm',
  failureTitle: 'No warm-up, and the first steps were rough',
  why: 'Without a warm-up large models and small data sets fail more often from seed to seed.',
  requires: ['learning-rate', 'train-loss'],
  references: ['Mosbach et al. 2021, figures 5 and 6', 'fairseq README.glue (6 % warm-up)'],
  judge({ run, facts }) {
    const warm = facts.warmUp();
    if (warm === null)
      return notApplicable('whether there was a warm-up is not recorded', 'log-learning-rate');
    if (warm.endStep > 0) return pass(`The rate was warmed up over ${many(warm.endStep, run.axis)}`);
    if (run.axis !== 'step') return notApplicable('a log in epochs does not show the first steps');
    const start = roughStart(facts);
    if (start === null)
      return inconclusive(
        `There was no warm-up; whether the first steps were rough cannot be told from ${many(earlyRows(facts), 'row')} of training loss`,
        `${ENOUGH_ROWS} rows in the first tenth of the run: \`logging_steps=${formatCount(Math.max(1, Math.floor((run.lastStep ?? 0) / 100)))}\``,
      );
    const found = signs(facts, start);
    if (found.length === 0)
      return pass(
        `There was no warm-up, and neither loss nor gradient norm shows a rough start in the first ${many(Math.round(start.until), 'step')}`,
      );
    const learned = facts.learned().verdict;
    const { settings: setting, steps } = facts.recommended().warmUp;
    const wanted = steps ?? 0;
    const [name, value] = Object.entries(setting)[0]!;
    return {
      kind: 'finding',
      findings: [
        {
          claim: 'likely',
          severity: learned === 'far-above' || learned === 'above' ? 'note' : 'risk',
          subject: { split: 'train' },
          title: 'The first steps were likely rough for want of a warm-up',
          measured: `The rate began at its peak; ${found.map((s) => s.text).join('; ')} (first ${many(Math.round(startOf(run.lastStep ?? 0)), 'step')})`,
          cause: { text: 'full steps before the optimiser knows the size of the gradients', claim: 'hint' },
          mattersWhen: 'the run failed, varies from seed to seed, or is to be repeated with a larger model',
          advice:
            run.framework === 'keras'
              ? { text: `Raise the rate from 0 to its peak over the first ${many(wanted, 'step')}` }
              : { text: `Set \`${name}=${value}\` (${many(wanted, 'step')})`, settings: setting },
          refutedBy: `The first ${formatCount(Math.max(2 * wanted, 100))} steps again with \`${name}=${value}\`: the same course would refute it`,
          evidence: [measure('warm-up', 0, { unit: 'steps' }), ...found.flatMap((s) => s.evidence)],
          weight: 0.4,
        },
      ],
    };
  },
});
