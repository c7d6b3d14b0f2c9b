import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { RunnerJob, RunnerMessage } from './messages.ts';

/** Starts a job; resolves when it is over. `onMessage` gets what it posts, in order. */
export type RunnerThread = (job: RunnerJob, onMessage: (message: RunnerMessage) => void) => Promise<void>;

/**
 * Runs jobs in a thread of their own: loading and running a model hold a thread up for seconds (6.9 s measured for a model
 * of 440 MB), in which the host could neither show progress nor hear Ctrl-C. `entry` is the built `runner-worker.js`.
 */
export const workerThread =
  (entry: URL = builtWorker()): RunnerThread =>
  (job, onMessage) =>
    new Promise((resolve, reject) => {
      const worker = new Worker(entry, { workerData: job });
      let failure: unknown = null;
      worker.on('message', onMessage);
      worker.on('error', (error) => {
        failure = error;
      });
      worker.on('exit', (code) => {
        if (failure !== null) reject(failure);
        else if (code !== 0) reject(new Error(`The thread that runs the model ended with code ${code}`));
        else resolve();
      });
    });

/** The bundle lies beside the entry, or one folder up from a shared chunk. */
function builtWorker(): URL {
  for (const place of ['./runner-worker.js', '../runner-worker.js']) {
    const url = new URL(place, import.meta.url);
    if (url.protocol === 'file:' && existsSync(fileURLToPath(url))) return url;
  }
  throw new Error('runner-worker.js is not beside Afterfit. Install Afterfit again.');
}
