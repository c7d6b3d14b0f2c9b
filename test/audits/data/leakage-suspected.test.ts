import { describe, expect, it } from 'vitest';
import { leakageSuspected } from '../../../src/audits/data/leakage-suspected.ts';
import { analyse, readRuns } from '../../../src/engine/analyse.ts';
import { saveRuns } from '../../../src/engine/save-run.ts';
import { memorySource } from '../../../src/sources/memory.ts';
import { evaluated } from '../../support/evaluated-runs.ts';
import { ordinaryRuns } from '../../support/ordinary-runs.ts';
import { expectNumbersInEvidence } from '../../support/prose.ts';
import { csv, freshRows, predictedRows, type Row, saidOf } from '../../support/text-folders.ts';
import { brief, finding, verdict } from '../../support/verdict.ts';

const train = freshRows(1500, 1);
const fresh = freshRows(1000, 2);
/** `copies` of the evaluation rows are training rows; the model remembers them, or not. */
const folder = (copies: number, remembered: boolean, more: Record<string, string> = {}) => {
  const rows = [...train.slice(0, copies), ...fresh.slice(copies)];
  return {
    'train.csv': csv(train),
    'eval_predictions.csv': csv(predictedRows(rows, 3, (i) => (i < copies && remembered ? 0.99 : 0.75))),
    ...more,
  };
};
const said = (files: Record<string, string>) =>
  saidOf('leakage-suspected', files, { trainData: 'train.csv' });

describe('leakage-suspected', () => {
  it('finds a third of the texts in training, and that it flatters the score', async () => {
    const { findings, report } = await said(folder(300, true));
    expect(findings).toMatchObject([{ claim: 'strong', severity: 'problem' }]);
    expect(findings[0]!.title).toMatch(
      /^30\.0 % of the validation texts also stand in the training data, which flatters accuracy by \d\.\d points$/,
    );
    expect(findings[0]!.evidence).toContainEqual(
      expect.objectContaining({ name: 'equal texts', value: 300, n: 1000 }),
    );
    expect(report.answer.headline).toBe('Its score is flattered by texts that it was trained on.');
    expectNumbersInEvidence({ kind: 'finding', findings });
  });

  it('finds the same overlap where it flatters nothing, and does not say that it does', async () => {
    const { findings } = await said(folder(30, false));
    expect(findings).toMatchObject([{ claim: 'fact', severity: 'note' }]);
    expect(findings[0]!.title).toBe('3.0 % of the validation texts also stand in the training data');
  });

  it('finds a weak leak of two in a hundred, which is too little for a problem', async () => {
    const { findings } = await said(folder(20, true));
    expect(findings).toHaveLength(1);
    expect(findings[0]!.claim).not.toBe('strong');
    expect(findings[0]!.severity).not.toBe('problem');
  });

  it('passes where no text is on both sides, with the sizes', async () => {
    const { result } = await said(folder(0, false));
    expect(result).toMatchObject({ status: 'pass' });
    expect(result.text).toBe(
      'None of 1,000 validation texts are equal or nearly equal to one of the 1,500 in `train.csv`',
    );
  });

  it('lets short set phrases occur twice', async () => {
    const phrases: Row[] = ['thank you', 'good morning', 'yes please'].flatMap((text) =>
      Array.from({ length: 7 }, () => ({ text, label: 'yes' })),
    );
    const { result } = await said({
      'train.csv': csv([...train, ...phrases]),
      'eval_predictions.csv': csv(predictedRows([...fresh, ...phrases], 4, () => 0.8)),
    });
    expect(result.status).toBe('pass');
  });

  it('cannot tell when the file is the whole data set before it was divided', async () => {
    const all = {
      'train.csv': csv([...train, ...fresh]),
      'eval_predictions.csv': csv(predictedRows(fresh, 3, () => 0.8)),
    };
    expect((await said(all)).result).toMatchObject({ status: 'inconclusive' });
    // The log says that 1,500 of the 2,500 rows were trained on.
    const state = { 'all_results.json': JSON.stringify({ train_samples: 1500, eval_accuracy: 0.8 }) };
    const { result } = await said({ ...all, ...state });
    expect(result).toMatchObject({ status: 'inconclusive' });
    expect(result.text).toContain('1,500 of which were trained on');
    // All rows were trained on: then they did leak.
    const whole = { 'all_results.json': JSON.stringify({ train_samples: 2500, eval_accuracy: 0.8 }) };
    expect((await said({ ...all, ...whole })).result.status).toBe('finding');
  });

  it('cannot compare one column with two', async () => {
    const pairs = train.map(({ text, label }) => ({ sentence1: text, sentence2: 'b', text: '', label }));
    const { result } = await said({
      'train.csv': csv(pairs as unknown as Row[]).replace(',text,', ',note,'),
      'eval_predictions.csv': csv(predictedRows(fresh, 3, () => 0.8)),
    });
    expect(result).toMatchObject({ status: 'inconclusive' });
  });

  it('asks for what is missing: training data, texts, predictions', async () => {
    const rows = predictedRows(fresh, 3, () => 0.8);
    const { result } = await saidOf('leakage-suspected', { 'eval_predictions.csv': csv(rows) });
    expect(result).toMatchObject({ status: 'not-applicable', enable: 'name-training-data' });
    const bare = rows.map(({ text: _, ...row }) => row);
    const without = await saidOf('leakage-suspected', {
      'eval_predictions.csv': csv(bare as unknown as Row[]),
    });
    expect(without.result).toMatchObject({ status: 'not-applicable', enable: 'save-texts' });
    expect(verdict(leakageSuspected, evaluated({ loss: [0.5, 0.4] }))).toMatchObject({
      kind: 'not-applicable',
      enable: 'save-predictions',
    });
  });

  it('names the labels of the training file in another spelling', async () => {
    const numbered = train.map((row) => ({ ...row, label: row.label === 'no' ? '0' : '1' }));
    const { findings } = await said({
      ...folder(100, true),
      'train.csv': csv(numbered),
      'config.json': JSON.stringify({
        architectures: ['BertForSequenceClassification'],
        model_type: 'bert',
        id2label: { 0: 'no', 1: 'yes' },
      }),
    });
    expect(findings[0]!.measured).toContain('100 of 100 have the same label there');
  });

  it('says the same of a saved run, which holds no training text', async () => {
    const source = memorySource('outputs', folder(300, true));
    const saved = await saveRuns(await readRuns(source, { trainData: 'train.csv' }), { texts: false });
    expect(train.slice(300).some(({ text }) => saved.includes(text))).toBe(false);
    const direct = await analyse(source, { trainData: 'train.csv' });
    const again = await analyse(memorySource('x', { 'run.json': saved }));
    expect(again.findings).toEqual(direct.findings);
    const broken = await readRuns(
      memorySource('x', { 'run.json': saved.replace('"overlaps":[', '"overlaps":[7,') }),
    );
    expect(broken.unreadable[0]?.found).toContain('`textMeasures/overlaps`');
  });

  it('does not depend on the order of rows', async () => {
    const files = folder(300, true);
    const [head = '', ...rows] = files['train.csv']!.split('\n');
    const turned = { ...files, 'train.csv': [head, ...rows.reverse()].join('\n') };
    expect((await said(turned)).findings[0]!.title).toBe((await said(files)).findings[0]!.title);
  });
});

describe('without texts', () => {
  const solved = (trainSize: number) =>
    evaluated({
      loss: [0.2, 0.05, 0.01],
      accuracy: [0.95, 0.99, 1],
      n: 504,
      trainSize,
      trainEnd: 0.01,
    } as never);

  it('hints at evaluation on the training data where the sizes are equal, and at nothing where they are not', () => {
    const run = { ...solved(504) };
    const same = {
      ...run,
      trainSize: { value: 504, origin: 'stated', from: 'all_results.json' },
    } as typeof run;
    const series = same.series.map((one) =>
      one.split === 'train' && one.quantity === 'loss'
        ? { ...one, value: one.value.map((v, i) => (i === one.value.length - 1 ? 0.01 : v)) }
        : one,
    );
    const outcome = verdict(leakageSuspected, { ...same, series });
    expect(finding(outcome)).toMatchObject({ claim: 'hint', severity: 'note' });
    const other = { ...same, series, trainSize: { ...same.trainSize!, value: 4000 } };
    expect(brief(verdict(leakageSuspected, other))).toBe('not-applicable');
  });

  it.each(Object.entries(ordinaryRuns))('says nothing of %s', (_, make) => {
    expect(brief(verdict(leakageSuspected, make()))).toBe('not-applicable');
  });
});
