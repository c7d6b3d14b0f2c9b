// node lab/thresholds/run.mjs loss-diverged|plateau-at-chance
// Bundles the simulation with the rules as they stand, and prints what docs/thresholds/<id>.md quotes.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const id = process.argv[2];
if (!/^[a-z-]+$/.test(id ?? '')) throw new Error('usage: node lab/thresholds/run.mjs ID');
const folder = mkdtempSync(join(tmpdir(), 'thresholds-'));
try {
  const outfile = join(folder, 'run.mjs');
  await build({ entryPoints: [`lab/thresholds/${id}.ts`], bundle: true, format: 'esm', platform: 'node', outfile, logLevel: 'error' });
  const { run } = await import(pathToFileURL(outfile).href);
  run();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
