import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { analyse, readRuns } from '../../src/engine/analyse.ts';
import type { Reader } from '../../src/model/reader.ts';
import type { Report } from '../../src/model/report.ts';
import type { Source, SourceFile } from '../../src/model/source.ts';
import { readers } from '../../src/readers/index.ts';
import { memorySource } from '../../src/sources/memory.ts';
import { folder, stub } from '../support/judged.ts';

const examples = ['finance-sentiment', 'healthy-run', 'keras-history'];
const example = (name: string): Promise<Source> => folder(`examples/${name}`);

/** A small run folder whose loss rises, with predictions of 60 examples beside it. */
const state = JSON.stringify({
  global_step: 600,
  max_steps: 600,
  epoch: 6,
  log_history: [1, 2, 3, 4, 5, 6].flatMap((epoch) => [
    { step: 100 * epoch, epoch, loss: 0.7 / epoch, learning_rate: 3e-5 * (1 - epoch / 6) },
    {
      step: 100 * epoch,
      epoch,
      eval_loss: [0.5, 0.4, 0.45, 0.6, 0.7, 0.8][epoch - 1],
      eval_accuracy: 0.8 + epoch / 1000,
    },
  ]),
});
const predictions = [
  'text,label,predicted',
  ...Array.from({ length: 60 }, (_, i) => `text ${i},${i % 2},${i % 7 ? i % 2 : 0}`),
].join('\n');
const files = { 'trainer_state.json': state, 'eval_predictions.csv': predictions };
const below = (root: string) =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [`${root}/${path}`, text]));

/** Two different runs: copies of one log would be taken for one run. */
const two = {
  ...below('a'),
  'b/trainer_state.json': state.replaceAll('0.45', '0.47').replaceAll('0.35', '0.33'),
};

/** What is said about the runs, without their names. */
const findingsOf = (report: Report) =>
  report.findings.map(({ key, subject, ...rest }) => ({ ...rest, subject: { ...subject, run: null } }));
const resultsOf = (report: Report) => report.audits.map(({ run, ...rest }) => rest);

describe('the same files and options', () => {
  it.each(examples)('give the same report twice: examples/%s', async (name) => {
    const source = await example(name);
    expect(await analyse(source)).toEqual(await analyse(source));
  });

  it('give the same report when listed in another order', async () => {
    for (const source of [
      await example('finance-sentiment'),
      await example('healthy-run'),
      memorySource('x', two),
    ]) {
      const turned = { ...source, files: [...source.files].reverse() };
      const [one, other] = [await analyse(source), await analyse(turned)];
      expect(findingsOf(other)).toEqual(findingsOf(one));
      expect(other.runs).toEqual(one.runs);
      expect(other.answer).toEqual(one.answer);
      expect(resultsOf(other)).toEqual(resultsOf(one));
    }
  });

  it('give the same findings under another name of the source', async () => {
    const [one, other] = [
      await analyse(memorySource('./outputs', files)),
      await analyse(memorySource('/home/someone/thesis', files)),
    ];
    expect(one.findings.length).toBeGreaterThan(0);
    expect(other.findings).toEqual(one.findings);
    expect(other.audits).toEqual(one.audits);
    expect({ ...other.answer, actions: null, doFirst: null }).toEqual({
      ...one.answer,
      actions: null,
      doFirst: null,
    });
  });

  it('give the same findings in another folder of the source', async () => {
    const [one, other] = [
      await analyse(memorySource('x', files)),
      await analyse(memorySource('x', below('sweep/seed-2'))),
    ];
    expect(other.runs.map((run) => run.id)).toEqual(['sweep/seed-2']);
    expect(findingsOf(other)).toEqual(findingsOf(one));
    expect(resultsOf(other)).toEqual(resultsOf(one));
    expect(other.answer.headline).toBe(one.answer.headline);
    expect(other.answer.verdict).toBe(one.answer.verdict);
  });

  it('a run is judged alike alone and beside others', async () => {
    const alone = await analyse(memorySource('x', below('a')));
    const beside = await analyse(memorySource('x', two));
    const of = (report: Report, run: string) =>
      findingsOf({ ...report, findings: report.findings.filter((each) => each.subject.run === run) }).map(
        ({ rank, ...rest }) => rest,
      );
    expect(beside.runs.map((run) => run.id)).toEqual(['a', 'b']);
    expect(of(beside, 'a')).toEqual(of(alone, 'a'));
    expect(of(beside, 'b').length).toBeGreaterThan(0);
    expect(beside.findings.map((finding) => finding.rank)).toEqual(beside.findings.map((_, i) => i + 1));
  });
});

describe('what cannot be read', () => {
  const broken: Reader = {
    id: 'broken',
    title: 'Broken',
    files: [],
    shares: true,
    claims: (file) => file.path.endsWith('.json'),
    read: async () => {
      throw new Error('cannot happen');
    },
  };

  it('a reader that throws is a problem of its files; the rest is judged', async () => {
    const report = await analyse(memorySource('x', files), { readers: [broken, ...readers] });
    expect(report.inputs.unreadable).toMatchObject([
      {
        file: 'trainer_state.json',
        found: 'cannot happen',
        expected: 'files that the broken reader can read',
      },
    ]);
    expect(findingsOf(report)).toEqual(findingsOf(await analyse(memorySource('x', files))));
  });

  it('a file that cannot be opened is a problem; the rest is judged', async () => {
    const denied = (file: SourceFile): SourceFile => ({
      ...file,
      read: () => Promise.reject(new Error('EACCES')),
      readRange: () => Promise.reject(new Error('EACCES')),
    });
    const all = memorySource('x', files);
    for (const path of Object.keys(files)) {
      const source = { ...all, files: all.files.map((file) => (file.path === path ? denied(file) : file)) };
      const report = await analyse(source);
      expect(report.inputs.unreadable.map((problem) => problem.file)).toContain(path);
      expect(report.runs).toHaveLength(1);
    }
  });

  it('what could not be listed is told as well', async () => {
    const problem = {
      file: 'secret',
      position: null,
      expected: 'a folder',
      found: 'EACCES',
      nextStep: 'x',
      partial: false,
    };
    const report = await analyse({ ...memorySource('x', files), problems: [problem] });
    expect(report.inputs.unreadable).toEqual([problem]);
  });

  it('a file that no reader wanted is counted', async () => {
    const { ignored, read } = await readRuns(
      memorySource('x', { ...files, 'train.py': 'print()', 'notes.md': 'x' }),
    );
    expect(ignored).toEqual({ count: 2, examples: ['notes.md', 'train.py'] });
    expect(read.map((entry) => entry.file).sort()).toEqual(['eval_predictions.csv', 'trainer_state.json']);
  });

  it('an empty folder has no runs and no problem', async () => {
    const report = await analyse(memorySource('x', {}));
    expect(report).toMatchObject({
      runs: [],
      findings: [],
      audits: [],
      inputs: { read: [], unreadable: [], ignored: { count: 0 } },
    });
  });
});

describe('options', () => {
  const ids = (report: Report) => report.audits.map((result) => result.id);

  it('only and skip choose the checks', async () => {
    const source = memorySource('x', files);
    expect(
      ids(await analyse(source, { only: ['overfit-loss', 'nan-inf-loss'], skip: ['nan-inf-loss'] })),
    ).toEqual(['overfit-loss']);
    expect(ids(await analyse(source, { skip: ['overfit-loss'] }))).not.toContain('overfit-loss');
    expect(ids(await analyse(source, { only: [] })).length).toBeGreaterThan(20);
  });

  it('an audit of the caller’s own is asked like any other', async () => {
    const own = stub('title-too-long', ({ run }) => ({
      kind: 'pass',
      measured: `${run.title.length} letters`,
    }));
    expect((await analyse(memorySource('x', files), { audits: [own] })).audits).toMatchObject([
      { id: 'title-too-long', status: 'pass' },
    ]);
  });

  it('the number of examples can be limited; the total is told', async () => {
    const report = await analyse(memorySource('x', files), { examples: 2 });
    // Of 60 rows every seventh is called 0; half of these are 1: 4 wrong.
    expect(report.runs[0]?.quality?.examples).toMatchObject({ shown: 2, total: 4 });
  });

  it('the time of the report is the host’s: without one there is none', async () => {
    expect((await analyse(memorySource('x', {}))).generatedAt).toBeNull();
    expect((await analyse(memorySource('x', {}), { generatedAt: '2026-01-02T03:04:05Z' })).generatedAt).toBe(
      '2026-01-02T03:04:05Z',
    );
  });

  it('progress names each run before it is judged', async () => {
    const seen: string[] = [];
    await analyse(memorySource('x', two), {
      progress: (done, total, what) => void seen.push(`${done}/${total} ${what}`),
    });
    expect(seen.filter((line) => line.includes('judging')).map((line) => line.slice(0, 11))).toEqual([
      '0/2 judging',
      '1/2 judging',
    ]);
  });

  it('of several prediction files unseen data is judged first', async () => {
    const report = await analyse(
      memorySource('x', {
        'train_predictions.csv': predictions,
        'test_predictions.csv': predictions,
        'validation_predictions.csv': predictions,
      }),
    );
    expect(report.runs[0]?.quality).toMatchObject({ split: 'test', file: 'test_predictions.csv' });
  });
});

describe('the engine', () => {
  it('reaches no renderer, no plot and nothing of Node', () => {
    const reached = new Set<string>();
    const visit = (path: string): void => {
      if (reached.has(path)) return;
      reached.add(path);
      for (const [, target] of readFileSync(path, 'utf8').matchAll(/from '(\.[^']+\.ts)'/g))
        visit(normalize(join(dirname(path), target!)));
    };
    visit('src/engine/analyse.ts');
    visit('src/engine/save-run.ts');
    expect(reached.size).toBeGreaterThan(100);
    expect([...reached].filter((path) => /^src\/(report|plots|node)\//.test(path))).toEqual([]);
  });
});
