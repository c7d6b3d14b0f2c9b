import type { Interval } from '../../model/outcome.ts';
import { newcombe } from '../../stats/index.ts';
import { type Examples, judgedExamples } from './examples.ts';
import { identityGroups } from './identity-words.ts';
import { holds } from './mask.ts';
import type { Span } from './property.ts';
import { readTexts } from './reading.ts';
import { wordListValue } from './spans.ts';

/** A rate among texts with a term and among texts without one; no test, no verdict. */
export interface RateGap {
  readonly count: number;
  readonly rows: number;
  readonly otherCount: number;
  readonly otherRows: number;
  readonly difference: number;
  readonly interval: Interval;
}

export type Gap = { readonly gap: RateGap; readonly reason: null } | { readonly gap: null; readonly reason: string };

export interface IdentityGap {
  readonly topic: string;
  readonly group: string;
  readonly definition: string;
  readonly caution: string | null;
  readonly words: readonly string[];
  readonly spans: ((text: string) => readonly Span[]) | null;
  /** Rows of the caller with such a word. */
  readonly rows: Int32Array;
  readonly errorRate: Gap;
  /** For each label: rows of the label that were missed, and rows of other labels that were given it. */
  readonly labels: readonly {
    readonly label: string;
    readonly missed: Gap;
    readonly wronglyGiven: Gap;
  }[];
}

export interface IdentityGaps {
  /** What may be said about these numbers and what may not. */
  readonly wording: string;
  readonly groups: readonly IdentityGap[];
  /** Rates compared; with many, some intervals exclude 0 by chance. */
  readonly comparisons: number;
  readonly reason: string | null;
}

/** Rows on either side of a rate; fewer are not compared (equalised odds need as many of both kinds). */
const LEAST = 50;

const WORDING =
  'Error rates differ or do not differ between texts with and without these English words. A word is not the person it may be about, other base rates, topics and annotators make such gaps too, and the numbers alone do not show that a model is unfair.';

/** Counts and gaps with intervals for texts that use words of a group, by English word lists. Nothing is tested or ranked. */
export function identityGaps(all: Examples): IdentityGaps {
  const { examples, rows: callers } = judgedExamples(all);
  const { reference, predicted, labels, texts } = examples;
  if (texts === null)
    return { wording: WORDING, groups: [], comparisons: 0, reason: 'no texts were given' };
  const reading = readTexts(texts);
  let comparisons = 0;
  const groups: IdentityGap[] = [];
  for (const { topic, group, words, caution } of identityGroups) {
    const definition = `contains one of ${words.join(', ')} as a word`;
    const value = wordListValue(reading, group, definition, words);
    const inside = callers.map((_, row) => row).filter((row) => holds(value.rows, row));
    if (inside.length === 0) continue;
    const gap = (counted: (row: number) => boolean, hit: (row: number) => boolean): Gap => {
      const [n, k] = [
        [0, 0],
        [0, 0],
      ];
      for (let row = 0; row < callers.length; row++) {
        if (texts[row] === null || !counted(row)) continue;
        const side = holds(value.rows, row) ? 0 : 1;
        n[side]!++;
        if (hit(row)) k[side]!++;
      }
      const [count, rows, otherCount, otherRows] = [k[0]!, n[0]!, k[1]!, n[1]!];
      if (rows < LEAST || otherRows < LEAST)
        return { gap: null, reason: `fewer than ${LEAST} rows on a side (${rows} with, ${otherRows} without)` };
      comparisons++;
      const difference = count / rows - otherCount / otherRows;
      const interval = newcombe(count, rows, otherCount, otherRows);
      return { gap: { count, rows, otherCount, otherRows, difference, interval }, reason: null };
    };
    const given = (code: number) => (row: number) => predicted[row] === code;
    groups.push({
      topic,
      group,
      definition,
      caution,
      words,
      spans: value.spans,
      rows: inside.map((row) => callers[row]!),
      errorRate: gap(
        () => true,
        (row) => reference[row] !== predicted[row],
      ),
      labels: labels.map((label, code) => ({
        label,
        missed: gap(
          (row) => reference[row] === code,
          (row) => predicted[row] !== code,
        ),
        wronglyGiven: gap((row) => reference[row] !== code, given(code)),
      })),
    });
  }
  return { wording: WORDING, groups, comparisons, reason: null };
}
