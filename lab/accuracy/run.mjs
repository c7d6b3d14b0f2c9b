// npm run accuracy [-- --half choosing] [-- --check] [-- --misses]
// Bundles the figures' program with the engine as it stands and runs it; see docs/accuracy.md.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const folder = mkdtempSync(join(tmpdir(), 'accuracy-'));
try {
  const outfile = join(folder, 'main.mjs');
  await build({
    entryPoints: ['lab/accuracy/main.ts'],
    bundle: true,
    format: 'esm',
    platform: 'node',
    outfile,
    logLevel: 'error',
    define: { __AFTERFIT_VERSION__: JSON.stringify('lab') },
  });
  const { main } = await import(pathToFileURL(outfile).href);
  process.exitCode = await main(process.argv.slice(2));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
