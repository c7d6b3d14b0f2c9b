import { describe, expect, it } from 'vitest';
import { expectNumbersInEvidence } from '../../support/prose.ts';
import { csv, freshRows, predictedRows, type Row, saidOf } from '../../support/text-folders.ts';

const fresh = freshRows(400, 2, () => 20);
const said = (rows: readonly Row[]) => saidOf('near-duplicates', { 'eval_predictions.csv': csv(rows) });

describe('near-duplicates', () => {
  it('counts rows that equal or nearly equal another, and the accuracy with each group once', async () => {
    const edited = fresh.slice(0, 30).map((row) => ({ ...row, text: `${row.text} again` }));
    const equal = fresh.slice(30, 60).map((row) => ({ ...row, text: row.text.toUpperCase() }));
    // All copies and originals are wrong, all others right: 340 of 460 rows, but 340 of 400 texts.
    const rows = [...fresh, ...edited, ...equal].map((row, i) => ({
      ...row,
      predicted: i < 60 || i >= 400 ? (row.label === 'no' ? 'yes' : 'no') : row.label,
    }));
    const { findings } = await said(rows);
    expect(findings).toMatchObject([
      {
        claim: 'fact',
        severity: 'note',
        title: '120 rows of 460 equal or nearly equal another: 400 different texts',
      },
    ]);
    const once = findings[0]!.evidence.find(({ name }) => name === 'accuracy with each group counted once')!;
    expect(once).toMatchObject({ value: expect.closeTo(340 / 400, 12), n: 400 });
    expect(findings[0]!.examples!.rows.slice(0, 2)).toEqual([0, 400]);
    expectNumbersInEvidence({ kind: 'finding', findings });
  });

  it('passes with few copies, and says how many', async () => {
    const rows = predictedRows([...fresh, ...fresh.slice(0, 5)], 3, () => 0.9);
    expect((await said(rows)).result).toMatchObject({
      status: 'pass',
      text: '10 of 405 rows equal or nearly equal another',
    });
  });

  it('needs texts', async () => {
    const rows = predictedRows(fresh, 3, () => 0.9).map(({ label, predicted }) => ({
      label,
      predicted: predicted!,
    }));
    expect((await said(rows as unknown as Row[])).result.status).toBe('not-applicable');
  });
});
