// node lab/tokenizing/compare.mjs FOLDER   (after compare.py FOLDER)
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

if (process.argv[2] === undefined) throw new Error('usage: node lab/tokenizing/compare.mjs FOLDER');
const folder = mkdtempSync('lab/tokenizing/bundle-'); // beside node_modules: the native packages are not bundled
try {
  const outfile = join(folder, 'run.mjs');
  await build({ entryPoints: ['lab/tokenizing/compare.ts'], bundle: true, format: 'esm', platform: 'node', packages: 'external', outfile, logLevel: 'error' });
  const { run } = await import(pathToFileURL(outfile).href);
  await run(process.argv[2]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
