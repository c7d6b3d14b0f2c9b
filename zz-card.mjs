import { build } from 'esbuild';
import { writeFileSync, rmSync, readFileSync } from 'node:fs';
writeFileSync('/work/main/lab/accuracy/zz-cards.ts', readFileSync('/work/main/lab/accuracy/cards.ts','utf8').replace('function cardText','export function cardText'));
writeFileSync('/work/main/lab/accuracy/zz-card.ts', `
import { readFileSync } from 'node:fs';
import { analyse } from '../../src/engine/analyse.ts';
import { memorySource } from '../../src/sources/memory.ts';
import { cardText } from './zz-cards.ts';
export async function main(ids: string[]) {
  const cards = JSON.parse(readFileSync('lab/public-cards/cards.json','utf8'));
  for (const id of ids) {
    const card = cards.find((c: any) => c.id === id);
    console.log('####', id); console.log(cardText(card));
    const report = await analyse(memorySource(id, { 'README.md': cardText(card) }));
    console.log(report.answer.verdict, report.answer.headline);
    for (const a of report.audits) if (a.status !== 'not-applicable') console.log(a.status, a.id, '|', a.text.slice(0,260), a.supersededBy ?? '');
  }
}`);
await build({ entryPoints: ['/work/main/lab/accuracy/zz-card.ts'], bundle: true, format: 'esm', platform: 'node', outfile: '/tmp/card-bundle.mjs', logLevel: 'error', define: { __AFTERFIT_VERSION__: '"lab"' } });
rmSync('/work/main/lab/accuracy/zz-card.ts');
rmSync('/work/main/lab/accuracy/zz-cards.ts');
const { main } = await import('/tmp/card-bundle.mjs?' + Date.now());
await main(process.argv.slice(2));
