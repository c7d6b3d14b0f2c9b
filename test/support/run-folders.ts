import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export type Files = Readonly<Record<string, string | Uint8Array>>;

/** Writes files below a folder, making the folders between. Returns the folder. */
export function writeFiles(folder: string, files: Files): string {
  mkdirSync(folder, { recursive: true });
  for (const [path, content] of Object.entries(files)) {
    const at = join(folder, path);
    mkdirSync(dirname(at), { recursive: true });
    writeFileSync(at, content);
  }
  return folder;
}

/** A small waver that is the same in every run of the tests. */
const wobble = (index: number): number => ((index * 7919) % 13) / 13 - 0.5;

interface StateOptions {
  readonly epochs?: number;
  readonly stepsPerEpoch?: number;
  /** Validation loss at an evaluation; falls and settles by default. */
  readonly validationLoss?: (epoch: number) => number;
  /** Rows of evaluation carry runtime and speed, from which the size can be told. */
  readonly sized?: boolean;
}

/** A trainer_state.json of an ordinary run: ten loss rows and one evaluation an epoch. */
export function trainerState(options: StateOptions = {}): string {
  const { epochs = 6, stepsPerEpoch = 100, sized = true } = options;
  const validationLoss =
    options.validationLoss ?? ((epoch) => 0.35 + 0.6 * Math.exp(-epoch) + 0.004 * wobble(epoch));
  const history: Record<string, number>[] = [];
  const last = epochs * stepsPerEpoch;
  for (let step = 10; step <= last; step += 10) {
    const epoch = step / stepsPerEpoch;
    history.push({
      epoch,
      learning_rate: Number((2e-5 * (1 - step / last)).toPrecision(6)),
      loss: Number((0.3 + 0.8 * Math.exp(-1.4 * epoch) + 0.02 * wobble(step / 10)).toFixed(4)),
      step,
    });
    if (step % stepsPerEpoch === 0) {
      history.push({
        epoch,
        eval_accuracy: Number((0.88 - 0.3 * Math.exp(-epoch)).toFixed(4)),
        eval_loss: Number(validationLoss(epoch).toFixed(5)),
        ...(sized ? { eval_runtime: 4, eval_samples_per_second: 250, eval_steps_per_second: 7.813 } : {}),
        step,
      });
    }
  }
  return JSON.stringify(
    {
      best_metric: null,
      epoch: epochs,
      global_step: last,
      log_history: history,
      max_steps: last,
      num_train_epochs: epochs,
    },
    null,
    2,
  );
}

const labels = ['negative', 'neutral', 'positive'] as const;

/** A sentence that must not be seen where texts are left out. */
export const SECRET = 'The zanzibar quokka sold its shares';

/** `rows` predictions of three labels, about one in ten wrong, as CSV with text and scores. */
export function predictionsCsv(rows = 120): string {
  const lines = ['id,text,label,predicted,prob_negative,prob_neutral,prob_positive'];
  for (let row = 0; row < rows; row++) {
    const gold = row % 3;
    const predicted = row % 11 === 4 ? (gold + 1) % 3 : gold;
    const scores = [0.1, 0.1, 0.1];
    scores[predicted] = 0.8;
    lines.push(`${row},${SECRET} ${row}.,${labels[gold]},${labels[predicted]},${scores.join(',')}`);
  }
  return `${lines.join('\n')}\n`;
}

export const configJson = JSON.stringify({
  architectures: ['BertForSequenceClassification'],
  model_type: 'bert',
  id2label: Object.fromEntries(labels.map((label, index) => [index, label])),
});

/** What an ordinary run leaves behind, with predictions. */
export const runFiles: Files = {
  'trainer_state.json': trainerState(),
  'config.json': configJson,
  'eval_predictions.csv': predictionsCsv(),
};
