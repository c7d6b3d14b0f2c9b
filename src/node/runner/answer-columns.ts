import type { ReadSide } from '../../readers/entities/read-side.ts';
import type { AnsweredData } from './host.ts';
import type { RunnerInput } from './messages.ts';
import type { CheckpointResult } from './run.ts';
import { spansOf } from './spans.ts';

/** A column of what a run answered. `lists` hold lists of words, of tags or of mentions. */
export interface AnswerColumn {
  readonly name: string;
  readonly kind: 'texts' | 'integers' | 'numbers' | 'lists';
  /** One value a row that was run. */
  readonly values: readonly unknown[];
}

/**
 * What a run answered as columns, in the layout of docs/model-runner/running.md, which Afterfit reads again: `id` (or `row_id`, from 0),
 * references where the data have them, predictions, logits, and the text last.
 */
export function answerColumns(
  { result, input, ids, references }: AnsweredData,
  options: { readonly texts?: boolean } = {},
): readonly AnswerColumn[] {
  const each = <T>(value: (row: number, at: number) => T): readonly T[] => Array.from(result.rows, value);
  const id: AnswerColumn =
    ids === null
      ? { name: 'row_id', kind: 'integers', values: Array.from(result.rows) }
      : { name: 'id', kind: 'texts', values: each((row) => ids[row] ?? null) };
  const own =
    result.head === 'token'
      ? input.kind === 'words'
        ? taggedWords(result, references)
        : mentionsInTexts(result, input, references)
      : [...labelColumns(result, references), ...logitColumns(result)];
  return [id, ...own, ...(options.texts === false ? [] : textColumns(input, each))];
}

type References = AnsweredData['references'];
type Each = <T>(value: (row: number, at: number) => T) => readonly T[];

function textColumns(input: RunnerInput, each: Each): readonly AnswerColumn[] {
  if (input.kind === 'texts')
    return [{ name: 'text', kind: 'texts', values: each((row) => input.texts[row]!) }];
  if (input.kind === 'words')
    return [{ name: 'tokens', kind: 'lists', values: each((row) => input.rows[row]!) }];
  return [
    { name: 'text_a', kind: 'texts', values: each((row) => input.pairs[row]![0]) },
    { name: 'text_b', kind: 'texts', values: each((row) => input.pairs[row]![1]) },
  ];
}

/** References and predictions: one column of each, or one of each for every label where a row may have several. */
function labelColumns(result: CheckpointResult, references: References): readonly AnswerColumn[] {
  const { rows, logits, labelCount, labels, problemType } = result;
  const each: Each = (value) => Array.from(rows, value);
  const columns: AnswerColumn[] = [];
  if (references?.kind === 'labels')
    columns.push({ name: 'label', kind: 'texts', values: each((row) => references.labels[row] ?? null) });
  if (references?.kind === 'label-sets')
    references.labels.forEach((label, column) => {
      const cells = each((row) => references.matrix[row * references.labels.length + column]!);
      columns.push({
        name: `label_${label}`,
        kind: 'integers',
        values: cells.map((cell) => (cell > 1 ? null : cell)),
      });
    });
  if (problemType === 'single-label')
    columns.push({ name: 'predicted', kind: 'texts', values: each((_, at) => bestLabel(result, at)) });
  else if (problemType === 'multi-label')
    labels.forEach((label, code) => {
      columns.push({
        name: `predicted_${label}`,
        kind: 'integers',
        values: each((_, at) => {
          const logit = logits[at * labelCount + code]!;
          return Number.isNaN(logit) ? null : logit >= 0 ? 1 : 0;
        }),
      });
    });
  else if (labelCount === 1)
    columns.push({ name: 'predicted', kind: 'numbers', values: each((_, at) => logits[at]!) });
  return columns;
}

function logitColumns({ rows, logits, labelCount, labels, problemType }: CheckpointResult) {
  // The only number of a regression is its answer.
  if (problemType === 'regression' && labelCount === 1) return [];
  return labels.map(
    (label, code): AnswerColumn => ({
      name: `logit_${label}`,
      kind: 'numbers',
      values: Array.from(rows, (_, at) => logits[at * labelCount + code]!),
    }),
  );
}

function bestLabel({ logits, labelCount, labels }: CheckpointResult, unit: number): string | null {
  let found = 0;
  for (let label = 0; label < labelCount; label++) {
    const logit = logits[unit * labelCount + label]!;
    if (Number.isNaN(logit)) return null;
    if (logit > logits[unit * labelCount + found]!) found = label;
  }
  return labels[found] ?? null;
}

/** A tag a word; a word that the model did not see has `O`, as the scripts of transformers write it. */
function taggedWords(result: CheckpointResult, references: References): readonly AnswerColumn[] {
  const { rows, firstUnit } = result;
  const side = references?.kind === 'mentions' ? references.side : null;
  const tags =
    side === null || side.tags === null
      ? []
      : [{ name: 'tags', kind: 'lists' as const, values: Array.from(rows, (row) => tagsOf(side, row)) }];
  const predictions = Array.from(rows, (_, at) => {
    const words: string[] = [];
    for (let unit = firstUnit[at]!; unit < firstUnit[at + 1]!; unit++)
      words.push(bestLabel(result, unit) ?? 'O');
    return words;
  });
  return [...tags, { name: 'predictions', kind: 'lists', values: predictions }];
}

function tagsOf({ tags, tokens }: ReadSide, row: number): readonly string[] {
  const words: string[] = [];
  for (let at = tokens!.firstOfSentence[row]!; at < tokens!.firstOfSentence[row + 1]!; at++) {
    const tag = tags!.tags[at]!;
    // `-` is a token of which nobody said what it is.
    words.push(tag < 0 ? '-' : tags!.names[tag]!);
  }
  return words;
}

/** Mentions with offsets in code points, as Python counts. */
function mentionsInTexts(
  result: CheckpointResult,
  input: RunnerInput,
  references: References,
): readonly AnswerColumn[] {
  const texts = input.kind === 'texts' ? input.texts : [];
  const side = references?.kind === 'mentions' ? references.side : null;
  const reference =
    side === null || side.mentions === null
      ? []
      : [
          {
            name: 'entities',
            kind: 'lists' as const,
            values: Array.from(result.rows, (row) => referenceMentions(side, row)),
          },
        ];
  const predicted = Array.from(result.rows, (row, at) => {
    const text = texts[row]!;
    const place = codePoints(text);
    return spansOf(result, at, text, 'first').map(({ type, start, end, score }) => ({
      ...{ start: place(start), end: place(end), label: type },
      score: Number(score.toFixed(6)),
    }));
  });
  return [...reference, { name: 'predictions', kind: 'lists', values: predicted }];
}

function referenceMentions(side: ReadSide, row: number): readonly unknown[] {
  const { sentence, start, end, type } = side.mentions!;
  const place = codePoints(side.text(row));
  const found: unknown[] = [];
  for (let at = lowerBound(sentence, row); at < sentence.length && sentence[at] === row; at++)
    found.push({ start: place(start[at]!), end: place(end[at]!), label: side.types[type[at]!] });
  return found;
}

function lowerBound(sorted: Int32Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Code points before a place that is given in UTF-16 units. */
function codePoints(text: string): (unit: number) => number {
  if (!/[\ud800-\udbff]/.test(text)) return (unit) => unit;
  return (unit) => Array.from(text.slice(0, unit)).length;
}
