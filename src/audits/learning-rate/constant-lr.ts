import { constantRate } from '../../facts/constant-rate.ts';
import { restlessEnd } from '../../facts/restless-end.ts';
import { courseOf, schedulerName } from '../../facts/schedule.ts';
import type { Advice, Evidence } from '../../model/outcome.ts';
import { metricName } from '../../text/metric-names.ts';
import { formatCount, formatNumber, formatPercent, formatRate } from '../../text/numbers.ts';
import { code, many } from '../../text/words.ts';
import { defineAudit, notApplicable, pass } from '../define.ts';
import { measure } from '../wording.ts';

/** A run of fewer updates has no end to speak of. */
const SHORT = 100;

const decay = (framework: string): Advice =>
  framework === 'keras'
    ? { text: 'Let the rate fall to 0 over the run: `keras.optimizers.schedules.PolynomialDecay`' }
    : framework !== 'hf-trainer'
      ? { text: 'Let the rate fall to 0 over the run, or over its last fifth' }
      : {
          text: 'Let the rate fall to 0: `lr_scheduler_type="linear"`',
          settings: { lr_scheduler_type: '"linear"' },
        };

/** A19 of the catalogue: a fact about the rate, a note unless the end of the run was restless. */
export const constantLr = defineAudit({
  id: 'constant-lr',
  family: 'learning-rate',
  title: 'The learning rate fell during the run',
  failureTitle: 'The learning rate never fell',
  why: 'At a constant rate the last checkpoint keeps the noise of the last steps; letting the rate fall usually gives a little more.',
  requires: ['learning-rate'],
  references: ['https://arxiv.org/abs/2408.11029', 'Mosbach et al. 2021, section 6'],
  judge({ run, facts }) {
    const found = constantRate(facts);
    const curve = facts.learningRate();
    if (found === null) {
      if ((curve === null || curve.n < 3) && courseOf(run) === null)
        return notApplicable(
          'fewer than three rows of the learning rate, and no scheduler in the settings',
          'log-learning-rate',
        );
      return pass(
        curve === null || curve.n < 3
          ? `The scheduler is ${code(schedulerName(run)!)}`
          : `The rate was ${formatRate(curve.value[0]!)} at the first row and ${formatRate(curve.value[curve.n - 1]!)} at the last`,
      );
    }
    const updates = facts.updates();
    if (updates !== null && updates.value < SHORT)
      return notApplicable(
        `in ${many(updates.value, 'update')} a constant rate costs nothing that could be seen`,
      );
    const restless = restlessEnd(facts);
    const harmful = restless?.restless === true;
    const target = facts.targetMetric();
    const name = target === null ? 'validation loss' : metricName(target.quantity);
    const evidence: Evidence[] = [
      measure('learning rate', found.rate, found.rows > 0 ? { n: found.rows } : {}),
      measure('highest ÷ lowest rate after the warm-up', found.ratio),
      measure('share of the run', found.share),
    ];
    if (restless !== null)
      evidence.push(
        measure(`scatter of ${name} over the last evaluations`, restless.scatter, { n: restless.n }),
        measure('largest standard error of one evaluation', restless.error),
      );
    const scheduler = schedulerName(run);
    const waiting =
      courseOf(run) === 'on-plateau'
        ? '; the plateau that would have lowered it never came'
        : scheduler === 'warmup_stable_decay'
          ? '; the run ended before its cooldown'
          : '';
    return {
      kind: 'finding',
      findings: [
        {
          claim: 'fact',
          severity: harmful ? 'risk' : 'note',
          title: `The learning rate stayed at ${formatRate(found.rate)} to the end`,
          measured: `${found.how === 'configured' ? `By the settings (${code(scheduler!)}) it was constant` : `It varied by less than ${formatPercent(Math.max(found.ratio - 1, 0.001), found.ratio - 1 < 0.01 ? 1 : 0)}`} over ${formatPercent(found.share, 0)} of the run${waiting}${
            harmful
              ? `. Over the last ${formatCount(restless.n)} evaluations ${name} scattered by ${formatNumber(restless.scatter)}, more than the evaluation set explains (${formatNumber(restless.error)} at most, p < 0.01)`
              : ''
          }`,
          ...(harmful
            ? {
                cause: {
                  text: 'a rate that stays high keeps moving the weights to the last step',
                  claim: 'likely' as const,
                },
              }
            : {}),
          mattersWhen: 'the last checkpoint is used, or the last bit of quality counts',
          advice: decay(run.framework),
          refutedBy:
            'The same run with a rate that falls to 0: no better and no steadier an end would refute it',
          evidence,
          weight: harmful ? 0.4 : 0.1,
        },
      ],
    };
  },
});
