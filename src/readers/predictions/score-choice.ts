import { MISSING } from '../../predictions/columns.ts';
import type { Scores } from '../../predictions/scores.ts';
import { formatCount } from '../../text/numbers.ts';
import { type Alignment, type AlignmentRefusal, alignLabels, type ClassNames, sample } from './align.ts';
import { binaryScores } from './confidence.ts';
import { type LabelColumn, labelId } from './labels.ts';
import { countAgreement, scoreKind } from './score-kind.ts';
import { matchClasses, matchSingle, readScores, type ScoreSource } from './scores.ts';
import type { ForeignTable } from './table.ts';

export interface ScoreChoice {
  readonly alignment: Alignment;
  readonly scores: Scores | null;
  /** How they are called in `columns`. */
  readonly description: string | null;
  readonly sentences: readonly string[];
  /** Where each score stands; null without scores. */
  readonly layout: ScoreLayout | null;
}

export interface ScoreLayout {
  readonly source: ScoreSource;
  /** Position of every label among the numbers of the source; null: one number, the probability of `single`. */
  readonly order: readonly number[] | null;
  readonly single: number | null;
  readonly factor: number;
}

/** Below this share of agreement the scores belong to other labels, or to another model. */
const MIN_AGREEMENT = 0.5;

const KIND_SENTENCE: Readonly<
  Record<'probabilities' | 'percentages' | 'log-probabilities' | 'logits', string>
> = {
  probabilities: 'rows lie within 0…1 and sum to 1: taken as probabilities',
  percentages: 'rows sum to 100: taken as probabilities in percent',
  'log-probabilities': 'exponentials sum to 1: taken as log-probabilities',
  logits: 'rows do not sum to 1: taken as logits of one label a row (softmax)',
};

/**
 * Labels and scores that fit each other: the first source whose classes can be brought onto the labels.
 * Without one the labels alone.
 */
export function chooseScores(
  table: ForeignTable,
  sources: readonly ScoreSource[],
  columns: readonly LabelColumn[],
  predicted: readonly unknown[] | null,
  config: readonly ClassNames[],
): ScoreChoice | AlignmentRefusal {
  const sentences: string[] = [];
  for (const source of sources) {
    const alignment = alignLabels(columns, source.count === 1 ? null : source.count, [
      ...config,
      ...classNamesOf(source),
    ]);
    if ('refused' in alignment) continue;
    const order = source.count === 1 ? null : matchClasses(source, alignment.labels);
    const single = matchSingle(source, alignment.labels);
    if (order === null && single === null) continue;
    const raw = readScores(table, source);
    const codes = predicted === null ? null : Int16Array.from(predicted, (cell) => alignment.codeOf(cell));
    if (single !== null) {
      const scores = binaryScores(raw, single);
      if (scores === null) continue;
      const sentence = `\`${source.description}\` was taken as the probability of ${alignment.labels[single]}`;
      return judge(alignment, scores, { source, order: null, single, factor: 1 }, codes, [sentence]);
    }
    const kind = scoreKind(raw, source.count);
    if (kind === 'none') {
      sentences.push(`${source.description}: no row holds usable numbers; scores were left out`);
      continue;
    }
    if (kind === 'independent') {
      sentences.push(
        `${source.description}: values lie within 0…1 but do not sum to 1 over a row (independent sigmoids?); they were not used as probabilities`,
      );
      continue;
    }
    const unnamed = source.classes === null && !alignment.labels.every((label) => labelId(label) !== null);
    if (unnamed && codes === null && !config.some(({ names }) => sameNames(names, alignment.labels))) {
      sentences.push(
        `${source.description}: nothing says which of the ${source.count} scores belongs to which label (${sample(alignment.labels)}); save them under the names of the labels, or put the model's config.json with its id2label beside`,
      );
      continue;
    }
    const sure =
      unnamed && codes !== null ? (orderByPredictions(raw, codes, source.count) ?? order!) : order!;
    const factor = kind === 'percentages' ? 0.01 : 1;
    const values = reorder(raw, sure, factor);
    const scores: Scores = {
      kind: kind === 'probabilities' || kind === 'percentages' ? 'probabilities' : 'logits',
      classes: source.count,
      values,
    };
    return judge(alignment, scores, { source, order: sure, single: null, factor }, codes, [
      ...sentences,
      `${source.description}: ${KIND_SENTENCE[kind]}`,
    ]);
  }
  const alignment = alignLabels(columns, null, config);
  return 'refused' in alignment
    ? alignment
    : { alignment, scores: null, description: null, sentences, layout: null };
}

const sameNames = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((name, at) => name === b[at]);

function judge(
  alignment: Alignment,
  scores: Scores,
  layout: ScoreLayout,
  codes: Int16Array | null,
  sentences: readonly string[],
): ScoreChoice {
  const { source } = layout;
  const choice: ScoreChoice = { alignment, scores, description: source.description, sentences, layout };
  if (codes === null) return choice;
  const { agree, rows } = countAgreement(scores, codes);
  if (agree === rows) return choice;
  const count = `${formatCount(rows - agree)} of ${formatCount(rows)} rows`;
  const disagreement = `the highest score of ${source.description} is not the predicted label in ${count}`;
  if (agree < rows * MIN_AGREEMENT) {
    return {
      ...choice,
      scores: null,
      layout: null,
      description: null,
      sentences: [`${disagreement}; the scores were left out`],
    };
  }
  return { ...choice, sentences: [...sentences, `${disagreement}; the predicted column was believed`] };
}

/** Names in id order that the score columns state: `prob_0 (non-hate)`, `logit_neg`. */
function classNamesOf(source: ScoreSource): readonly ClassNames[] {
  if (source.classes === null || source.count < 2) return [];
  const names = source.classes.map((name) => /^\d+\s*[([](.+)[\])]$/.exec(name)?.[1] ?? name);
  if (names.some((name) => labelId(name) !== null)) return [];
  return [{ names, from: `the score columns (${source.description})` }];
}

/**
 * The order of an unnamed list of scores among named labels: where the highest score stands when a label was
 * predicted. Null unless every position belongs to one label and nearly every row agrees.
 */
function orderByPredictions(raw: Float32Array, codes: Int16Array, classes: number): readonly number[] | null {
  const votes = new Float64Array(classes * classes);
  let rows = 0;
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]!;
    if (code === MISSING) continue;
    let best = 0;
    for (let index = 1; index < classes; index++) {
      if (raw[row * classes + index]! > raw[row * classes + best]!) best = index;
    }
    votes[code * classes + best]!++;
    rows++;
  }
  const order: number[] = [];
  let agree = 0;
  for (let code = 0; code < classes; code++) {
    const own = votes.subarray(code * classes, (code + 1) * classes);
    const position = own.indexOf(Math.max(...own));
    order.push(position);
    agree += own[position]!;
  }
  return new Set(order).size === classes && agree >= rows * 0.99 ? order : null;
}

function reorder(raw: Float32Array, order: readonly number[], factor: number): Float32Array {
  if (factor === 1 && order.every((from, to) => from === to)) return raw;
  const classes = order.length;
  const values = new Float32Array(raw.length);
  for (let start = 0; start < raw.length; start += classes) {
    for (let to = 0; to < classes; to++) values[start + to] = raw[start + order[to]!]! * factor;
  }
  return values;
}
