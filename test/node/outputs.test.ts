import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandBench } from '../support/command-bench.ts';
import { SECRET, writeFiles } from '../support/run-folders.ts';

const { workingDirectory, judge } = commandBench();

describe('--output and --format', () => {
  it('takes the format from the ending', async () => {
    const cwd = workingDirectory();
    const ran = await judge(['-o', 'a.html', '-o', 'b.md', '-o', 'c.json', '-o', 'd.txt'], cwd);
    expect(ran.code).toBe(0);
    expect(readdirSync(cwd).sort()).toEqual(['a.html', 'b.md', 'c.json', 'c.tables.json', 'd.txt']);
    expect(readFileSync(join(cwd, 'b.md'), 'utf8')).toMatch(
      /^<!-- written by Afterfit -->\n\n# Nothing to fix/,
    );
    expect(readFileSync(join(cwd, 'd.txt'), 'utf8')).toMatch(
      /^afterfit \d+\.\d+\.\d+ on .*\n\nNothing to fix/,
    );
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
    expect(readdirSync(cwd).sort()).toEqual([
      'afterfit-report.json',
      'afterfit-report.md',
      'afterfit-report.tables.json',
    ]);
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
    expect(readdirSync(cwd, { recursive: true }).filter((name) => String(name).includes('.partial'))).toEqual(
      [],
    );
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
    const args = [
      '-o',
      'a.html',
      '-o',
      'b.md',
      '-o',
      'c.json',
      '-o',
      'd.txt',
      '--save-run',
      'run.json',
      '--figures',
      'figures',
    ];
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

describe('--no-texts', () => {
  it('leaves the example texts out of everything that is written', async () => {
    const cwd = workingDirectory();
    const args = [
      '-o',
      'a.html',
      '-o',
      'b.md',
      '-o',
      'c.json',
      '-o',
      'd.txt',
      '--save-run',
      'run.json',
      '--figures',
      'figures',
    ];
    await judge(args, cwd);
    const seen = (path: string) => readFileSync(join(cwd, path), 'latin1').includes(SECRET);
    expect(['a.html', 'c.tables.json', 'run.json'].map(seen)).toEqual([true, true, true]);
    const ran = await judge([...args, '--no-texts'], cwd);
    expect(ran.code).toBe(0);
    expect(ran.stdout).not.toContain(SECRET);
    const files = readdirSync(cwd, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    expect(files.length).toBeGreaterThan(8);
    for (const file of files)
      expect(readFileSync(join(file.parentPath, file.name), 'latin1')).not.toMatch(/zanzibar|quokka/i);
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
      if (name.endsWith('.png'))
        expect([...bytes.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]);
      else expect(bytes.toString('utf8')).toMatch(/<svg[\s\S]*<\/svg>/);
    }
  });
});
