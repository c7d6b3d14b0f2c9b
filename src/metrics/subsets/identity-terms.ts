import type { Interval } from '../../model/outcome.ts';
import { newcombe } from '../../stats/index.ts';
import { type Examples, judgedExamples } from './examples.ts';
import { identityGroups } from './identity-words.ts';
import { holds, type Mask, rowsOf } from './mask.ts';
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

type Gap = { readonly gap: RateGap; readonly reason: null } | { readonly gap: null; readonly reason: string };

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

/** Counts of the rows on one side: with a word of the group, or without. */
interface Side {
  rows: number;
  errors: number;
  /** By reference label: its rows, those missed; by predicted label: rows of others that were given it. */
  readonly ofLabel: Int32Array;
  readonly missed: Int32Array;
  readonly wronglyGiven: Int32Array;
}

function countSides({ reference, predicted, labels, texts }: Examples, mask: Mask): readonly [Side, Side] {
  const none = (): Int32Array => new Int32Array(labels.length);
  const side = (): Side => ({
    rows: 0,
    errors: 0,
    ofLabel: none(),
    missed: none(),
    wronglyGiven: none(),
  });
  const sides = [side(), side()] as const;
  for (let row = 0; row < reference.length; row++) {
    if (texts?.[row] === null) continue;
    const one = sides[holds(mask, row) ? 0 : 1];
    const [is, given] = [reference[row]!, predicted[row]!];
    one.rows++;
    one.ofLabel[is] = one.ofLabel[is]! + 1;
    if (is === given) continue;
    one.errors++;
    one.missed[is] = one.missed[is]! + 1;
    one.wronglyGiven[given] = one.wronglyGiven[given]! + 1;
  }
  return sides;
}

function gapOf(count: number, rows: number, otherCount: number, otherRows: number): Gap {
  if (rows < LEAST || otherRows < LEAST)
    return {
      gap: null,
      reason: `fewer than ${LEAST} rows on a side (${rows} with, ${otherRows} without)`,
    };
  const difference = count / rows - otherCount / otherRows;
  const interval = newcombe(count, rows, otherCount, otherRows);
  return { gap: { count, rows, otherCount, otherRows, difference, interval }, reason: null };
}

/**
 * Counts and gaps with intervals for texts that use words of a group, by English word lists. Nothing is tested or ranked. Copies of an
 * example count once.
 */
export function identityGaps(all: Examples): IdentityGaps {
  const { examples, rows: callers } = judgedExamples(all);
  const { labels, texts } = examples;
  if (texts === null) return { wording: WORDING, groups: [], comparisons: 0, reason: 'no texts were given' };
  const reading = readTexts(texts);
  const groups: IdentityGap[] = [];
  for (const { topic, group, words, caution } of identityGroups) {
    const definition = `contains one of ${words.join(', ')} as a word`;
    const value = wordListValue(reading, group, definition, words);
    const inside = rowsOf(value.rows);
    if (inside.length === 0) continue;
    const [own, other] = countSides(examples, value.rows);
    groups.push({
      topic,
      group,
      definition,
      caution,
      words,
      spans: value.spans,
      rows: inside.map((row) => callers[row]!),
      errorRate: gapOf(own.errors, own.rows, other.errors, other.rows),
      labels: labels.map((label, code) => {
        const [here, there] = [own.ofLabel[code]!, other.ofLabel[code]!];
        return {
          label,
          missed: gapOf(own.missed[code]!, here, other.missed[code]!, there),
          wronglyGiven: gapOf(
            own.wronglyGiven[code]!,
            own.rows - here,
            other.wronglyGiven[code]!,
            other.rows - there,
          ),
        };
      }),
    });
  }
  const gaps = groups.flatMap((one) => [
    one.errorRate,
    ...one.labels.flatMap((label) => [label.missed, label.wronglyGiven]),
  ]);
  const comparisons = gaps.filter(({ gap }) => gap !== null).length;
  return { wording: WORDING, groups, comparisons, reason: null };
}
