// Runs programs and measures them from outside, as a user meets them.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

/** GNU time reports the peak memory of its child; without it memory is not measured. */
const gnuTime = process.platform === 'linux' && existsSync('/usr/bin/time') ? '/usr/bin/time' : null;

/** Seconds from start to exit and, where it can be had, peak resident memory in MB (10^6 bytes). */
function timed(command, args) {
  const note = join(tmpdir(), `afterfit-bench-${process.pid}.time`);
  const [program, list] =
    gnuTime === null ? [command, args] : [gnuTime, ['-f', '%M', '-o', note, command, ...args]];
  const start = performance.now();
  const { status, stderr, error } = spawnSync(program, list, {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  const seconds = (performance.now() - start) / 1000;
  // 1 is a verdict (`--fail-on`, or a rival's FAIL), 2 is a failure.
  if (error !== undefined || status === null || status > 1)
    throw new Error(`${command} ${args.join(' ')}: exit ${status}\n${error?.message ?? stderr}`);
  let megabytes = null;
  if (gnuTime !== null) {
    megabytes = (Number(readFileSync(note, 'utf8').trim().split('\n').at(-1)) * 1024) / 1e6;
    rmSync(note);
  }
  return { seconds, megabytes };
}

/** Node that does nothing: what every figure of `afterfit` contains, and how slow the machine is at the moment. */
export const nodeItself = () => timed(process.execPath, ['-e', '0']);

/** The built command, whole process: start of Node, reading, judging, writing. */
export const afterfit = (...args) => timed(process.execPath, ['dist/cli.js', ...args]);

const python = process.env.BENCH_PYTHON ?? 'python3';
const present = new Map();

/** Whether Python can import a peer. Nothing is installed from here; bench/README.md has the command. */
function hasPython(module) {
  if (!present.has(module)) present.set(module, spawnSync(python, ['-c', `import ${module}`]).status === 0);
  return present.get(module);
}

/** A peer that is a Python program; its sample is null where the module is not installed. */
export const pythonPeer = (title, module, ...args) => ({
  title,
  sample: () => (hasPython(module) ? timed(python, args) : null),
});

/** A peer that measures itself and prints `{ seconds, megabytes }`: for parts of its work, without its start. */
export const pythonAnswer = (title, module, ...args) => ({
  title,
  sample() {
    if (!hasPython(module)) return null;
    const { status, stdout, stderr } = spawnSync(python, args, { encoding: 'utf8', maxBuffer: 2 ** 26 });
    if (status !== 0) throw new Error(`${title}: exit ${status}\n${stderr}`);
    return JSON.parse(stdout);
  },
});

/** The same of a program for Node. */
export const nodePeer = (title, ...args) => ({
  title,
  sample() {
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    });
    if (status !== 0) throw new Error(`${title}: exit ${status}\n${stderr}`);
    return JSON.parse(stdout.trim().split('\n').at(-1));
  },
});

export const trainproof = (path) =>
  pythonPeer('trainproof', 'trainproof', '-m', 'trainproof', 'doctor', path);
