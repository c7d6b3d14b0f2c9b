// Packs the package, installs the tarball in an empty folder and runs the installed command on the bundled example.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'afterfit-package-'));
const run = (command, args, options = {}) =>
  execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], ...options });
try {
  const [packed] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', folder]));
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', join(folder, packed.filename)], {
    cwd: folder,
  });
  cpSync(resolve('examples/finance-sentiment'), join(folder, 'outputs'), { recursive: true });
  const out = run(join(folder, 'node_modules', '.bin', 'afterfit'), ['./outputs'], { cwd: folder });
  if (!existsSync(join(folder, 'afterfit-report.html')))
    throw new Error('the installed command wrote no report');
  if (!/Findings/.test(out)) throw new Error(`the installed command printed no findings:\n${out}`);
  run(join(folder, 'node_modules', '.bin', 'afterfit'), ['explain', 'overfit-confidence-only'], {
    cwd: folder,
  });
  writeFileSync(
    join(folder, 'use.mjs'),
    `import { analyse, memorySource } from 'afterfit';
import { directorySource } from 'afterfit/node';
import { readers } from 'afterfit/readers';
import { measure } from 'afterfit/metrics';
import { renderJson } from 'afterfit/report';
import { wilson } from 'afterfit/stats';
const report = await analyse(await directorySource('outputs', [{ disk: 'outputs', inside: '' }]));
const again = JSON.parse(renderJson(report));
if (again.runs.length !== 1 || readers.length < 5 || typeof measure !== 'function' || typeof memorySource !== 'function') throw new Error('the library misses a part');
if (wilson(8, 10).low > wilson(8, 10).high) throw new Error('interval');
`,
  );
  run(process.execPath, ['use.mjs'], { cwd: folder });
  const bytes = readFileSync(join(folder, packed.filename)).length;
  console.log(
    `package: ${packed.filename}, ${Math.round(bytes / 1000)} kB packed, ${packed.entryCount} files; installed, ran, imported`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
