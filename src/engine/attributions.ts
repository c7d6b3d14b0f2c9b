import { pushingRule, rowsToWeigh } from '../metrics/attributions/index.ts';
import type { Examination, ExaminedRows } from '../metrics/examination/index.ts';
import type { Attributor, WordWeights } from '../model/attributions.ts';
import type { PredictionSet } from '../model/predictions.ts';
import type { AttributionSummary } from '../model/report.ts';

/** Errors that are weighed, and right examples beside them. */
const MOST_WEIGHED = 300;
const MOST_COMPARED = 100;
/** Words of the list in the report. */
const MOST_WORDS = 12;

/**
 * Weighs the words of the first errors that the report shows, and of right examples with the same words. Rows of the answer are
 * examined rows. Null when the host cannot.
 */
export async function weighErrors(
  set: PredictionSet,
  examined: ExaminedRows,
  attributor: Attributor,
): Promise<WordWeights | null> {
  if (examined.texts === null) return null;
  const { rows } = await set.select({ kind: 'wrong', limit: MOST_WEIGHED });
  const place = new Map(Array.from(examined.rows, (row, at) => [row, at]));
  const errors = Array.from(rows, (row) => place.get(row) ?? -1).filter((at) => at >= 0);
  if (errors.length === 0) return null;
  const request = rowsToWeigh({ ...examined, texts: examined.texts }, errors, MOST_COMPARED);
  return attributor(request);
}

/** Words below this share of the heaviest one of their text are left out of a table. */
const LEAST_SHOWN = 0.1;

/** Weights of each error by its row of the set, as a table holds them: `12-18:0.43 30-34:-0.20`, of the largest size in the text. */
export function weightCells({ examined }: Examination): ReadonlyMap<number, string> {
  const cells = new Map<number, string>();
  const weights = examined.weights ?? null;
  weights?.rows.forEach((row, at) => {
    if (examined.reference[row] === examined.predicted[row]) return;
    let most = 0;
    for (let word = weights.first[at]!; word < weights.first[at + 1]!; word++)
      most = Math.max(most, Math.abs(weights.weight[word]!));
    if (!(most > 0 && Number.isFinite(most))) return;
    const parts: string[] = [];
    for (let word = weights.first[at]!; word < weights.first[at + 1]!; word++) {
      const [start, end, share] = [weights.start[word]!, weights.end[word]!, weights.weight[word]! / most];
      if (start < end && Math.abs(share) >= LEAST_SHOWN) parts.push(`${start}-${end}:${share.toFixed(2)}`);
    }
    cells.set(examined.rows[row]!, parts.join(' '));
  });
  return cells;
}

/** What was weighed and how, and the words that pushed. Null when nothing was. */
export function attributionSummary(
  examination: Examination | null,
  total: number,
  texts: boolean,
): AttributionSummary | null {
  const weights = examination?.examined.weights ?? null;
  if (examination === null || weights === null) return null;
  const { examined } = examination;
  const scan = examination.pushes();
  const errors = weightCells(examination).size;
  if (errors === 0 || 'reason' in scan) return null;
  return {
    method: weights.methodName,
    examples: errors,
    total,
    leftOut: weights.leftOut,
    gap: weights.gap,
    check: weights.check,
    words: texts
      ? scan.pushing
          .slice(0, MOST_WORDS)
          .map(({ term, label, rows, pushing, interval, share, q, right }) => ({
            word: term,
            label: examined.labels[label]!,
            rows,
            pushing,
            interval,
            share,
            q,
            right,
          }))
      : [],
    tested: scan.tested.length,
    wordMethod: `${scan.method}; ${pushingRule.leastRows} errors or more with the word, median share of the weight ${pushingRule.leastShare} or more`,
  };
}
