import type { Evidence } from '../model/outcome.ts';
import type { RightOf, TextOverlap } from '../model/texts.ts';
import { wilson } from '../stats/index.ts';
import { formatCount, formatPercent, formatProbability } from '../text/numbers.ts';
import { measure } from './wording.ts';

/** How an overlap of evaluation and training texts is told. */

export const splitName = (split: TextOverlap['split']): string =>
  split === null || split === 'train' ? 'evaluation' : split;

const shareOf = ({ rows, right }: RightOf): number => (rows === 0 ? Number.NaN : right / rows);

/** What the overlap does to the accuracy. */
export interface Inflation {
  readonly all: number;
  readonly clean: number;
  /** `all − clean`, in shares. */
  readonly size: number;
  /** Upper end of its 95 % interval (normal, of the difference of the two groups). */
  readonly high: number;
}

/** Null when one of the groups is empty. */
export function inflationOf({ overlapping, clean }: TextOverlap): Inflation | null {
  if (overlapping.rows === 0 || clean.rows === 0) return null;
  const rows = overlapping.rows + clean.rows;
  const all = (overlapping.right + clean.right) / rows;
  const share = overlapping.rows / rows;
  const [a, b] = [shareOf(overlapping), shareOf(clean)];
  const error = Math.sqrt((a * (1 - a)) / overlapping.rows + (b * (1 - b)) / clean.rows);
  return { all, clean: b, size: all - b, high: share * (a - b + 1.96 * error) };
}

/** `100.0 % of 27 right against 82.3 % of 946`. */
export const groupsText = ({ overlapping, clean }: TextOverlap): string =>
  `${formatPercent(shareOf(overlapping))} of the ${formatCount(overlapping.rows)} were right, against ${formatPercent(shareOf(clean))} of the other ${formatCount(clean.rows)}`;

const accuracyOf = (name: string, group: RightOf): Evidence =>
  measure(name, group.rows === 0 ? null : shareOf(group), {
    n: group.rows,
    ...(group.rows === 0 ? { reason: 'no such rows' } : { interval: wilson(group.right, group.rows) }),
  });

export function overlapEvidence(overlap: TextOverlap): readonly Evidence[] {
  const { rows, exact, near, short, sameLabel, labelled, p, stratifiedP, macroF1, pairs } = overlap;
  const inflation = inflationOf(overlap);
  return [
    measure('overlapping share', (exact + near) / rows, { n: rows }),
    measure('equal texts', exact, { n: rows, method: 'after case, punctuation, addresses and ids' }),
    measure('nearly equal texts', near, {
      n: rows,
      method: 'Jaccard ≥ 0.8 of words, or of runs of five words from 50 words on',
    }),
    measure('of these with fewer than five words', short),
    measure('with the same label', sameLabel, { n: labelled }),
    accuracyOf('accuracy on overlapping texts', overlap.overlapping),
    accuracyOf('accuracy on clean texts', overlap.clean),
    ...(inflation === null
      ? []
      : [
          measure('accuracy on all texts', inflation.all, {
            n: overlap.overlapping.rows + overlap.clean.rows,
          }),
          measure('accuracy on all less that on clean texts', inflation.size),
        ]),
    measure('macro-F1 on clean texts', macroF1.clean, macroF1.clean === null ? { reason: 'undefined' } : {}),
    measure('macro-F1 on all texts', macroF1.all, macroF1.all === null ? { reason: 'undefined' } : {}),
    measure('p of the difference', p, { method: "Fisher's exact test, one-sided" }),
    measure('p within labels and lengths', stratifiedP, { method: 'Mantel–Haenszel, one-sided' }),
    measure('first pairs of rows', pairs.map(([row, train]) => `${row} = ${train}`).join(', '), {
      method: 'evaluation row = training row, counted from 0',
    }),
  ];
}

/** `p < 0.01`, `p = 0.04`. */
export const probabilityText = (p: number): string =>
  p < 0.01 ? `p ${formatProbability(p)}` : `p = ${formatProbability(p)}`;
