import { machineOf, peakMemory, sizeOfModel, stepSettings } from '../../facts/machine.ts';
import { type Fits, fits } from '../../metrics/cost/fits.ts';
import { ACTIVATION_FACTOR, type StepSettings, stepMemory } from '../../metrics/cost/memory.ts';
import type { ModelSize } from '../../metrics/cost/parameters.ts';
import type { Range } from '../../metrics/cost/range.ts';
import type { Evidence } from '../../model/outcome.ts';
import type { OutOfMemory } from '../../model/resources.ts';
import type { Run } from '../../model/run.ts';
import { formatCount } from '../../text/numbers.ts';
import { defineAudit, notApplicable, pass } from '../define.ts';
import { memoryRange, memoryText, stepText } from '../resource-words.ts';
import { measure } from '../wording.ts';

interface Change {
  readonly step: StepSettings;
  readonly settings: Readonly<Record<string, string>>;
  readonly total: Range;
  readonly fits: Fits;
}

/** Changes in the order of what they cost: the batch in parts, half precision where it is fast, recomputation. */
function smallestChange(run: Run, model: ModelSize, step: StepSettings, capacity: number): Change | null {
  const { gpu } = machineOf(run);
  const accumulation = run.hyperparameters.gradientAccumulationSteps?.value ?? 1;
  const half = gpu?.bf16 != null ? 'bf16' : gpu?.fp16 != null ? 'fp16' : null;
  const bases: { step: StepSettings; settings: Record<string, string> }[] = [{ step, settings: {} }];
  if (half !== null && step.precision === 'fp32')
    bases.push({ step: { ...step, precision: half }, settings: { [half]: 'True' } });
  const last = bases.at(-1)!;
  if (!step.checkpointing)
    bases.push({
      step: { ...last.step, checkpointing: true },
      settings: { ...last.settings, gradient_checkpointing: 'True' },
    });
  for (const wanted of ['yes', 'perhaps'] as const)
    for (const base of bases)
      for (let by = 2; by <= step.microBatch; by *= 2) {
        if (step.microBatch % by !== 0) break;
        const changed = { ...base.step, microBatch: step.microBatch / by };
        const { total } = stepMemory(model, changed, ACTIVATION_FACTOR);
        if (fits(total, capacity) !== wanted) continue;
        return {
          step: changed,
          settings: {
            ...base.settings,
            per_device_train_batch_size: String(changed.microBatch),
            gradient_accumulation_steps: String(accumulation * by),
          },
          total,
          fits: wanted,
        };
      }
  return null;
}

const phaseText = {
  training: ' in a training step',
  evaluation: ' in an evaluation',
  loading: ' when a checkpoint was loaded',
} as const;

function sizes(error: OutOfMemory): readonly Evidence[] {
  const parts: readonly (readonly [string, number | null])[] = [
    ['tried to allocate', error.requested],
    ['capacity', error.capacity],
    ['free', error.free],
    ['allocated by PyTorch', error.allocated],
    ['reserved by PyTorch', error.reserved],
    ['held by other processes', error.others],
  ];
  return parts.flatMap(([name, value]) =>
    value === null ? [] : [measure(name, value, { unit: 'bytes', method: error.file })],
  );
}

/** Why there was no room, when the error says so. */
function causeOf(error: OutOfMemory): { readonly text: string; readonly claim: 'fact' | 'likely' | 'hint' } {
  const { capacity, free, allocated, reserved, others, phase } = error;
  if (others !== null && capacity !== null && others > 0.1 * capacity)
    return { text: `Another process held ${memoryText(others)} of the GPU`, claim: 'fact' };
  if (
    capacity !== null &&
    free !== null &&
    allocated !== null &&
    reserved !== null &&
    capacity - free - reserved > 0.2 * capacity
  )
    return {
      text: `${memoryText(capacity - free - reserved)} of the GPU were held by something other than this program’s tensors`,
      claim: 'likely',
    };
  if (allocated !== null && reserved !== null && reserved - allocated > 0.25 * reserved)
    return { text: 'Memory was reserved but in pieces that were too small (fragmentation)', claim: 'likely' };
  if (phase === 'evaluation')
    return {
      text: 'Evaluation may use larger batches, keep outputs of all examples on the GPU, or keep gradients',
      claim: 'hint',
    };
  return { text: 'Weights, optimiser and activations of a batch need more than there is', claim: 'likely' };
}

/** E6 of the catalogue: read from the error itself. */
export const oom = defineAudit({
  id: 'oom',
  family: 'resources',
  title: 'No log shows an out-of-memory error',
  failureTitle: 'The training ran out of GPU memory',
  why: 'The run ends there; what remains is its last checkpoint.',
  requires: [],
  references: [
    'PyTorch documentation, CUDA semantics, memory management',
    'huggingface/transformers documentation 4.27, "Efficient training on a single GPU"',
  ],
  judge({ run }) {
    const resources = run.resources ?? null;
    if (resources === null) return notApplicable('no log of the console is there');
    const error = resources.outOfMemory.at(-1);
    if (error === undefined) {
      const peak = peakMemory(run);
      return pass(
        peak === null
          ? 'No such error in the logs'
          : `No such error; at most ${memoryText(peak.bytes)} in use`,
      );
    }
    const planned = run.plannedSteps?.value ?? null;
    const finished = planned !== null && run.lastStep !== null && run.lastStep >= planned;
    const model = sizeOfModel(run);
    const step = stepSettings(run);
    const capacity = error.capacity ?? machineOf(run).memory?.value ?? null;
    const change =
      error.phase !== 'evaluation' && model !== null && step !== null && capacity !== null
        ? smallestChange(run, model, step, capacity)
        : null;
    const batch = run.hyperparameters.perDeviceTrainBatchSize?.value ?? null;
    const accumulation = run.hyperparameters.gradientAccumulationSteps?.value ?? 1;
    const halved = batch !== null && batch > 1 && batch % 2 === 0;
    const cause = causeOf(error);
    const evaluation = error.phase === 'evaluation';
    return {
      kind: 'finding',
      findings: [
        {
          claim: 'fact',
          severity: finished ? 'note' : 'risk',
          title: `The GPU ran out of memory${error.phase === null ? '' : phaseText[error.phase]}${finished ? '; a later attempt came to its end' : ''}`,
          measured: [
            error.requested === null || error.capacity === null
              ? `${error.file} holds the error without sizes`
              : `It tried to allocate ${memoryText(error.requested)} on a GPU of ${memoryText(error.capacity)}${error.free === null ? '' : ` with ${memoryText(error.free)} free`}${error.allocated === null ? '' : `; PyTorch held ${memoryText(error.allocated)}`}`,
            ...(error.step === null ? [] : [`The progress bar stood at step ${formatCount(error.step)}`]),
            ...(change === null || step === null
              ? []
              : [
                  `${stepText(step)} is predicted to need ${memoryRange(stepMemory(model!, step).total)}, ${stepText(change.step)} ${memoryRange(change.total)}`,
                ]),
          ].join('. '),
          cause,
          mattersWhen: 'you train again on the same GPU',
          advice: finished
            ? null
            : evaluation
              ? run.framework === 'hf-trainer'
                ? {
                    text: 'Set `eval_accumulation_steps=20` and a smaller `per_device_eval_batch_size`',
                    settings: { eval_accumulation_steps: '20' },
                    effort: 'rerun',
                  }
                : {
                    text: 'Evaluate in smaller batches under `torch.no_grad()`, and move outputs to the CPU batch by batch',
                    effort: 'rerun',
                  }
              : change !== null
                ? {
                    text: `${change.fits === 'yes' ? 'The smallest change that fits' : 'The smallest change that may fit'}: ${Object.entries(
                      change.settings,
                    )
                      .map(([name, value]) => `\`${name}=${value}\``)
                      .join(', ')}; updates stay the same`,
                    settings: change.settings,
                    effort: 'rerun',
                  }
                : halved
                  ? {
                      text: `Halve the micro-batch and double the accumulation: \`per_device_train_batch_size=${batch / 2}\`, \`gradient_accumulation_steps=${accumulation * 2}\``,
                      settings: {
                        per_device_train_batch_size: String(batch / 2),
                        gradient_accumulation_steps: String(accumulation * 2),
                      },
                      effort: 'rerun',
                    }
                  : {
                      text: 'Set `gradient_checkpointing=True`; training gets about 20 % slower',
                      settings: { gradient_checkpointing: 'True' },
                      effort: 'rerun',
                    },
          refutedBy: '`nvidia-smi` before the start, and ten steps with the longest texts first',
          evidence: [
            ...sizes(error),
            ...(change === null
              ? []
              : [
                  measure('predicted memory after the change, low', change.total.low, {
                    unit: 'bytes',
                    method: 'formula of docs/metrics/cost.md',
                  }),
                  measure('predicted memory after the change, high', change.total.high, {
                    unit: 'bytes',
                    method: 'formula of docs/metrics/cost.md',
                  }),
                ]),
          ],
          weight: 0.9,
        },
      ],
    };
  },
});
