import { expect, it } from 'vitest';
import { type ReadResult, readRuns } from '../../src/engine/analyse.ts';
import { gatherRuns } from '../../src/engine/gather-runs.ts';
import { saveRuns } from '../../src/engine/save-run.ts';
import { memorySource } from '../../src/sources/memory.ts';
import { answers, runFolder, seeds } from '../support/compared.ts';

const read = (files: Record<string, string | Uint8Array>): Promise<ReadResult> =>
  readRuns(memorySource('here', files));
const folder = { ...runFolder(), 'eval_predictions.csv': answers({ wrong: () => false }) };

it('tells runs, prediction sets and files of equal folders apart by their labels, in the order given', async () => {
  const input = gatherRuns([
    { label: 'z', folder: true, input: await read(folder) },
    { label: 'a', folder: true, input: await read(folder) },
  ]);
  expect(input.runs.map(({ id, title }) => [id, title])).toEqual([
    ['z', 'z'],
    ['a', 'a'],
  ]);
  const sets = input.runs.flatMap((run) => run.predictions);
  expect(new Set(sets.map(({ id }) => id)).size).toBe(2);
  expect(sets.map(({ file }) => file)).toEqual(['z/eval_predictions.csv', 'a/eval_predictions.csv']);
  expect(input.read.map(({ file }) => file)).toEqual(
    expect.arrayContaining(['z/trainer_state.json', 'a/trainer_state.json']),
  );
  expect(input.folder).toBeNull();
});

it('keeps several runs of one place below its label', async () => {
  const input = gatherRuns([
    { label: 'base', folder: true, input: await read(folder) },
    { label: 'sweep', folder: true, input: await read({ ...seeds(3) }) },
  ]);
  expect(input.runs.map(({ id }) => id)).toEqual(['base', 'sweep/seed-1', 'sweep/seed-2', 'sweep/seed-3']);
});

it('calls a single file by its label, and says once what two places share', async () => {
  const table = { 'p.csv': answers({ wrong: () => false }) };
  const input = gatherRuns([
    { label: 'one/p.csv', folder: false, input: await read(table) },
    { label: 'two/p.csv', folder: false, input: await read(table) },
  ]);
  expect(input.runs.map(({ id }) => id)).toEqual(['one/p.csv', 'two/p.csv']);
  expect(input.read.map(({ file }) => file)).toEqual(['one/p.csv', 'two/p.csv']);
});

it('leaves the predictions such that they can be saved', async () => {
  const input = gatherRuns([{ label: 'a', folder: true, input: await read(folder) }]);
  const saved = await saveRuns(input);
  const again = await readRuns(memorySource('x', { 'saved.json': saved }));
  expect(again.runs[0]?.predictions[0]).toMatchObject({
    file: 'a/eval_predictions.csv',
    rows: 400,
    hasScores: true,
  });
});
