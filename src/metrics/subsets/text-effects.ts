import type { Interval } from '../../model/outcome.ts';
import { newcombe } from '../../stats/index.ts';
import { quartileEdges } from './bands.ts';
import { type ControlledEffect, controlledEffect } from './controlled-effect.ts';
import { type Examples, judgedExamples } from './examples.ts';
import { holds, maskWhere, union } from './mask.ts';
import { negation } from './properties/negation.ts';
import type { Span } from './property.ts';
import { countWordsOf, type Reading, readTexts } from './reading.ts';

/** Errors among the texts that have the property, or most of it, and among others. */
export interface TextEffect {
  readonly rows: number;
  readonly errors: number;
  readonly otherRows: number;
  readonly otherErrors: number;
  /** Null when one side has no row. */
  readonly difference: number | null;
  readonly interval: Interval | null;
  /** Null when the logistic regression has no finite estimate. */
  readonly controlled: ControlledEffect | null;
  /** Wrong rows of the caller that have it, in order. */
  readonly wrong: Int32Array;
  /** What makes it true in a text; null when it is no part of it. */
  readonly spans: ((text: string) => readonly Span[]) | null;
  readonly definition: string;
  /** Examples looked at: judged, with a text, each once. */
  readonly judged: number;
  readonly judgedErrors: number;
}

export interface LengthEffect extends TextEffect {
  /** Most words of the shortest quarter, and the fewest of the longest one less one. */
  readonly shortest: number;
  readonly longest: number;
}

interface Judged {
  readonly reading: Reading;
  readonly reference: Int32Array;
  readonly wrong: Uint8Array;
  readonly words: Float64Array;
  /** Row of the caller. */
  readonly callers: Int32Array;
  readonly labels: number;
}

function judgedTexts(all: Examples): Judged | null {
  const { examples, rows } = judgedExamples(all);
  const { texts, reference, predicted } = examples;
  if (texts === null) return null;
  const kept = Array.from(texts, (_, row) => row).filter((row) => texts[row] !== null);
  const reading = readTexts(kept.map((row) => texts[row]!));
  return {
    reading,
    reference: Int32Array.from(kept, (row) => reference[row]!),
    wrong: Uint8Array.from(kept, (row) => (reference[row] === predicted[row] ? 0 : 1)),
    words: Float64Array.from(kept, (_, at) => countWordsOf(reading, at)),
    callers: Int32Array.from(kept, (row) => rows[row]!),
    labels: examples.labels.length,
  };
}

const logarithm = (words: Float64Array): Float64Array => words.map((count) => Math.log(Math.max(1, count)));

function compare(
  { wrong, callers }: Judged,
  inside: (row: number) => boolean,
  outside: (row: number) => boolean,
): Omit<TextEffect, 'controlled' | 'spans' | 'definition'> {
  let [rows, errors, otherRows, otherErrors] = [0, 0, 0, 0];
  const found: number[] = [];
  for (const [row, is] of wrong.entries()) {
    if (inside(row)) {
      rows++;
      errors += is;
      if (is === 1) found.push(callers[row]!);
    } else if (outside(row)) {
      otherRows++;
      otherErrors += is;
    }
  }
  const both = rows > 0 && otherRows > 0;
  return {
    rows,
    errors,
    otherRows,
    otherErrors,
    difference: both ? errors / rows - otherErrors / otherRows : null,
    interval: both ? newcombe(errors, rows, otherErrors, otherRows) : null,
    wrong: Int32Array.from(found),
    judged: wrong.length,
    judgedErrors: wrong.reduce((a, b) => a + b, 0),
  };
}

/**
 * Errors among texts with a negation (English or six other languages) against those without, and the odds with the label and the
 * length held fixed. One question that was there before the data, so all rows answer it. Null without texts.
 */
export function negationEffect(all: Examples): TextEffect | null {
  const judged = judgedTexts(all);
  if (judged === null) return null;
  const { reading, reference, wrong, words, labels } = judged;
  const rows = wrong.length;
  const values = negation
    .find({
      examples: all,
      rows,
      reading,
      outcome: Float64Array.from(wrong),
      leastRows: 1,
      mostWords: 0,
      mostBigrams: 0,
    })
    .flatMap((answer) => answer.values);
  const mask = values.reduce(
    (sum, value) => union(sum, value.rows),
    maskWhere(rows, () => false),
  );
  const has = (row: number): boolean => holds(mask, row);
  const column = Float64Array.from(wrong, (_, row) => (has(row) ? 1 : 0));
  return {
    ...compare(judged, has, () => true),
    controlled: controlledEffect(column, [logarithm(words)], reference, wrong, labels),
    spans: (text) => values.flatMap((value) => value.spans?.(text) ?? []).sort((a, b) => a.start - b.start),
    definition: values.map((value) => value.definition).join('; or '),
  };
}

/**
 * Errors in the longest quarter of the texts (by words) against the shortest, and the odds by the logarithm of the length with the
 * label held fixed: the factor is for twice as many words. Null without texts, or when all are of one length.
 */
export function lengthEffect(all: Examples): LengthEffect | null {
  const judged = judgedTexts(all);
  if (judged === null) return null;
  const { reference, wrong, words, labels } = judged;
  const edges = quartileEdges(words);
  const [shortest, longest] = [edges[0], edges.at(-1)];
  if (shortest === undefined || longest === undefined) return null;
  const doublings = logarithm(words).map((value) => value / Math.LN2);
  return {
    ...compare(
      judged,
      (row) => words[row]! > longest,
      (row) => words[row]! <= shortest,
    ),
    controlled: controlledEffect(doublings, [], reference, wrong, labels),
    spans: null,
    definition: 'words of the text; longest quarter of this set against the shortest',
    shortest,
    longest,
  };
}
