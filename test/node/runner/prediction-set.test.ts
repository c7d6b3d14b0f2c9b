import { describe, expect, it } from 'vitest';
import type { RunnerInput } from '../../../src/node/runner/messages.ts';
import { predictionSetOfRun, type RunReferences } from '../../../src/node/runner/prediction-set.ts';
import { type RunOptions, runCheckpoint } from '../../../src/node/runner/run.ts';
import { changeConfig, checkpointFolder, sameThread, someTexts } from './fixture.ts';

const texts = someTexts(12);
const input: RunnerInput = { kind: 'texts', texts };

const runOver = (folder: string, options: RunOptions = {}) =>
  runCheckpoint({ folder, input, options: { cache: false, ...options }, thread: sameThread });

const dataWith = (labels: readonly (string | null)[] | null): RunReferences => ({
  file: 'test.csv',
  split: null,
  labels,
  ids: texts.map((_, row) => `id-${row}`),
  extra: new Map([['source', texts.map((_, row) => (row % 2 === 0 ? 'web' : 'app'))]]),
  columns: { text: 'sentence' },
});

const cycle = (names: readonly string[]): string[] => texts.map((_, row) => names[row % names.length]!);

async function setFor(labels: readonly (string | null)[] | null, options: RunOptions = {}) {
  const made = predictionSetOfRun(
    await runOver(checkpointFolder('bert-sequence'), options),
    input,
    dataWith(labels),
  );
  if (made.kind === 'none') throw new Error(made.sentence);
  return made;
}

describe('the answers of a run as predictions', () => {
  it('are probabilities of the model’s own labels beside the data’s', async () => {
    const { set } = await setFor(cycle(['negative', 'neutral', 'positive']));
    expect(set.labels).toEqual(['negative', 'neutral', 'positive']);
    expect(set.hasScores).toBe(true);
    expect((await set.confusion({ kind: 'all' })).rows).toBe(12);
    const shares = await Promise.all([0, 1, 2].map((label) => set.probabilities(label)));
    expect(shares[0]![4]! + shares[1]![4]! + shares[2]![4]!).toBeCloseTo(1, 6);
    expect(set.columns).toMatchObject({ text: 'sentence', scores: 'its logits for 3 labels' });
    expect(set.columns.predicted).toMatch(/^the checkpoint in .* run by Afterfit$/);
    const [example] = await set.examples(Uint32Array.of(5));
    expect(example).toMatchObject({
      id: 'id-5',
      text: texts[5],
      reference: 'positive',
      extra: { source: 'app' },
    });
  });

  it.each([
    [
      'in another case',
      ['NEGATIVE', 'Neutral', 'positive'],
      'labels of the data ← names of the model without regard to case',
    ],
    ['as ids', ['0', '1', '2'], 'labels of the data ← ids of the model’s labels'],
    [
      'as ids that pandas made floating',
      ['0.0', '1.0', '2.0'],
      'labels of the data ← ids of the model’s labels',
    ],
  ])('find the labels of the data %s', async (_, names, said) => {
    const byName = await (await setFor(cycle(['negative', 'neutral', 'positive']))).set.confusion({
      kind: 'all',
    });
    const { set, assumptions } = await setFor(cycle(names));
    expect(await set.confusion({ kind: 'all' })).toEqual(byName);
    expect(assumptions).toContain(said);
  });

  it('count a label that the model cannot give as wrong', async () => {
    const { set, assumptions } = await setFor(cycle(['negative', 'mixed']));
    expect(set.labels).toEqual(['negative', 'neutral', 'positive', 'mixed']);
    const { counts } = await set.confusion({ kind: 'all' });
    expect(counts[3 * 4 + 3]).toBe(0);
    expect(Math.max(...(await set.probabilities(3))!)).toBeLessThan(1e-14);
    expect(assumptions).toContain(
      'mixed in the data ← labels that the model cannot give; every row of them counts as wrong',
    );
  });

  it('are refused where no label of the data is known to the model', async () => {
    const result = await runOver(checkpointFolder('bert-sequence'));
    expect(predictionSetOfRun(result, input, dataWith(cycle(['spam', 'ham'])))).toEqual({
      kind: 'none',
      sentence:
        'No label of test.csv (ham and spam) is one that the model knows (negative, neutral and positive). Check id2label in config.json, or name the column of the labels.',
    });
  });

  it('do without labels of the data', async () => {
    const { set } = await setFor(null);
    expect((await set.confusion({ kind: 'all' })).unlabelled).toBe(12);
  });

  it('keep the rows of a sample with what belongs to them', async () => {
    const { set } = await setFor(cycle(['negative', 'neutral', 'positive']), { limit: 5, seed: 1 });
    expect(set.rows).toBe(5);
    for (const { id, text } of await set.examples(Uint32Array.of(0, 1, 2, 3, 4)))
      expect(text).toBe(texts[Number(id!.slice(3))]);
  });

  it('say how many texts the model did not see whole', async () => {
    const { assumptions } = await setFor(null, { maxLength: 8 });
    expect(assumptions.at(-1)).toMatch(
      /^\d+ of 12 texts have more than 8 tokens; the model did not see their end$/,
    );
  });

  it('are none for several labels a text', async () => {
    const folder = checkpointFolder('bert-sequence');
    changeConfig(folder, { problem_type: 'multi_label_classification' });
    const made = predictionSetOfRun(await runOver(folder), input, dataWith(null));
    expect(made).toMatchObject({
      kind: 'none',
      sentence: 'The checkpoint may call several labels a text, not one.',
    });
  });
});
