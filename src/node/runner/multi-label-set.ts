import { derived } from '../../model/known.ts';
import type { MultiLabelSet } from '../../model/multi-label.ts';
import { listed } from '../../model-runner/refusal.ts';
import { MAX_LABELS } from '../../predictions/columns.ts';
import { createMultiLabelSet } from '../../predictions/multi-label.ts';
import { many } from '../../text/words.ts';
import { matchLabels } from './match-labels.ts';
import type { RunnerInput } from './messages.ts';
import { cutSentences, type RunReferences, textsOf } from './prediction-set.ts';
import type { CheckpointResult } from './run.ts';

/** What the data file says about the labels of its rows; the matrix runs over all rows of the data, not over a sample. */
export interface LabelSetReferences extends Omit<RunReferences, 'labels' | 'labelNames'> {
  readonly labels: readonly string[];
  /** Rows × labels: 1 set, 0 not set, 255 not known. */
  readonly reference: Uint8Array;
  /** True: a label of the model that is not among `labels` is set nowhere. False: nobody looked for it. */
  readonly complete: boolean;
}

/** A set, or the sentence why there is none. */
export type RunLabelSets =
  | { readonly kind: 'set'; readonly set: MultiLabelSet; readonly assumptions: readonly string[] }
  | { readonly kind: 'none'; readonly sentence: string };

/** What transformers' metrics and most training scripts cut at, where nothing else is said. */
const THRESHOLD = 0.5;
const UNKNOWN = 255;

/**
 * The answers of a run as any number of labels a text: the sigmoid of each logit, called from one half on. Labels that the data have no column
 * for are left out; labels that the model cannot give are never called.
 */
export function multiLabelSetOfRun(
  result: CheckpointResult,
  input: RunnerInput,
  data: LabelSetReferences,
): RunLabelSets {
  const match = matchLabels(data.labels, result.labels);
  if (match === null)
    return {
      kind: 'none',
      sentence: `No label of ${data.file} (${listed(data.labels)}) is one that the model knows (${listed(result.labels)}). Check id2label in config.json, or name the column of the labels.`,
    };
  const columnOf = new Map(data.labels.map((label, column) => [match.codes.get(label)!, column]));
  const codes = [...result.labels.keys(), ...match.unknown.map((_, at) => result.labelCount + at)].filter(
    (code) => data.complete || columnOf.has(code),
  );
  if (codes.length > MAX_LABELS)
    return { kind: 'none', sentence: `${codes.length} labels are more than are counted (${MAX_LABELS}).` };
  const names = [...result.labels, ...match.unknown];
  const cells = result.rows.length * codes.length;
  const reference = new Uint8Array(cells);
  const predicted = new Uint8Array(cells);
  const probabilities = new Float32Array(cells);
  result.rows.forEach((row, at) => {
    codes.forEach((code, label) => {
      const cell = at * codes.length + label;
      const column = columnOf.get(code);
      reference[cell] =
        column === undefined ? known(data, row) : data.reference[row * data.labels.length + column]!;
      if (code >= result.labelCount) return;
      const probability = 1 / (1 + Math.exp(-result.logits[at * result.labelCount + code]!));
      probabilities[cell] = probability;
      predicted[cell] = Number.isNaN(probability) ? UNKNOWN : probability >= THRESHOLD ? 1 : 0;
    });
  });
  const pick = <T>(values: readonly T[]): readonly T[] => Array.from(result.rows, (row) => values[row]!);
  const set = createMultiLabelSet({
    id: `${data.file}#run`,
    file: data.file,
    split: data.split,
    ran: true,
    labels: codes.map((code) => names[code]!),
    reference,
    predicted,
    probabilities,
    threshold: derived(THRESHOLD, 'default'),
    texts: pick(textsOf(input)),
    ids: data.ids === null ? null : pick(data.ids),
    columns: {
      ...data.columns,
      predicted: `the checkpoint in ${result.folder}, run by Afterfit`,
      scores: `the sigmoid of its logits for ${many(result.labelCount, 'label')}`,
    },
  });
  const left = result.labels.filter((_, code) => !codes.includes(code));
  const assumptions = [
    ...result.assumptions,
    ...match.assumptions,
    `a label counts as predicted from a probability of ${THRESHOLD} on`,
    ...(left.length === 0
      ? []
      : [`${listed(left)}: labels of the model that the data have no column for, left out`]),
    ...cutSentences(result),
  ];
  return { kind: 'set', set, assumptions };
}

/** A label that no row of the data has is set nowhere, where the labels of the row are known at all. */
const known = ({ reference, labels }: LabelSetReferences, row: number): number =>
  labels.length > 0 && reference[row * labels.length] === UNKNOWN ? UNKNOWN : 0;
