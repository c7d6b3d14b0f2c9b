import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { afterfit, type Ran, temporaryFolder } from './command.ts';
import { runFiles, writeFiles } from './run-folders.ts';

/** A temporary place with an ordinary run in it, gone after the tests of a file. */
export function commandBench() {
  const temporary = temporaryFolder();
  const run = join(temporary.path, 'run');
  let cases = 0;
  beforeAll(() => {
    writeFiles(run, runFiles);
  });
  afterAll(() => temporary.remove());

  /** A fresh working directory, so that no test sees the files of another. */
  const workingDirectory = (): string => {
    const path = join(temporary.path, `work ${cases++}`);
    mkdirSync(path);
    return path;
  };

  return {
    path: temporary.path,
    run,
    workingDirectory,
    /** Judges the ordinary run. */
    judge: (
      args: readonly string[],
      cwd = workingDirectory(),
      env: Record<string, string> = {},
    ): Promise<Ran> => afterfit([run, ...args], { cwd, env }),
    /** The report as parsed JSON; fails when anything is said on stderr. */
    json: async (args: readonly string[], cwd = workingDirectory()) => {
      const ran = await afterfit([...args, '--format', 'json'], { cwd });
      expect(ran.stderr).toBe('');
      return JSON.parse(ran.stdout);
    },
  };
}
