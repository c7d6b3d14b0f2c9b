import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The built command; `AFTERFIT_CLI` names another build, for example the installed package. */
const CLI = process.env.AFTERFIT_CLI ?? resolve('dist/cli.js');

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Largest resident memory in bytes, when it was asked for. */
  readonly memory: number | null;
}

export interface RunOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Run as this user; only root may ask for it. */
  readonly uid?: number;
  /** Measure the memory; the number is taken off the end of stderr. */
  readonly memory?: boolean;
  /** After so many milliseconds it counts as hanging and is killed; `code` is then null. */
  readonly patience?: number;
}

const MEASURE = `data:text/javascript,${encodeURIComponent(
  "process.on('exit', () => process.stderr.write('\\nmaxRSS ' + process.resourceUsage().maxRSS))",
)}`;

/** Runs `afterfit` as a user would, without colours of the surrounding terminal or CI. */
export function afterfit(args: readonly string[], options: RunOptions): Promise<Ran> {
  const { CI: _, FORCE_COLOR: __, NO_COLOR: ___, NODE_OPTIONS: ____, ...env } = process.env;
  const child = spawn(
    process.execPath,
    [...(options.memory === true ? ['--import', MEASURE] : []), CLI, ...args],
    {
      cwd: options.cwd,
      env: { ...env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(options.uid === undefined ? {} : { uid: options.uid }),
    },
  );
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (part: Buffer) => stdout.push(part));
  child.stderr.on('data', (part: Buffer) => stderr.push(part));
  const impatient = setTimeout(() => child.kill('SIGKILL'), options.patience ?? 25_000);
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (code) => {
      clearTimeout(impatient);
      const errors = Buffer.concat(stderr).toString('utf8');
      const measured = /\nmaxRSS (\d+)$/.exec(errors);
      done({
        code,
        stdout: Buffer.concat(stdout).toString('utf8'),
        stderr: measured === null ? errors : errors.slice(0, measured.index),
        memory: measured === null ? null : 1024 * Number(measured[1]),
      });
    });
  });
}

/** The path of the built command, for tests that start it through a shell. */
export const commandPath = CLI;

/** A fresh folder outside the repository, and its removal. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'afterfit test '));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
