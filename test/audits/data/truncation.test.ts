import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/stats/index.ts';
import { expectNumbersInEvidence } from '../../support/prose.ts';
import { csv, freshRows, predictedRows, type Row, saidOf } from '../../support/text-folders.ts';

const config = (more: Record<string, unknown> = {}) =>
  JSON.stringify({
    architectures: ['BertForSequenceClassification'],
    model_type: 'bert',
    max_position_embeddings: 512,
    ...more,
  });
const tokenizer = (length: number | null) =>
  JSON.stringify({
    version: '1.0',
    truncation: length === null ? null : { direction: 'Right', max_length: length },
    padding: null,
    added_tokens: [],
    model: { type: 'WordPiece' },
  });
const results = { 'all_results.json': JSON.stringify({ eval_accuracy: 0.8, train_samples: 900 }) };
const files = (rows: readonly Row[], limit: number | null, more: Record<string, string> = {}) => ({
  ...results,
  'config.json': config(),
  'tokenizer.json': tokenizer(limit),
  'eval_predictions.csv': csv(rows),
  ...more,
});
const said = (all: Record<string, string>) => saidOf('truncation', all);

const lengths = createRandom(9);
/** Log-normal lengths around 40 words. */
const texts = freshRows(1000, 5, () => Math.round(Math.exp(3.6 + 0.5 * lengths.normal())));
const wordsOf = ({ text }: Row): number => text.split(' ').length;
const withTokens = (rows: readonly Row[]): Row[] =>
  rows.map((row) => ({ ...row, num_tokens: String(Math.round(1.3 * wordsOf(row)) + 2) }));

describe('truncation', () => {
  it('counts the texts that were cut for sure, from words alone', async () => {
    const limit = 40;
    const { findings } = await said(
      files(
        predictedRows(texts, 1, () => 0.85),
        limit,
      ),
    );
    const cut = texts.filter((row) => wordsOf(row) + 2 > limit).length;
    expect(findings).toMatchObject([{ claim: 'strong', severity: 'note' }]);
    expect(findings[0]!.title).toBe(
      `at least ${(cut / 10).toFixed(1)} % of the validation texts were cut at 40 tokens`,
    );
    expect(findings[0]!.evidence).toContainEqual(expect.objectContaining({ name: 'texts cut', value: cut }));
    expectNumbersInEvidence({ kind: 'finding', findings });
  });

  it('shows harm with token counts, where cut texts fail more than their length explains', async () => {
    const rows = withTokens(predictedRows(texts, 2, (i) => (1.3 * wordsOf(texts[i]!) + 2 > 64 ? 0.5 : 0.92)));
    const { findings, report } = await said(files(rows, 64));
    expect(findings).toMatchObject([{ claim: 'strong', severity: 'problem', cause: { claim: 'likely' } }]);
    expect(findings[0]!.title).toMatch(/wrong more often than their length explains$/);
    expect(report.answer.headline).toContain('cut at the length limit');
  });

  it('claims no harm where long texts are harder all along', async () => {
    const rows = withTokens(
      predictedRows(texts, 3, (i) => 1 / (1 + Math.exp(-2.5 + 0.7 * Math.log(wordsOf(texts[i]!) / 20)))),
    );
    const { findings } = await said(files(rows, 64));
    expect(findings).toMatchObject([{ claim: 'fact', severity: 'note' }]);
    expect(findings[0]!.cause).toBeUndefined();
  });

  it('knows a limit that no input can exceed: positions of the model, less the two of RoBERTa', async () => {
    const long = freshRows(300, 6, (i) => (i % 4 ? 100 : 600));
    const all = {
      ...results,
      'config.json': config({
        model_type: 'roberta',
        max_position_embeddings: 514,
        architectures: ['RobertaForSequenceClassification'],
      }),
      'eval_predictions.csv': csv(predictedRows(long, 7, () => 0.9)),
    };
    const { findings } = await said(all);
    expect(findings).toMatchObject([{ claim: 'fact', severity: 'note' }]);
    expect(findings[0]!.title).toBe('at least 25.0 % of the validation texts were cut at 512 tokens');
    expect(findings[0]!.advice?.settings).toBeUndefined();
  });

  it('takes a tokenizer’s own default for a likely limit, and a recorded one before it', async () => {
    const rows = predictedRows(texts, 1, () => 0.85);
    const settings = (length: number) => ({
      'tokenizer_config.json': JSON.stringify({ model_max_length: length }),
    });
    const { 'tokenizer.json': _, ...without } = files(rows, 40);
    const { findings } = await said({ ...without, ...settings(40) });
    expect(findings).toMatchObject([{ claim: 'likely', severity: 'note' }]);
    expect(findings[0]!.title).toContain('were likely cut at 40 tokens');
    expect(findings[0]!.refutedBy).toContain('`max_length`');
    expect((await said(files(rows, 40, settings(200)))).findings).toMatchObject([{ claim: 'strong' }]);
    // What the model takes anyway says nothing of what was set.
    expect((await said({ ...without, ...settings(512) })).result).toMatchObject({ status: 'not-applicable' });
    // A default that no text reaches.
    expect((await said({ ...without, ...settings(400) })).findings).toEqual([]);
  });

  it('is a risk where nearly all were cut and the score leaves room', async () => {
    const long = freshRows(300, 11, () => 100);
    const at = async (accuracy: number) => {
      const rows = predictedRows(long, 12, (i) => (i % 100 < 100 * accuracy ? 1 : 0));
      const state = { global_step: 300, log_history: [{ step: 300, epoch: 3, eval_accuracy: accuracy }] };
      const all = files(rows, 48, { 'trainer_state.json': JSON.stringify(state) });
      return (await said(all)).findings.map(({ severity }) => severity);
    };
    expect(await at(0.82)).toEqual(['risk']);
    expect(await at(0.95)).toEqual(['note']);
  });

  it('takes the score of the predictions where no log gives one', async () => {
    const long = freshRows(300, 11, () => 100);
    const at = async (accuracy: number) => {
      const rows = predictedRows(long, 12, (i) => (i % 100 < 100 * accuracy ? 1 : 0));
      const { 'all_results.json': _, ...all } = files(rows, 48);
      return (await said(all)).findings.map(({ severity }) => severity);
    };
    expect(await at(0.75)).toEqual(['risk']);
    expect(await at(0.97)).toEqual(['note']);
  });

  it('passes short texts, and says how long the longest is', async () => {
    const { result } = await said(
      files(
        predictedRows(freshRows(300, 8), 1, () => 0.9),
        128,
      ),
    );
    expect(result).toMatchObject({ status: 'pass' });
    expect(result.text).toBe('The longest of 300 texts has 15 words, and the limit is 128 tokens');
  });

  it('cannot tell from words that fit, when their tokens may not', async () => {
    const rows = predictedRows(
      freshRows(300, 8, () => 40),
      1,
      () => 0.9,
    );
    const { result } = await said(files(rows, 48));
    expect(result).toMatchObject({ status: 'inconclusive' });
    expect(result.enough).toContain('num_tokens');
  });

  it('does not take padding to one length for a cut', async () => {
    const rows = predictedRows(texts, 1, () => 0.9).map((row) => ({ ...row, num_tokens: '64' }));
    expect((await said(files(rows, 64))).result).toMatchObject({ status: 'inconclusive' });
  });

  it('takes a column `length` for tokens only when it can be nothing else', async () => {
    const rows = predictedRows(texts, 1, () => 0.9);
    const characters = rows.map((row) => ({ ...row, length: String(row.text.length) }));
    expect((await said(files(characters, 400))).result.text).toMatch(/ words, and the limit/);
    const tokens = withTokens(rows).map(({ num_tokens, ...row }) => ({ ...row, length: num_tokens! }) as Row);
    expect((await said(files(tokens, 1000))).result.text).toMatch(/ tokens, and the limit/);
  });

  it('counts tokens from saved inputs, without the padding', async () => {
    const rows = predictedRows(freshRows(200, 4), 1, () => 0.9).map((row, i) => ({
      ...row,
      input_ids: Array.from({ length: 32 }, (_, k) => (k < 10 + (i % 20) ? 100 + k : 0)),
    }));
    const lines = rows.map((row) => JSON.stringify(row)).join('\n');
    const { result } = await said({
      ...results,
      'config.json': config(),
      'tokenizer.json': tokenizer(32),
      'eval_predictions.jsonl': lines,
    });
    expect(result.text).toBe('The longest of 200 texts has 29 tokens, and the limit is 32 tokens');
  });

  it('is not applicable without a limit or without texts', async () => {
    const rows = predictedRows(texts, 1, () => 0.9);
    const { 'tokenizer.json': _, ...without } = files(rows, 40);
    expect((await said({ ...without, 'config.json': config({ model_type: 't5' }) })).result).toMatchObject({
      status: 'not-applicable',
      enable: 'keep-configuration',
    });
    const bare = rows.map(({ text: _text, ...row }) => row) as unknown as Row[];
    expect((await said(files(bare, 40))).result).toMatchObject({
      status: 'not-applicable',
      enable: 'save-texts',
    });
  });

  it('does not depend on the order of rows', async () => {
    const rows = withTokens(predictedRows(texts, 2, () => 0.8));
    const [a, b] = [await said(files(rows, 64)), await said(files([...rows].reverse(), 64))];
    expect(b.findings[0]!.title).toBe(a.findings[0]!.title);
  });
});
