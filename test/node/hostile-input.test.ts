import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { InputProblem } from '../../src/model/source.ts';
import { badFilesBench, isClear, otherState } from '../support/bad-files.ts';
import { afterfit } from '../support/command.ts';
import { configJson, type Files, predictionsCsv, runFiles, writeFiles } from '../support/run-folders.ts';

const { fresh, judged, besideHealthy, path } = badFilesBench();
const MB = 2 ** 20;

describe('names and texts that want to be more', () => {
  const script = '<script>alert(1)</script>';
  const steering = '\u001b[2J\u001b]0;owned\u0007';
  const bidi = '\u202egnp.exe\u202c';
  const files: Files = {
    [`${steering}${bidi}<b>/eval_predictions.csv`]: `text,label,predicted\n${`"${script}${steering}",${script},${script}\n${script},${steering}${bidi},__proto__\nx,constructor,${steering}${bidi}\n"|\n# x",__proto__,constructor\n`.repeat(30)}`,
    'log/trainer_state.json': `{"__proto__": {"polluted": 1}, "max_steps": 40, "global_step": 40, "log_history": [${Array.from({ length: 8 }, (_, i) => `{"step": ${5 * (i + 1)}, "epoch": ${i + 1}, "eval_loss": 0.${5 + (i % 3)}, "eval_${script}": 0.${6 + (i % 3)}, "eval___proto__": 0.${5 + (i % 4)}, "eval_${JSON.stringify(steering).slice(1, -1)}": 0.${5 + (i % 4)}, "__proto__": 3}`).join()}]}`,
    'log/config.json': configJson.replace('negative', script).replace('"2"', '"__proto__"'),
  };

  it('do not reach the terminal, in colours or ASCII', async () => {
    const folder = writeFiles(fresh(), files);
    for (const args of [[], ['--plain']]) {
      const ran = await afterfit([folder, '-f', 'terminal', ...args], { cwd: fresh() });
      expect(ran.code).toBe(0);
      expect(ran.stdout + ran.stderr).not.toMatch(
        /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/,
      );
      for (const line of ran.stdout.split('\n'))
        if (!line.startsWith('  ')) expect(line.length).toBeLessThanOrEqual(80);
    }
  });

  it('are text in HTML and Markdown, and data in JSON', async () => {
    const folder = writeFiles(fresh(), files);
    const cwd = fresh();
    const ran = await afterfit(
      [folder, '-f', 'html,markdown,json', '--figures', 'figures', '--save-run', 'saved.json'],
      { cwd },
    );
    expect(ran.code).toBe(0);
    const html = readFileSync(join(cwd, 'afterfit-report.html'), 'utf8');
    expect(html).not.toContain(script);
    const markdown = readFileSync(join(cwd, 'afterfit-report.md'), 'utf8');
    expect(markdown.replace(/`[^`\n]*`/g, '')).not.toMatch(/(?<!\\)<(script|b)>/);
    const report = JSON.parse(readFileSync(join(cwd, 'afterfit-report.json'), 'utf8'));
    const quality = report.runs.find((run: { quality: unknown }) => run.quality !== null).quality;
    expect(quality.classes.map((one: { label: string }) => one.label)).toEqual(
      expect.arrayContaining([script, '__proto__', 'constructor']),
    );
    for (const name of readdirSync(join(cwd, 'figures'))) expect(name).toMatch(/^[A-Za-z0-9._-]+$/);
  });

  it('a script in an error is an error message only', async () => {
    const ran = await afterfit([`${steering}${script}`], { cwd: fresh() });
    expect(ran.code).toBe(2);
    expect(ran.stderr).not.toContain('\u001b');
  });
});

describe('files that want to be run, to fill the memory or to wait for ever', () => {
  it('a pickle that calls os.system is not obeyed', async () => {
    const marker = join(fresh(), 'ran');
    const call = Buffer.from(`cos\nsystem\n(S'touch "${marker}"'\ntR.`, 'latin1');
    const { problems } = await besideHealthy({
      'history.pkl': call,
      trainHistoryDict: call,
      'training_args.bin': call,
      'trainer_state.json': otherState,
    });
    expect(existsSync(marker)).toBe(false);
    expect(problems.length).toBeGreaterThan(0);
    problems.forEach(isClear);
    expect(JSON.stringify(problems)).toContain('system');
  });

  it('50 MB of noise called trainer_state.json take a bounded memory', async () => {
    const noise = Buffer.alloc(50 * MB);
    for (let i = 0; i < noise.length; i++) noise[i] = 32 + (((i * 2654435761) >>> 24) % 95);
    const baseline = await besideHealthy({}, { memory: true });
    const { memory, problems } = await besideHealthy({ 'trainer_state.json': noise }, { memory: true });
    isClear(problems.find((one) => one.file === 'bad/trainer_state.json'));
    expect((memory ?? 0) - (baseline.memory ?? 0)).toBeLessThan(6 * 50 * MB);
  });

  it('a config of a million classes is read within seconds', async () => {
    const names = Array.from({ length: 1_000_000 }, (_, i) => `"${i}":"class_${i}"`).join();
    const { memory, report } = await besideHealthy(
      {
        'config.json': `{"architectures":["BertForSequenceClassification"],"id2label":{${names}}}`,
        'trainer_state.json': otherState,
        'eval_predictions.csv': predictionsCsv(),
      },
      { memory: true },
    );
    expect(report.runs.map((run: { id: string }) => run.id)).toContain('bad');
    expect(memory ?? 0).toBeLessThan(1200 * MB);
  });

  it('predictions of 20,000 labels do not make a matrix of 400 million cells', async () => {
    const rows = Array.from(
      { length: 20_000 },
      (_, i) => `text ${i},label ${i},label ${(i * 7) % 20_000}`,
    ).join('\n');
    const { memory } = await besideHealthy(
      { 'eval_predictions.csv': `text,label,predicted\n${rows}\n` },
      { memory: true },
    );
    expect(memory ?? 0).toBeLessThan(1200 * MB);
  });

  it('an array that claims 2^40 numbers is refused', async () => {
    const header = Buffer.from(
      `${"\x93NUMPY\x01\x00v\x00{'descr': '<f8', 'fortran_order': False, 'shape': (1099511627776,), }".padEnd(
        127,
        ' ',
      )}\n`,
      'latin1',
    );
    const { memory, problems } = await besideHealthy(
      { 'history.npy': header, 'eval_predictions.npz': header },
      { memory: true },
    );
    // Terabytes were claimed; how much of its heap Node lets stand differs from run to run.
    expect(memory ?? 0).toBeLessThan(800 * MB);
    isClear(problems.find((one) => one.file === 'bad/history.npy'));
  });

  it('a loop of links ends, a link that points nowhere is named', async () => {
    const folder = writeFiles(fresh(), { 'run/trainer_state.json': otherState });
    symlinkSync('..', join(folder, 'run', 'up'));
    symlinkSync('loop', join(folder, 'loop'));
    symlinkSync('gone.csv', join(folder, 'eval_predictions.csv'));
    const { code, report, problems } = await judged(folder);
    expect(code).toBe(0);
    expect(report.runs).toHaveLength(1);
    expect(problems.map((one) => one.file)).toEqual(expect.arrayContaining(['loop', 'eval_predictions.csv']));
    problems.forEach(isClear);
  });

  it('a pipe in the folder is not waited for', async () => {
    const folder = writeFiles(fresh(), runFiles);
    await promisify(execFile)('mkfifo', [
      join(folder, 'predictions.csv'),
      join(folder, 'events.out.tfevents.1.host'),
    ]);
    const { code, problems } = await judged(folder);
    expect(code).toBe(0);
    expect(problems.map((one) => one.file).sort()).toEqual(['events.out.tfevents.1.host', 'predictions.csv']);
    problems.forEach(isClear);
  });

  it('a folder called trainer_state.json is a folder', async () => {
    const folder = writeFiles(fresh(), {
      'trainer_state.json/trainer_state.json': otherState,
      'config.json': configJson,
    });
    const { code, report } = await judged(folder);
    expect(code).toBe(0);
    expect(report.runs).toHaveLength(1);
  });

  // Root may read everything; the command then runs as `nobody`, which needs a build that nobody may read.
  const root = process.getuid?.() === 0;
  it('a folder and a file that may not be read are named', async (context) => {
    const folder = writeFiles(fresh(), {
      ...runFiles,
      'closed/trainer_state.json': otherState,
      'results.jsonl': '{"label":1,"predicted":1}\n',
    });
    await promisify(execFile)('chmod', ['-R', 'a+rX', path, folder]);
    await promisify(execFile)('chmod', ['000', join(folder, 'closed'), join(folder, 'results.jsonl')]);
    const cwd = fresh();
    await promisify(execFile)('chmod', ['777', cwd]);
    const ran = await afterfit([folder, '-f', 'json'], { cwd, ...(root ? { uid: 65534 } : {}) });
    await promisify(execFile)('chmod', ['755', join(folder, 'closed')]);
    if (ran.stdout === '' && ran.code !== 0 && root) context.skip('nobody may not read the build here');
    expect(ran.code).toBe(0);
    const problems: readonly InputProblem[] = JSON.parse(ran.stdout).inputs.unreadable;
    expect(problems.map((one) => one.file).sort()).toEqual(['closed', 'results.jsonl']);
    problems.forEach(isClear);
    expect(JSON.stringify(problems)).toContain('EACCES');
  });

  it('an output that may not be written is refused in one sentence', async (context) => {
    const cwd = fresh();
    await promisify(execFile)('chmod', ['-R', 'a+rX', path]);
    await promisify(execFile)('chmod', ['555', cwd]);
    const folder = writeFiles(fresh(), { 'trainer_state.json': otherState });
    const ran = await afterfit([folder], { cwd, ...(root ? { uid: 65534 } : {}) });
    if (ran.stdout === '' && root) context.skip('nobody may not read the build here');
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain(
      'afterfit-report.html: cannot be written (EACCES). Choose another place with --output.',
    );
  });
});
