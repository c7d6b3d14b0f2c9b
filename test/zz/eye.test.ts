import { readdirSync, existsSync } from 'node:fs';
import { it } from 'vitest';
import { readRuns, report } from '../../src/engine/analyse.ts';
import { directorySource } from '../../src/node/directory-source.ts';
const ids = ['oom','padding-waste','eval-save-overhead','micro-batch-too-small','dataloader-starvation','precision-mismatch'];
it('eye', async () => {
  const corpus = '/work/shared/corpus';
  const folders = ['examples/finance-sentiment','examples/healthy-run','examples/finance-ner', ...['hf-trainer','trackers'].flatMap((p) => readdirSync(`${corpus}/${p}`).map((n) => `${corpus}/${p}/${n}`))];
  const count: Record<string, Record<string, number>> = {};
  for (const f of folders) {
    if (f.endsWith('.tsv')) continue;
    const source = await directorySource(f, [{ disk: f, inside: '' }]);
    const input = await readRuns(source);
    const r = await report(source.name, input);
    for (const run of input.runs) if (run.resources) console.log('RES', f.split('/').at(-1), run.id, JSON.stringify({ gpus: run.resources.gpus, oom: run.resources.outOfMemory, peak: run.resources.peakAllocated, energy: run.resources.energy.length, bars: run.resources.progress.map((b) => [b.total, b.done.length]), s: run.resources.samples.length, n: run.resources.notes }).slice(0, 700));
    for (const a of r.audits) if (ids.includes(a.id)) { (count[a.id] ??= {})[a.status] = ((count[a.id] ??= {})[a.status] ?? 0) + 1; if (a.status !== 'not-applicable' && a.status !== 'finding') console.log('  ', f.split('/').at(-1), a.id, a.status, a.text.slice(0, 160)); if (a.status === 'crashed') console.log('CRASH', a.text); }
    for (const x of r.findings) if (ids.includes(x.id)) console.log('FIND', f.split('/').at(-1), x.subject.run, x.id, x.claim, x.severity, '|', x.title, '|', x.measured, '|', x.advice?.text);
  }
  console.log(JSON.stringify(count));
}, 600000);
