import type { Known } from '../../model/known.ts';
import type { PredictionSet } from '../../model/predictions.ts';
import type { Split } from '../../model/series.ts';
import { listed } from '../../model-runner/refusal.ts';
import { MAX_LABELS, MISSING } from '../../predictions/columns.ts';
import { createPredictionSet } from '../../predictions/create.ts';
import { argmax, type Scores } from '../../predictions/scores.ts';
import { formatCount } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import { distinct, matchLabels } from './match-labels.ts';
import type { RunnerInput } from './messages.ts';
import type { CheckpointResult } from './run.ts';

/** What the data file says about its rows; columns run over all rows of the data, not over a sample. */
export interface RunReferences {
  readonly file: string;
  readonly split: Known<Split> | null;
  /** Labels as written; null where missing, or for the whole column when the data has none. */
  readonly labels: readonly (string | null)[] | null;
  /** Names of the ids among them, where the file states some. */
  readonly labelNames?: readonly string[] | null;
  readonly ids: readonly (string | null)[] | null;
  readonly extra: ReadonlyMap<string, readonly (string | null)[]>;
  /** What was taken for what in the data: `text ← sentence`. */
  readonly columns: Readonly<Record<string, string>>;
}

/** A set of predictions, or the sentence why there is none. */
export type RunPredictions =
  | { readonly kind: 'set'; readonly set: PredictionSet; readonly assumptions: readonly string[] }
  | { readonly kind: 'none'; readonly sentence: string };

/**
 * The answers of a run as predictions of one label a text. How labels of the data are found among the model's: `matchLabels`.
 */
export function predictionSetOfRun(
  result: CheckpointResult,
  input: RunnerInput,
  data: RunReferences,
): RunPredictions {
  if (result.head !== 'sequence' || result.problemType !== 'single-label')
    return {
      kind: 'none',
      sentence:
        result.head === 'token'
          ? 'The checkpoint labels tokens; its answers are mentions, not one label a text.'
          : result.problemType === 'regression'
            ? 'The checkpoint gives a number a text and not a label; numbers are not judged.'
            : 'The checkpoint may call several labels a text, not one.',
    };
  const pick = <T>(values: readonly T[]): readonly T[] => Array.from(result.rows, (row) => values[row]!);
  const written = data.labels === null ? null : pick(data.labels);
  const match = matchLabels(written ?? [], result.labels, data.labelNames);
  if (match === null)
    return {
      kind: 'none',
      sentence: `No label of ${data.file} (${listed(distinct(written ?? []))}) is one that the model knows (${listed(result.labels)}). Check id2label in config.json, or name the column of the labels.`,
    };
  const labels = [...result.labels, ...match.unknown];
  if (labels.length > MAX_LABELS)
    return { kind: 'none', sentence: `${labels.length} labels are more than are counted (${MAX_LABELS}).` };
  const rows = result.rows.length;
  const scores: Scores = { kind: 'logits', classes: labels.length, values: widen(result, labels.length) };
  const predicted = Int16Array.from({ length: rows }, (_, row) => argmax(scores, row));
  const reference = Int16Array.from({ length: rows }, (_, row) => {
    const label = written?.[row] ?? null;
    return label === null ? MISSING : match.codes.get(label)!;
  });
  const set = createPredictionSet({
    id: `${data.file}#run`,
    file: data.file,
    split: data.split,
    ran: true,
    labels,
    reference,
    predicted,
    scores,
    confidence: null,
    texts: pick(textsOf(input)),
    ids: data.ids === null ? null : pick(data.ids),
    extra: new Map([...data.extra].map(([name, values]) => [name, pick(values)])),
    columns: {
      ...data.columns,
      predicted: `the checkpoint in ${result.folder}, run by Afterfit`,
      scores: `its logits for ${result.labels.length} labels`,
    },
  });
  return {
    kind: 'set',
    set,
    assumptions: [...result.assumptions, ...match.assumptions, ...cutSentences(result)],
  };
}

/** How many texts the model did not see to their end; empty when it saw all. */
export const cutSentences = ({ rowsCut, rows, maxLength }: CheckpointResult): readonly string[] =>
  rowsCut === 0
    ? []
    : [
        `${formatCount(rowsCut)} of ${many(rows.length, 'text')} have more than ${formatCount(maxLength)} tokens; the model did not see their end`,
      ];

/** A label that the model cannot give has probability 0. */
function widen({ logits, labelCount, rows }: CheckpointResult, classes: number): Float32Array {
  if (classes === labelCount) return logits;
  const wide = new Float32Array(rows.length * classes).fill(Number.NEGATIVE_INFINITY);
  for (let row = 0; row < rows.length; row++)
    wide.set(logits.subarray(row * labelCount, (row + 1) * labelCount), row * classes);
  return wide;
}

/** Texts as they are shown; of a pair as the readers of predictions join them. */
export function textsOf(input: RunnerInput): readonly string[] {
  if (input.kind === 'texts') return input.texts;
  const rows: readonly (readonly string[])[] = input.kind === 'pairs' ? input.pairs : input.rows;
  return rows.map((row) => row.join(input.kind === 'pairs' ? ' ‖ ' : ' '));
}
