import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { entitySideOfRun } from '../../../src/node/runner/entities.ts';
import type { RunnerInput } from '../../../src/node/runner/messages.ts';
import { type RunOptions, runCheckpoint } from '../../../src/node/runner/run.ts';
import { changeConfig, checkpointFolder, sameThread } from './fixture.ts';

const run = (input: RunnerInput, options: RunOptions = {}) =>
  runCheckpoint({
    folder: checkpointFolder('bert-token'),
    input,
    options: { cache: false, ...options },
    thread: sameThread,
  });

const words: RunnerInput = {
  kind: 'words',
  rows: [
    ['the', 'Film', 'is', 'odd'],
    [],
    ['good', '\u200b', 'film'],
    Array.from({ length: 80 }, () => 'bad'),
  ],
};

describe('a token classifier over words that are split already', () => {
  it('gives a tag a word, and none to words it did not see', async () => {
    const result = await run(words);
    const side = entitySideOfRun(result, words, 'test.conll');
    expect(result.head).toBe('token');
    expect(Array.from(side.tokens!.firstOfSentence)).toEqual([0, 4, 4, 7, 87]);
    const { tags, names } = side.tags!;
    expect(names).toEqual(result.labels);
    expect(Array.from(tags.subarray(0, 4)).every((tag) => tag >= 0)).toBe(true);
    // A zero-width space is nothing to the tokenizer; 54 of 80 words fit beside two special tokens.
    expect(tags[5]).toBe(-1);
    expect(Array.from(tags.subarray(7)).filter((tag) => tag >= 0).length).toBe(54);
    expect(side.excluded.map(({ kind, tokens }) => [kind, tokens])).toEqual([
      ['truncated', 26],
      ['ignored', 1],
    ]);
    expect(side.excluded[0]!.places[0]).toBe('test.conll, row 4 (word 55: "bad")');
    expect(side.text(0)).toBe('the Film is odd');
  });

  it('cuts the first words with truncation_side left; of a word that the cut goes through the rest speaks', async () => {
    const folder = checkpointFolder('bert-token');
    const path = join(folder, 'tokenizer_config.json');
    writeFileSync(
      path,
      JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), truncation_side: 'left' }),
    );
    // 2 + 4 pieces before 53 words: 54 places are left for the last piece of `odd` and for all of them.
    const rows = [['the', 'is', 'odds', ...Array.from({ length: 53 }, () => 'bad')]];
    const input: RunnerInput = { kind: 'words', rows };
    const result = await runCheckpoint({ folder, input, options: { cache: false }, thread: sameThread });
    const { tags } = entitySideOfRun(result, input, 'test.conll').tags!;
    expect(result.tokensBeforeCut[0]).toBe(2 + 2 + 4 + 53);
    expect(Array.from(tags).map((tag) => tag >= 0)).toEqual([
      false,
      false,
      ...Array.from({ length: 54 }, () => true),
    ]);
  });

  it('gives the same whatever the size of a batch, and from the cache', async () => {
    const expected = await run(words);
    const other = await run(words, { tokenBudget: 1 });
    expect(other.logits).toEqual(expected.logits);
    expect(other.firstUnit).toEqual(expected.firstUnit);
  });
});

describe('a token classifier over texts', () => {
  it('gives mentions with places in the text, in UTF-16 units', async () => {
    const texts = ['the 😀 film is very good', '', 'bad film and not the good film'];
    const input: RunnerInput = { kind: 'texts', texts };
    // The small checkpoint's weights are random and prefer `O`; under other names its answers are mentions.
    const folder = checkpointFolder('bert-token');
    changeConfig(folder, {
      id2label: { 0: 'B-ORG', 1: 'I-ORG', 2: 'O' },
      label2id: { 'B-ORG': 0, 'I-ORG': 1, O: 2 },
    });
    const result = await runCheckpoint({ folder, input, options: { cache: false }, thread: sameThread });
    const side = entitySideOfRun(result, input, 'test.csv', 'none');
    expect(side.tags).toBeNull();
    const { sentence, start, end } = side.mentions!;
    // Every mention begins and ends where a word, or one of its pieces, does.
    for (let at = 0; at < sentence.length; at++) {
      const part = texts[sentence[at]!]!.slice(start[at], end[at]);
      expect(part).toMatch(/^\S+$/);
      expect(part).not.toMatch(/^[\udc00-\udfff]|[\ud800-\udbff]$/);
    }
    expect(sentence).not.toContain(1);
    expect(side.types.length).toBeGreaterThan(0);
  });
});
