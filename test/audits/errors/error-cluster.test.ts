import { describe, expect, it } from 'vitest';
import { errorCluster } from '../../../src/audits/errors/error-cluster.ts';
import { createFacts } from '../../../src/facts/index.ts';
import { examine } from '../../../src/metrics/examination/index.ts';
import type { Outcome } from '../../../src/model/outcome.ts';
import { createRandom } from '../../../src/stats/index.ts';
import { validation } from '../../support/facts.ts';
import { expectNumbersInEvidence } from '../../support/prose.ts';
import { makeRun } from '../../support/runs.ts';
import { csv, freshRows, type Row, saidOf } from '../../support/text-folders.ts';
import { brief, finding, prose } from '../../support/verdict.ts';

/** One text in fourteen names a refund; these are wrong with chance `there` and answered with the given confidence. */
function answered(n: number, there: number, confidence: number, elsewhere = 0.08): Row[] {
  const r = createRandom(7);
  return freshRows(n, 2).map((row, i) => {
    const grouped = i % 14 === 0;
    const wrong = r.next() < (grouped ? there : elsewhere);
    const predicted = wrong === (row.label === 'no') ? 'yes' : 'no';
    const sure = grouped ? confidence : 0.92;
    const other = (1 - sure).toFixed(3);
    return {
      ...row,
      text: grouped ? `Refund ${row.text}` : row.text,
      predicted,
      prob_no: predicted === 'no' ? String(sure) : other,
      prob_yes: predicted === 'yes' ? String(sure) : other,
    };
  });
}
/** The same through the audit alone, as if no subset had been found. */
function judged(rows: readonly Row[]): Outcome {
  const labels = ['no', 'yes'];
  const numbers = (values: readonly string[]): Int32Array =>
    Int32Array.from(values, (value) => labels.indexOf(value));
  const examination = examine({
    set: 'eval_predictions.csv',
    labels,
    reference: numbers(rows.map(({ label }) => label)),
    predicted: numbers(rows.map(({ predicted }) => predicted!)),
    probabilities: Float64Array.from(rows.flatMap((row) => [Number(row.prob_no), Number(row.prob_yes)])),
    texts: rows.map(({ text }) => text),
    columns: [],
    tokenLimit: null,
    training: null,
    source: 'out-of-sample',
    rows: Uint32Array.from(rows, (_, row) => row + 1000),
    of: rows.length,
  });
  const alone = { ...examination, subsets: () => ({ ...examination.subsets(), found: [] }) };
  const run = makeRun({ labels });
  const facts = { ...createFacts(run), predictions: () => validation, examination: () => alone };
  return errorCluster.judge({ run, facts, probe: () => null });
}

const said = (rows: readonly Row[]) => saidOf('error-cluster', { 'eval_predictions.csv': csv(rows) });

describe('error-cluster', () => {
  it('finds texts that share a word, on which the model is sure and wrong', () => {
    const outcome = judged(answered(2000, 0.5, 0.95));
    expect(outcome).toMatchObject({
      kind: 'finding',
      findings: [{ claim: 'strong', severity: 'risk', subject: { split: 'validation', slice: 'refund' } }],
    });
    const found = finding(outcome);
    expect(found.title).toMatch(
      /^Texts with `refund` were wrong more often than others: \d+ of \d+, elsewhere/,
    );
    expect(found.measured).toContain('Their labels alone do not explain it');
    expectNumbersInEvidence(outcome);
  });

  it('shows the wrong rows by their number in the set, with the word marked', () => {
    const rows = answered(2000, 0.5, 0.95);
    const { examples } = finding(judged(rows));
    for (const [i, row] of examples!.rows.entries()) {
      const { text, label, predicted } = rows[row - 1000]!;
      expect(predicted).not.toBe(label);
      expect(examples!.spans![i]!.map(([start, end]) => text.slice(start, end))).toEqual(['Refund']);
    }
  });

  it('is a note where the model knows that it is unsure', () => {
    expect(brief(judged(answered(2000, 0.5, 0.55)))).toBe('strong note');
  });

  it('is a hint where the texts of the group are copies of each other', () => {
    const rows = answered(2000, 0.5, 0.95);
    // Each second text of the group is the one before but for a word.
    const copied = rows.map((row, i) =>
      i % 28 === 14 ? { ...rows[i - 14]!, text: `${rows[i - 14]!.text} again` } : row,
    );
    const outcome = judged(copied);
    expect(brief(outcome)).toBe('hint note');
    expect(finding(outcome).measured).toContain('hardly independent');
    expectNumbersInEvidence(outcome);
  });

  it('does not take a label that is hard for a group', () => {
    const r = createRandom(3);
    const rows = answered(2000, 0.08, 0.92).map((row) => {
      const predicted = r.next() < (row.label === 'yes' ? 0.4 : 0.06) === (row.label === 'no') ? 'yes' : 'no';
      return { ...row, text: row.label === 'yes' ? `${row.text} sign${r.integer(3)}` : row.text, predicted };
    });
    const outcome = judged(rows);
    expect(brief(outcome)).toBe('pass');
    expect(prose(outcome)).toContain('only because of');
  });

  it('keeps quiet where the subset of the same texts is told by another check', async () => {
    const { result } = await said(answered(2000, 0.5, 0.95));
    expect(result).toMatchObject({ status: 'pass' });
    expect(result.text).toMatch(/^Confirmed as wrong more often: \d groups?, which another finding tells$/);
  });

  it('passes where errors fall at random', async () => {
    const { result } = await said(answered(2000, 0.08, 0.92));
    expect(result.status).toBe('pass');
    expect(result.text).toMatch(/No group of texts stood out|^None of \d+ groups?/);
  });

  it('passes with few errors among many texts, and cannot tell with few texts', async () => {
    expect((await said(answered(800, 0.02, 0.95, 0.02))).result.status).toBe('pass');
    const small = (await said(answered(150, 0.3, 0.95, 0.3))).result;
    expect(small).toMatchObject({ status: 'inconclusive', enough: '50 errors' });
  });
});
