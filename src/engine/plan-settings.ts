import { adamRange } from '../facts/learning-rates.ts';
import { ENOUGH_UPDATES, MOST_EPOCHS } from '../facts/recommended-settings.ts';
import type { Gpu } from '../metrics/cost/gpus.ts';
import type { Precision, StepSettings } from '../metrics/cost/memory.ts';
import { formatCount, formatRate } from '../text/numbers.ts';
import { completeRun } from './complete-run.ts';
import { architectureOf, EVALUATIONS, type PlanInput } from './plan-input.ts';

export interface PlannedSetting {
  readonly name: string;
  readonly value: string;
  readonly why: string;
  readonly source: string;
}

const BATCH_SOURCE = 'Devlin et al. 2019, appendix A.3';

/** Values to set, each with its reason and source. */
export function settingsOf(
  input: PlanInput,
  of: {
    readonly step: StepSettings;
    readonly batch: number;
    readonly accumulation: number;
    readonly epochs: number;
    readonly steps: number;
    readonly precision: Precision;
    readonly gpu: Gpu | null;
    readonly small: boolean;
  },
): readonly PlannedSetting[] {
  const { step, steps } = of;
  const run = completeRun({
    role: 'owner',
    root: '',
    reader: 'hf-trainer',
    run: { title: 'plan', files: [], model: { ...input.model, architecture: architectureOf(input.task) } },
  });
  const rate = adamRange(run);
  const settings: (PlannedSetting | null)[] = [
    rate === null
      ? null
      : {
          name: 'learning_rate',
          value: formatRate(rate.firstTry),
          why: `first try for ${rate.family}; usual ${formatRate(rate.low)} to ${formatRate(rate.high)}`,
          source: rate.source,
        },
    {
      name: 'num_train_epochs',
      value: String(of.epochs),
      why:
        input.epochs === null
          ? `about ${formatCount(ENOUGH_UPDATES)} updates or 3 epochs, at most ${MOST_EPOCHS}`
          : 'as given',
      source: 'Mosbach et al. 2021, figure 3; Zhang et al. 2021, section 5',
    },
    {
      name: 'per_device_train_batch_size',
      value: String(step.microBatch),
      why: `${of.batch} examples an update${input.batch === null ? '' : ', as given'}`,
      source: BATCH_SOURCE,
    },
    of.accumulation > 1
      ? {
          name: 'gradient_accumulation_steps',
          value: String(of.accumulation),
          why: 'the whole batch surely fits only in parts',
          source: 'docs/metrics/cost.md',
        }
      : null,
    {
      name: 'warmup_ratio',
      value: '0.1',
      why: `${formatCount(Math.ceil(0.1 * steps))} steps`,
      source: 'Devlin et al. 2019; Mosbach et al. 2021',
    },
    of.precision === 'fp32'
      ? null
      : {
          name: of.precision,
          value: 'True',
          why: `tensor cores of ${of.gpu?.name ?? 'the GPU'}`,
          source: of.gpu?.source ?? '',
        },
    of.gpu?.bf16 != null && !of.small
      ? { name: 'tf32', value: 'True', why: 'for what stays in fp32', source: of.gpu.source }
      : null,
    step.checkpointing
      ? {
          name: 'gradient_checkpointing',
          value: 'True',
          why: 'not even one text surely fits without; about 20 % slower',
          source: 'docs/metrics/cost.md',
        }
      : null,
    {
      name: 'max_length',
      value: String(step.length),
      why:
        input.maxLength === null
          ? '99 % of the texts by the high end of their tokens, or what the model takes'
          : 'as given',
      source: 'the data',
    },
    {
      name: 'padding',
      value: 'each batch (DataCollatorWithPadding, pad_to_multiple_of=8)',
      why: 'padding is computed like text',
      source: 'docs/audits/padding-waste.md',
    },
    {
      name: 'eval_steps',
      value: String(Math.max(1, Math.ceil(steps / EVALUATIONS))),
      why: 'ten evaluations',
      source: 'docs/audits/eval-save-overhead.md',
    },
    {
      name: 'dataloader_num_workers',
      value: '4',
      why: 'batches are made beside the training',
      source: 'PyTorch performance tuning guide',
    },
  ];
  return settings.filter((each) => each !== null);
}
