import { describe, expect, it } from 'vitest';
import { expectNumbersInEvidence } from '../../support/prose.ts';
import { csv, freshRows, predictedRows, type Row, saidOf } from '../../support/text-folders.ts';

const other = (label: string): string => (label === 'yes' ? 'no' : 'yes');

/** 400 texts, of which the first `twice` occur again in capitals, the first `conflicting` of those with the other label. */
function rows(twice: number, conflicting: number): Row[] {
  const fresh = freshRows(400, 2);
  const again = fresh.slice(0, twice).map((row, i) => ({
    text: row.text.toUpperCase(),
    label: i < conflicting ? other(row.label) : row.label,
  }));
  return predictedRows([...fresh, ...again], 3, () => 0.9);
}
const said = (of: readonly Row[]) => saidOf('conflicting-duplicates', { 'eval_predictions.csv': csv(of) });

describe('conflicting-duplicates', () => {
  it('counts equal texts with different labels, and what share of wrong labels that allows', async () => {
    const { findings } = await said(rows(40, 8));
    expect(findings).toMatchObject([
      {
        claim: 'fact',
        severity: 'risk',
        title: '8 texts occur with different labels, in 16 rows',
        // d = 0.2 = 2η(1 − η): η = (1 − √0.6)/2.
        evidence: expect.arrayContaining([
          expect.objectContaining({ name: 'share of wrong labels', value: expect.closeTo(0.1127, 3) }),
          expect.objectContaining({ name: 'rows that no answer per text gets right', value: 8, n: 440 }),
        ]),
      },
    ]);
    expect(findings[0]!.examples!.rows).toEqual(Array.from({ length: 8 }, (_, i) => [i, 400 + i]).flat());
    expectNumbersInEvidence({ kind: 'finding', findings });
  });

  it('tells the rows without a rate where few texts occur twice', async () => {
    const { findings } = await said(rows(5, 1));
    expect(findings).toMatchObject([
      { claim: 'fact', severity: 'note', title: '1 text occurs with different labels, in 2 rows' },
    ]);
    expect(findings[0]!.measured).not.toContain('of the labels are wrong');
    expectNumbersInEvidence({ kind: 'finding', findings });
  });

  it('passes where copies agree, and where there are none', async () => {
    expect((await said(rows(30, 0))).result).toMatchObject({
      status: 'pass',
      text: '30 texts occur more than once, always with the same label',
    });
    expect((await said(rows(0, 0))).result.text).toBe('No text of 400 rows occurs twice');
  });
});
