import type { EntitySet } from '../model/entities.ts';
import type { MultiLabelSet } from '../model/multi-label.ts';
import type { PredictionSet } from '../model/predictions.ts';
import type { Run } from '../model/run.ts';
import { formatCount, formatPercent } from '../text/numbers.ts';
import { code } from '../text/words.ts';
import { joinAnswers } from './comparison-join.ts';
import { compareLabelSets } from './recorded-label-sets.ts';
import { compareMentions } from './recorded-mentions.ts';
import { type AnswerRows, hasCapital, reasonsFor } from './recorded-reasons.ts';

/** How far a file and the checkpoint agree. */
export interface Agreement {
  readonly file: string;
  /** What is counted: `rows`, `tags`, `mentions`, `labels`. */
  readonly unit: string;
  readonly same: number;
  readonly of: number;
  /** Sentences: why they differ, or what else does. */
  readonly reasons: readonly string[];
}

/** Of several saved files only so many are told; of more, the one that agrees best. */
const MOST_TOLD = 3;

/**
 * Where a run holds predictions of its own beside those that the checkpoint gave here for the same examples: a sentence on how far they
 * agree, and why not. Empty without either.
 */
export async function recordedSentences(run: Run): Promise<readonly string[]> {
  const found: Agreement[] = [];
  const add = (agreement: Agreement | null): void => {
    if (agreement !== null) found.push(agreement);
  };
  for (const [ran, saved] of pairs(run.predictions)) add(await compareAnswers(ran, saved));
  for (const [ran, saved] of pairs(run.multiLabelSets ?? [])) add(compareLabelSets(ran, saved));
  for (const [ran, saved] of pairs(run.entitySets ?? [])) add(compareMentions(ran, saved));
  if (found.length <= MOST_TOLD) return found.map(sentenceOf);
  const [best] = [...found].sort((a, b) => b.same / b.of - a.same / a.of);
  return [`Of ${formatCount(found.length)} files of saved predictions one agrees best. ${sentenceOf(best!)}`];
}

type AnySet = PredictionSet | MultiLabelSet | EntitySet;

/** Each set that was run here with each that was not. */
function pairs<T extends AnySet>(sets: readonly T[]): readonly (readonly [T, T])[] {
  const saved = sets.filter((set) => set.ran !== true);
  return sets.filter((set) => set.ran === true).flatMap((ran) => saved.map((one) => [ran, one] as const));
}

function sentenceOf({ file, unit, same, of, reasons }: Agreement): string {
  const share = same === of ? '' : ` (${formatPercent(same / of)})`;
  return [
    `The saved predictions in ${code(file)} agree with the checkpoint on ${formatCount(same)} of ${formatCount(of)} ${unit}${share}.`,
    ...reasons,
  ].join(' ');
}

/** Probabilities of the same examples may differ by this much where labels agree: files keep few digits. */
const MOST_APART = 0.01;

/** One label a row. Null when the two are not of the same examples. */
async function compareAnswers(ran: PredictionSet, saved: PredictionSet): Promise<Agreement | null> {
  const joined = joinAnswers(
    { member: 0, set: ran, answers: await ran.answers() },
    { member: 1, set: saved, answers: await saved.answers() },
  );
  if ('reason' in joined || joined.reference.length === 0) return null;
  const { predictedA, predictedB, labels, rowA, lossA, lossB } = joined;
  const of = predictedA.length;
  const differs = Uint8Array.from(predictedA, (label, row) => (label === predictedB[row] ? 0 : 1));
  const same = of - differs.reduce((sum, one) => sum + one, 0);
  const base = { file: saved.file, unit: of === 1 ? 'row' : 'rows', same, of };
  if (same === of) {
    if (lossA === null || lossB === null) return { ...base, reasons: [] };
    let apart = 0;
    for (let row = 0; row < of; row++) {
      const difference = Math.abs(Math.exp(-lossA[row]!) - Math.exp(-lossB[row]!));
      if (difference > apart) apart = difference;
    }
    return {
      ...base,
      reasons:
        apart <= MOST_APART
          ? []
          : [
              `Their probabilities do not: they differ by up to ${formatPercent(apart)}, so the scores in the file are scaled otherwise, or of a near checkpoint.`,
            ],
    };
  }
  const counts = new Float64Array(labels.length ** 2);
  for (let row = 0; row < of; row++) counts[predictedB[row]! * labels.length + predictedA[row]!]! += 1;
  return { ...base, reasons: reasonsFor(await rowsOf(ran, rowA, differs), { labels, counts }) };
}

const AT_ONCE = 20_000;

/** Lengths, capitals and margins of the given rows of the run, fetched by parts. */
async function rowsOf(ran: PredictionSet, rows: Uint32Array, differs: Uint8Array): Promise<AnswerRows> {
  const length = ran.hasText ? new Float64Array(rows.length) : null;
  const capital = ran.hasText ? new Uint8Array(rows.length) : null;
  const margin = ran.hasScores ? new Float64Array(rows.length).fill(Number.NaN) : null;
  const size = ran.labels.length;
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    const part = rows.subarray(from, from + AT_ONCE);
    const { texts, probabilities } = await ran.table(part);
    for (let at = 0; at < part.length; at++) {
      const text = texts?.[at] ?? '';
      if (length !== null) length[from + at] = text.length;
      if (capital !== null) capital[from + at] = hasCapital(text) ? 1 : 0;
      if (margin !== null && probabilities !== null)
        margin[from + at] = marginOf(probabilities.subarray(at * size, (at + 1) * size));
    }
  }
  return { differs, length, capital, margin };
}

/** The highest probability less the second. */
function marginOf(probabilities: Float64Array): number {
  let [first, second] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of probabilities) {
    if (Number.isNaN(value)) return Number.NaN;
    if (value > first) [first, second] = [value, first];
    else if (value > second) second = value;
  }
  return first - second;
}
