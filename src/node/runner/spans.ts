import type { CheckpointResult } from './run.ts';

/**
 * How tokens become mentions, by the names that transformers' pipeline gives them. `none`: every token of a mention alone ·
 * `simple`: neighbours of the same type · `first`, `average`, `max`: one label a word first, from its first token, from the
 * mean of its tokens, or from the surest of them.
 */
export type Aggregation = 'none' | 'simple' | 'first' | 'average' | 'max';

/** A mention in a text. UTF-16 units, `end` exclusive. */
export interface Span {
  /** Without `B-` and `I-`, except for `none`. */
  readonly type: string;
  readonly start: number;
  readonly end: number;
  /** Mean probability of the label over its tokens or words. */
  readonly score: number;
}

interface Labelled {
  readonly label: string;
  readonly score: number;
  readonly start: number;
  readonly end: number;
}

/**
 * Mentions that a token classifier finds in one text of a run over texts. White space at the borders is cut off; `O` is no mention.
 * Source: transformers, `pipelines/token_classification.py` (`aggregate`, `group_entities`).
 */
export function spansOf(
  result: Pick<CheckpointResult, 'firstUnit' | 'logits' | 'places' | 'labels' | 'labelCount'>,
  row: number,
  text: string,
  aggregation: Aggregation,
): readonly Span[] {
  const byWord = aggregation !== 'none' && aggregation !== 'simple';
  const labelled = byWord ? wordsOf(result, row, aggregation) : tokensOf(result, row);
  const spans: Span[] = [];
  const add = (type: string, group: readonly Labelled[]): void => {
    if (type === 'O') return;
    let start = group[0]!.start;
    let end = group.at(-1)!.end;
    while (start < end && isSpace(text, start)) start++;
    while (end > start && isSpace(text, end - 1)) end--;
    if (start < end) spans.push({ type, start, end, score: mean(group.map(({ score }) => score)) });
  };
  if (aggregation === 'none') {
    for (const one of labelled) add(one.label, [one]);
    return spans;
  }
  let group: Labelled[] = [];
  let type = '';
  for (const one of labelled) {
    const [begins, own] = partsOf(one.label);
    if (group.length > 0 && own === type && !begins) {
      group.push(one);
      continue;
    }
    if (group.length > 0) add(type, group);
    group = [one];
    type = own;
  }
  if (group.length > 0) add(type, group);
  return spans;
}

type Result = Parameters<typeof spansOf>[0];

function tokensOf(result: Result, row: number): readonly Labelled[] {
  const found: Labelled[] = [];
  for (let unit = result.firstUnit[row]!; unit < result.firstUnit[row + 1]!; unit++)
    found.push({ ...best(result, softmax(result, unit)), ...placeOf(result, unit) });
  return found;
}

/** One label a word; a word is a token that begins one with those after it. */
function wordsOf(result: Result, row: number, aggregation: Aggregation): readonly Labelled[] {
  const found: Labelled[] = [];
  const last = result.firstUnit[row + 1]!;
  for (let unit = result.firstUnit[row]!; unit < last; ) {
    let next = unit + 1;
    while (next < last && result.places![next * 3 + 2] === 0) next++;
    const tokens: Float64Array[] = [];
    for (let at = unit; at < next; at++) tokens.push(softmax(result, at));
    found.push({
      ...best(result, oneOf(tokens, aggregation)),
      start: placeOf(result, unit).start,
      end: placeOf(result, next - 1).end,
    });
    unit = next;
  }
  return found;
}

function oneOf(tokens: readonly Float64Array[], aggregation: Aggregation): Float64Array {
  const [first] = tokens as [Float64Array];
  if (aggregation === 'first') return first;
  if (aggregation === 'max')
    return tokens.reduce((surest, token) => (highestOf(token) > highestOf(surest) ? token : surest));
  return first.map((_, label) => mean(tokens.map((token) => token[label]!)));
}

function best({ labels }: Result, scores: Float64Array): { readonly label: string; readonly score: number } {
  let index = 0;
  for (let at = 1; at < scores.length; at++) if (scores[at]! > scores[index]!) index = at;
  return { label: labels[index] ?? `LABEL_${index}`, score: scores[index]! };
}

function softmax({ logits, labelCount }: Result, unit: number): Float64Array {
  const scores = Float64Array.from(logits.subarray(unit * labelCount, (unit + 1) * labelCount));
  const highest = highestOf(scores);
  let sum = 0;
  for (let at = 0; at < scores.length; at++) sum += scores[at] = Math.exp(scores[at]! - highest);
  return scores.map((score) => score / sum);
}

const placeOf = ({ places }: Result, unit: number): { readonly start: number; readonly end: number } => ({
  start: places![unit * 3]!,
  end: places![unit * 3 + 1]!,
});

const partsOf = (label: string): readonly [boolean, string] =>
  label.startsWith('B-') ? [true, label.slice(2)] : [false, label.startsWith('I-') ? label.slice(2) : label];

const highestOf = (scores: Float64Array): number =>
  scores.reduce((highest, score) => Math.max(highest, score), Number.NEGATIVE_INFINITY);

const isSpace = (text: string, at: number): boolean => /\s/.test(text[at]!);
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
