import type { Curve } from '../../facts/define.ts';
import { runAverage } from '../../facts/run-average.ts';
import type { Evidence } from '../../model/outcome.ts';
import { formatCount, formatLoss } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import { defineAudit, notApplicable, pass } from '../define.ts';
import { lossText } from '../wording.ts';

/** From so many windows on, the first one hides little of the run. */
const ENOUGH_ROWS = 5;
/** `logging_steps` of TrainingArguments when nothing is set. */
const DEFAULT_LOGGING_STEPS = 500;

/** Rows so small that one unit of the last decimal is 2 % of them or more; 0 where the log is not rounded. */
const smallRows = (curve: Curve | null): number =>
  curve === null || curve.series.decimals === null
    ? 0
    : curve.value.filter((v) => v < 50 * 10 ** -curve.series.decimals!).length;

export const logAveragingArtefact = defineAudit({
  id: 'log-averaging-artefact',
  family: 'record',
  title: 'The log shows what happened, not how it was averaged',
  failureTitle: 'Part of what the log shows comes from how it was written',
  why: 'Trainer logs means over windows, so that gaps, first rows and the final average are easily misread.',
  requires: ['steps'],
  references: [
    'huggingface/transformers, src/transformers/trainer.py (the loss is averaged over the steps since the last log)',
    'huggingface/transformers issues 11143 and 15047',
  ],
  judge({ run, facts }) {
    if (run.framework === 'none') return notApplicable('there is no training log');
    if (run.axis === 'epoch')
      return pass(
        'One row an epoch: the training loss is a mean over its epoch and lags the weights by half of it',
      );
    const rows =
      run.series.find((s) => s.split === 'train' && s.quantity === 'loss' && !/(^|\/)train_loss$/.test(s.tag))
        ?.value.length ?? 0;
    const curve = facts.trainLoss();
    const steps = facts.updates()!.value;
    const average = runAverage(run);
    const evaluations = facts.validationLoss()?.n ?? 0;
    const misread: string[] = [];
    const evidence: Evidence[] = [
      { name: 'rows of training loss', value: rows },
      { name: 'steps', value: steps },
    ];

    if (rows === 0) {
      evidence.push({ name: '`logging_steps` by default', value: DEFAULT_LOGGING_STEPS });
      misread.push(
        `No training loss was logged in ${many(steps, 'step')}${steps < DEFAULT_LOGGING_STEPS ? ` (Trainer’s default is a row every ${DEFAULT_LOGGING_STEPS})` : ''}, so that training and validation loss cannot be compared`,
      );
      if (average !== null)
        misread.push(
          `\`train_loss\` ${lossText(average.value)} is the mean over the whole training, not its end`,
        );
    } else if (curve !== null && rows < ENOUGH_ROWS) {
      const window = curve.step[0]!;
      misread.push(
        `The ${rows === 1 ? 'only row' : `first of ${rows} rows`} of training loss, ${lossText(curve.value[0]!)}, is a mean over steps 1 to ${formatCount(window)}${evaluations > 0 ? '; its distance to the validation loss is no gap of one moment' : ''}`,
      );
      evidence.push({
        name: 'first row of training loss',
        value: curve.value[0]!,
        step: window,
        method: `mean over ${formatCount(window)} steps`,
      });
    }
    if (average !== null)
      evidence.push({
        name: 'train_loss as written',
        value: average.value,
        method: 'mean over the whole training',
      });
    const last = curve === null ? null : curve.value[curve.n - 1]!;
    if (
      average !== null &&
      run.seams.length > 0 &&
      last !== null &&
      Math.abs(average.value - last) > 0.05 * last
    ) {
      misread.push(
        `\`train_loss\` ${lossText(average.value)} sums only the part after the resume and divides by all steps; the last row is ${lossText(last)}`,
      );
    }
    if (last !== null) evidence.push({ name: 'last row of training loss', value: last });
    const small = smallRows(curve);
    if (small > 0)
      evidence.push({
        name: 'rows below 50 units of the last decimal',
        value: small,
        method: 'rounding of the log',
      });
    if (misread.length === 0)
      return pass(
        `${many(rows, 'row')} of training loss over ${many(steps, 'step')}${small === 0 ? '' : `; ${formatCount(small)} of them below ${50 * 10 ** -curve!.series.decimals!}, where rounding to ${curve!.series.decimals} decimals shows (0.0 means less than ${formatLoss(0.5 * 10 ** -curve!.series.decimals!)})`}`,
      );

    const every = Math.max(1, Math.floor(steps / 100));
    return {
      kind: 'finding',
      findings: [
        {
          claim: 'fact',
          severity: 'note',
          subject: { split: 'train' },
          title:
            rows === 0
              ? 'Training loss was not logged'
              : rows < ENOUGH_ROWS
                ? `Training loss was logged in ${many(rows, 'row')} only`
                : 'The final `train_loss` is not the loss at the end',
          measured: misread.join('. '),
          mattersWhen:
            'you read the distance between training and validation loss, or quote a final training loss',
          advice: {
            text: `Set \`logging_steps=${every}\` and \`logging_first_step=True\``,
            settings: { logging_steps: String(every), logging_first_step: 'True' },
          },
          refutedBy: null,
          evidence,
          weight: 0,
        },
      ],
    };
  },
});
