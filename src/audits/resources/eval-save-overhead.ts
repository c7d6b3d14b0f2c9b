import { formatCount, formatPercent, formatSeconds } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import { defineAudit, notApplicable } from '../define.ts';
import { measure } from '../wording.ts';

/** Of the training time; from the second on it is a risk when the training was long. */
const LEAST_SHARE = 0.2;
const RISK_SHARE = 0.4;
const LONG = 1800;
/** Fewer evaluations than five leave most questions open, ten answer them. */
const ENOUGH = 10;
/** Examples that are enough to watch a training by: ±2 points at 90 %. */
const SAMPLE = 2000;

/** E8 of the catalogue. */
export const evalSaveOverhead = defineAudit({
  id: 'eval-save-overhead',
  family: 'resources',
  title: 'Evaluations took a small part of the time',
  failureTitle: 'Evaluations took a large part of the time',
  why: 'Time in which nothing was learned; fewer or smaller evaluations often tell as much.',
  requires: [],
  references: [
    'huggingface/transformers, src/transformers/trainer.py (`train_runtime` includes evaluations)',
  ],
  judge({ run, facts }) {
    const total = run.timing.trainSeconds;
    const spent = run.timing.evaluationSeconds;
    if (total === null || !(total.value > 0)) return notApplicable('the training time was not logged');
    if (spent === null) return notApplicable('the times of the evaluations were not logged');
    const runs = run.series.filter((one) => one.split === 'validation' && one.quantity === 'runtime');
    const n = runs.reduce((most, one) => Math.max(most, one.value.length), 0);
    if (run.seams.length > 0)
      return {
        kind: 'inconclusive',
        reason:
          'After a resume the training time is that of the last part, the evaluations those of all parts',
        enough: 'A run without interruption',
      };
    const share = spent.value / total.value;
    const evidence = [
      measure('time of evaluations', spent.value, { unit: 's', n, method: spent.from }),
      measure('training time', total.value, { unit: 's', method: total.from }),
      measure('share of evaluations', share),
    ];
    if (!(share >= 0) || share > 1)
      return {
        kind: 'inconclusive',
        reason: `Evaluations took ${formatSeconds(spent.value)}, more than the ${formatSeconds(total.value)} of the whole training: the times are not of one run`,
        enough: 'Times of one run',
        evidence,
      };
    if (share < LEAST_SHARE)
      return {
        kind: 'pass',
        measured: `${formatPercent(share, 0)} of the training time were evaluations`,
        evidence,
      };
    const steps = facts.updates()?.value ?? null;
    const fewer = n >= 1.5 * ENOUGH ? ENOUGH : null;
    const size = facts.validationSize()?.value ?? null;
    const rest = fewer === null ? null : (share * fewer) / n / (1 - share + (share * fewer) / n);
    const every = steps === null || fewer === null ? null : Math.max(1, Math.ceil(steps / fewer));
    const train = run.hyperparameters.perDeviceTrainBatchSize?.value ?? null;
    const evalBatch = run.hyperparameters.perDeviceEvalBatchSize?.value ?? null;
    const larger = train !== null && evalBatch !== null && evalBatch < 2 * train ? 4 * train : null;
    const saved = fewer === null ? null : share * (1 - fewer / n) * total.value;
    return {
      kind: 'finding',
      findings: [
        {
          claim: 'fact',
          severity: share >= RISK_SHARE && total.value >= LONG ? 'risk' : 'note',
          title: `${formatPercent(share, 0)} of the training time went into evaluations`,
          measured: `${many(n, 'evaluation')} took ${formatSeconds(spent.value)} of ${formatSeconds(total.value)}${rest === null ? '' : `; with ${fewer} it would be about ${formatPercent(rest, 0)}`}`,
          mattersWhen: 'you train again, or pay for the time',
          advice: {
            text:
              every !== null
                ? `Evaluate about ten times: every ${every} steps${larger === null ? '' : `, with \`per_device_eval_batch_size=${larger}\``}`
                : larger !== null && (size === null || size <= 2 * SAMPLE)
                  ? `Evaluate with \`per_device_eval_batch_size=${larger}\`; it needs no gradients and fits more`
                  : `Evaluate on a fixed random sample of ${formatCount(SAMPLE)} examples during training, and on all ${size === null ? 'of them' : formatCount(size)} once at the end`,
            settings: {
              ...(every === null ? {} : { eval_strategy: 'steps', eval_steps: String(every) }),
              ...(larger === null || (every === null && size !== null && size > 2 * SAMPLE)
                ? {}
                : { per_device_eval_batch_size: String(larger) }),
            },
            effort: 'rerun',
          },
          refutedBy: 'One evaluation with a clock beside it: it takes much less than its share',
          evidence: [
            ...evidence,
            ...(saved === null
              ? []
              : [
                  measure('time saved, at least', 0.8 * saved, {
                    unit: 's',
                    method: 'evaluations take equally long',
                  }),
                  measure('time saved, at most', 1.1 * saved, {
                    unit: 's',
                    method: 'evaluations take equally long',
                  }),
                ]),
          ],
          weight: share,
        },
      ],
    };
  },
});
