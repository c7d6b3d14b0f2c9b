import { expect, it } from 'vitest';
import { analyse, readRuns } from '../../src/engine/analyse.ts';
import { mergeFragments } from '../../src/engine/merge.ts';
import { saveRuns } from '../../src/engine/save-run.ts';
import { given } from '../../src/model/known.ts';
import { memorySource } from '../../src/sources/memory.ts';
import { makeRun, series } from '../support/runs.ts';

const fragment = {
  role: 'owner' as const,
  root: '',
  reader: 'hf-trainer',
  run: { title: 'run', files: [], series: [series('loss', [[10, 0.5]])] },
};

it('the share of wrong labels is kept in every run when it was given, and null otherwise', () => {
  expect(mergeFragments([fragment], { labelNoise: 0.1 })[0]!.labelNoise).toEqual(given(0.1, '--label-noise'));
  expect(mergeFragments([fragment])[0]!.labelNoise).toBeNull();
});

it('a saved run keeps the share; one saved before it existed, or a broken one, does not', async () => {
  const run = makeRun({
    series: [series('loss', [[10, 0.5]])],
    run: { labelNoise: given(0.3, '--label-noise') },
  });
  const saved = await saveRuns({
    runs: [run],
    read: [],
    unreadable: [],
    ignored: { count: 0, examples: [] },
    assumptions: [],
  } as never);
  const read = async (text: string) => await readRuns(memorySource('x', { 'run.json': text }));
  expect((await read(saved)).runs[0]!.labelNoise).toEqual(run.labelNoise);
  expect((await read(saved.replace(/"labelNoise":\{.*?\},/, ''))).runs[0]!.labelNoise).toBeNull();
  expect((await read(saved.replace('"value":0.3', '"value":"0.3"'))).unreadable[0]?.found).toContain(
    '`labelNoise`',
  );
});

it('without the share the check says how to state it', async () => {
  const report = await analyse(
    memorySource('x', {
      'trainer_state.json': JSON.stringify({
        log_history: [{ step: 10, epoch: 1, loss: 0.5 }],
        global_step: 10,
      }),
    }),
  );
  const result = report.audits.find((audit) => audit.id === 'memorising-below-noise-floor');
  expect(result?.status).toBe('not-applicable');
  expect(result?.text).toContain('--label-noise');
});
