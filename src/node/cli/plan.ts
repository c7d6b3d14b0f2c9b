import { readFile, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { type Plan, planTraining } from '../../engine/plan.ts';
import { isJsonObject, parseJsonBytes } from '../../formats/json.ts';
import type { ReadContext } from '../../model/reader.ts';
import type { InputProblem } from '../../model/source.ts';
import { isModelConfig, modelFacts } from '../../readers/hf-trainer/model-config.ts';
import { labelledTexts } from '../../readers/predictions/labelled-texts.ts';
import { planText } from '../../report/plan-text.ts';
import { directorySource } from '../directory-source.ts';
import { UsageError } from './errors.ts';
import type { PlanOptions } from './options.ts';

/** `config.json` itself, or the folder that holds it. */
async function configOf(
  path: string,
): Promise<{ readonly file: string; readonly value: Parameters<typeof modelFacts>[0] }> {
  const kind = await stat(path).catch(() => null);
  if (kind === null)
    throw new UsageError(
      `--model ${path}: no such file or folder. Give a \`config.json\` or the folder that holds it.`,
    );
  const file = kind.isDirectory() ? join(path, 'config.json') : path;
  const bytes = await readFile(file).catch(() => null);
  if (bytes === null) throw new UsageError(`--model ${path}: no \`config.json\` in it.`);
  const parsed = parseJsonBytes(bytes);
  if (!('value' in parsed) || !isJsonObject(parsed.value) || !isModelConfig(parsed.value))
    throw new UsageError(
      `--model ${path}: \`${basename(file)}\` is no configuration of a transformers model.`,
    );
  return { file, value: { file: basename(file), value: parsed.value } };
}

const words = (text: string): number =>
  text.split(/\s+/).filter((part) => /[\p{L}\p{N}\p{P}\p{S}]/u.test(part)).length;
const TOKENS = /^(?:num|n|number_of)_(?:input_)?tokens$|^tokens?_(?:count|length|len)$/i;

async function dataOf(path: string, options: PlanOptions) {
  const name = basename(resolve(path));
  const kind = await stat(path).catch(() => null);
  if (kind === null || !kind.isFile())
    throw new UsageError(`--data ${path}: no such file. Give a table with one text a row.`);
  const source = await directorySource(path, [{ disk: path, inside: name }]);
  const problems: InputProblem[] = [];
  const context: ReadContext = {
    source,
    options: { data: name, textColumn: options.textColumn, labelColumn: options.labelColumn },
    found: () => {},
    problem: (problem) => void problems.push(problem),
    assume: () => {},
    progress: () => {},
  };
  const read = await labelledTexts(source.files[0]!, context, 'optional');
  if ('why' in read) {
    const [first] = problems;
    const why =
      read.why ??
      (first === undefined
        ? 'the file holds predictions, no texts to train on'
        : `expected ${first.expected}, found ${first.found}`);
    throw new UsageError(`--data ${path}: ${why}.`);
  }
  const { texts, labels, extra } = read.data;
  const counted = [...extra].find(([column]) => TOKENS.test(column))?.[1];
  const tokens = counted?.every((cell) => cell !== null && /^\d+$/.test(cell))
    ? Float64Array.from(counted, Number)
    : null;
  return {
    lengths: tokens ?? Float64Array.from(texts, (parts) => words(parts.join(' '))),
    counted: tokens === null ? ('words' as const) : ('tokens' as const),
    labels: labels === null ? null : new Set(labels.filter((label) => label !== null)).size || null,
  };
}

/** Prints what a training would take before it is started. Returns the exit code. */
export async function plan(options: PlanOptions): Promise<number> {
  const { value } = await configOf(options.model);
  const data = await dataOf(options.data, options);
  const result = planTraining({
    model: modelFacts(value, null, null),
    task: options.task ?? 'sequence',
    ...data,
    evaluationRows: options.evalSize ?? null,
    gpu: options.gpu ?? null,
    gpus: options.gpus ?? 1,
    epochs: options.epochs ?? null,
    batch: options.batchSize ?? null,
    maxLength: options.maxLength ?? null,
    price: options.price ?? null,
    power: options.power ?? null,
    grid: options.grid ?? null,
    pue: options.pue ?? null,
  });
  if ('why' in result) throw new UsageError(`No plan: ${result.why}.`);
  process.stdout.write(
    options.format === 'json'
      ? `${JSON.stringify(result.plan satisfies Plan, null, 2)}\n`
      : planText(result.plan),
  );
  return 0;
}
