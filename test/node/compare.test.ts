import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { labelsOf } from '../../src/node/cli/compare.ts';
import { afterfit } from '../support/command.ts';
import { commandBench } from '../support/command-bench.ts';
import { answers, seeds, twoModels } from '../support/compared.ts';
import { SECRET, writeFiles } from '../support/run-folders.ts';

const { run, workingDirectory, json, path } = commandBench();
const [base, other] = [join(path, 'sweep', 'base', 'out'), join(path, 'sweep', 'new', 'out')];

const compare = (args: readonly string[], cwd = workingDirectory()) =>
  afterfit(['compare', ...args], { cwd });

beforeAll(() => {
  const models = twoModels((row) => `${SECRET} ${row}.`);
  writeFiles(base, models.base ?? {});
  writeFiles(other, models.new ?? {});
  writeFiles(join(path, 'ten seeds'), seeds(10));
});

describe('afterfit compare A B', () => {
  it('says which run is better and writes one report over both', async () => {
    const cwd = workingDirectory();
    const ran = await compare([base, other], cwd);
    expect(ran.stderr).toBe('');
    expect(ran.code).toBe(0);
    expect(ran.stdout).toMatch(/^\nB is (likely )?better than A on these 400 examples, by 6\.0 points/);
    for (const part of ['What differs', 'A and B on the same 400 examples, matched by id', 'Findings'])
      expect(ran.stdout).toContain(part);
    expect(readFileSync(join(cwd, 'afterfit-report.html'), 'utf8')).toContain('What differs');
  });

  it('tells two folders of the same name apart, and takes a run against itself', async () => {
    const named = await json(['compare', base, other]);
    expect(named.runs.map((one: { id: string }) => one.id)).toEqual(['base/out', 'new/out']);
    const twice = await json(['compare', base, base]);
    expect(twice.runs.map((one: { id: string }) => one.id)).toEqual(['out', 'out-2']);
    expect(twice.comparison.pairs[0].joined.fixed).toBe(0);
  });

  it('takes a folder inside another one: what is named for itself is not the outer one’s', async () => {
    const outer = writeFiles(join(path, 'outer'), twoModels().base ?? {});
    const inner = writeFiles(join(outer, 'inner'), twoModels().new ?? {});
    for (const args of [
      [outer, inner],
      [inner, outer],
    ]) {
      const report = await json(['compare', ...args]);
      expect(report.runs).toHaveLength(2);
      expect(report.comparison.kind).toBe('pair');
    }
  });

  it('compares two files of predictions, with references of their own or one file for both', async () => {
    const files = writeFiles(join(path, 'tables'), {
      'a.csv': answers({ wrong: (row) => row < 40 }),
      'b.csv': answers({ wrong: (row) => row < 10 }),
      'gold.csv': answers({ wrong: () => false })
        .split('\n')
        .map((line) => line.split(',').slice(0, 3).join(','))
        .join('\n'),
      'a only.csv': answers({ wrong: (row) => row < 40 }).replace('label,', 'ignored,'),
      'b only.csv': answers({ wrong: (row) => row < 10 }).replace('label,', 'ignored,'),
    });
    const at = (name: string) => join(files, name);
    const own = await json(['compare', at('a.csv'), at('b.csv')]);
    expect(own.comparison.pairs[0].joined).toMatchObject({ rows: 400, fixed: 30, broken: 0 });
    const shared = await json(['compare', at('a only.csv'), at('b only.csv'), '--reference', at('gold.csv')]);
    expect(shared.comparison.pairs[0].joined).toMatchObject({ rows: 400, fixed: 30, broken: 0 });
  });

  it('writes JSON, Markdown, a saved run and figures', async () => {
    const cwd = workingDirectory();
    const ran = await compare(
      [base, other, '-o', 'r.json', '-o', 'r.md', '--save-run', 'saved.json', '--figures', 'figures'],
      cwd,
    );
    expect(ran.code).toBe(0);
    const report = JSON.parse(readFileSync(join(cwd, 'r.json'), 'utf8'));
    expect(report.comparison.kind).toBe('pair');
    expect(report.answer).toEqual(report.comparison.answer);
    expect(readFileSync(join(cwd, 'r.md'), 'utf8')).toMatch(/## Which is better/);
    for (const ending of ['svg', 'png'])
      expect(existsSync(join(cwd, 'figures', `comparison-trajectory.${ending}`))).toBe(true);
    const again = await json(['compare', join(cwd, 'saved.json')]);
    expect(again.comparison.pairs[0].joined).toMatchObject({ rows: 400 });
  });

  it('leaves example texts out when told to', async () => {
    const cwd = workingDirectory();
    await compare([base, other, '--no-texts', '-o', 'r.html', '-o', 'r.json'], cwd);
    for (const file of ['r.html', 'r.json', 'r.tables.json'])
      expect(readFileSync(join(cwd, file), 'utf8')).not.toContain('quokka');
  });

  it('exits with 1 at or above --fail-on', async () => {
    const never = await compare([base, join(path, 'ten seeds', 'seed-7'), '-f', 'json']);
    expect(never.code).toBe(0);
    const risk = await compare([base, join(path, 'ten seeds', 'seed-7'), '--fail-on', 'risk', '-f', 'json']);
    expect(risk.code).toBe(1);
  });

  it('takes options before and after its name', async () => {
    const before = await afterfit(['--format', 'json', 'compare', base, other], { cwd: workingDirectory() });
    expect(JSON.parse(before.stdout).comparison.kind).toBe('pair');
  });
});

describe('--margin and --metric', () => {
  it('say how large a difference matters and what is compared', async () => {
    const wide = await json(['compare', base, base, '--margin', '5']);
    expect(wide.comparison.pairs[0].metrics[0].margin).toBe(0.05);
    const chosen = await json(['compare', base, other, '--metric', 'accuracy']);
    expect(chosen.comparison.metric.quantity).toBe('accuracy');
  });

  it('are refused with what would do', async () => {
    const metric = await compare([base, other, '--metric', 'acuracy']);
    expect(metric.code).toBe(2);
    expect(metric.stderr).toContain('Did you mean `accuracy`?');
    expect(metric.stdout).toBe('');
    const margin = await compare([base, other, '--margin', 'none']);
    expect(margin.code).toBe(2);
    expect(margin.stderr).toContain('Give points of the metric');
  });
});

describe('one path', () => {
  it('with ten seeds is compared by itself', async () => {
    const ran = await compare([join(path, 'ten seeds'), '-f', 'terminal']);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toMatch(/^\nTen seeds of one setting: accuracy/);
  });

  it('with one run, or none, is a question with an answer', async () => {
    const one = await compare([run]);
    expect(one.code).toBe(2);
    expect(one.stderr).toBe(
      `afterfit: ${run} holds one run, and comparing takes two: \`afterfit compare ${run} OTHER\`.\n`,
    );
    const none = await compare([run, workingDirectory()]);
    expect(none.code).toBe(2);
    expect(none.stderr).toContain('nothing to compare');
    const missing = await compare([]);
    expect(missing.code).toBe(2);
    expect(missing.stderr).toContain('missing required argument');
  });
});

describe('names of places', () => {
  it('are as short as tells them apart', () => {
    expect(labelsOf(['/a/run', '/b/other'])).toEqual(['run', 'other']);
    expect(labelsOf(['/a/out', '/b/out', '/b/else'])).toEqual(['a/out', 'b/out', 'else']);
    expect(labelsOf(['/a/x/out', '/b/x/out'])).toEqual(['a/x/out', 'b/x/out']);
    expect(labelsOf(['/a/out', '/a/out', '/b/out-2'])).toEqual(['out', 'out-3', 'out-2']);
    expect(labelsOf(['/a', '/a/a'])).toEqual(['a', 'a/a']);
  });
});
