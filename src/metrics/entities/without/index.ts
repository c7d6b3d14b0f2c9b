/** Scores without a part of what was counted. */
import { type MentionCounts, REPEATED } from '../scores/index.ts';

/** Micro F1 of the sentences that are left when `rows` are taken out; null when nothing is left to score. */
export function f1WithoutSentences(counts: MentionCounts, rows: ArrayLike<number>): number | null {
  const out = new Uint8Array(counts.sentences);
  for (let i = 0; i < rows.length; i++) if (rows[i]! >= 0 && rows[i]! < out.length) out[rows[i]!] = 1;
  const { mentions, matches } = counts;
  let [correct, reference, predicted] = [0, 0, 0];
  for (let i = 0; i < matches.predictedOf.length; i++) {
    const match = matches.predictedOf[i]!;
    if (match === REPEATED || out[mentions.reference.sentence[i]!] === 1) continue;
    reference++;
    if (match >= 0) correct++;
  }
  for (let j = 0; j < matches.referenceOf.length; j++)
    if (matches.referenceOf[j] !== REPEATED && out[mentions.predicted.sentence[j]!] === 0) predicted++;
  return reference + predicted === 0 ? null : (2 * correct) / (reference + predicted);
}

/** Micro F1 when so many reference mentions that were not found are not asked for; null when nothing is left to score. */
export function f1WithoutMissed(
  { correct, reference, predicted }: { correct: number; reference: number; predicted: number },
  missed: number,
): number | null {
  const whole = reference - missed + predicted;
  return whole <= 0 || correct > reference - missed ? null : (2 * correct) / whole;
}
