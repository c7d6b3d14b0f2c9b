import type { EntityExamination } from '../../metrics/entities/examination/index.ts';
import { REPEATED } from '../../metrics/entities/scores/index.ts';
import type { LedgerRow } from '../../model/entity-report.ts';

/** Micro F1 of the sentences that are left when `rows` are taken out; null when nothing is left to score. */
function f1Without(examined: EntityExamination, rows: Int32Array): number | null {
  const { set, counts } = examined;
  const out = new Uint8Array(set.sentences);
  for (const row of rows) if (row >= 0 && row < out.length) out[row] = 1;
  let [correct, reference, predicted] = [0, 0, 0];
  for (let i = 0; i < counts.matches.predictedOf.length; i++) {
    const match = counts.matches.predictedOf[i]!;
    if (match === REPEATED || out[set.reference.sentence[i]!] === 1) continue;
    reference++;
    if (match >= 0) correct++;
  }
  for (let j = 0; j < counts.matches.referenceOf.length; j++)
    if (counts.matches.referenceOf[j] !== REPEATED && out[set.predicted.sentence[j]!] === 0) predicted++;
  return reference + predicted === 0 ? null : (2 * correct) / (reference + predicted);
}

/** What is not in the score or in doubt, with the score without it. */
export function ledgerOf(examined: EntityExamination, texts: boolean): readonly LedgerRow[] {
  return examined.set.excluded.map((row) => ({
    kind: row.kind,
    side: row.side,
    text: row.text,
    sentences: row.sentences,
    tokens: row.tokens,
    mentions: row.mentions,
    places: texts ? row.places : [],
    f1Without: row.rows.length === 0 ? null : f1Without(examined, row.rows),
  }));
}
