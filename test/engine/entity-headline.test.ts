import { expect, it } from 'vitest';
import { analyse } from '../../src/engine/analyse.ts';
import { memorySource } from '../../src/sources/memory.ts';

/** Mentions of one word, every n-th of them missed at random places. */
const tagged = (miss: (i: number) => boolean): string =>
  Array.from({ length: 400 }, (_, i) =>
    [`The O O`, `name${(i * 7919) % 400} B-PER ${miss(i) ? 'O' : 'B-PER'}`, `left O O`, ''].join('\n'),
  ).join('\n');

const headlineOf = async (text: string): Promise<string> =>
  (await analyse(memorySource('run', { 'test.conll': text }))).answer.headline;

it('silence of the checks is no praise for a model that misses a quarter of the mentions', async () => {
  expect(await headlineOf(tagged((i) => (i * 31) % 4 === 0))).toMatch(
    /^Entity F1 is 8\d\.\d %, and no check found what the errors share\.$/,
  );
  expect(await headlineOf(tagged((i) => i === 17))).toBe('No check found a weakness in 400 sentences.');
});
