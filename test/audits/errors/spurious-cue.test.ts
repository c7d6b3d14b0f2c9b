import { describe, expect, it } from 'vitest';
import type { Prober } from '../../../src/engine/judge.ts';
import { createRandom } from '../../../src/stats/index.ts';
import { expectNumbersInEvidence } from '../../support/prose.ts';
import { ranReaders } from '../../support/ran.ts';
import { csv, freshRows, predictedRows, type Row, saidOf } from '../../support/text-folders.ts';

/** Rows of which some hold the word: a share of those labelled yes, and of the others. */
function withWord(rows: readonly Row[], seed: number, ofYes: number, ofNo: number): Row[] {
  const r = createRandom(seed);
  return rows.map((row) =>
    r.next() < (row.label === 'yes' ? ofYes : ofNo) ? { ...row, text: `${row.text} Filing` } : row,
  );
}

/** Right in nine of ten; texts labelled no that hold the word are called yes in `drawn`. */
function answered(rows: readonly Row[], drawn: number): Row[] {
  const r = createRandom(9);
  return predictedRows(rows, 3, () => 0.9).map((row) =>
    row.label === 'no' && row.text.endsWith('Filing') && r.next() < drawn
      ? { ...row, predicted: 'yes' }
      : row,
  );
}

const train = freshRows(2000, 1);
const evaluation = withWord(freshRows(1000, 2), 4, 0.5, 0.5);
const said = (trained: readonly Row[] | null, drawn: number) =>
  saidOf(
    'spurious-cue',
    {
      'eval_predictions.csv': csv(answered(evaluation, drawn)),
      ...(trained === null ? {} : { 'train.csv': csv(trained) }),
    },
    trained === null ? {} : { trainData: 'train.csv' },
  );

describe('spurious-cue', () => {
  it('finds a word that training ties to a label and that draws other texts to it', async () => {
    const { findings } = await said(withWord(train, 5, 0.9, 0.05), 0.4);
    expect(findings).toMatchObject([
      { claim: 'likely', severity: 'risk', subject: { class: 'yes', slice: 'texts with filing' } },
    ]);
    expect(findings[0]!.title).toMatch(/^Texts with `filing` were called `yes` too often: \d+ of \d+ that/);
    expect(findings[0]!.refutedBy).toContain('once without `filing`');
    expectNumbersInEvidence({ kind: 'finding', findings });
  });

  it('shows rows that were drawn, with the word marked', async () => {
    const { findings } = await said(withWord(train, 5, 0.9, 0.05), 0.4);
    const { rows, spans } = findings[0]!.examples!;
    const answers = answered(evaluation, 0.4);
    expect(rows.length).toBeGreaterThan(0);
    for (const [i, row] of rows.entries()) {
      const { text, label, predicted } = answers[row]!;
      expect([label, predicted]).toEqual(['no', 'yes']);
      expect(spans![i]!.map(([start, end]) => text.slice(start, end))).toEqual(['Filing']);
    }
  });

  it('has no more than a hint where the word is as fair a sign in the evaluation as in training', async () => {
    const fair = withWord(freshRows(1000, 2), 4, 0.9, 0.1);
    const { findings } = await saidOf(
      'spurious-cue',
      {
        'eval_predictions.csv': csv(answered(fair, 0.6)),
        'train.csv': csv(withWord(train, 5, 0.9, 0.1)),
      },
      { trainData: 'train.csv' },
    );
    expect(findings).toMatchObject([
      { claim: 'hint', severity: 'note', title: '`filing` went with false positives' },
    ]);
    expectNumbersInEvidence({ kind: 'finding', findings });
  });

  it('has no more than a hint where the word is not tied to the label, or training is not known', async () => {
    for (const trained of [withWord(train, 5, 0.3, 0.3), null]) {
      const { findings } = await said(trained, 0.4);
      expect(findings).toMatchObject([{ claim: 'hint', severity: 'note' }]);
      expect(findings[0]!.advice === null).toBe(trained !== null);
    }
  });

  it('passes where the word is in the data and the model does not follow it', async () => {
    const { result } = await said(withWord(train, 5, 0.9, 0.05), 0);
    expect(result).toMatchObject({ status: 'pass' });
    expect(result.text).toMatch(/^None of [\d,]+ tests of words and phrases on [\d,]+ different texts/);
  });

  it('passes with few errors, and cannot tell with few texts', async () => {
    const few = async (n: number) =>
      saidOf('spurious-cue', { 'eval_predictions.csv': csv(predictedRows(freshRows(n, 2), 3, () => 0.99)) });
    expect((await few(500)).result.status).toBe('pass');
    expect((await few(80)).result.status).toBe('inconclusive');
  });

  describe('with a model that can be asked', () => {
    const files = {
      'eval_predictions.csv': csv(answered(evaluation, 0.4)),
      'train.csv': csv(withWord(train, 5, 0.9, 0.05)),
    };
    /** The model says what it said, but other texts with the word taken out as `follows` says. */
    const asked = (follows: (text: string, predicted: string) => string) => {
      const known = new Map(answered(evaluation, 0.4).map(({ text, predicted }) => [text, predicted!]));
      let before = 'no';
      const prober: Prober = async ({ key, texts }) => ({
        key,
        scores: texts.map((text) => {
          const given = known.get(text);
          if (given !== undefined) before = given;
          const answer = given ?? follows(text, before);
          return Float64Array.from(['no', 'yes'], (label) => (label === answer ? 1 : 0));
        }),
      });
      return saidOf('spurious-cue', files, { trainData: 'train.csv', readers: ranReaders, prober });
    };

    it('is strong where the answers change without the word and not without another', async () => {
      const { findings } = await asked((text, predicted) => (/filing/i.test(text) ? predicted : 'no'));
      expect(findings[0]).toMatchObject({ claim: 'strong', severity: 'risk', cause: { claim: 'strong' } });
      expect(findings[0]!.measured).toMatch(
        /Asked again without `filing`, the model changed (\d+) of \1 answers, and 0 without another word/,
      );
      expect(findings[0]!.cause!.text).toContain('the model leans on `filing`');
      expectNumbersInEvidence({ kind: 'finding', findings });
    });

    it.each([
      ['stay', (_: string, predicted: string) => predicted],
      ['change whatever is taken out', () => 'no'],
    ])('is a note with another cause where the answers %s', async (_, follows) => {
      const { findings } = await asked(follows);
      expect(findings[0]).toMatchObject({ claim: 'likely', severity: 'note' });
      expect(findings[0]!.cause!.text).toContain('changed hardly oftener than without another');
      expectNumbersInEvidence({ kind: 'finding', findings });
    });

    it('stays likely where the model cannot be asked after all', async () => {
      const refused = await saidOf('spurious-cue', files, {
        trainData: 'train.csv',
        readers: ranReaders,
        prober: async () => null,
      });
      expect(refused.findings[0]).toMatchObject({ claim: 'likely', severity: 'risk' });
      expect(refused.findings[0]!.measured).not.toContain('Asked again');
    });

    it('does not ask about predictions that another program made', async () => {
      const { findings } = await saidOf('spurious-cue', files, {
        trainData: 'train.csv',
        prober: async () => {
          throw new Error('asked');
        },
      });
      expect(findings[0]).toMatchObject({ claim: 'likely' });
    });
  });
});
