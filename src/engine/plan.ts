import { ENOUGH_UPDATES, MOST_EPOCHS } from '../facts/recommended-settings.ts';
import { energyOf } from '../metrics/cost/energy.ts';
import { type FitRow, fits } from '../metrics/cost/fits.ts';
import { flopsPerToken } from '../metrics/cost/flops.ts';
import { type Arithmetic, findGpu, type Gpu, peakRate } from '../metrics/cost/gpus.ts';
import { type Precision, type StepSettings, stepMemory } from '../metrics/cost/memory.ts';
import { paddingChoices } from '../metrics/cost/padding.ts';
import { type ModelSize, modelSize } from '../metrics/cost/parameters.ts';
import { type Range, range } from '../metrics/cost/range.ts';
import { formatCount } from '../text/numbers.ts';
import { architectureOf, EVALUATIONS, type PlanInput } from './plan-input.ts';
import { fitting, memoryIn, tableOf } from './plan-memory.ts';
import { type PlannedSetting, settingsOf } from './plan-settings.ts';

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

const SPECIAL = 2;
/** Least, usual and most tokens a word. */
const PER_WORD = range(1, 1.35, 2);
/** Share of the peak that fine-tuning reached: BERT-large in fp32 57 %, in fp16 15 and 21 % (docs/metrics/cost.md). */
const SHARE: Readonly<Record<'full' | 'half', Range>> = {
  full: range(0.3, 0.5, 0.65),
  half: range(0.12, 0.25, 0.45),
};
/** Seconds that a step takes however little it computes: its kernels are started one by one. A layer's, and the rest. */
const LAUNCH = { layer: range(0.0008, 0.003, 0.008), rest: range(0.005, 0.015, 0.04) } as const;

const quantile = (sorted: Float64Array, q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0;
const up = (value: number, to: number): number => to * Math.ceil(value / to);

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
  const share = arithmetic === 'fp32' ? SHARE.full : SHARE.half;
  const seconds = gpu === null ? null : secondsFor(gpu);
  function secondsFor(on: Gpu): Range {
    const work = perText.map(
      (each) =>
        each *
        (rows * epochs * flopsPerToken(size, each) +
          EVALUATIONS * evaluationRows * flopsPerToken(size, each, 'forward')),
    );
    const peak = peakRate(on, arithmetic) * 1e12 * input.gpus;
    const launch = (end: 'low' | 'expected' | 'high'): number =>
      (steps * accumulation + (EVALUATIONS * evaluationRows) / (micro * input.gpus) / 3) *
      (size.layers * LAUNCH.layer[end] + LAUNCH.rest[end]);
    assumptions.push(
      `${Math.round(100 * share.low)} to ${Math.round(100 * share.high)} % of the peak of ${formatCount(peakRate(on, arithmetic))} TFLOP/s (${arithmetic})`,
      'ten evaluations; loading and saving not counted',
    );
    if (launch('expected') > work[1]! / (peak * share.expected))
      assumptions.push(
        `batches so small that a step mostly waits for its kernels to start: ${Math.round((1000 * launch('low')) / steps)} to ${Math.round((1000 * launch('high')) / steps)} ms each, an estimate of ours`,
      );
    return range(
      Math.max(launch('low'), work[0]! / (peak * share.high)),
      Math.max(launch('expected'), work[1]! / (peak * share.expected)),
      Math.max(launch('high'), work[2]! / (peak * share.low)),
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
    table: capacity === null ? [] : tableOf(size, step, capacity, gpu, most),
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
