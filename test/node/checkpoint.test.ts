import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { afterfit, commandPath } from '../support/command.ts';
import { commandBench } from '../support/command-bench.ts';
import { runFiles, writeFiles } from '../support/run-folders.ts';
import { changeConfig, checkpointFolder } from './runner/fixture.ts';

const { path, workingDirectory } = commandBench();

const LABELS = ['negative', 'neutral', 'positive'];
const WORDS = ['the', 'film', 'is', 'very', 'good', 'not', 'bad', 'odd'];

/** Rows of texts with labels, and an id each. */
const table = (rows: number, label: (row: number) => string = (row) => LABELS[row % 3]!): string =>
  `id,text,label\n${Array.from({ length: rows }, (_, row) => {
    const words = Array.from({ length: 2 + (row % 7) }, (__, at) => WORDS[(row * 3 + at * 5) % 8]);
    return `r${row},${words.join(' ')} ${row},${label(row)}\n`;
  }).join('')}`;

let folders = 0;

/** A run of a Trainer with a model in it, and data in the same folder. */
function runWithModel(data = table(60), name = 'test.csv'): { readonly run: string; readonly data: string } {
  const run = writeFiles(join(path, `model ${folders++}`), {
    'trainer_state.json': runFiles['trainer_state.json']!,
  });
  checkpointFolder('bert-sequence', run);
  const file = join(run, name);
  writeFileSync(file, data);
  return { run, data: file };
}

interface Judged {
  readonly code: number | null;
  readonly stderr: string;
  readonly report: {
    readonly runs: readonly {
      readonly notes: readonly string[];
      readonly quality: {
        readonly set: string;
        readonly rows: number;
        readonly overall: readonly { readonly metric: string; readonly value: number }[];
        readonly confusion: { readonly counts: readonly (readonly number[])[] };
      } | null;
    }[];
    readonly inputs: {
      readonly assumptions: readonly string[];
      readonly read: readonly { readonly reader: string; readonly found: string }[];
      readonly unreadable: readonly { readonly found: string; readonly nextStep: string }[];
    };
  };
}

async function judge(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Judged> {
  // Weighing words is tried elsewhere.
  const ran = await afterfit([...args, '--format', 'json', '--attributions', 'none'], {
    cwd: workingDirectory(),
    env: { AFTERFIT_CACHE: join(path, 'cache'), ...env },
    patience: 60_000,
  });
  if (ran.stdout === '') throw new Error(ran.stderr);
  return { code: ran.code, stderr: ran.stderr, report: JSON.parse(ran.stdout) };
}

const said = ({ report }: Judged): string => report.inputs.assumptions.join('\n');
const tokens = ({ report }: Judged): string =>
  report.inputs.read.find(({ reader }) => reader === 'checkpoint')?.found ?? 'nothing was run';

describe('afterfit RUN --data FILE', () => {
  it('runs the checkpoint and judges what it answers', async () => {
    const { run, data } = runWithModel();
    const judged = await judge([run, '--data', data, '--no-cache']);
    expect(judged.stderr).toBe('');
    const { quality } = judged.report.runs[0]!;
    expect([quality!.set, quality!.rows]).toEqual(['test.csv#run', 60]);
    expect(tokens(judged)).toMatch(
      /^60 rows, run through the checkpoint in model \d+ with at most 56 tokens/,
    );
    expect(said(judged)).not.toContain('No predictions were found');
  });

  it('does not run it with --no-run', async () => {
    const { run, data } = runWithModel();
    const judged = await judge([run, '--data', data, '--no-run']);
    expect(judged.report.runs[0]!.quality).toBeNull();
    expect(said(judged)).toContain('No predictions were found for the file named by --data');
  });

  it('runs a stated random sample with --limit', async () => {
    const { run, data } = runWithModel();
    const judged = await judge([run, '--data', data, '--no-cache', '--limit', '25']);
    expect(judged.report.runs[0]!.quality!.rows).toBe(25);
    expect(said(judged)).toContain('25 of 60 rows, drawn at random (seed 0)');
  });

  it('cuts texts at --max-length, and says how many the model did not see whole', async () => {
    const { run, data } = runWithModel();
    const judged = await judge([run, '--data', data, '--no-cache', '--max-length', '6']);
    expect(tokens(judged)).toContain('with at most 6 tokens (--max-length)');
    expect(said(judged)).toMatch(/\d+ of 60 texts have more than 6 tokens/);
  });

  it('runs the best checkpoint, the last, or one by its name', async () => {
    const { run, data } = runWithModel();
    for (const name of ['checkpoint-10', 'checkpoint-20']) checkpointFolder('bert-sequence', join(run, name));
    const ask = (...args: string[]) => judge([run, '--data', data, '--no-cache', ...args]);
    expect(tokens(await ask('--checkpoint', 'last'))).toContain('in checkpoint-20');
    expect(tokens(await ask('--checkpoint', 'checkpoint-10'))).toContain('in checkpoint-10');
    expect(tokens(await ask())).toMatch(/in model \d+/);
    const missing = await afterfit([run, '--data', data, '--checkpoint', 'checkpoint-30'], {
      cwd: workingDirectory(),
    });
    expect(missing.code).toBe(2);
    expect(missing.stderr).toMatch(/^afterfit: checkpoint-30 in .* holds no config\.json with weights\.\n$/);
  });

  it('asks which one where a folder holds several models', async () => {
    const { run, data } = runWithModel();
    const parent = join(path, `several ${folders++}`);
    mkdirSync(parent);
    for (const name of ['a', 'b']) checkpointFolder('bert-sequence', join(parent, name));
    writeFileSync(join(parent, 'test.csv'), readFileSync(data));
    const judged = await judge([parent, '--data', join(parent, 'test.csv')]);
    expect(judged.report.inputs.unreadable.map(({ found }) => found).join('\n')).toMatch(
      /holds several models \(a, b\)\. Name one of them\./,
    );
    expect(run).toBeTruthy();
  });

  it('judges a folder without weights as before', async () => {
    const run = writeFiles(join(path, `no model ${folders++}`), runFiles);
    writeFileSync(join(run, 'test.csv'), table(30));
    const [before, now] = [
      await judge([run, '--data', join(run, 'test.csv'), '--no-run']),
      await judge([run, '--data', join(run, 'test.csv')]),
    ];
    expect(now.report.runs).toEqual(before.report.runs);
    expect(now.report.inputs).toEqual(before.report.inputs);
  });

  it('judges the rest where the packages for running are missing, and says the command', async () => {
    const { run, data } = runWithModel();
    const block = `export async function resolve(name,context,next){if(name==='onnxruntime-node'||name==='tokenizers'){const error=new Error("Cannot find package '"+name+"'");error.code='ERR_MODULE_NOT_FOUND';throw error}return next(name,context)}`;
    const hook = `import{register}from'node:module';register(${JSON.stringify(`data:text/javascript,${encodeURIComponent(block)}`)})`;
    const judged = await judge([run, '--data', data, '--no-cache'], {
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(hook)}`,
    });
    expect(judged.code).toBe(0);
    expect(judged.report.runs).toHaveLength(1);
    const [problem] = judged.report.inputs.unreadable;
    expect(problem!.nextStep).toMatch(
      /^Running a checkpoint needs two packages that are installed apart: .*npm install onnxruntime-node tokenizers$/,
    );
  });

  it('says of a model that cannot be run what stands in the way', async () => {
    const { run, data } = runWithModel();
    changeConfig(run, { model_type: 'gpt2' });
    const judged = await judge([run, '--data', data, '--no-cache']);
    expect(judged.code).toBe(0);
    expect(judged.report.inputs.unreadable[0]!.found).toContain('`gpt2` are not run');
  });

  it('says of data that nothing can be scored on', async () => {
    const unlabelled = runWithModel('text\ngood film\nbad film\n');
    expect(said(await judge([unlabelled.run, '--data', unlabelled.data, '--no-cache']))).toContain(
      'no column of labels was recognised',
    );
    const foreign = runWithModel(table(30, (row) => `class-${row % 2}`));
    const judged = await judge([foreign.run, '--data', foreign.data, '--no-cache']);
    expect(judged.report.runs[0]!.quality).toBeNull();
    expect(said(judged)).toContain('No label of test.csv (class-0 and class-1) is one that the model knows');
    const partly = runWithModel(table(30, (row) => (row === 7 ? 'mixed' : LABELS[row % 3]!)));
    expect(said(await judge([partly.run, '--data', partly.data, '--no-cache']))).toContain(
      'mixed in the data ← labels that the model cannot give',
    );
  });

  it('takes an empty text and a text of a megabyte', async () => {
    const { run, data } = runWithModel(
      `text,label\n,positive\n${'good '.repeat(210_000)},negative\nbad film,neutral\n`,
    );
    const judged = await judge([run, '--data', data, '--no-cache']);
    expect(judged.report.runs[0]!.quality!.rows).toBe(3);
    expect(said(judged)).toContain('1 of 3 texts have more than 56 tokens');
  });

  it.each([
    [['--limit', '5'], '--limit is for running a checkpoint; add --data FILE'],
    [['--data', 'DATA', '--no-run', '--save-predictions', 'p.jsonl'], 'leave out --no-run'],
    [['--data', 'DATA', '--save-predictions', 'p.csv'], '.jsonl or .parquet'],
  ])('refuses options that would be passed over: %s', async (args, sentence) => {
    const { run, data } = runWithModel();
    const ran = await afterfit([run, ...args.map((arg) => (arg === 'DATA' ? data : arg))], {
      cwd: workingDirectory(),
    });
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain(sentence);
  });
});

describe('--save-predictions', () => {
  it.each(['p.jsonl', 'p.parquet'])(
    'writes %s, which gives the same report when it is read',
    async (name) => {
      const { run, data } = runWithModel();
      const saved = join(workingDirectory(), name);
      const ask = () => judge([run, '--data', data, '--no-cache', '--save-predictions', saved]);
      const judged = await ask();
      expect(judged.stderr).toMatch(/^Predictions .*p\.\w+ {2}\(60 rows\)\n$/);
      const again = await judge(['--reference', data, '--predictions', saved]);
      const alone = await judge([saved]);
      for (const other of [again, alone])
        for (const key of ['rows', 'overall', 'classes', 'confusion', 'calibration'] as const)
          expect(quality(other)[key], key).toEqual(quality(judged)[key]);
      // Its own file is written again.
      expect((await ask()).code).toBe(0);
    },
  );

  it('writes what is answered to texts without labels', async () => {
    const { run, data } = runWithModel('text\ngood film\nbad film\n');
    const saved = join(workingDirectory(), 'p.jsonl');
    await judge([run, '--data', data, '--no-cache', '--save-predictions', saved]);
    const rows = readFileSync(saved, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(Object.keys(rows[0]!)).toEqual([
      ...['answered_by', 'row_id', 'predicted'],
      ...LABELS.map((label) => `logit_${label}`),
      'text',
    ]);
    expect(rows.map(({ text }) => text)).toEqual(['good film', 'bad film']);
  });

  it('leaves texts out with --no-texts, and a file of the user alone', async () => {
    const { run, data } = runWithModel();
    const saved = join(workingDirectory(), 'p.jsonl');
    await judge([run, '--data', data, '--no-cache', '--no-texts', '--save-predictions', saved]);
    expect(readFileSync(saved, 'utf8')).not.toContain('film');
    writeFileSync(saved, '{"id":"r0","predicted":"positive"}\n');
    const ran = await afterfit([run, '--data', data, '--no-cache', '--save-predictions', saved], {
      cwd: workingDirectory(),
    });
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('did not write');
  });
});

const quality = ({ report }: Judged): Record<string, unknown> =>
  report.runs[0]!.quality as unknown as Record<string, unknown>;

describe('what is kept of a run', () => {
  it('is used the next time, and removed by `afterfit cache clear`', async () => {
    const { run, data } = runWithModel();
    const env = { AFTERFIT_CACHE: join(path, `kept ${folders++}`) };
    await judge([run, '--data', data], env);
    expect(tokens(await judge([run, '--data', data], env))).toContain('60 of them from an earlier run');
    const clear = (word: string) => afterfit(['cache', word], { cwd: workingDirectory(), env });
    expect((await clear('clear')).stdout).toMatch(/^Removed \d+ files \(\d+ MB\) from .*kept/);
    expect(readdirSync(env.AFTERFIT_CACHE)).toEqual([]);
    expect((await clear('clear')).stdout).toMatch(/^Nothing was kept in /);
    const wrong = await clear('empty');
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('afterfit cache clear')]);
  });

  it('goes on after Ctrl-C where it was broken off', async () => {
    const { run, data } = runWithModel(table(20_000));
    const cache = join(path, `broken ${folders++}`);
    mkdirSync(cache);
    const env = { ...process.env, AFTERFIT_CACHE: cache };
    const child = spawn(process.execPath, [commandPath, run, '--data', data], {
      cwd: workingDirectory(),
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    // The first rows that are kept say that the run is under way.
    let pressed = false;
    const watcher = watch(cache, (_, name) => {
      if (pressed || name?.endsWith('.rows') !== true) return;
      pressed = true;
      child.kill('SIGINT');
    });
    let stderr = '';
    child.stderr.on('data', (part: Buffer) => {
      stderr += part.toString();
    });
    const code = await new Promise<number | null>((done) => child.on('close', done));
    watcher.close();
    expect(code).toBe(130);
    const done = Number(
      /Broken off after (\d+) of 20000 rows\. They are kept; the same command goes on/.exec(stderr)?.[1],
    );
    expect(done).toBeGreaterThan(0);
    expect(done).toBeLessThan(20_000);
    const rest = await judge([run, '--data', data], { AFTERFIT_CACHE: cache });
    expect(Number(/, ([\d,]+) of them from an earlier run/.exec(tokens(rest))?.[1]?.replace(',', ''))).toBe(
      done,
    );
    expect(rest.report.runs[0]!.quality!.rows).toBe(20_000);
    rmSync(cache, { recursive: true });
  });
});
