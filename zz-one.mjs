// node /tmp/one.mjs PACKDIR plant/key  -> terminal report
import { build } from 'esbuild';
import { writeFileSync } from 'node:fs';
writeFileSync('/work/main/lab/accuracy/zz-one.ts', `
import { analyse } from '../../src/engine/analyse.ts';
import { renderTerminal } from '../../src/report/terminal.ts';
import { readArchive } from './archive.ts';
import { readBook } from './truth.ts';
export async function main(dir: string, key: string, full: string) {
  const plant = key.split('/')[0]!;
  const book = readBook('lab/planted/truth');
  const entry = book.plants[plant] ?? book.controls[plant];
  for (const run of readArchive(dir + '/runs/' + plant + '.zip', plant)) if (run.key === key) {
    const report = await analyse(run.source, { labelNoise: entry?.options.labelNoise });
    if (full !== 'audits') console.log(renderTerminal(report, { width: 110, unicode: true }));
    if (full) for (const a of report.audits) if (a.status !== 'not-applicable' || full === 'all') console.log(a.status, a.id, '|', a.text, a.supersededBy ?? '', a.enough ?? '');
  }
}`);
await build({ entryPoints: ['/work/main/lab/accuracy/zz-one.ts'], bundle: true, format: 'esm', platform: 'node', outfile: '/tmp/one-bundle.mjs', logLevel: 'error', define: { __AFTERFIT_VERSION__: '"lab"' } });
(await import('node:fs')).rmSync('/work/main/lab/accuracy/zz-one.ts');
const { main } = await import('/tmp/one-bundle.mjs?' + Date.now());
await main(process.argv[2], process.argv[3], process.argv[4] ?? '');
