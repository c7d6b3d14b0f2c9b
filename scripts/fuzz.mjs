// Damages recorded files at random and reads them: `npm run fuzz -- --seconds 60 [--seed 1] [--only pickle]`.
// Prints how many files each reader was given. Exit code 1 with the file, in base64, when one does harm.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string' }, only: { type: 'string' } },
});
const seconds = Number(values.seconds);
// A new seed each time, printed so that a failure can be repeated.
const firstSeed = values.seed === undefined ? Date.now() % 1_000_000_000 : Number(values.seed);

const { outputFiles } = await build({
  entryPoints: [join(root, 'test/formats/fuzz-targets.ts')],
  bundle: true,
  format: 'esm',
  platform: 'node',
  write: false,
  // Fixtures are found from the place of the source file.
  define: {
    'import.meta.url': JSON.stringify(pathToFileURL(join(root, 'test/formats/fuzz-targets.ts')).href),
  },
});
const folder = mkdtempSync(join(root, 'node_modules/.fuzz-'));
let harm = 0;
try {
  writeFileSync(join(folder, 'targets.mjs'), outputFiles[0].contents);
  const { formatTargets, innerTargets, readerTargets, fuzz } = await import(
    pathToFileURL(join(folder, 'targets.mjs')).href
  );
  const targets = [...formatTargets, ...innerTargets, ...readerTargets()].filter(
    ({ name }) => values.only === undefined || name.includes(values.only),
  );
  const batch = 50;
  let total = 0;
  process.stdout.write(`seed ${firstSeed}, ${seconds} s over ${targets.length} readers\n`);
  for (const target of targets) {
    const until = performance.now() + (1000 * seconds) / targets.length;
    let files = 0;
    let problem = null;
    for (let seed = firstSeed; performance.now() < until && problem === null; seed++) {
      try {
        await fuzz(target, seed, batch);
        files += batch;
      } catch (error) {
        problem = error;
      }
    }
    total += files;
    process.stdout.write(`${target.name.padEnd(24)}${files.toLocaleString('en').padStart(12)} files\n`);
    if (problem !== null) {
      harm++;
      process.stdout.write(`  ${problem.message}\n  ${problem.cause?.stack ?? ''}\n`);
    }
  }
  process.stdout.write(`${total.toLocaleString('en')} damaged files, ${harm} readers harmed\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = harm > 0 ? 1 : 0;
