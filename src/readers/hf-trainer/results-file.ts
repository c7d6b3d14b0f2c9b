import { decodeText, isJsonObject } from '../../formats/json.ts';
import { type Known, stated } from '../../model/known.ts';
import type { ReadContext } from '../../model/reader.ts';
import type { FinalValue } from '../../model/run.ts';
import type { SourceFile } from '../../model/source.ts';
import { baseName } from './layout.ts';
import { isSpeed, meaningOf } from './quantities.ts';
import { readJsonFile } from './state-file.ts';

/** What `all_results.json` and its siblings hold. */
export interface Results {
  readonly file: string;
  readonly finalValues: readonly FinalValue[];
  /** Every number by its key as written. */
  readonly numbers: ReadonlyMap<string, number>;
  readonly trainSamples: Known<number> | null;
  readonly evalSamples: Known<number> | null;
  readonly testSamples: Known<number> | null;
  /** Results of a prediction without a single metric: its labels were hidden. */
  readonly labelsHidden: boolean;
}

/** Reads a results file, JSON or `key = value` lines; null after a problem was reported. */
export async function readResults(file: SourceFile, context: ReadContext): Promise<Results | null> {
  const numbers = file.path.endsWith('.txt')
    ? await readLines(file, context)
    : await readNumbers(file, context);
  if (numbers === null) return null;
  const prefix = /^(train|eval|predict|test)_/.exec(baseName(file.path))?.[1] ?? 'eval';
  const sample = (...keys: string[]): Known<number> | null => {
    for (const key of keys) {
      const value = numbers.get(key);
      if (value !== undefined && Number.isInteger(value) && value > 0)
        return stated(value, `${file.path}#/${key}`);
    }
    return null;
  };
  const finalValues: FinalValue[] = [];
  let tested = false;
  let testedMetric = false;
  for (const [key, value] of numbers) {
    if (key === 'epoch' || key === 'step' || key === 'total_flos' || key === 'perplexity') {
      if (key === 'perplexity')
        finalValues.push({
          split: 'validation',
          evaluationSet: null,
          quantity: key,
          value,
          from: `${file.path}#/${key}`,
        });
      continue;
    }
    const named = /^(?:train|eval|predict|test)_/.test(key) ? key : `${prefix}_${key}`;
    if (named.startsWith('train_') || named.startsWith('train_mem') || key.startsWith('init_mem')) continue;
    const plain = meaningOf(named, []);
    // Old versions of run_glue.py wrote MNLI's second set to a file of its own.
    const meaning = /-mm\.\w+$/.test(file.path) ? { ...plain, evaluationSet: 'mm' } : plain;
    if (meaning.split === 'test') tested = true;
    if (isSpeed(meaning.quantity)) continue;
    if (meaning.split === 'test') testedMetric = true;
    finalValues.push({
      split: meaning.split,
      evaluationSet: meaning.evaluationSet,
      quantity: meaning.quantity,
      value,
      from: `${file.path}#/${key}`,
    });
  }
  context.found({
    file: file.path,
    reader: 'hf-trainer',
    found: `${numbers.size} ${numbers.size === 1 ? 'value' : 'values'}`,
  });
  return {
    file: file.path,
    finalValues,
    numbers,
    trainSamples: sample('train_samples'),
    evalSamples: sample('eval_samples'),
    testSamples: sample('predict_samples', 'test_samples'),
    labelsHidden: tested && !testedMetric,
  };
}

async function readNumbers(file: SourceFile, context: ReadContext): Promise<Map<string, number> | null> {
  const parsed = await readJsonFile(file, context, 'JSON with one number for each metric');
  if (!parsed) return null;
  if (!isJsonObject(parsed.value)) {
    context.problem({
      file: file.path,
      position: '#',
      expected: 'an object with one number for each metric',
      found: Array.isArray(parsed.value) ? 'a list' : 'a single value',
      nextStep: 'Rename the file if it is not a results file of the Trainer.',
      partial: false,
    });
    return null;
  }
  const numbers = new Map<string, number>();
  for (const [key, value] of Object.entries(parsed.value))
    if (typeof value === 'number') numbers.set(key, value);
  return numbers;
}

async function readLines(file: SourceFile, context: ReadContext): Promise<Map<string, number> | null> {
  const numbers = new Map<string, number>();
  try {
    for (const line of decodeText(await file.read()).split(/\r?\n/)) {
      const at = line.indexOf('=');
      const value = Number(line.slice(at + 1).trim());
      if (at > 0 && line.slice(at + 1).trim() !== '' && !Number.isNaN(value))
        numbers.set(line.slice(0, at).trim(), value);
    }
  } catch (error) {
    context.problem({
      file: file.path,
      position: null,
      expected: 'a readable file',
      found: error instanceof Error ? error.message : String(error),
      nextStep: 'Check that the file can be opened.',
      partial: false,
    });
    return null;
  }
  if (numbers.size > 0) return numbers;
  // Other tools write reports under such names too; only this one is also a file of predictions.
  if (baseName(file.path) !== 'test_results.txt') return null;
  context.problem({
    file: file.path,
    position: null,
    expected: 'lines of the form `name = number`',
    found: 'none',
    nextStep: 'Pass the file with `--predictions` if it holds predictions.',
    partial: false,
  });
  return null;
}
