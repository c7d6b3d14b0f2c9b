import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { afterfit, commandPath, type Ran, temporaryFolder } from '../support/command.ts';
import { runFiles, SECRET, trainerState, writeFiles } from '../support/run-folders.ts';

const temporary = temporaryFolder();
const run = join(temporary.path, 'run');
let cases = 0;

/** A fresh working directory, so that no test sees the files of another. */
const workingDirectory = (): string => {
  const path = join(temporary.path, `work ${cases++}`);
  mkdirSync(path);
  return path;
};

const judge = (args: readonly string[], cwd = workingDirectory(), env: Record<string, string> = {}): Promise<Ran> =>
  afterfit([run, ...args], { cwd, env });

const json = async (args: readonly string[], cwd = workingDirectory()) => {
  const ran = await afterfit([...args, '--format', 'json'], { cwd });
  expect(ran.stderr).toBe('');
  return JSON.parse(ran.stdout);
};

/** Every path below a folder with its size and time of change. */
const listing = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true })
    .map((path) => `${String(path)} ${statSync(join(folder, String(path))).mtimeMs}`)
    .sort();

beforeAll(() => {
  writeFiles(run, runFiles);
});
afterAll(() => temporary.remove());

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
    const locked = writeFiles(join(temporary.path, 'locked'), runFiles);
    for (const name of readdirSync(locked)) chmodSync(join(locked, name), 0o444);
    chmodSync(locked, 0o555);
    expect((await afterfit([locked], { cwd: workingDirectory() })).code).toBe(0);
    chmodSync(locked, 0o755);
  });

  it('takes a path with spaces and letters of any script', async () => {
    const folder = writeFiles(join(temporary.path, 'résultats d’été 训练 №1'), runFiles);
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
    const other = writeFiles(join(temporary.path, 'other', 'run'), { 'trainer_state.json': trainerState({ epochs: 5 }) });
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

describe('--output and --format', () => {
  it('takes the format from the ending', async () => {
    const cwd = workingDirectory();
    const ran = await judge(['-o', 'a.html', '-o', 'b.md', '-o', 'c.json', '-o', 'd.txt'], cwd);
    expect(ran.code).toBe(0);
    expect(readdirSync(cwd).sort()).toEqual(['a.html', 'b.md', 'c.json', 'c.tables.json', 'd.txt']);
    expect(readFileSync(join(cwd, 'b.md'), 'utf8')).toMatch(/^<!-- written by Afterfit -->\n\n# Nothing to fix/);
    expect(readFileSync(join(cwd, 'd.txt'), 'utf8')).toMatch(/^afterfit \d+\.\d+\.\d+ on .*\n\nNothing to fix/);
    const report = JSON.parse(readFileSync(join(cwd, 'c.json'), 'utf8'));
    const { tables } = JSON.parse(readFileSync(join(cwd, 'c.tables.json'), 'utf8'));
    expect(Object.keys(tables)).toEqual(Object.keys(report.tables));
    for (const [name, table] of Object.entries<{ rows: number; columns: { values: unknown[] }[] }>(tables)) {
      expect(report.tables[name].rows).toBe(table.rows);
      for (const column of table.columns) expect(column.values).toHaveLength(table.rows);
    }
  });

  it('writes one piped format to stdout, several to files', async () => {
    const cwd = workingDirectory();
    const markdown = await judge(['--format', 'md'], cwd);
    expect(markdown.stdout).toMatch(/^<!-- written by Afterfit -->/);
    expect(readdirSync(cwd)).toEqual([]);
    await judge(['--format', 'json', '--format', 'markdown'], cwd);
    expect(readdirSync(cwd).sort()).toEqual(['afterfit-report.json', 'afterfit-report.md', 'afterfit-report.tables.json']);
  });

  it('writes to stdout for `-`, with everything else on stderr', async () => {
    const ran = await judge(['--format', 'html', '--output', '-', '-o', 'b.md'], workingDirectory());
    expect(ran.stdout).toMatch(/^<!doctype html>/i);
    expect(ran.stdout.trimEnd()).toMatch(/<\/html>$/);
    expect(ran.stderr).toContain('Report     b.md');
  });

  it.each([
    ['a format that there is not', ['--format', 'pdf'], /terminal, json, markdown, html/],
    ['a path whose ending says no format', ['--output', 'report.pdf'], /--format/],
    ['two reports for stdout', ['-f', 'json,md', '-o', '-', '-o', '-'], /stdout/],
    ['a folder that does not exist', ['--output', 'no/such/report.html'], /folder does not exist.*--output/],
    ['a folder in the way', ['--output', 'folder.html'], /folder of this name/],
  ])('refuses %s', async (_, args, message) => {
    const cwd = workingDirectory();
    mkdirSync(join(cwd, 'folder.html'));
    const ran = await judge(args, cwd);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toMatch(message);
    expect(ran.stderr).not.toMatch(/\n\s+at /);
  });
});

describe('a file that Afterfit did not write', () => {
  const foreign: readonly (readonly [string, readonly string[], string])[] = [
    ['notes.html', ['-o', 'notes.html'], '<!doctype html><title>mine</title>'],
    ['notes.md', ['-o', 'notes.md'], '# Afterfit\n\nwritten by Afterfit, I thought\n'],
    ['package.json', ['-o', 'package.json'], '{\n  "name": "afterfit"\n}\n'],
    ['c.tables.json', ['-o', 'c.json'], '{"tables":{}}'],
    ['notes.txt', ['-o', 'notes.txt'], 'afterfit is a tool\n'],
    ['run.json', ['--save-run', 'run.json'], '{"format":"mine"}'],
    ['figures/trajectory.png', ['--figures', 'figures'], '\x89PNG of mine'],
    ['figures/trajectory.svg', ['--figures', 'figures'], '<svg/>'],
  ];
  it.each(foreign)('is not overwritten: %s', async (path, args, content) => {
    const cwd = writeFiles(workingDirectory(), { [path]: content });
    const ran = await judge(args, cwd);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('a file that Afterfit did not write is there');
    expect(ran.stderr).not.toContain('--debug');
    expect(readFileSync(join(cwd, path), 'utf8')).toBe(content);
    expect(readdirSync(cwd, { recursive: true }).filter((name) => String(name).includes('.partial'))).toEqual([]);
  });

  it('is not overwritten through a link, nor is a link that points nowhere', async () => {
    const cwd = writeFiles(workingDirectory(), { 'mine.html': '<p>mine</p>' });
    symlinkSync('mine.html', join(cwd, 'afterfit-report.html'));
    symlinkSync('nowhere.md', join(cwd, 'dangling.md'));
    expect((await judge([], cwd)).code).toBe(2);
    expect(readFileSync(join(cwd, 'mine.html'), 'utf8')).toBe('<p>mine</p>');
    expect((await judge(['-o', 'dangling.md'], cwd)).code).toBe(2);
    expect(existsSync(join(cwd, 'nowhere.md'))).toBe(false);
  });

  it('may be written again when it is ours, and a link to it stays a link', async () => {
    const cwd = workingDirectory();
    const args = ['-o', 'a.html', '-o', 'b.md', '-o', 'c.json', '-o', 'd.txt', '--save-run', 'run.json', '--figures', 'figures'];
    expect((await judge(args, cwd)).code).toBe(0);
    symlinkSync('b.md', join(cwd, 'link.md'));
    const again = await judge([...args, '-o', 'link.md'], cwd);
    expect(again.stderr).not.toContain('did not write');
    expect(again.code).toBe(0);
    expect(statSync(join(cwd, 'link.md')).ino).toBe(statSync(join(cwd, 'b.md')).ino);
  });

  it('a device is written to, not replaced', async () => {
    expect((await judge(['-f', 'html', '-o', '/dev/null'])).code).toBe(0);
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
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
    const escape = '\u001b[';
    const forced = { FORCE_COLOR: '1' };
    expect((await judge([], workingDirectory(), { CI: 'true' })).stdout).not.toContain(escape);
    expect((await judge([], workingDirectory(), forced)).stdout).toContain(escape);
    expect((await judge(['--no-color'], workingDirectory(), forced)).stdout).not.toContain(escape);
    expect((await judge([], workingDirectory(), { ...forced, NO_COLOR: '1' })).stdout).not.toContain(escape);
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
    const folder = writeFiles(join(temporary.path, 'nothing'), { 'readme.txt': 'hello' });
    const ran = await afterfit([folder], { cwd: workingDirectory() });
    expect(ran.code).toBe(2);
    expect(ran.stdout).toContain('afterfit formats');
  });
});

describe('--only, --skip and --fail-on', () => {
  it('runs the audits named, and no others', async () => {
    const only = await json([run, '--only', 'overfit-loss,converged']);
    expect(only.audits.map((result: { id: string }) => result.id).sort()).toEqual(['converged', 'overfit-loss']);
    const skip = await json([run, '--skip', 'overfit-loss']);
    expect(skip.audits.map((result: { id: string }) => result.id)).not.toContain('overfit-loss');
  });

  it.each(['--only', '--skip'])('%s suggests the id that was meant', async (flag) => {
    const ran = await judge([flag, 'overfit-lose']);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('Did you mean `overfit-loss`?');
  });

  it('exits with 1 when something is at least so severe, and says what', async () => {
    const loss = (epoch: number) => (epoch < 3 ? 0.6 - 0.1 * epoch : 0.4 + 0.25 * (epoch - 2));
    const folder = writeFiles(join(temporary.path, 'overfitted'), { 'trainer_state.json': trainerState({ epochs: 10, validationLoss: loss }) });
    const never = await afterfit([folder], { cwd: workingDirectory() });
    expect(never.code).toBe(0);
    const risk = await afterfit([folder, '--fail-on', 'risk'], { cwd: workingDirectory() });
    expect(risk.code).toBe(1);
    expect(risk.stdout).toMatch(/Exit 1 {5}\(--fail-on risk: [a-z-]+\)/);
    const healthy = await judge(['--fail-on', 'risk']);
    expect(healthy.code).toBe(0);
    const word = await judge(['--fail-on', 'often']);
    expect(word.code).toBe(2);
  });
});

describe('what the log does not say', () => {
  it('--eval-size gives the metric its error, --train-size is named among the sizes', async () => {
    const folder = writeFiles(join(temporary.path, 'sizeless'), { 'trainer_state.json': trainerState({ sized: false }) });
    const without = await json([folder]);
    const figure = (report: { runs: { keyFigures: { id: string; interval: unknown; note: string }[] }[] }) =>
      report.runs[0]?.keyFigures.find((one) => one.id === 'metric');
    expect(figure(without)?.interval).toBeNull();
    const sized = await json([folder, '--eval-size', '1,000', '--train-size', '3200']);
    expect(figure(sized)?.interval).not.toBeNull();
    expect(figure(sized)?.note).toContain('1,000 examples');
    const wider = await json([folder, '--eval-size', '100']);
    const width = (report: Parameters<typeof figure>[0]) => {
      const interval = figure(report)?.interval as { low: number; high: number };
      return interval.high - interval.low;
    };
    expect(width(wider)).toBeGreaterThan(2 * width(sized));
    expect(JSON.stringify(sized)).not.toBe(JSON.stringify(await json([folder, '--eval-size', '1000'])));
  });

  it('--reference and --predictions name two files of any name outside the folder', async () => {
    const place = writeFiles(workingDirectory(), {
      label: 'negative\npositive\nneutral\npositive\n'.repeat(20),
      'dev.txt': 'negative\npositive\npositive\npositive\n'.repeat(20),
    });
    const alone = await json(['--reference', join(place, 'label'), '--predictions', join(place, 'dev.txt')]);
    expect(alone.runs[0].quality.rows).toBe(80);
    expect(alone.runs[0].quality.overall[0].value).toBeCloseTo(0.75, 10);
    const log = writeFiles(join(temporary.path, 'log only'), { 'trainer_state.json': trainerState() });
    const joined = await json([log, '--reference', join(place, 'label'), '--predictions', join(place, 'dev.txt')]);
    expect(joined.runs).toHaveLength(1);
    expect(joined.runs[0].framework).toBe('hf-trainer');
    expect(joined.runs[0].quality.rows).toBe(80);
  });

  it('--data outside the folder is not taken for the file of that name inside it', async () => {
    const log = writeFiles(join(temporary.path, 'with data'), {
      'trainer_state.json': trainerState(),
      'data.csv': 'text,label,predicted\nwrong file,a,b\nwrong file,b,a\n',
    });
    const place = writeFiles(workingDirectory(), { 'data.csv': `text,label,predicted\n${'x,a,a\ny,b,b\n'.repeat(30)}` });
    const report = await json([log, '--data', join(place, 'data.csv')]);
    expect(report.runs[0].quality.rows).toBe(60);
  });

  it('--text-column, --label-column and --prediction-column settle what is ambiguous', async () => {
    const rows = 'first text,second text,a,b,a\nother,another,b,b,b\n'.repeat(30);
    const folder = writeFiles(workingDirectory(), { 'eval_predictions.csv': `one,two,label,annotator_label,predicted\n${rows}` });
    const flags = ['--text-column', 'two', '--label-column', 'annotator_label', '--prediction-column', 'predicted'];
    const report = await json([folder, ...flags]);
    expect(report.runs[0].quality.overall[0].value).toBeCloseTo(0.5, 10);
    expect(report.inputs.assumptions.join(' ')).toContain('reference ← annotator_label');
    const wrong = await json([folder, '--label-column', 'golden']);
    expect(wrong.inputs.assumptions.join(' ')).toContain('`golden`');
  });
});

describe('--no-texts', () => {
  it('leaves the example texts out of everything that is written', async () => {
    const cwd = workingDirectory();
    const args = ['-o', 'a.html', '-o', 'b.md', '-o', 'c.json', '-o', 'd.txt', '--save-run', 'run.json', '--figures', 'figures'];
    await judge(args, cwd);
    const seen = (path: string) => readFileSync(join(cwd, path), 'latin1').includes(SECRET);
    expect(['a.html', 'c.tables.json', 'run.json'].map(seen)).toEqual([true, true, true]);
    const ran = await judge([...args, '--no-texts'], cwd);
    expect(ran.code).toBe(0);
    expect(ran.stdout).not.toContain(SECRET);
    const files = readdirSync(cwd, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.length).toBeGreaterThan(8);
    for (const file of files) expect(readFileSync(join(file.parentPath, file.name), 'latin1')).not.toMatch(/zanzibar|quokka/i);
  });
});

describe('--save-run', () => {
  const saved: readonly (readonly [string, (cwd: string) => string])[] = [
    ['a log with predictions', () => run],
    ['a log alone', (cwd) => writeFiles(join(cwd, 'log'), { 'trainer_state.json': trainerState({ epochs: 9, validationLoss: (e) => (e === 4 ? Number.NaN : 0.3 + 0.05 * e) }).replaceAll('null', 'NaN') })],
    ['two runs', (cwd) => writeFiles(join(cwd, 'two'), { 'a/trainer_state.json': trainerState(), 'b/trainer_state.json': trainerState({ epochs: 4 }), 'b/eval_predictions.csv': runFiles['eval_predictions.csv'] as string })],
  ];
  it.each(saved)('keeps all that the report of %s needs', async (_, make) => {
    const cwd = workingDirectory();
    const folder = make(cwd);
    const first = await afterfit([folder, '-f', 'json', '-o', 'first.json', '--save-run', 'saved.json', '--quiet'], { cwd });
    expect(first.stderr).toBe('');
    const second = await afterfit(['saved.json', '-f', 'json', '-o', 'second.json', '--quiet'], { cwd });
    expect(second.stderr).toBe('');
    const read = (name: string) => {
      const report = JSON.parse(readFileSync(join(cwd, name), 'utf8'));
      return { ...report, inputs: null, source: null, generatedAt: null };
    };
    const folderName = /"[^"]*(log|two|run)(\/[ab])?\/(eval_predictions|training_log)/g;
    const same = (value: unknown) => JSON.parse(JSON.stringify(value).replaceAll(folder, 'SOURCE').replaceAll('saved.json', 'SOURCE').replaceAll(folderName, '"SOURCE/$3'));
    expect(same(read('second.json'))).toEqual(same(read('first.json')));
    expect(readFileSync(join(cwd, 'second.tables.json'), 'utf8')).toBe(readFileSync(join(cwd, 'first.tables.json'), 'utf8'));
  });
});

describe('--figures', () => {
  it('writes every figure as SVG and PNG', async () => {
    const cwd = workingDirectory();
    const ran = await judge(['--figures', 'paper/figures', '-f', 'terminal'], cwd);
    expect(ran.code).toBe(0);
    const names = readdirSync(join(cwd, 'paper/figures')).sort();
    expect(names).toContain('trajectory.svg');
    expect(names.filter((name) => name.endsWith('.png'))).toHaveLength(names.length / 2);
    for (const name of names) {
      const bytes = readFileSync(join(cwd, 'paper/figures', name));
      if (name.endsWith('.png')) expect([...bytes.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]);
      else expect(bytes.toString('utf8')).toMatch(/<svg[^]*<\/svg>/);
    }
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
