import { execFile } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { afterfit, commandPath } from '../support/command.ts';
import { commandBench } from '../support/command-bench.ts';
import { runFiles, SECRET, trainerState, writeFiles } from '../support/run-folders.ts';

const { run, workingDirectory, judge, json, path } = commandBench();

/** Every path below a folder with its size and time of change. */
const listing = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true })
    .map((path) => `${String(path)} ${statSync(join(folder, String(path))).mtimeMs}`)
    .sort();

describe('afterfit RUN', () => {
  it('prints the verdict, writes afterfit-report.html to the working directory and nothing into the run', async () => {
    const cwd = workingDirectory();
    const before = listing(run);
    const ran = await judge([], cwd);
    expect(ran.code).toBe(0);
    expect(ran.stderr).toBe('');
    expect(ran.stdout).toMatch(/^\nNothing to fix\./);
    expect(ran.stdout).toMatch(/\nReport {5}afterfit-report\.html {2}\(\d+ kB, works offline\)\n/);
    expect(readdirSync(cwd)).toEqual(['afterfit-report.html']);
    expect(readFileSync(join(cwd, 'afterfit-report.html'), 'utf8')).toMatch(/^<!doctype html>/i);
    expect(listing(run)).toEqual(before);
  });

  it('says on a machine without a browser how to look at the file', async () => {
    const ran = await judge([], workingDirectory(), { SSH_CONNECTION: '10.0.0.1 1 10.0.0.2 22' });
    expect(ran.stdout).toContain('copy the file to one, or use --format markdown');
  });

  it('writes its own report again', async () => {
    const cwd = workingDirectory();
    await judge([], cwd);
    expect((await judge([], cwd)).code).toBe(0);
  });

  it('judges a folder that it may only read', async () => {
    const locked = writeFiles(join(path, 'locked'), runFiles);
    for (const name of readdirSync(locked)) chmodSync(join(locked, name), 0o444);
    chmodSync(locked, 0o555);
    expect((await afterfit([locked], { cwd: workingDirectory() })).code).toBe(0);
    chmodSync(locked, 0o755);
  });

  it('takes a path with spaces and letters of any script', async () => {
    const folder = writeFiles(join(path, 'résultats d’été 训练 №1'), runFiles);
    const report = await json([folder]);
    expect(report.runs[0].title).toBe('résultats d’été 训练 №1');
  });

  it('takes single files', async () => {
    const log = await json([join(run, 'trainer_state.json')]);
    expect(log.runs).toHaveLength(1);
    expect(log.runs[0].quality).toBeNull();
    const table = await json([join(run, 'eval_predictions.csv')]);
    expect(table.runs[0].framework).toBe('none');
    expect(table.runs[0].quality.rows).toBe(120);
  });

  it('takes several paths, each a run of its own', async () => {
    const other = writeFiles(join(path, 'other', 'run'), {
      'trainer_state.json': trainerState({ epochs: 5 }),
    });
    const report = await json([run, other]);
    expect(report.runs).toHaveLength(2);
    expect(report.answer.headline).toMatch(/^2 runs/);
    expect(new Set(report.runs.map((one: { id: string }) => one.id)).size).toBe(2);
  });
});

describe('without a path', () => {
  it('judges a run in the working directory', async () => {
    const cwd = writeFiles(workingDirectory(), runFiles);
    const ran = await afterfit([], { cwd });
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain('Nothing to fix.');
  });

  it('gives the same report when its own files of every kind lie there', async () => {
    const cwd = writeFiles(workingDirectory(), runFiles);
    const args = ['--format', 'json,html,markdown', '--save-run', 'run.json', '--figures', 'figures'];
    const first = await afterfit(args, { cwd });
    expect(first.code).toBe(0);
    const before = JSON.parse(readFileSync(join(cwd, 'afterfit-report.json'), 'utf8'));
    expect((await afterfit(args, { cwd })).code).toBe(0);
    const after = JSON.parse(readFileSync(join(cwd, 'afterfit-report.json'), 'utf8'));
    const { generatedAt: _, inputs: ___, ...was } = before;
    const { generatedAt: __, inputs, ...is } = after;
    expect(is).toEqual(was);
    expect(inputs.unreadable).toEqual([]);
  });

  it('shows a short help with three examples where there is no run', async () => {
    const cwd = workingDirectory();
    const ran = await afterfit([], { cwd });
    expect(ran.code).toBe(2);
    expect(ran.stdout).toBe('');
    expect(ran.stderr.split('\n').filter((line) => line.startsWith('  afterfit '))).toHaveLength(3);
    expect(readdirSync(cwd)).toEqual([]);
  });
});

describe('--worklist', () => {
  it('writes a list that is read again by nobody and written again by the tool', async () => {
    const cwd = writeFiles(workingDirectory(), runFiles);
    const before = await json([cwd]);
    for (const name of ['work.csv', 'work.jsonl']) {
      const first = await afterfit(['--quiet', '--worklist', name], { cwd });
      expect(first.code).toBe(0);
      expect(first.stderr).toBe('');
      expect((await afterfit(['--worklist', name], { cwd })).stderr).toMatch(
        /^Work list {2}work\.\w+ {2}\(/m,
      );
    }
    expect(readFileSync(join(cwd, 'work.csv'), 'utf8')).toMatch(/^action,findings,claims,run,/);
    const after = await json([cwd]);
    expect(after.runs).toHaveLength(before.runs.length);
    expect(after.runs[0].quality).toEqual(before.runs[0].quality);
    expect(after.inputs.unreadable).toEqual([]);
  });

  it("does not write over a user's own table, and says so", async () => {
    const cwd = workingDirectory();
    const own = 'text,label\nmine,a\n';
    writeFileSync(join(cwd, 'work.csv'), own);
    const ran = await judge(['--worklist', 'work.csv'], cwd);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('did not write');
    expect(ran.stderr).toContain('--worklist');
    expect(readFileSync(join(cwd, 'work.csv'), 'utf8')).toBe(own);
  });

  it('refuses an ending that says no layout before anything is written', async () => {
    const cwd = workingDirectory();
    const ran = await judge(['--worklist', 'work.txt'], cwd);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('.csv or .jsonl');
    expect(readdirSync(cwd)).toEqual([]);
  });

  it('has no text in it with --no-texts', async () => {
    const cwd = workingDirectory();
    await judge(['--no-texts', '--worklist', 'work.jsonl'], cwd);
    expect(readFileSync(join(cwd, 'work.jsonl'), 'utf8')).not.toContain(SECRET);
  });
});

describe('--train-data', () => {
  const texts = (rows: number) =>
    [
      'text,label',
      ...Array.from({ length: rows }, (_, i) => `text ${i},${i % 10 ? 'negative' : 'positive'}`),
    ].join('\n');

  it('reads a file from anywhere, gives the size, and is quiet', async () => {
    const folder = writeFiles(join(path, 'elsewhere'), { 'texts.csv': texts(400) });
    const report = await json([run, '--train-data', join(folder, 'texts.csv')]);
    expect(report.inputs.assumptions.join('\n')).toContain(
      'texts.csv (--train-data): 400 rows, 2 labels in column `label` (negative, positive).',
    );
    expect(report.inputs.read.map((entry: { file: string }) => entry.file)).toContain('texts.csv');
    expect(report.inputs.unreadable).toEqual([]);
    expect(report.runs).toHaveLength(1);
  });

  it('is not needed for train.csv in the folder of the run', async () => {
    const folder = writeFiles(join(path, 'with data'), { ...runFiles, 'data/train.csv': texts(3000) });
    const report = await json([folder]);
    expect(report.inputs.assumptions).toContain(
      'data/train.csv: taken as training data: 3,000 rows, 2 labels.',
    );
  });

  it('that is no table is a problem of the file, not of the run', async () => {
    const folder = writeFiles(join(path, 'broken'), { 'texts.json': '{"a": ' });
    const report = await json([run, '--train-data', join(folder, 'texts.json')]);
    expect(report.inputs.unreadable.map((entry: { file: string }) => entry.file)).toEqual(['texts.json']);
    expect(report.runs).toHaveLength(1);
  });
});

describe('how it speaks', () => {
  it('says nothing with --quiet but writes the report', async () => {
    const cwd = workingDirectory();
    const ran = await judge(['--quiet'], cwd);
    expect([ran.stdout, ran.stderr]).toEqual(['', '']);
    expect(readdirSync(cwd)).toEqual(['afterfit-report.html']);
  });

  it('has no colours in a pipe, under --no-color, NO_COLOR and --plain', async () => {
    const colour = '\u001b[';
    const forced = { FORCE_COLOR: '1' };
    expect((await judge([], workingDirectory(), { CI: 'true' })).stdout).not.toContain(colour);
    expect((await judge([], workingDirectory(), forced)).stdout).toContain(colour);
    expect((await judge(['--no-color'], workingDirectory(), forced)).stdout).not.toContain(colour);
    expect((await judge([], workingDirectory(), { ...forced, NO_COLOR: '1' })).stdout).not.toContain(colour);
    expect((await judge(['--plain'], workingDirectory(), forced)).stdout).toMatch(/^[\n\x20-\x7e]*$/);
  });

  it('survives a reader that closes the pipe', async () => {
    const cwd = workingDirectory();
    const shell = `set -o pipefail; "${process.execPath}" "${commandPath}" "${run}" | head -1 >/dev/null; echo "code $?"`;
    const { stdout, stderr } = await promisify(execFile)('bash', ['-c', shell], { cwd });
    expect(stdout.trim()).toBe('code 0');
    expect(stderr).toBe('');
  });

  it('explains an audit, and lists audits and formats', async () => {
    const cwd = workingDirectory();
    const page = await afterfit(['explain', 'overfit-loss'], { cwd });
    expect(page.code).toBe(0);
    expect(page.stdout).toMatch(/^# /);
    const audits = await afterfit(['audits'], { cwd });
    expect(audits.stdout).toMatch(/^overfit-loss +\S/m);
    const formats = await afterfit(['formats'], { cwd });
    expect(formats.stdout).toMatch(/trainer_state\.json/);
    const typo = await afterfit(['explain', 'overfit-los'], { cwd });
    expect(typo.code).toBe(2);
    expect(typo.stderr).toContain('Did you mean `overfit-loss`?');
  });

  it.each([
    ['a path that is not there', ['no-such-run'], /no-such-run: no such file or folder\. Give the folder/],
    ['a path below a file', [join(run, 'config.json', 'x')], /no such file or folder/],
    ['a flag that there is not', ['--evalsize', '3'], /unknown option '--evalsize'/],
    ['a size that is none', [run, '--eval-size', 'many'], /whole number/],
    ['a folder as --data', [run, '--data', run], /--data .*: expected a file, found a folder/],
    ['a missing --reference', [run, '--reference', 'gold.csv'], /gold\.csv: no such file/],
  ])('refuses %s in one sentence, without a stack trace', async (_, args, message) => {
    const ran = await afterfit(args, { cwd: workingDirectory() });
    expect(ran.code).toBe(2);
    expect(ran.stderr).toMatch(message);
    expect(ran.stderr).not.toMatch(/\n\s+at /);
    expect(ran.stdout).toBe('');
  });

  it('shows the stack trace with --debug', async () => {
    const ran = await afterfit(['no-such-run', '--debug'], { cwd: workingDirectory() });
    expect(ran.stderr).toMatch(/\n\s+at /);
  });

  it('exits with 2 and says what it reads when a folder holds nothing of the kind', async () => {
    const folder = writeFiles(join(path, 'nothing'), { 'readme.txt': 'hello' });
    const ran = await afterfit([folder], { cwd: workingDirectory() });
    expect(ran.code).toBe(2);
    expect(ran.stdout).toContain('afterfit formats');
  });
});

it('refuses a pipe as an input instead of waiting for it', async () => {
  const cwd = workingDirectory();
  await promisify(execFile)('mkfifo', [join(cwd, 'pipe')]);
  const ran = await afterfit([run, '--data', 'pipe'], { cwd, patience: 10_000 });
  expect(ran.code).toBe(2);
  expect(ran.stderr).toContain('found a pipe or a device');
  writeFileSync(join(cwd, 'done'), '');
});
