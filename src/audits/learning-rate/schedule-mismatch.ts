import type { RunFacts } from '../../facts/define.ts';
import { rateLag, rateStyle } from '../../facts/rate-lag.ts';
import { completion, courseOf, schedulerName } from '../../facts/schedule.ts';
import { risesToTheEnd, scheduleMismatches } from '../../facts/schedule-check.ts';
import { formatCount, formatRate } from '../../text/numbers.ts';
import { code } from '../../text/words.ts';
import { defineAudit, inconclusive, notApplicable, pass } from '../define.ts';
import { mismatchFinding } from '../schedule-words.ts';
import { place } from '../wording.ts';

/** What was seen, when nothing is wrong: the schedule, and which step a row of the rate belongs to. */
function followed(facts: RunFacts): string {
  const lag = rateLag(facts);
  const curve = facts.learningRate();
  if (lag === null || lag.whole < 0.9)
    return curve === null
      ? 'The configured warm-up ends well inside the run'
      : `The rate went from ${formatRate(curve.value[0]!)} to ${formatRate(curve.value[curve.n - 1]!)} without a break`;
  const { name, peak, total } = lag.schedule;
  const style = rateStyle(lag);
  const rows =
    style === 'made'
      ? '; each row holds the rate of the step just made'
      : style === 'next'
        ? '; each row holds the rate of the next step'
        : '';
  const early = completion(facts) === 'stopped' ? ', of which a part was run' : '';
  return `The rate followed \`${name}\` from ${formatRate(peak)} over ${formatCount(total)} steps${early}${rows}`;
}

/** A20 of the catalogue. What the rates were is arithmetic; why they were so is at most likely. */
export const scheduleMismatch = defineAudit({
  id: 'schedule-mismatch',
  family: 'learning-rate',
  title: 'The learning rate followed its schedule',
  failureTitle: 'The schedule of the learning rate did not match the run',
  why: 'The run then trained at another rate than intended, and says nothing about the intended one.',
  requires: ['learning-rate'],
  references: [
    'huggingface/transformers, src/transformers/optimization.py and training_args.py (`warmup_steps` below 1 is a ratio in version 5)',
    'docs/audits/schedule-mismatch.md (rules)',
  ],
  judge({ run, facts }) {
    const [first] = scheduleMismatches(facts);
    if (first !== undefined) return { kind: 'finding', findings: [mismatchFinding(facts, first)] };
    const curve = facts.learningRate();
    if (curve !== null && risesToTheEnd(curve) && completion(facts) === 'unknown')
      return inconclusive(
        `The rate still rose at the last row (${place(run, curve.step[curve.n - 1]!)}); whether the run was stopped during its warm-up is not recorded`,
        'The planned number of steps: keep `trainer_state.json` or `training_args.bin` with the log',
      );
    if ((curve === null || curve.n < 3) && (schedulerName(run) === null || run.plannedSteps === null))
      return notApplicable(
        'fewer than three rows of the learning rate, and no schedule in the settings',
        'log-learning-rate',
      );
    if (curve === null || curve.n < 3) {
      const course = courseOf(run);
      return course === null
        ? notApplicable('the scheduler is not recorded', 'log-learning-rate')
        : pass(`The settings name ${code(schedulerName(run)!)}; its warm-up ends well inside the run`);
    }
    return pass(followed(facts));
  },
});
