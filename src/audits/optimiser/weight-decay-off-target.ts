import { optimiserOf } from '../../facts/optimiser.ts';
import { rateSum } from '../../facts/rate-sum.ts';
import { formatPercent, formatRate } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import { defineAudit, notApplicable, pass } from '../define.ts';
import { measure } from '../wording.ts';

/** Catalogue A35: values in use are 0 to 0.1. */
const EXTREME = 0.3;
/** Decay × sum of the rates: the share by which weights shrink that no gradient holds up, for small values. */
const SHRINKS = 0.1;

/** A35 of the catalogue. No curve shows it, so that only settings decide; whether it hurts is a hint. */
export const weightDecayOffTarget = defineAudit({
  id: 'weight-decay-off-target',
  family: 'optimiser',
  title: 'Weight decay was of a usual size',
  failureTitle: 'Weight decay was extreme',
  why: 'Strong decay pulls the weights away from what pre-training found.',
  requires: [],
  references: [
    'Loshchilov and Hutter 2019, arXiv 1711.05101',
    'fairseq README.glue (0.1)',
    'huggingface/transformers, training_args.py (bias and LayerNorm weights are left out)',
  ],
  judge({ run, facts }) {
    const decay = run.hyperparameters.weightDecay;
    if (decay === null) return notApplicable('the weight decay is not recorded');
    if (!(decay.value > 0)) return pass('No weight decay');
    const sum = rateSum(facts);
    const shrink = sum === null ? null : 1 - Math.exp(-decay.value * sum.value);
    const strong = shrink !== null && decay.value * sum!.value > SHRINKS;
    const name = optimiserOf(run)?.name ?? null;
    if (decay.value < EXTREME && !strong)
      return pass(
        `Weight decay ${decay.value}${shrink === null ? '' : `: over the run it shrinks a weight without gradient by ${formatPercent(shrink, shrink < 0.01 ? 2 : 1)}`}${run.framework === 'hf-trainer' ? '; Trainer leaves bias and LayerNorm out' : ''}`,
      );
    return {
      kind: 'finding',
      findings: [
        {
          claim: 'fact',
          severity: 'note',
          title:
            decay.value >= EXTREME
              ? `A weight decay of ${decay.value} was far above what is usual`
              : `Weight decay of ${decay.value} over this run was strong`,
          measured: `0 to 0.1 is usual for encoders${shrink === null ? '' : `; ${decay.value} × the sum of the learning rates over ${many(sum!.steps, 'step')} (${formatRate(sum!.value)}) shrinks a weight that no gradient holds up by ${formatPercent(shrink, shrink < 0.01 ? 2 : 0)}`}`,
          cause: {
            text: 'weights drawn away from their pre-trained values, if anything in this run points to it',
            claim: 'hint',
          },
          mattersWhen: 'quality is below that of runs with less decay',
          advice: {
            text: 'Set `weight_decay=0.01`',
            settings: run.framework === 'keras' ? {} : { weight_decay: '0.01' },
          },
          refutedBy: 'The same run with `weight_decay=0.01`: no better a result would refute it',
          evidence: [
            measure('weight decay', decay.value, { method: decay.from }),
            measure(
              'sum of the learning rates',
              sum?.value ?? null,
              sum === null ? { reason: 'rate or steps not recorded' } : { n: sum.steps, method: sum.method },
            ),
            measure('optimiser', name, name === null ? { reason: 'not recorded' } : {}),
          ],
          weight: decay.value >= EXTREME ? 0.3 : 0.1,
        },
      ],
    };
  },
});
