import { adamRange } from '../facts/learning-rates.ts';
import { ENOUGH_UPDATES, MOST_EPOCHS } from '../facts/recommended-settings.ts';
import { energyOf } from '../metrics/cost/energy.ts';
import { type FitRow, fits, fitTable, largestBatch } from '../metrics/cost/fits.ts';
import { flopsPerToken } from '../metrics/cost/flops.ts';
import { type Arithmetic, findGpu, type Gpu, memoryOfName, peakRate } from '../metrics/cost/gpus.ts';
import { GIB, type Precision, type StepSettings, stepMemory } from '../metrics/cost/memory.ts';
import { paddingChoices } from '../metrics/cost/padding.ts';
import { type ModelSize, modelSize } from '../metrics/cost/parameters.ts';
import { type Range, range } from '../metrics/cost/range.ts';
import type { ModelFacts } from '../model/run.ts';
import { formatCount } from '../text/numbers.ts';
import { completeRun } from './complete-run.ts';

/** What is to be trained, on what, with what. Everything that is left out is recommended or left open. */
export interface PlanInput {
  readonly model: ModelFacts;
  readonly task: 'sequence' | 'token';
  /** Different labels in the data; null when they hold none. */
  readonly labels: number | null;
  /** Words of each training text, or tokens where they were counted. */
  readonly lengths: Float64Array;
  readonly counted: 'words' | 'tokens';
  readonly evaluationRows: number | null;
  readonly gpu: string | null;
  readonly gpus: number;
  readonly epochs: number | null;
  /** Examples of an update. */
  readonly batch: number | null;
  readonly maxLength: number | null;
  readonly price: number | null;
  readonly power: number | null;
  readonly grid: number | null;
  readonly pue: number | null;
}

export interface PlannedSetting {
  readonly name: string;
  readonly value: string;
  readonly why: string;
  readonly source: string;
}

export interface Plan {
  readonly schemaVersion: 1;
  readonly model: { readonly family: string; readonly parameters: number; readonly trained: number };
  readonly data: {
    readonly rows: number;
    readonly labels: number | null;
    /** Tokens a text: without padding, and in batches padded to their longest. */
    readonly tokens: Range;
    readonly padded: Range;
    /** Share of the texts that is cut at the planned length. */
    readonly cut: Range;
  };
  readonly hardware: { readonly gpu: string | null; readonly gpus: number; readonly memory: number | null };
  readonly settings: readonly PlannedSetting[];
  readonly steps: number;
  readonly stepsPerEpoch: number;
  readonly epochs: number;
  /** Training with ten evaluations; null without a GPU of the table. */
  readonly seconds: Range | null;
  readonly memory: Range;
  readonly fits: 'yes' | 'perhaps' | 'no' | null;
  readonly table: readonly FitRow[];
  readonly energy: { readonly kilowattHours: Range; readonly kilogramsCo2: Range } | null;
  readonly money: Range | null;
  readonly assumptions: readonly string[];
}

export type PlanResult = { readonly plan: Plan } | { readonly why: string };

const BATCH_SOURCE = 'Devlin et al. 2019, appendix A.3';
const SPECIAL = 2;
/** Least, usual and most tokens a word. */
const PER_WORD = range(1, 1.35, 2);
/** Share of the peak that fine-tuning reached: BERT-large in fp32 57 %, in fp16 15 and 21 % (docs/metrics/cost.md). */
const SHARE: Readonly<Record<'full' | 'half' | 'small', Range>> = {
  full: range(0.3, 0.5, 0.65),
  half: range(0.12, 0.25, 0.45),
  small: range(0.01, 0.04, 0.15),
};
const EVALUATIONS = 10;

const quantile = (sorted: Float64Array, q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0;
const up = (value: number, to: number): number => to * Math.ceil(value / to);

/** Classes are called after the family; only the head matters for sizes. */
const architectureOf = (task: PlanInput['task']): string =>
  task === 'token' ? 'ForTokenClassification' : 'ForSequenceClassification';

/** Steps, hours, memory, price and settings of a training that was not started yet. Null hours where nothing says how fast. */
export function planTraining(input: PlanInput): PlanResult {
  const size = modelSize(
    input.model.type,
    architectureOf(input.task),
    input.model.configuration ?? {},
    input.labels ?? 2,
  );
  if (size === null)
    return {
      why: `the sizes of a model of type \`${input.model.type ?? 'unknown'}\` are not known; BERT, RoBERTa, XLM-R, DistilBERT, ELECTRA, ALBERT, DeBERTa, MPNet and ModernBERT are`,
    };
  const rows = input.lengths.length;
  if (rows === 0) return { why: 'the data hold no text' };
  const gpu = input.gpu === null ? null : findGpu(input.gpu);
  if (input.gpu !== null && gpu === null)
    return {
      why: `\`${input.gpu}\` is not in the table of GPUs; try the name of nvidia-smi, for example "NVIDIA A10"`,
    };
  return { plan: build(input, size, gpu, rows) };
}

/** Tokens of every text by the least, the usual and the most that a tokenizer makes of its words. */
function tokensOf(input: PlanInput): readonly [Float64Array, Float64Array, Float64Array] {
  if (input.counted === 'tokens') return [input.lengths, input.lengths, input.lengths];
  const by = (factor: number): Float64Array =>
    input.lengths.map((words) => Math.ceil(words * factor) + SPECIAL);
  return [by(PER_WORD.low), by(PER_WORD.expected), by(PER_WORD.high)];
}

const mean = (values: Float64Array): number => values.reduce((a, b) => a + b, 0) / values.length;

/** The usual batch of 32 where it makes enough updates in the usual number of epochs, else 16. */
const batchFor = (rows: number, epochs: number): number =>
  Math.ceil(rows / 32) * epochs >= ENOUGH_UPDATES ? 32 : 16;

function epochsFor(rows: number, batch: number): number {
  const each = Math.max(1, Math.ceil(rows / batch));
  return Math.min(MOST_EPOCHS, Math.max(3, Math.ceil(ENOUGH_UPDATES / each)));
}

function build(input: PlanInput, size: ModelSize, gpu: Gpu | null, rows: number): Plan {
  const assumptions: string[] = [];
  const tokens = tokensOf(input);
  if (input.counted === 'words')
    assumptions.push('tokens were not counted: 1 to 2 for each word (1.35 expected), and two special ones');
  if (input.labels === null) assumptions.push('the data hold no labels: two were assumed');
  const positions = input.model.maxPositions ?? 512;
  const most = /roberta|camembert|mpnet/.test(size.type) ? positions - 2 : positions;
  const longest = Math.max(8, Math.min(most, up(quantile(tokens[2].slice().sort(), 0.99), 8)));
  const length = Math.min(input.maxLength ?? longest, most);
  const lengths = tokens.map((each) => each.map((value) => Math.min(value, length)));
  const batch = input.batch ?? batchFor(rows, input.epochs ?? 3);
  const epochs = input.epochs ?? epochsFor(rows, batch);
  const stepsPerEpoch = Math.ceil(rows / batch);
  const steps = stepsPerEpoch * epochs;

  const capacity = gpu === null ? null : memoryIn(input.gpu!, gpu, assumptions);
  const small = size.hidden <= 256;
  const precision: Precision =
    gpu === null || small ? 'fp32' : gpu.bf16 !== null ? 'bf16' : gpu.fp16 !== null ? 'fp16' : 'fp32';
  const wanted = Math.max(1, Math.floor(batch / input.gpus));
  const own: StepSettings = {
    microBatch: wanted,
    length,
    precision,
    optimizer: 'adam',
    checkpointing: false,
    attention: null,
    trained: 1,
  };
  const step = capacity === null ? own : fitting(size, own, wanted, capacity);
  const memory = stepMemory(size, step).total;
  assumptions.push('attention not known: the low end of the memory is SDPA, the high end eager');

  const micro = step.microBatch;
  const accumulation = Math.max(1, Math.round(batch / (micro * input.gpus)));
  const padded = lengths.map((each) => paddingChoices(sample(each), micro, length, size).dynamic);
  const perText = padded.map(({ tokens: all }) => all / Math.min(rows, SAMPLED));
  const evaluationRows = input.evaluationRows ?? Math.ceil(rows / 10);
  if (input.evaluationRows === null)
    assumptions.push('evaluation set not given: a tenth as large as the training data');
  const arithmetic: Arithmetic = precision === 'fp32' && gpu?.tf32 != null && !small ? 'tf32' : precision;
  const tooSmall = small || micro * perText[1]! < 4096;
  const share = tooSmall ? SHARE.small : arithmetic === 'fp32' ? SHARE.full : SHARE.half;
  const seconds = gpu === null ? null : secondsFor();
  function secondsFor(): Range {
    const work = perText.map(
      (each) =>
        each *
        (rows * epochs * flopsPerToken(size, each) +
          EVALUATIONS * evaluationRows * flopsPerToken(size, each, 'forward')),
    );
    const peak = peakRate(gpu!, arithmetic) * 1e12 * input.gpus;
    assumptions.push(
      `${Math.round(100 * share.low)} to ${Math.round(100 * share.high)} % of the peak of ${formatCount(peakRate(gpu!, arithmetic))} TFLOP/s (${arithmetic})${tooSmall ? '; the batches are small, so that the GPU waits for its kernels to start' : ''}`,
      'ten evaluations; loading and saving not counted',
    );
    return range(
      work[0]! / (peak * share.high),
      work[1]! / (peak * share.expected),
      work[2]! / (peak * share.low),
    );
  }
  const cost = seconds === null ? null : costs(input, gpu, seconds);
  if (cost !== null) assumptions.push(...cost.assumptions);
  const cut = (each: Float64Array): number => each.filter((value) => value > length).length / rows;
  return {
    schemaVersion: 1,
    model: { family: size.type, parameters: size.parameters, trained: size.parameters },
    data: {
      rows,
      labels: input.labels,
      tokens: range(mean(lengths[0]!), mean(lengths[1]!), mean(lengths[2]!)),
      padded: range(perText[0]!, perText[1]!, perText[2]!),
      cut: range(cut(tokens[0]), cut(tokens[1]), cut(tokens[2])),
    },
    hardware: { gpu: gpu?.name ?? null, gpus: input.gpus, memory: capacity },
    settings: settingsOf(input, {
      step,
      batch,
      accumulation,
      epochs,
      steps,
      precision: step.precision,
      gpu,
      small,
    }),
    steps,
    stepsPerEpoch,
    epochs,
    seconds,
    memory,
    fits: capacity === null ? null : fits(memory, capacity),
    table: capacity === null ? [] : tableOf(size, step, capacity, gpu),
    energy: cost?.energy ?? null,
    money: cost?.money ?? null,
    assumptions,
  };
}

/** Enough to compute with lengths; spread evenly over the file. */
const SAMPLED = 20_000;
const sample = (values: Float64Array): Float64Array =>
  values.length <= SAMPLED
    ? values
    : Float64Array.from({ length: SAMPLED }, (_, i) => values[Math.floor((i * values.length) / SAMPLED)]!);

function memoryIn(name: string, gpu: Gpu, assumptions: string[]): number {
  const said = memoryOfName(name, gpu);
  if (said === null)
    assumptions.push(
      `${gpu.name} is sold with ${gpu.memoryGiB.join(' and ')} GiB: the smaller was assumed, say for example \`--gpu "${gpu.name} ${gpu.memoryGiB.at(-1)}GB"\``,
    );
  return (said ?? Math.min(...gpu.memoryGiB)) * GIB;
}

/** The largest part of the batch that surely fits; with recomputation when not even one text does. */
function fitting(size: ModelSize, own: StepSettings, wanted: number, capacity: number): StepSettings {
  for (const checkpointing of [false, true]) {
    const step = { ...own, checkpointing };
    if (fits(stepMemory(size, { ...step, microBatch: wanted }).total, capacity) === 'yes')
      return { ...step, microBatch: wanted };
    const { sure } = largestBatch(size, step, capacity);
    if (sure > 0) return { ...step, microBatch: Math.min(sure, wanted) };
  }
  return { ...own, checkpointing: true, microBatch: 1 };
}

function tableOf(size: ModelSize, step: StepSettings, capacity: number, gpu: Gpu | null): readonly FitRow[] {
  const half = gpu?.bf16 != null ? 'bf16' : 'fp16';
  return fitTable(
    size,
    step,
    {
      microBatches: [...new Set([8, 16, 32, 64, step.microBatch])].sort((a, b) => a - b),
      lengths: [...new Set([step.length, 128, 512])].sort((a, b) => a - b),
      precisions: [...new Set<Precision>(['fp32', half, step.precision])],
      checkpointing: [false, true],
      optimizers: ['adam'],
    },
    capacity,
  );
}

function costs(input: PlanInput, gpu: Gpu | null, seconds: Range) {
  const of = (each: number) =>
    energyOf({
      seconds: each,
      devices: input.gpus,
      watts: input.power === null ? null : { value: input.power, how: 'given' },
      boardWatts: gpu?.watts ?? null,
      grid: input.grid,
      pue: input.pue,
      price: input.price,
    });
  const [low, expected, high] = [of(seconds.low), of(seconds.expected), of(seconds.high)];
  const energy =
    low.energy === null || expected.energy === null || high.energy === null
      ? null
      : {
          kilowattHours: range(
            low.energy.kilowattHours.low,
            expected.energy.kilowattHours.expected,
            high.energy.kilowattHours.high,
          ),
          kilogramsCo2: range(
            low.energy.kilogramsCo2.low,
            expected.energy.kilogramsCo2.expected,
            high.energy.kilogramsCo2.high,
          ),
        };
  const money = low.money === null ? null : range(low.money, expected.money!, high.money!);
  return { energy, money, assumptions: expected.energy?.assumptions ?? [] };
}

function settingsOf(
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
    run: { title: 'plan', files: [], model: input.model },
  });
  const rate = adamRange(run);
  const settings: (PlannedSetting | null)[] = [
    rate === null
      ? null
      : {
          name: 'learning_rate',
          value: String(rate.firstTry),
          why: `first try for ${rate.family}; usual ${rate.low} to ${rate.high}`,
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
