// node lab/studies/run.mjs [--half choosing] [--only STUDY,STUDY] [--sets N] [--check] [--pages]
// Bundles the studies with Afterfit as it stands, runs them in two workers and publishes docs/accuracy/studies.md;
// --pages writes the published figures into their pages again, without a run.
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';

const WORKERS = Math.min(2, availableParallelism());

const runOne = (outfile, jobs, results) =>
  new Promise((resolve, reject) => {
    const worker = new Worker(
      `const { parentPort } = require('node:worker_threads');
       import(${JSON.stringify(pathToFileURL(outfile).href)}).then(({ runJob }) => {
         parentPort.on('message', async ({ study, seed }) => parentPort.postMessage(await runJob(study, seed)));
         parentPort.postMessage(null);
       });`,
      { eval: true },
    );
    let current = null;
    worker.on('message', (counts) => {
      if (current !== null) results[current.index] = counts;
      current = jobs.shift() ?? null;
      if (current === null) worker.terminate().then(() => resolve());
      else worker.postMessage({ study: current.study, seed: current.seed });
    });
    worker.on('error', reject);
  });

const folder = mkdtempSync(join(tmpdir(), 'studies-'));
try {
  const outfile = join(folder, 'main.mjs');
  await build({
    entryPoints: ['lab/studies/main.ts'],
    bundle: true,
    format: 'esm',
    platform: 'node',
    outfile,
    logLevel: 'error',
    define: { __AFTERFIT_VERSION__: JSON.stringify('lab') },
  });
  const { jobsOf, finish } = await import(pathToFileURL(outfile).href);
  const args = process.argv.slice(2);
  const jobs = jobsOf(args).map((job, index) => ({ ...job, index }));
  const results = [];
  const queue = [...jobs];
  await Promise.all(Array.from({ length: WORKERS }, () => runOne(outfile, queue, results)));
  process.exitCode = finish(args, jobs, results);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
