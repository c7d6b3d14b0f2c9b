import type { Known } from '../../model/known.ts';
import type { PredictionSet } from '../../model/predictions.ts';
import type { Split } from '../../model/series.ts';
import { listed } from '../../model-runner/refusal.ts';
import { MAX_LABELS, MISSING } from '../../predictions/columns.ts';
import { createPredictionSet } from '../../predictions/create.ts';
import { argmax, type Scores } from '../../predictions/scores.ts';
import type { RunnerInput } from './messages.ts';
import type { CheckpointResult } from './run.ts';

/** What the data file says about its rows; columns run over all rows of the data, not over a sample. */
export interface RunReferences {
  readonly file: string;
  readonly split: Known<Split> | null;
  /** Labels as written; null where missing, or for the whole column when the data has none. */
  readonly labels: readonly (string | null)[] | null;
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
 * The answers of a run as predictions of one label a text. Labels of the data are found among the model's by name, then without regard to
 * case, then as ids (`2`, `LABEL_2`); a rule counts only when it fits every label of the data or, by name, at least one.
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
          : `The checkpoint answers ${result.problemType === 'regression' ? 'with a number' : 'with several labels'} a text, not with one label.`,
    };
  const pick = <T>(values: readonly T[]): readonly T[] => Array.from(result.rows, (row) => values[row]!);
  const written = data.labels === null ? null : pick(data.labels);
  const match = matchLabels(written ?? [], result.labels);
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
  const reference = Int16Array.from({ length: rows }, (_, row) => match.codeOf(written?.[row] ?? null));
  const set = createPredictionSet({
    id: `${data.file}#run`,
    file: data.file,
    split: data.split,
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
  const cut =
    result.rowsCut === 0
      ? []
      : [
          `${result.rowsCut} of ${rows} texts have more than ${result.maxLength} tokens; the model did not see their end`,
        ];
  return { kind: 'set', set, assumptions: [...result.assumptions, ...match.assumptions, ...cut] };
}

/** A label that the model cannot give has probability 0. */
function widen({ logits, labelCount, rows }: CheckpointResult, classes: number): Float32Array {
  if (classes === labelCount) return logits;
  const wide = new Float32Array(rows.length * classes).fill(Number.NEGATIVE_INFINITY);
  for (let row = 0; row < rows.length; row++)
    wide.set(logits.subarray(row * labelCount, (row + 1) * labelCount), row * classes);
  return wide;
}

function textsOf(input: RunnerInput): readonly string[] {
  if (input.kind === 'texts') return input.texts;
  const rows: readonly (readonly string[])[] = input.kind === 'pairs' ? input.pairs : input.rows;
  return rows.map((row) => row.join(input.kind === 'pairs' ? '\n' : ' '));
}

interface LabelMatch {
  codeOf(label: string | null): number;
  /** Labels of the data that the model cannot give; they follow the model's. */
  readonly unknown: readonly string[];
  readonly assumptions: readonly string[];
}

function matchLabels(written: readonly (string | null)[], known: readonly string[]): LabelMatch | null {
  const names = distinct(written);
  const exact = new Map(known.map((label, code) => [label, code]));
  const folded = new Map(known.map((label, code) => [label.toLowerCase(), code]));
  const rules: readonly (readonly [(label: string) => number | undefined, string | null])[] = [
    [(label) => exact.get(label), null],
    [
      (label) => (folded.size === known.length ? folded.get(label.toLowerCase()) : undefined),
      'labels of the data ← names of the model without regard to case',
    ],
    [(label) => idOf(label, known.length), 'labels of the data ← ids of the model’s labels'],
  ];
  for (const [rule, said] of rules)
    if (names.every((name) => rule(name) !== undefined))
      return {
        codeOf: (label) => (label === null ? MISSING : (rule(label) ?? MISSING)),
        unknown: [],
        assumptions: said === null ? [] : [said],
      };
  const unknown = names.filter((name) => !exact.has(name));
  if (unknown.length === names.length) return null;
  const all = new Map([...known, ...unknown].map((label, code) => [label, code]));
  return {
    codeOf: (label) => (label === null ? MISSING : all.get(label)!),
    unknown,
    assumptions: [
      `${listed(unknown)} in the data ← labels that the model cannot give; every row of them counts as wrong`,
    ],
  };
}

const distinct = (labels: readonly (string | null)[]): readonly string[] =>
  [...new Set(labels)].filter((label) => label !== null).sort();

/** `2`, `2.0`, or `LABEL_2`, when it is an id of one of `count` labels. */
function idOf(label: string, count: number): number | undefined {
  const match = /^(?:LABEL_)?(\d+)(?:\.0+)?$/.exec(label);
  const id = match === null ? Number.NaN : Number(match[1]);
  return id < count ? id : undefined;
}
