import { derived, type Known, stated } from '../model/known.ts';
import type { Run } from '../model/run.ts';
import { code } from '../text/words.ts';
import { extremeRow, least } from './curves.ts';
import type { Curve, LearningRateRange } from './define.ts';
import { trainedArchitecture, trainedTask } from './task.ts';

/** A log that starts after this share of the run says little about the peak, unless the schedule is known. */
const LATE = 0.2;

const place = (curve: Curve): string => `${curve.series.file}, ${code(curve.series.tag)}`;

/** Rate at step 0 when the logged rows lie on one falling line, as under the linear schedule; otherwise null. */
function linearStart(curve: Curve): number | null {
  if (curve.n < 2) return null;
  const last = curve.n - 1;
  const slope = (curve.value[last]! - curve.value[0]!) / (curve.step[last]! - curve.step[0]!);
  if (!(slope < 0)) return null;
  const start = curve.value[0]! - slope * curve.step[0]!;
  for (let row = 1; row < last; row++) {
    const line = start + slope * curve.step[row]!;
    if (Math.abs(line - curve.value[row]!) > 0.02 * curve.value[0]!) return null;
  }
  return start;
}

/**
 * Highest learning rate used. The log decides where it saw the peak; where it can only have seen the decay (Trainer's
 * first row is at step 500 by default) the configured rate is the peak, or a straight decay is extended back to the start.
 * Null rather than a late, decayed value: that would look like a rate that is too low.
 */
export function peakLearningRate(run: Run, rate: Curve | null): Known<number> | null {
  const setting = run.hyperparameters.learningRate;
  if (rate === null) return setting;
  const row = extremeRow(rate.value, 'greatest');
  const highest = rate.value[row]!;
  const from = `${place(rate)}, step ${rate.step[row]}`;
  const risesToTheEnd = rate.n > 1 && row === rate.n - 1;
  if (setting !== null) return setting.value > highest && !risesToTheEnd ? setting : stated(highest, from);
  if (row > 0) return stated(highest, from);

  const length = run.plannedSteps?.value ?? run.lastStep ?? rate.step[rate.n - 1]!;
  if (rate.step[0]! <= 0.02 * length || rate.step[0]! <= 1) return stated(highest, from);
  const constant = rate.n > 1 && least(rate.value) >= 0.999 * highest;
  if (constant || /^constant/.test(run.hyperparameters.scheduler?.value ?? '')) return stated(highest, from);
  const start = linearStart(rate);
  if (start !== null) return derived(start, `${place(rate)}, straight decay extended back to step 0`);
  if (rate.step[0]! <= LATE * length)
    return derived(highest, `${from}, the first row logged; the peak may have been a little higher`);
  return null;
}

interface Row {
  readonly low: number;
  readonly high: number;
  readonly firstTry: number;
  readonly family: string;
  readonly source: string;
}

const DEVLIN = 'Devlin et al. 2019, appendix A.3; google-research/bert README';
/**
 * Usual peak rates of AdamW for full fine-tuning of encoders (and of adapters), catalogue section 0.4.
 * Small models accept more: up to 3e-4 at a width of 384 or 4 layers, up to 1e-3 at a width of 256 or less, where
 * training from random weights is common too.
 */
const table = {
  base: { low: 2e-5, high: 5e-5, firstTry: 3e-5, family: 'a base-size encoder', source: DEVLIN },
  large: {
    low: 1e-5,
    high: 3e-5,
    firstTry: 2e-5,
    family: 'a large encoder',
    source: 'Mosbach et al. 2021, section 6; fairseq README.glue',
  },
  robertaLarge: {
    low: 1e-5,
    high: 2e-5,
    firstTry: 1e-5,
    family: 'RoBERTa large',
    source: 'fairseq README.glue',
  },
  debertaBase: {
    low: 1.5e-5,
    high: 3e-5,
    firstTry: 2e-5,
    family: 'DeBERTa base',
    source: 'He et al. 2021, hyper-parameters for GLUE',
  },
  debertaLarge: {
    low: 5e-6,
    high: 1e-5,
    firstTry: 8e-6,
    family: 'DeBERTa large',
    source: 'He et al. 2021, hyper-parameters for GLUE',
  },
  electraBase: {
    low: 5e-5,
    high: 1e-4,
    firstTry: 5e-5,
    family: 'ELECTRA base',
    source: 'Clark et al. 2020, appendix B',
  },
  electraLarge: {
    low: 3e-5,
    high: 5e-5,
    firstTry: 3e-5,
    family: 'ELECTRA large',
    source: 'Clark et al. 2020, appendix B',
  },
  small: {
    low: 3e-5,
    high: 3e-4,
    firstTry: 1e-4,
    family: 'a small encoder',
    source: 'Turc et al. 2019, README of the small BERT models',
  },
  tiny: {
    low: 3e-5,
    high: 1e-3,
    firstTry: 1e-4,
    family: 'a tiny encoder (width 256 or less)',
    source: 'Turc et al. 2019; wider because such models are often trained from random weights',
  },
  adapter: {
    low: 1e-4,
    high: 5e-4,
    firstTry: 2e-4,
    family: 'LoRA or an adapter on an encoder',
    source: 'common practice, no single source',
  },
} as const satisfies Record<string, Row>;

/** The row of a head that is trained alone, on weights that stay as they are (catalogue 0.4). */
export const headRange: LearningRateRange = {
  low: 1e-3,
  high: 1e-2,
  firstTry: 1e-3,
  family: 'a classification head trained alone',
  source: 'common practice, no single source',
};

const ENCODERS =
  /^(bert|distilbert|roberta|xlm-roberta|camembert|flaubert|mpnet|albert|electra|deberta|deberta-v2|xlnet|big_bird|bigbird|longformer|mobilebert|squeezebert|ernie|nezha|roformer|convbert|luke|modernbert|rembert|roberta-prelayernorm|esm|nomic_bert)$/;
const ENCODER_NAMES: readonly (readonly [RegExp, string])[] = [
  [/deberta/, 'deberta-v2'],
  [/electra/, 'electra'],
  [/roberta|xlm-r/, 'roberta'],
  [/bert|mpnet|minilm/, 'bert'],
];

type Size = 'tiny' | 'small' | 'base' | 'large';

function sizeOf(run: Run, type: string): Size | null {
  const { hiddenSize, layers, base } = run.model;
  if (hiddenSize !== null) {
    if (hiddenSize <= 256) return 'tiny';
    // ALBERT shares its layers, so that width alone does not make it large.
    if (hiddenSize >= 1024) return (layers ?? 24) >= 18 || type === 'albert' ? 'large' : 'base';
    return hiddenSize <= 384 || (layers !== null && layers <= 4) ? 'small' : 'base';
  }
  const name = (base ?? '').toLowerCase();
  if (/large|xlarge/.test(name)) return 'large';
  if (/tiny|mini(?!lm)|nano/.test(name)) return 'tiny';
  if (/small|minilm|medium/.test(name)) return 'small';
  if (/base|distil/.test(name) || type === 'distilbert') return 'base';
  return null;
}

/**
 * The usual learning rates for this model, or null where the table has no row: encoder–decoders, decoders, vision and
 * layout models, pre-training, other optimisers than Adam's family, prompt tuning, unknown size. Whether only the head
 * was trained is another question: `trainedParameters`.
 */
export function learningRateRange(run: Run): LearningRateRange | null {
  const optimizer = run.hyperparameters.optimizer?.value.toLowerCase() ?? 'adamw';
  return /adam/.test(optimizer) ? adamRange(run) : null;
}

/** The usual rates of this model with an optimiser of Adam's family, whichever one the run used. */
export function adamRange(run: Run): LearningRateRange | null {
  const { model } = run;
  const task = trainedTask(run);
  if (task === 'fill-mask' || task === 'text-generation' || task === 'text2text-generation') return null;
  if (/For(MaskedLM|PreTraining|CausalLM|ConditionalGeneration)$/.test(trainedArchitecture(run) ?? ''))
    return null;
  if (model.adapter !== null)
    return /lora|dora|loha|lokr|adapter|houlsby|pfeiffer/i.test(model.adapter.kind) ? table.adapter : null;

  let type = model.type?.toLowerCase() ?? null;
  const name = (model.base ?? '').toLowerCase();
  if (type === null)
    type =
      ENCODER_NAMES.find(([pattern]) => pattern.test(name) && !/vit|layoutlm|t5|bart|gpt/.test(name))?.[1] ??
      null;
  if (type === null || !ENCODERS.test(type)) return null;
  const size = sizeOf(run, type);
  if (size === null) return null;
  if (size === 'tiny') return table.tiny;
  if (size === 'small') return table.small;
  if (type === 'electra') return size === 'large' ? table.electraLarge : table.electraBase;
  if (type === 'deberta' || type === 'deberta-v2')
    return size === 'large' ? table.debertaLarge : table.debertaBase;
  if (size === 'base') return table.base;
  return /roberta/.test(type) ? table.robertaLarge : table.large;
}
