import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/stats/index.ts';
import { expectNumbersInEvidence } from '../../support/prose.ts';
import { csv, type Row, saidOf } from '../../support/text-folders.ts';

/** An honest model of two labels, of which a share is exchanged afterwards; `sharpness` is how well it knows. */
function answered(n: number, flipped: number, sharpness = 4): { rows: Row[]; wrong: Set<number> } {
  const r = createRandom(11);
  const wrong = new Set<number>();
  const rows = Array.from({ length: n }, (_, i) => {
    const logit = sharpness * r.normal();
    const p = 1 / (1 + Math.exp(-logit));
    const yes = r.next() < p;
    if (r.next() < flipped) wrong.add(i);
    return {
      text: `text ${i}`,
      label: yes === wrong.has(i) ? 'no' : 'yes',
      predicted: p > 0.5 ? 'yes' : 'no',
      prob_no: (1 - p).toFixed(6),
      prob_yes: p.toFixed(6),
    };
  });
  return { rows, wrong };
}
const said = (rows: readonly Row[], file = 'eval_predictions.csv') =>
  saidOf('label-errors-suspected', { [file]: csv(rows) });

describe('label-errors-suspected', () => {
  it('lists labels to review, most of the first of which are wrong, and only a range of the rate', async () => {
    const { rows, wrong } = answered(1000, 0.1);
    const { findings } = await said(rows);
    expect(findings).toHaveLength(1);
    const [found] = findings;
    expect(found!.claim).toBe('likely');
    expect(found!.title).toMatch(/^\d+ labels of 1,000 are worth reviewing$/);
    expect(found!.measured).toContain('about every second such row is expected to be wrong');
    expect(found!.examples!.rows.filter((row) => wrong.has(row)).length).toBeGreaterThanOrEqual(30);
    const rate = found!.evidence.find(({ name }) => name === 'share of wrong labels')!;
    expect(rate.value).toBeNull();
    expect(rate.interval!.low).toBeLessThan(wrong.size / 1000);
    expect(rate.interval!.high).toBeGreaterThan(wrong.size / 1000);
    expectNumbersInEvidence({ kind: 'finding', findings });
  });

  it('is a risk only where wrong labels surely make up half of the errors', async () => {
    expect((await said(answered(1000, 0.15, 12).rows)).findings).toMatchObject([{ severity: 'risk' }]);
    expect((await said(answered(1000, 0.02).rows)).findings).toMatchObject([{ severity: 'note' }]);
  });

  it('is a hint and a note on clean labels', async () => {
    const { findings } = await said(answered(1000, 0).rows);
    expect(findings).toMatchObject([{ claim: 'hint', severity: 'note' }]);
  });

  it('is a hint where a kind of example is told on which the model is sure and wrong', async () => {
    const rows = answered(1000, 0).rows.map((row, i) => {
      const wrong = i % 8 === 0 && i % 24 !== 0;
      return {
        ...row,
        source: i % 8 === 0 ? 'fax' : 'mail',
        label: wrong ? (row.predicted === 'yes' ? 'no' : 'yes') : row.label,
      };
    });
    const { findings } = await said(rows);
    expect(findings).toMatchObject([{ claim: 'hint', severity: 'note' }]);
    expect(findings[0]!.cause!.text).toContain('told by another finding');
    // The same errors without anything that tells them apart.
    const alone = rows.map(({ source: _, ...row }) => row);
    expect((await said(alone)).findings).toMatchObject([{ claim: 'likely' }]);
  });

  it('says nothing of rows that were trained on, nor where that is not known', async () => {
    const { rows } = answered(1000, 0.1);
    expect((await said(rows, 'train_predictions.csv')).result.status).toBe('not-applicable');
    expect((await said(rows, 'predictions.csv')).result.status).toBe('inconclusive');
  });

  it('cannot tell from a model that is often wrong, or from few rows', async () => {
    const weak = (await said(answered(1000, 0.1, 0.5).rows)).result;
    expect(weak.status).toBe('inconclusive');
    expect(weak.text).toContain('its own errors');
    expect((await said(answered(60, 0.1).rows)).result.status).toBe('inconclusive');
  });

  it('needs probabilities', async () => {
    const rows = answered(500, 0.1).rows.map(({ text, label, predicted }) => ({
      text,
      label,
      predicted: predicted!,
    }));
    expect((await said(rows)).result.status).toBe('not-applicable');
  });
});
