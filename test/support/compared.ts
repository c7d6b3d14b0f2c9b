import { type AnalyseOptions, type Judgements, judgeRuns, readRuns } from '../../src/engine/analyse.ts';
import { gatherRuns } from '../../src/engine/gather-runs.ts';
import type { Comparison } from '../../src/model/comparison.ts';
import type { Report } from '../../src/model/report.ts';
import { memorySource } from '../../src/sources/memory.ts';
import type { Files } from './run-folders.ts';

/** A waver that is the same in every run of the tests. */
const wobble = (index: number): number => (((index * 7919 + 13) % 101) / 101 - 0.5) * 2;

export interface RunSettings {
  readonly seed?: number;
  readonly learningRate?: number;
  readonly batch?: number;
  readonly epochs?: number;
  readonly stepsPerEpoch?: number;
  /** Accuracy that it ends at. */
  readonly top?: number;
  /** Stays at guess level. */
  readonly failed?: boolean;
  readonly layers?: number;
  readonly examples?: number;
}

/** What an ordinary classification run of the Trainer leaves behind: a state, a model card and a configuration. */
export function runFolder(settings: RunSettings = {}): Files {
  const { seed = 1, learningRate = 2e-5, batch = 16, epochs = 4, stepsPerEpoch = 100 } = settings;
  const { top = 0.88, failed = false, layers = 12, examples = 1000 } = settings;
  const last = epochs * stepsPerEpoch;
  const history: Record<string, number>[] = [];
  for (let step = 25; step <= last; step += 25) {
    const epoch = step / stepsPerEpoch;
    const learned = 0.2 + 0.5 * Math.exp(-1.5 * epoch) + 0.01 * wobble(step + seed);
    history.push({
      epoch,
      learning_rate: learningRate * (1 - step / last),
      loss: Number((failed ? Math.LN2 + 0.004 * wobble(step * seed) : learned).toFixed(4)),
      step,
    });
    if ((2 * step) % stepsPerEpoch !== 0) continue;
    const share = failed ? 0.5 : top - 0.3 * Math.exp(-2 * epoch) + 0.002 * wobble(step + 31 * seed);
    const loss = failed ? 0.6935 + 0.0002 * wobble(step + seed) : 0.3 + 0.4 * Math.exp(-2 * epoch);
    history.push({
      epoch,
      eval_accuracy: Math.round(share * examples) / examples,
      eval_loss: Number((loss + 0.002 * wobble(step + 7 * seed)).toFixed(5)),
      eval_runtime: 4,
      eval_samples_per_second: examples / 4,
      step,
    });
  }
  return {
    'trainer_state.json': JSON.stringify({
      epoch: epochs,
      global_step: last,
      max_steps: last,
      num_train_epochs: epochs,
      train_batch_size: batch,
      total_flos: 1e12 * layers * last,
      log_history: history,
    }),
    'config.json': JSON.stringify({
      architectures: ['BertForSequenceClassification'],
      model_type: 'bert',
      _name_or_path: 'bert-base-uncased',
      num_hidden_layers: layers,
      hidden_size: 768,
      id2label: { 0: 'negative', 1: 'positive' },
    }),
    'README.md': [
      '---',
      'base_model: bert-base-uncased',
      '---',
      '### Training hyperparameters',
      '',
      'The following hyperparameters were used during training:',
      `- learning_rate: ${learningRate}`,
      `- train_batch_size: ${batch}`,
      `- seed: ${seed}`,
      '- lr_scheduler_type: linear',
      `- num_epochs: ${epochs}`,
    ].join('\n'),
  };
}

export interface Answered {
  readonly rows?: number;
  /** Rows that this model gets wrong. */
  readonly wrong: (row: number) => boolean;
  readonly text?: (row: number) => string;
  /** Reference of a row; alternates by default in an order that chance does not repeat. */
  readonly gold?: (row: number) => number;
  readonly labels?: readonly [string, string];
  readonly columns?: readonly ('id' | 'text')[];
}

const goldOf = (row: number): number => (((row * 2654435761) >>> 7) & 1) as number;

/** Predictions of two labels as CSV, with scores. */
export function answers(answered: Answered): string {
  const { rows = 400, wrong, gold = goldOf, labels = ['negative', 'positive'] } = answered;
  const { text = (row: number) => `Sentence number ${row}.`, columns = ['id', 'text'] } = answered;
  const lines = [[...columns, 'label', 'predicted', `prob_${labels[0]}`, `prob_${labels[1]}`].join(',')];
  for (let row = 0; row < rows; row++) {
    const label = gold(row);
    const predicted = wrong(row) ? 1 - label : label;
    const cells = { id: `ex-${row}`, text: `"${text(row).replaceAll('"', '""')}"` };
    const sure = 0.7 + 0.001 * (row % 200);
    const scores = predicted === 0 ? [sure, 1 - sure] : [1 - sure, sure];
    lines.push(
      [...columns.map((column) => cells[column]), labels[label], labels[predicted], ...scores].join(','),
    );
  }
  return `${lines.join('\n')}\n`;
}

/** Each place read by itself and all runs judged together, as `afterfit compare` does. */
export async function compared(
  places: Readonly<Record<string, Files>>,
  options: AnalyseOptions = {},
): Promise<Judgements> {
  const gathered = [];
  for (const [label, files] of Object.entries(places))
    gathered.push({ label, folder: true, input: await readRuns(memorySource(label, { ...files }), options) });
  return judgeRuns(Object.keys(places).join(' '), gatherRuns(gathered), { compare: true, ...options });
}

/** The comparison of a report that has one. */
export function comparisonOf(report: Report): Comparison {
  if (report.comparison === null) throw new Error('no comparison in this report');
  return report.comparison;
}

/** B answers 30 examples right that A has wrong, and 6 the other way round; both have 10 wrong. */
export const twoModels = (text?: (row: number) => string): Readonly<Record<string, Files>> => ({
  base: {
    ...runFolder({ seed: 1 }),
    'eval_predictions.csv': answers({ wrong: (row) => row < 40, text }),
  },
  new: {
    ...runFolder({ seed: 1, learningRate: 5e-5, top: 0.9 }),
    'eval_predictions.csv': answers({ wrong: (row) => row < 10 || (row >= 40 && row < 46), text }),
  },
});

/** Seeds of one setting in one folder; every eighth failed. */
export const seeds = (count: number): Files =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) =>
      Object.entries(
        runFolder({ seed: index + 1, top: 0.88 + 0.01 * wobble(index), failed: index % 8 === 6 }),
      ).map(([path, content]) => [`seed-${index + 1}/${path}`, content] as const),
    ).flat(),
  );

/** A search over rate and batch in one folder, one run a setting. */
export const search = (count: number): Files =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) =>
      Object.entries(
        runFolder({
          seed: 42,
          learningRate: (1 + Math.floor(index / 3)) * 1e-5,
          batch: 8 * 2 ** (index % 3),
          stepsPerEpoch: 200 / 2 ** (index % 3),
          top: 0.84 + 0.004 * (index % 12) + 0.004 * wobble(index),
          failed: index % 17 === 11,
        }),
      ).map(([path, content]) => [`trial-${String(index).padStart(3, '0')}/${path}`, content] as const),
    ).flat(),
  );
