import type { EntityExamination } from '../../metrics/entities/examination/index.ts';
import { f1WithoutSentences } from '../../metrics/entities/without/index.ts';
import type { LedgerRow } from '../../model/entity-report.ts';

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
    f1Without: row.rows.length === 0 ? null : f1WithoutSentences(examined.counts, row.rows),
  }));
}
