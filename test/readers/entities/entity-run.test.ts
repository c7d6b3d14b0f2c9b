import { describe, expect, test } from 'vitest';
import { readRuns } from '../../../src/engine/analyse.ts';
import { saveRuns } from '../../../src/engine/save-run.ts';
import type { EntitySet } from '../../../src/model/entities.ts';
import { memorySource } from '../../../src/sources/memory.ts';
import { brokenParts, mentionsOf } from '../../support/entities.ts';
import { fixtureFiles, fixtureSource } from '../read-fixture.ts';

/** Everything that a set says, its texts and places asked for. */
const told = (set: EntitySet) => ({
  ...set,
  text: Array.from({ length: set.sentences }, (_, s) => set.text(s)),
  place: Array.from({ length: set.sentences }, (_, s) => set.place(s)),
});

describe('mentions in a run', () => {
  test('files of one folder make a run of token classification', async () => {
    const { runs, read } = await readRuns(fixtureSource('entities/conll-flair'));
    expect(runs).toHaveLength(1);
    expect(runs[0]!.task?.value).toBe('token-classification');
    expect(runs[0]!.entitySets).toHaveLength(1);
    expect(runs[0]!.predictions).toEqual([]);
    expect(read).toEqual([
      { file: 'test.tsv', reader: 'entities', found: '3 reference and 3 predicted mentions in 2 sentences' },
    ]);
  });

  test('they join the training that lies around them, unless its labels are foreign', async () => {
    const tokens = fixtureFiles('entities/conll-flair')['test.tsv']!;
    const state = JSON.stringify({
      global_step: 2,
      max_steps: 2,
      log_history: [
        { loss: 1, step: 1 },
        { loss: 0.5, step: 2 },
      ],
    });
    const config = (...labels: string[]): string =>
      JSON.stringify({
        architectures: ['BertForTokenClassification'],
        id2label: Object.fromEntries(labels.map((label, id) => [id, label])),
      });
    const own = await readRuns(
      memorySource('run', {
        'trainer_state.json': state,
        'config.json': config('O', 'B-PER', 'I-PER', 'B-LOC', 'I-LOC', 'B-ORG', 'I-ORG'),
        'eval/test.tsv': tokens,
      }),
    );
    expect(own.runs.map((run) => [run.framework, run.entitySets?.length])).toEqual([['hf-trainer', 1]]);
    const foreign = await readRuns(
      memorySource('run', {
        'trainer_state.json': state,
        'config.json': config('O', 'B-DRUG', 'I-DRUG'),
        'eval/test.tsv': tokens,
      }),
    );
    expect(foreign.runs.map((run) => run.entitySets?.length)).toEqual([0, 1]);
  });

  test('a saved run keeps them; without texts it keeps offsets, tags and lines', async () => {
    for (const name of ['conll-flair', 'conll-two-files', 'conll-hipe', 'conll-tag-lines']) {
      const before = await readRuns(fixtureSource(`entities/${name}`));
      const saved = await saveRuns(before);
      const after = await readRuns(memorySource('saved', { 'run.json': saved }));
      expect(after.runs[0]!.entitySets!.map(told)).toEqual(before.runs[0]!.entitySets!.map(told));
      expect(after.runs[0]!.trainEntities).toBeNull();
      const bare = await saveRuns(before, { texts: false });
      const [set] = (await readRuns(memorySource('saved', { 'run.json': bare }))).runs[0]!.entitySets!;
      expect(set!.hasText).toBe(false);
      expect(set!.text(0)).toBe('');
      expect(set!.predicted).toEqual(before.runs[0]!.entitySets![0]!.predicted);
      expect(bare).not.toMatch(/Acme|Anna|Lee/);
    }
  });

  test('a saved run that was tampered with is a problem, not a crash', async () => {
    const saved = await saveRuns(await readRuns(fixtureSource('entities/conll-flair')));
    const broken = saved.replace('"sentences":2', '"sentences":3');
    const { runs, unreadable } = await readRuns(memorySource('saved', { 'run.json': broken }));
    expect(runs).toEqual([]);
    expect(unreadable[0]!.found).toContain('entitySets/');
  });

  test('the flags name both files from anywhere', async () => {
    const { runs } = await readRuns(
      memorySource('two', {
        'x/one.dat': 'Anna B-PER\nran O\n\nBob B-PER\n',
        'y/two.dat': 'Anna B-PER\nran O\n\nBob O\n',
      }),
      { reference: 'x/one.dat', predictions: 'y/two.dat' },
    );
    const [set] = runs[0]!.entitySets!;
    expect(mentionsOf(set!, 'predicted')).toEqual(['0: Anna (PER)']);
    expect(brokenParts(set!)).toEqual([]);
  });
});
