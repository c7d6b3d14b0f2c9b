import type { Scalar } from '../../formats/torch-archive.ts';
import type { FinalValue } from '../../model/run.ts';
import type { Series } from '../../model/series.ts';
import type { Settings } from './arguments.ts';
import { meaningOf, normaliseQuantity } from './quantities.ts';

/** What the card that Trainer writes (`create_model_card`) says about the run. */
export interface ModelCard {
  readonly file: string;
  readonly baseModel: string | null;
  readonly pipelineTag: string | null;
  readonly transformersVersion: string | null;
  /** True when the card says that a Trainer wrote it. */
  readonly generated: boolean;
  readonly settings: Settings | null;
  /** Values of "It achieves the following results", or of `model-index` when there are none. */
  readonly results: readonly FinalValue[];
  /** The table "Training results". Numbers rounded to four decimals; "No log" is a missing value. */
  readonly series: readonly Series[];
  /** The line that peft's `print_trainable_parameters` prints, pasted into the card. */
  readonly printedParameters: {
    readonly trained: number;
    readonly all: number;
    readonly from: string;
  } | null;
}

/** Cards are prose; a larger file is not one. */
export const largestCard = 2_000_000;

/** Reads a README.md; null when it holds nothing that a Trainer's model card holds. */
export function readModelCard(text: string, file: string): ModelCard | null {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const front = frontMatter(lines);
  const generated =
    front.tags.includes('generated_from_trainer') ||
    text.includes('generated automatically according to the information the Trainer');
  const settings = settingsOf(lines, file);
  const series = resultsTable(lines, file);
  const results = resultsOf(lines, file);
  const version = /^- Transformers:? +v?(\d[\w.+-]*)/m.exec(text)?.[1] ?? null;
  const printedParameters = printedIn(text, file);
  if (
    !generated &&
    front.baseModel === null &&
    settings === null &&
    series.length === 0 &&
    printedParameters === null
  )
    return null;
  return {
    file,
    baseModel: front.baseModel ?? baseFromText(text),
    pipelineTag: front.pipelineTag,
    transformersVersion: version,
    generated,
    settings,
    results:
      results.length > 0
        ? results
        : front.results.map((r) => finalValue(r.name, r.value, `${file}#/model-index`)),
    series,
    printedParameters,
  };
}

function printedIn(text: string, file: string): ModelCard['printedParameters'] {
  const match = /trainable params: ([\d,]+) \|\| all params: ([\d,]+)/.exec(text);
  if (!match) return null;
  const [trained, all] = [match[1]!, match[2]!].map((digits) => Number(digits.replaceAll(',', '')));
  return trained! > 0 && trained! <= all! ? { trained: trained!, all: all!, from: file } : null;
}

const baseFromText = (text: string): string | null =>
  /fine-tuned version of \[([^\]]+)\]\(/.exec(text)?.[1] ?? null;

interface FrontMatter {
  readonly baseModel: string | null;
  readonly pipelineTag: string | null;
  readonly tags: readonly string[];
  readonly results: readonly { readonly name: string; readonly value: number }[];
}

/** The few keys of the YAML front matter that matter, read line by line: the cards' YAML is flat and machine-written. */
function frontMatter(lines: readonly string[]): FrontMatter {
  const end = lines[0]?.trim() === '---' ? lines.findIndex((line, i) => i > 0 && line.trim() === '---') : -1;
  const tags: string[] = [];
  const results: { name: string; value: number }[] = [];
  let baseModel: string | null = null;
  let pipelineTag: string | null = null;
  let section = '';
  let metric = '';
  for (const line of end > 0 ? lines.slice(1, end) : []) {
    const top = /^([A-Za-z_-]+):\s*(.*)$/.exec(line);
    if (top) {
      section = top[1]!;
      const value = unquote(top[2]!);
      if (section === 'base_model' && value !== '') baseModel = value;
      if (section === 'pipeline_tag' && value !== '') pipelineTag = value;
      continue;
    }
    const item = /^\s*-\s+([^:]+)$/.exec(line);
    if (item && section === 'tags') tags.push(unquote(item[1]!));
    if (item && section === 'base_model') baseModel ??= unquote(item[1]!);
    if (section !== 'model-index') continue;
    const pair = /^\s*-?\s*(type|value):\s*(.+)$/.exec(line);
    if (pair?.[1] === 'type') metric = unquote(pair[2]!);
    else if (pair && metric !== '') {
      const value = Number(unquote(pair[2]!));
      if (Number.isFinite(value)) results.push({ name: metric, value });
      metric = '';
    }
  }
  return { baseModel, pipelineTag, tags, results };
}

const unquote = (text: string): string => text.trim().replace(/^(['"])(.*)\1$/, '$2');

/** Names of the card that differ from the Trainer's own. */
const argumentNames: ReadonlyMap<string, string> = new Map([
  ['train_batch_size', 'per_device_train_batch_size'],
  ['eval_batch_size', 'per_device_eval_batch_size'],
  ['lr_scheduler_warmup_steps', 'warmup_steps'],
  ['lr_scheduler_warmup_ratio', 'warmup_ratio'],
  ['num_epochs', 'num_train_epochs'],
  ['training_steps', 'max_steps'],
  ['optimizer', 'optim'],
]);

function settingsOf(lines: readonly string[], file: string): Settings | null {
  const start = lines.findIndex((line) =>
    /following hyper-?parameters were used during training/i.test(line),
  );
  if (start < 0) return null;
  const values = new Map<string, Scalar>();
  for (const line of lines.slice(start + 1)) {
    if (line.startsWith('#')) break;
    const pair = /^- ([A-Za-z_]+): (.+)$/.exec(line.trim());
    if (!pair) continue;
    const text = pair[2]!.trim();
    const value = text !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
    values.set(argumentNames.get(pair[1]!) ?? pair[1]!, value);
  }
  return values.size > 0 ? { file, values } : null;
}

function resultsOf(lines: readonly string[], file: string): readonly FinalValue[] {
  const start = lines.findIndex((line) =>
    line.includes('achieves the following results on the evaluation set'),
  );
  const results: FinalValue[] = [];
  for (const line of start < 0 ? [] : lines.slice(start + 1)) {
    if (line.startsWith('#')) break;
    const pair = /^- ([^:]+): (\S+)$/.exec(line.trim());
    const value = pair ? Number(pair[2]) : Number.NaN;
    if (pair && Number.isFinite(value)) results.push(finalValue(pair[1]!, value, file));
  }
  return results;
}

const finalValue = (name: string, value: number, from: string): FinalValue => ({
  split: 'validation',
  evaluationSet: null,
  quantity: normaliseQuantity(name.replace(/ /g, '_')),
  value,
  from,
});

function resultsTable(lines: readonly string[], file: string): readonly Series[] {
  const start = lines.findIndex(
    (line) => /^\|.*\bTraining Loss\b.*\|/i.test(line) && /\|\s*Step\s*\|/i.test(line),
  );
  if (start < 0) return [];
  const header = cells(lines[start]!);
  const rows: string[][] = [];
  for (const line of lines.slice(start + 2)) {
    if (!line.startsWith('|')) break;
    rows.push(cells(line));
  }
  const stepAt = header.findIndex((name) => /^step$/i.test(name));
  const epochAt = header.findIndex((name) => /^epoch$/i.test(name));
  const series: Series[] = [];
  for (const [at, name] of header.entries()) {
    if (at === stepAt || at === epochAt) continue;
    const tag = tagOf(name);
    const meaning = meaningOf(tag, []);
    const points: { step: number; epoch: number; value: number }[] = [];
    for (const row of rows) {
      const step = Number(row[stepAt] ?? 'NaN');
      const cell = row[at] ?? '';
      // "No log" means that no training loss had been logged yet. Python writes `nan` and `inf`.
      const value = /^nan$/i.test(cell)
        ? Number.NaN
        : /^-?inf$/i.test(cell)
          ? cell.startsWith('-')
            ? -Infinity
            : Infinity
          : cell === ''
            ? null
            : Number(cell);
      if (value === null || (Number.isNaN(value) && !/^nan$/i.test(cell)) || !Number.isFinite(step)) continue;
      const previous = points.at(-1);
      if (previous && step <= previous.step) continue;
      points.push({ step, epoch: epochAt < 0 ? Number.NaN : Number(row[epochAt]), value });
    }
    // The table repeats the last logged training loss at every evaluation until a new one is logged.
    const kept =
      tag === 'loss' ? points.filter((p, i) => i === 0 || p.value !== points[i - 1]!.value) : points;
    if (kept.length === 0) continue;
    series.push({
      tag,
      quantity: meaning.quantity,
      split: meaning.split,
      evaluationSet: null,
      step: Float64Array.from(kept, (p) => p.step),
      epoch: epochAt < 0 ? null : Float64Array.from(kept, (p) => p.epoch),
      time: null,
      value: Float64Array.from(kept, (p) => p.value),
      averaging: meaning.averaging,
      decimals: 4,
      file,
    });
  }
  return series;
}

const cells = (line: string): string[] =>
  line
    .replace(/^\s*\||\|\s*$/g, '')
    .split('|')
    .map((cell) => cell.trim());

function tagOf(name: string): string {
  if (/^training loss$/i.test(name)) return 'loss';
  if (/^validation loss$/i.test(name)) return 'eval_loss';
  return `eval_${name.toLowerCase().replace(/\s+/g, '_')}`;
}
