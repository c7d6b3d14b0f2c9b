import { machineOf, peakMemory, sizeOfModel, stepSettings } from '../../facts/machine.ts';
import { fits, USABLE } from '../../metrics/cost/fits.ts';
import { calibrate, stepMemory } from '../../metrics/cost/memory.ts';
import type { Range } from '../../metrics/cost/range.ts';
import { formatCount, formatPercent } from '../../text/numbers.ts';
import { defineAudit, notApplicable, pass } from '../define.ts';
import { memoryRange, memoryText } from '../resource-words.ts';
import { measure } from '../wording.ts';

/** Peak over capacity below which a batch twice as large is worth a thought. */
const ROOM = 0.6;

/** E12 of the catalogue, with the room of E4: micro-batches that could be merged. */
export const microBatchTooSmall = defineAudit({
  id: 'micro-batch-too-small',
  family: 'resources',
  title: 'Micro-batches were as large as the memory allows',
  failureTitle: 'Gradient accumulation did work that a larger micro-batch could do',
  why: 'Small micro-batches leave a GPU waiting between its kernels.',
  requires: [],
  references: [
    'huggingface/transformers documentation 4.27, "Efficient training on a single GPU" (batch 4 against 1 × 4: 8.86 and 7.75 texts a second)',
  ],
  judge({ run }) {
    const batch = run.hyperparameters.perDeviceTrainBatchSize?.value ?? null;
    const accumulation = run.hyperparameters.gradientAccumulationSteps?.value ?? null;
    if (batch === null || accumulation === null)
      return notApplicable('micro-batch and accumulation are not recorded', 'keep-configuration');
    if (accumulation < 2) return pass(`Every micro-batch of ${formatCount(batch)} was an update`);
    const peak = peakMemory(run);
    const { memory, gpu } = machineOf(run);
    const capacity = memory?.value ?? null;
    if (peak === null || capacity === null)
      return {
        kind: 'inconclusive',
        reason: `${formatCount(batch)} × ${formatCount(accumulation)} was accumulated, but how much memory it took${capacity === null ? ' and how much there is' : ''} was not measured`,
        enough:
          '`nvidia-smi --query-gpu=timestamp,index,name,utilization.gpu,memory.used,memory.total,power.draw --format=csv -l 1 > gpu.csv` beside the training',
      };
    const used = peak.bytes / capacity;
    const evidence = [
      measure('highest memory in use', peak.bytes, { unit: 'bytes', method: peak.from }),
      measure('memory of the GPU', capacity, { unit: 'bytes', method: memory?.from ?? '' }),
      measure('micro-batch', batch),
      measure('accumulation', accumulation),
    ];
    if (used >= ROOM)
      return {
        kind: 'pass',
        measured: `${formatPercent(used, 0)} of the GPU’s memory were in use`,
        evidence,
      };
    const model = sizeOfModel(run);
    const step = stepSettings(run);
    const factor = model === null || step === null ? null : calibrate(model, step, peak.bytes, peak.context);
    if (model === null || step === null || factor === null)
      return {
        kind: 'inconclusive',
        reason: `${formatPercent(used, 0)} of the GPU’s memory were in use, but what a larger batch would need cannot be computed: ${model === null ? 'the model’s family or configuration is not known' : step === null ? 'length, precision or optimiser is not recorded' : 'the peak does not fit the recorded settings'}`,
        enough: 'A trial of ten steps with the doubled micro-batch and the longest texts',
        evidence,
      };
    let by = 1;
    let total: Range = stepMemory(model, step, factor).total;
    const attention = step.attention ?? 'eager';
    for (let next = 2; next <= accumulation && accumulation % next === 0; next *= 2) {
      const predicted = stepMemory(model, { ...step, attention, microBatch: batch * next }, factor).total;
      if (fits(predicted, capacity) !== 'yes') break;
      [by, total] = [next, predicted];
    }
    if (by === 1)
      return {
        kind: 'pass',
        measured: `Twice the micro-batch would need more than ${formatPercent(USABLE, 0)} of ${memoryText(capacity)}`,
        evidence,
      };
    return {
      kind: 'finding',
      findings: [
        {
          claim: 'likely',
          severity: 'note',
          title: `Micro-batches of ${formatCount(batch)} used ${formatPercent(used, 0)} of the GPU’s memory, accumulated ${formatCount(accumulation)} times`,
          measured: `At most ${memoryText(peak.bytes)} of ${memoryText(capacity)} were in use. ${formatCount(batch * by)} at once are predicted to need ${memoryRange(total)}`,
          cause: { text: 'The micro-batch was chosen smaller than this GPU needs', claim: 'likely' },
          mattersWhen: 'you train again; the updates stay the same, so the result does too',
          advice: {
            text: `Set \`per_device_train_batch_size=${batch * by}\` and \`gradient_accumulation_steps=${accumulation / by}\`: the same updates, usually 5 to 30 % faster`,
            settings: {
              per_device_train_batch_size: String(batch * by),
              gradient_accumulation_steps: String(accumulation / by),
            },
            effort: 'rerun',
          },
          refutedBy: 'A hundred steps of each: samples per second are the same',
          evidence: [
            ...evidence,
            measure('predicted memory, low', total.low, {
              unit: 'bytes',
              method: 'formula, calibrated by the run’s own peak',
            }),
            measure('predicted memory, high', total.high, {
              unit: 'bytes',
              method: 'formula, calibrated by the run’s own peak',
            }),
            ...(gpu === null ? [] : [measure('GPU', gpu.name)]),
          ],
          weight: 0.2,
        },
      ],
    };
  },
});
