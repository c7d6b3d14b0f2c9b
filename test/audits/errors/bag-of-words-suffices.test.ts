import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/stats/index.ts';
import { expectNumbersInEvidence } from '../../support/prose.ts';
import { csv, freshRows, predictedRows, type Row, saidOf } from '../../support/text-folders.ts';

/** The label stands in the text as one of ten words of its own, and is another one in a tenth of the texts. */
const byWords = (n: number, seed: number): Row[] => {
  const r = createRandom(seed + 50);
  return freshRows(n, seed).map((row) => ({
    ...row,
    text: `${row.text} ${row.label}${r.integer(10)}`,
    label: r.next() < 0.1 ? (row.label === 'no' ? 'yes' : 'no') : row.label,
  }));
};
/** The label is which of two words stands first. */
const byOrder = (n: number, seed: number): Row[] =>
  freshRows(n, seed).map((row) => ({
    ...row,
    text: row.label === 'yes' ? `up down ${row.text}` : `down up ${row.text}`,
  }));
/** The answer that the word gives. */
const wordAnswers = (rows: readonly Row[]): Row[] =>
  rows.map((row) => ({ ...row, predicted: / yes\d$/.test(row.text) ? 'yes' : 'no' }));

const said = (train: readonly Row[], answers: readonly Row[], more: Record<string, string> = {}) =>
  saidOf(
    'bag-of-words-suffices',
    { 'train.csv': csv(train), 'eval_predictions.csv': csv(answers), ...more },
    { trainData: 'train.csv' },
  );

describe('bag-of-words-suffices', () => {
  it('says that a bag of words does as well where single words decide', async () => {
    const { findings } = await said(byWords(1500, 1), wordAnswers(byWords(1000, 2)));
    expect(findings).toMatchObject([
      { claim: 'strong', severity: 'note', title: 'A bag of words does as well as the model' },
    ]);
    expectNumbersInEvidence({ kind: 'finding', findings });
  });

  it('says that it does better, and shows the rows that only it gets right', async () => {
    const answers = predictedRows(byWords(1000, 2), 3, () => 0.7);
    const { findings } = await said(byWords(1500, 1), answers);
    expect(findings).toMatchObject([{ claim: 'strong', severity: 'risk' }]);
    expect(findings[0]!.title).toBe('A bag of words does better than the model');
    for (const row of findings[0]!.examples!.rows)
      expect(answers[row]!.predicted).not.toBe(answers[row]!.label);
    expectNumbersInEvidence({ kind: 'finding', findings });
  });

  it('passes with the figures where the order of words decides and the model follows it', async () => {
    const { result } = await said(
      byOrder(1500, 1),
      predictedRows(byOrder(1000, 2), 3, () => 0.9),
    );
    expect(result.status).toBe('pass');
    expect(result.text).toMatch(
      /^The model was right on \d+ of 1,000 rows \([\d.]+ %\), a bag of words on \d+/,
    );
  });

  it('cannot tell with few rows', async () => {
    const { result } = await said(byWords(1500, 1), wordAnswers(byWords(60, 2)));
    expect(result.status).toBe('inconclusive');
  });

  it('does not ask where the training file holds the evaluation texts, or is not known, or nothing was learned', async () => {
    const evaluation = byWords(1000, 2);
    const mixed = [...byWords(1500, 1), ...evaluation.slice(0, 200)];
    const overlapping = await saidOf(
      'bag-of-words-suffices',
      { 'train.csv': csv(mixed), 'eval_predictions.csv': csv(wordAnswers(evaluation)) },
      { trainData: 'train.csv', only: ['bag-of-words-suffices', 'leakage-suspected'] },
    );
    expect(overlapping.result.status).toBe('inconclusive');
    const alone = await saidOf('bag-of-words-suffices', {
      'eval_predictions.csv': csv(wordAnswers(evaluation)),
    });
    expect(alone.result).toMatchObject({ status: 'not-applicable' });
    const guessing = await said(
      byWords(1500, 1),
      predictedRows(evaluation, 3, () => 0.5),
    );
    expect(guessing.result.status).toBe('not-applicable');
  });
});
