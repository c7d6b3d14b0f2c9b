import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, symlinkSync, truncateSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { directorySource } from '../../src/node/directory-source.ts';
import { temporaryFolder } from '../support/command.ts';
import { writeFiles } from '../support/run-folders.ts';

const temporary = temporaryFolder();
afterAll(() => temporary.remove());

let cases = 0;
let folder = '';
beforeEach(() => {
  folder = join(temporary.path, `folder ${cases++}`);
  mkdirSync(folder);
});

const list = (places = [{ disk: folder, inside: '' }]) => directorySource('./outputs', places);
const paths = async () => (await list()).files.map((file) => file.path);
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

describe('the files of a folder', () => {
  it('are listed by path inside it, in order of their names, with their sizes', async () => {
    writeFiles(folder, { 'b.txt': 'bb', 'a/c.txt': 'c', 'a.txt': '', 'a/b/d.txt': 'dddd' });
    const { name, files, problems } = await list();
    expect(name).toBe('./outputs');
    expect(files.map((file) => [file.path, file.bytes])).toEqual([
      ['a.txt', 0],
      ['a/b/d.txt', 4],
      ['a/c.txt', 1],
      ['b.txt', 2],
    ]);
    expect(problems).toEqual([]);
  });

  it('know the folder that their paths start from: none when several places share the source', async () => {
    writeFiles(folder, { 'a/log.csv': '', 'b/log.csv': '' });
    const root = { disk: folder, inside: '' };
    const file = { disk: join(folder, 'a/log.csv'), inside: 'log.csv' };
    const other = { disk: join(folder, 'b/log.csv'), inside: 'log-2.csv' };
    expect((await list([root])).folder).toBe(folder);
    expect((await list([root, file])).folder).toBe(folder);
    expect((await list([file])).folder).toBe(join(folder, 'a'));
    expect((await list([file, other])).folder).toBeNull();
  });

  it('leave out what is nobody’s run', async () => {
    writeFiles(folder, {
      '.git/config': '',
      'node_modules/x/config.json': '{}',
      'run/__pycache__/x.pyc': '',
      'run/log.csv': '',
    });
    expect(await paths()).toEqual(['run/log.csv']);
  });

  it('are read whole or in parts, only when asked for', async () => {
    writeFiles(folder, { 'a.txt': 'hello world' });
    const [file] = (await list()).files;
    appendFileSync(join(folder, 'a.txt'), '!');
    expect(text(await file!.read())).toBe('hello world!');
    expect(text(await file!.readRange(6, 3))).toBe('wor');
    expect(text(await file!.readRange(6, 500))).toBe('world');
    expect(await file!.readRange(50, 5)).toHaveLength(0);
  });

  it('that shrink meanwhile give what is left, that vanish reject', async () => {
    writeFiles(folder, { 'a.txt': 'hello world', 'b.txt': 'b' });
    const [a, b] = (await list()).files;
    truncateSync(join(folder, 'a.txt'), 4);
    unlinkSync(join(folder, 'b.txt'));
    expect(text(await a!.readRange(2, 8))).toBe('ll');
    await expect(b!.read()).rejects.toThrow(/ENOENT/);
  });
});

describe('links', () => {
  it('to files and folders are followed, each folder once and under its own name', async () => {
    writeFiles(folder, { 'z/run/log.csv': 'x', 'real.csv': 'y' });
    symlinkSync(join(folder, 'z', 'run'), join(folder, 'a-link'));
    symlinkSync(join(folder, 'real.csv'), join(folder, 'file-link.csv'));
    expect(await paths()).toEqual(['file-link.csv', 'real.csv', 'z/run/log.csv']);
  });

  it('that lead out of the folder are followed', async () => {
    writeFiles(join(temporary.path, 'elsewhere'), { 'log.csv': 'x' });
    symlinkSync(join(temporary.path, 'elsewhere'), join(folder, 'run'));
    expect(await paths()).toEqual(['run/log.csv']);
  });

  it('in a loop end, and what cannot be opened is named', async () => {
    writeFiles(folder, { 'run/log.csv': 'x' });
    symlinkSync('..', join(folder, 'run', 'up'));
    symlinkSync('self', join(folder, 'self'));
    symlinkSync('gone', join(folder, 'dangling.csv'));
    const { files, problems } = await list();
    expect(files.map((file) => file.path)).toEqual(['run/log.csv']);
    expect(problems.map((problem) => [problem.file, problem.found])).toEqual(
      expect.arrayContaining([
        ['self', 'a link or file that cannot be opened (ELOOP)'],
        ['dangling.csv', 'a link or file that cannot be opened (ENOENT)'],
      ]),
    );
  });
});

it('names a pipe and does not open it', async () => {
  execFileSync('mkfifo', [join(folder, 'trainer_state.json')]);
  const { files, problems } = await list();
  expect(files).toEqual([]);
  expect(problems).toMatchObject([{ file: 'trainer_state.json', found: 'a pipe, socket or device' }]);
});

it('stops at a depth that no run has, and says so', async () => {
  const deep = Array.from({ length: 30 }, (_, i) => `d${i}`).join('/');
  writeFiles(folder, { [`${deep}/log.csv`]: 'x', 'log.csv': 'y' });
  const { files, problems } = await list();
  expect(files.map((file) => file.path)).toEqual(['log.csv']);
  expect(problems).toMatchObject([
    { expected: 'at most 24 levels of folders', nextStep: 'Name the inner folder on the command line.' },
  ]);
});

it('puts several places side by side under the names they were given', async () => {
  writeFiles(folder, { 'one/log.csv': 'x', 'two/log.csv': 'y', 'gold.csv': 'z' });
  const source = await list([
    { disk: join(folder, 'two'), inside: 'two' },
    { disk: join(folder, 'one'), inside: 'one' },
    { disk: join(folder, 'gold.csv'), inside: '' },
  ]);
  expect(source.files.map((file) => file.path)).toEqual(['gold.csv', 'one/log.csv', 'two/log.csv']);
});

it('rejects a place that is not there', async () => {
  await expect(list([{ disk: join(folder, 'no'), inside: '' }])).rejects.toThrow(/ENOENT/);
});
