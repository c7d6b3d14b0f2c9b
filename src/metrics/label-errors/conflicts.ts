import type { Interval } from '../../model/outcome.ts';
import { wilson } from '../../stats/index.ts';
import { normaliseText } from '../texts/normalise.ts';

/** Rows of one set whose texts are equal after normalisation. */
export interface EqualTexts {
  readonly rows: Uint32Array;
  /** The labels that they carry, ascending, and how many rows each. */
  readonly labels: readonly { readonly label: number; readonly rows: number }[];
}

export interface ConflictingDuplicates {
  /** Texts that occur more than once with a label, and rows that hold them. */
  readonly repeatedTexts: number;
  readonly repeatedRows: number;
  /** Those whose rows carry different labels, largest first. */
  readonly conflicts: readonly EqualTexts[];
  readonly conflictRows: number;
  /** Mean over repeated texts of the share of pairs of their rows that disagree; null without repeated texts. */
  readonly disagreement: { readonly value: number; readonly interval: Interval } | null;
  /** Share of wrong labels that such disagreement allows, under `assumptions`; null with the reason. */
  readonly noise: { readonly value: number; readonly interval: Interval } | null;
  readonly reason: string | null;
  readonly assumptions: readonly string[];
}

const LEAST_TEXTS = 20;
const ASSUMPTIONS = [
  'each text has one right label',
  'each copy was labelled on its own; where rows were copied with their label, the rate is higher than this',
  'wrong labels fall on all other labels alike (the value and the lower end) or on one of them (the upper end)',
  'texts that occur more than once are labelled as well as the others',
] as const;

/**
 * Noise rate η at which two labels of one text disagree with chance d: d = 2η − η²·K/(K − 1) when wrong labels spread over K − 1 labels;
 * the smaller root. Null from the d on that no η < (K − 1)/K gives.
 */
function noiseOf(disagreement: number, labels: number): number | null {
  const most = (labels - 1) / labels;
  return disagreement < most ? most * (1 - Math.sqrt(1 - disagreement / most)) : null;
}

/** Equal texts with different labels inside one set, and the noise rate that they allow. Rows without text, words or label are left out. */
export function conflictingDuplicates(
  texts: readonly (string | null)[],
  labelOf: ArrayLike<number>,
  labels: number,
): ConflictingDuplicates {
  const byText = new Map<string, number[]>();
  for (const [row, text] of texts.entries()) {
    if (text === null || !(labelOf[row]! >= 0)) continue;
    const key = normaliseText(text);
    if (key === '') continue;
    const rows = byText.get(key);
    if (rows === undefined) byText.set(key, [row]);
    else rows.push(row);
  }
  const repeated = [...byText.values()].filter((rows) => rows.length > 1);
  let disagreeing = 0;
  const conflicts: EqualTexts[] = [];
  for (const rows of repeated) {
    const counts = new Map<number, number>();
    for (const row of rows) counts.set(labelOf[row]!, (counts.get(labelOf[row]!) ?? 0) + 1);
    const n = rows.length;
    let agreeing = 0;
    for (const count of counts.values()) agreeing += (count * (count - 1)) / (n * (n - 1));
    disagreeing += 1 - agreeing;
    if (counts.size > 1)
      conflicts.push({
        rows: Uint32Array.from(rows),
        labels: [...counts].sort(([a], [b]) => a - b).map(([label, count]) => ({ label, rows: count })),
      });
  }
  conflicts.sort((a, b) => b.rows.length - a.rows.length || a.rows[0]! - b.rows[0]!);
  const size = repeated.length;
  // A mean of shares varies no more than a share of so many texts would.
  const interval = { ...wilson(disagreeing, size), method: 'Wilson over repeated texts' };
  const disagreement = size === 0 ? null : { value: disagreeing / size, interval };
  const { noise, reason } = noiseRange(disagreement, size, labels);
  return {
    repeatedTexts: size,
    repeatedRows: repeated.reduce((sum, rows) => sum + rows.length, 0),
    conflicts,
    conflictRows: conflicts.reduce((sum, { rows }) => sum + rows.length, 0),
    disagreement,
    noise,
    reason,
    assumptions: ASSUMPTIONS,
  };
}

function noiseRange(
  disagreement: ConflictingDuplicates['disagreement'],
  texts: number,
  labels: number,
): Pick<ConflictingDuplicates, 'noise' | 'reason'> {
  if (disagreement === null || texts < LEAST_TEXTS || labels < 2)
    return { noise: null, reason: `${texts} texts occur more than once; ${LEAST_TEXTS} are needed` };
  const { value, interval } = disagreement;
  const rate = noiseOf(value, labels);
  const low = noiseOf(interval.low, labels);
  if (rate === null || low === null)
    return { noise: null, reason: 'copies disagree as often as labels drawn at random would' };
  const high = noiseOf(interval.high, 2) ?? noiseOf(interval.high, labels) ?? (labels - 1) / labels;
  return {
    noise: {
      value: rate,
      interval: {
        low,
        high: Math.max(rate, high),
        level: interval.level,
        method: 'Wilson over repeated texts, solved for the rate',
      },
    },
    reason: null,
  };
}
