import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import type { InputProblem } from '../../src/model/source.ts';
import { afterfit, type RunOptions, temporaryFolder } from './command.ts';
import { type Files, runFiles, trainerState, writeFiles } from './run-folders.ts';

export interface Judged {
  readonly code: number | null;
  readonly stderr: string;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: JSON as a stranger would read it.
  readonly report: any;
  readonly problems: readonly InputProblem[];
  readonly memory: number | null;
}

/** A problem has to say what was there, what was wanted and what to do. */
export function isClear(problem: InputProblem | undefined): void {
  expect(problem).toBeDefined();
  for (const part of [problem?.file, problem?.expected, problem?.found, problem?.nextStep])
    expect(part).toMatch(/\S/);
  expect(`${problem?.expected} ${problem?.found}`).not.toMatch(
    /undefined|\[object|NaN of|Error:|Cannot read prop/,
  );
}

/** Another run than the healthy one: two copies of one log would be taken for one run. */
export const otherState = trainerState({ epochs: 5 });

/** Ways to judge bad files, in temporary folders that are gone after the tests of a file. */
export function badFilesBench() {
  const temporary = temporaryFolder();
  let cases = 0;
  afterAll(() => temporary.remove());

  const fresh = (): string => {
    const path = join(temporary.path, `case ${cases++}`);
    mkdirSync(path);
    return path;
  };

  /** Judges a folder; fails when the tool hangs, shows a stack trace or prints no JSON. */
  async function judged(
    folder: string,
    args: readonly string[] = [],
    options: Partial<RunOptions> = {},
  ): Promise<Judged> {
    const ran = await afterfit([folder, '-f', 'json', ...args], {
      cwd: fresh(),
      patience: 20_000,
      ...options,
    });
    expect(ran.code, `it hung or was killed: ${ran.stderr}`).not.toBeNull();
    expect(ran.stderr).not.toMatch(/\n\s+at |heap|--debug/);
    const report = JSON.parse(ran.stdout);
    return {
      code: ran.code,
      stderr: ran.stderr,
      text: ran.stdout,
      report,
      problems: report.inputs.unreadable,
      memory: ran.memory,
    };
  }

  /** The bad files in a folder of their own beside a healthy run, which must be judged all the same. */
  async function besideHealthy(bad: Files, options: Partial<RunOptions> = {}): Promise<Judged> {
    const folder = writeFiles(
      fresh(),
      Object.fromEntries(Object.entries(runFiles).map(([path, content]) => [`healthy/${path}`, content])),
    );
    writeFiles(join(folder, 'bad'), bad);
    const result = await judged(folder, [], options);
    const healthy = result.report.runs.find((run: { id: string }) => run.id === 'healthy');
    expect(result.code).toBe(0);
    expect(healthy?.answer.verdict).toBe('fine');
    expect(healthy?.quality.rows).toBe(120);
    return result;
  }

  return { path: temporary.path, fresh, judged, besideHealthy };
}
