import { type FourCounts, fisherExact, mantelHaenszel } from '../../stats/index.ts';

/** One evaluation row that can be judged: what it is, and whether the model got it right. */
export interface JudgedRow {
  readonly overlaps: boolean;
  readonly right: boolean;
  /** Reference label; rows are compared within labels. */
  readonly label: string;
  readonly words: number;
}

/** Lengths are compared in so many equal parts; with 4 an easy kind of copy passed for remembered twice as often. */
const PARTS = 8;

/**
 * Is the model right more often on the rows that overlap? `p` of all rows together (Fisher's exact test, one-sided), and
 * `stratifiedP` within labels and lengths (Mantel–Haenszel): duplicates are often short, or of a frequent and easy label.
 */
export function overlapGain(rows: readonly JudgedRow[]): {
  readonly overlapping: { readonly rows: number; readonly right: number };
  readonly clean: { readonly rows: number; readonly right: number };
  readonly p: number;
  readonly stratifiedP: number;
} {
  const lengths = Uint32Array.from(rows, (row) => row.words).sort();
  const cuts = Array.from(
    { length: PARTS - 1 },
    (_, i) => lengths[Math.floor(((i + 1) * rows.length) / PARTS)]!,
  );
  const strata = new Map<string, [number, number, number, number]>();
  const total: [number, number, number, number] = [0, 0, 0, 0];
  for (const row of rows) {
    const part = cuts.filter((cut) => row.words >= cut).length;
    const key = `${part} ${row.label}`;
    let stratum = strata.get(key);
    if (stratum === undefined) {
      stratum = [0, 0, 0, 0];
      strata.set(key, stratum);
    }
    const cell = (row.overlaps ? 0 : 2) + (row.right ? 0 : 1);
    stratum[cell]!++;
    total[cell]!++;
  }
  return {
    overlapping: { rows: total[0] + total[1], right: total[0] },
    clean: { rows: total[2] + total[3], right: total[2] },
    p: fisherExact(...total, 'greater'),
    stratifiedP: mantelHaenszel([...strata.values()] as readonly FourCounts[]).p,
  };
}
