import type { MultiLabelSet } from '../model/multi-label.ts';
import { formatScore } from '../text/numbers.ts';
import type { Agreement } from './recorded.ts';
import { hasCapital, reasonsFor } from './recorded-reasons.ts';

const UNKNOWN = 255;
/** At least this share of the rows of the run has to be in the file. */
const ENOUGH = 0.5;
/** Cells that may break the rule of one threshold: files keep few digits. */
const MOST = 0.001;

/** Several labels a row, label by label. Null when the two are not of the same examples or have no label in common. */
export function compareLabelSets(ran: MultiLabelSet, saved: MultiLabelSet): Agreement | null {
  const partner = partnersOf(ran, saved);
  const shared = [...partner.keys()].filter((row) => partner[row]! >= 0);
  const columns = ran.labels.flatMap((label, own) => {
    const other = saved.labels.indexOf(label);
    return other < 0 ? [] : [[own, other] as const];
  });
  if (columns.length === 0 || shared.length === 0 || shared.length < ENOUGH * ran.rows) return null;
  const differs = new Uint8Array(shared.length);
  let same = 0;
  let of = 0;
  const probabilityUnset: number[] = [];
  const probabilitySet: number[] = [];
  shared.forEach((row, at) => {
    for (const [own, other] of columns) {
      const cell = row * ran.labels.length + own;
      const given = ran.predicted[cell]!;
      const recorded = saved.predicted[partner[row]! * saved.labels.length + other]!;
      if (given === UNKNOWN || recorded === UNKNOWN) continue;
      of++;
      if (given === recorded) same++;
      else differs[at] = 1;
      const probability = ran.probabilities?.[cell] ?? Number.NaN;
      if (Number.isNaN(probability)) continue;
      (recorded === 1 ? probabilitySet : probabilityUnset).push(probability);
    }
  });
  if (of === 0) return null;
  const base = { file: saved.file, unit: 'labels', same, of };
  if (same === of) return { ...base, reasons: [] };
  const cut = thresholdBetween(probabilityUnset, probabilitySet);
  if (cut !== null)
    return {
      ...base,
      reasons: [
        `Called from a probability of about ${formatScore(cut)} on, and not from 0.5, the answers of the checkpoint are those of the file.`,
      ],
    };
  return {
    ...base,
    reasons: reasonsFor(
      {
        differs,
        length: ran.hasText ? Float64Array.from(shared, (row) => (ran.text(row) ?? '').length) : null,
        capital: ran.hasText
          ? Uint8Array.from(shared, (row) => (hasCapital(ran.text(row) ?? '') ? 1 : 0))
          : null,
        margin: null,
      },
      null,
    ),
  };
}

/** A threshold above nearly all that the file did not call and at most nearly all that it did. */
function thresholdBetween(unset: readonly number[], set: readonly number[]): number | null {
  if (unset.length === 0 || set.length === 0) return null;
  const most = Math.floor(MOST * (unset.length + set.length));
  const high = [...unset].sort((a, b) => b - a)[Math.min(most, unset.length - 1)]!;
  const low = [...set].sort((a, b) => a - b)[Math.min(most, set.length - 1)]!;
  return high < low ? (high + low) / 2 : null;
}

/** Rows of the file by those of the run: by id, else the n-th of several like texts. */
function partnersOf(ran: MultiLabelSet, saved: MultiLabelSet): Int32Array {
  const ids = ran.ids !== null && saved.ids !== null;
  if (!ids && !(ran.hasText && saved.hasText)) return new Int32Array(ran.rows).fill(-1);
  const keyOf = (set: MultiLabelSet, row: number): string | null => (ids ? set.ids![row]! : set.text(row));
  const places = new Map<string | null, number[]>();
  for (let row = saved.rows - 1; row >= 0; row--) {
    const key = keyOf(saved, row);
    const known = places.get(key);
    if (known === undefined) places.set(key, [row]);
    else known.push(row);
  }
  return Int32Array.from({ length: ran.rows }, (_, row) => places.get(keyOf(ran, row))?.pop() ?? -1);
}
