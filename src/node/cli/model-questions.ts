import type { Prober } from '../../engine/judge.ts';
import type { AttributionMethod, Attributor } from '../../model/attributions.ts';
import { formatCount } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import type { AttributionResult } from '../runner/attributions.ts';
import type { RunnerInput } from '../runner/messages.ts';
import type { CheckpointResult, RunOptions } from '../runner/run.ts';
import type { RunnerThread } from '../runner/thread.ts';

/** What a checkpoint that was run can be asked beyond its answers. */
export interface ModelQuestions {
  /** Told what was run; only then there is somebody to ask. */
  keep(result: CheckpointResult, input: RunnerInput): void;
  readonly prober: Prober;
  readonly attributor: Attributor;
}

export interface QuestionOptions {
  readonly path: string;
  readonly run: RunOptions;
  /** `auto`: gradient × input, or Integrated Gradients where that misses the words that matter. */
  readonly method: AttributionMethod | 'auto';
  readonly onProgress?: (what: string, done: number, rows: number) => void;
  /** Where the model runs; a thread of its own where absent. */
  readonly thread?: RunnerThread;
}

/** Seconds of weighing words; of checking them by hiding words. */
const SECONDS = { weigh: 20, check: 5 };
/** Examples that are checked, and texts too long for it, in UTF-16 units. */
const CHECKED = { rows: 20, length: 400 };

/** Asks the checkpoint of a path. What it cannot answer (pairs, several labels, no runtime) is null. */
export function createModelQuestions(options: QuestionOptions): ModelQuestions {
  const { path, run, onProgress } = options;
  const thread = options.thread === undefined ? {} : { thread: options.thread };
  let answers = false;
  return {
    keep(result, input) {
      answers = input.kind === 'texts' && result.head === 'sequence' && result.problemType === 'single-label';
    },
    async prober({ key, texts }) {
      if (!answers) return null;
      const { runCheckpoint } = await import('../runner/run.ts');
      onProgress?.('asking the model again', 0, texts.length);
      return unlessRefused(async () => {
        const { logits, labelCount, rows } = await runCheckpoint({
          folder: path,
          input: { kind: 'texts', texts },
          options: { ...run, limit: null },
          ...thread,
        });
        return {
          key,
          scores: Array.from(rows, (_, row) =>
            softmax(logits.subarray(row * labelCount, (row + 1) * labelCount)),
          ),
        };
      });
    },
    async attributor(request) {
      if (!answers) return null;
      const { attributeTexts, agreement } = await import('../runner/attributions.ts');
      const asked = {
        folder: path,
        texts: request.texts,
        toward: request.toward,
        against: request.against,
        options: { ...run, limit: null },
        ...thread,
      };
      return unlessRefused(async () => {
        const checked = Array.from(asked.texts.keys())
          .filter((row) => asked.texts[row]!.length <= CHECKED.length)
          .slice(0, CHECKED.rows);
        const some = {
          ...asked,
          texts: checked.map((row) => asked.texts[row]!),
          toward: Int32Array.from(checked, (row) => asked.toward[row]!),
          against: Int32Array.from(checked, (row) => asked.against[row]!),
          seconds: SECONDS.check,
        };
        const hidden = await attributeTexts({ ...some, method: 'occlusion' });
        const method =
          options.method !== 'auto'
            ? options.method
            : misses(agreement(await attributeTexts({ ...some, method: 'gradient' }), hidden))
              ? 'ig'
              : 'gradient';
        const found = await attributeTexts({
          ...asked,
          method,
          seconds: SECONDS.weigh,
          onProgress: (done, rows) => onProgress?.('weighing words', done, rows),
        });
        const { rows, first, start, end, weight, value, gap } = found;
        const pick = (values: Int32Array): Int32Array => rows.map((row) => values[row]!);
        return {
          method: found.method,
          methodName: found.methodName,
          rows: pick(request.rows),
          toward: pick(request.toward),
          against: pick(request.against),
          first,
          start,
          end,
          weight,
          value,
          gap,
          leftOut: leftOut(found, asked.texts.length),
          check:
            found.method === 'occlusion'
              ? null
              : agreement(found, { ...hidden, rows: hidden.rows.map((row) => checked[row]!) }),
        };
      });
    },
  };
}

/**
 * Gradient × input is one slope at the text: where answers are saturated it points anywhere. It is left when, in a third of the checked examples, it passes
 * over the word that matters most (docs/model-runner/attributions.md).
 */
const misses = (check: { readonly rows: number; readonly found: number } | null): boolean =>
  check !== null && check.rows >= LEAST_CHECKED && 3 * check.found < 2 * check.rows;

const LEAST_CHECKED = 10;

const leftOut = ({ rows }: AttributionResult, wanted: number): string | null =>
  rows.length === wanted
    ? null
    : `${formatCount(rows.length)} of ${many(wanted, 'text')} were weighed in ${SECONDS.weigh} s; the same command goes on from there`;

/** Null where the model cannot be asked, so that the report stands without. Other errors are defects, and are told. */
async function unlessRefused<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    if (['CheckpointError', 'TokenizerProblem', 'MissingPeerError'].includes(name)) return null;
    throw error;
  }
}

function softmax(logits: Float32Array): Float64Array {
  const scores = Float64Array.from(logits);
  const highest = scores.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY);
  let sum = 0;
  for (let label = 0; label < scores.length; label++) {
    scores[label] = Math.exp(scores[label]! - highest);
    sum += scores[label]!;
  }
  return scores.map((score) => score / sum);
}
