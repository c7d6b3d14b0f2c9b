import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readArchive } from './archive.ts';
import { type Scored, score } from './score.ts';
import { figuresOf, perPlant, tableOf } from './table.ts';
import { readBook, readMeasured } from './truth.ts';

const RUNS = 'lab/planted/runs';
const TRUTH = 'lab/planted/truth';

type Half = 'odd' | 'even';

/** Judges every kept run of one half of the seeds. */
export async function scoreAll(half: Half, only: readonly string[] = []): Promise<readonly Scored[]> {
  const book = readBook(TRUTH);
  const measured = readMeasured(join(TRUTH, 'measured'));
  const scored: Scored[] = [];
  for (const name of existsSync(RUNS) ? readdirSync(RUNS).sort() : []) {
    if (!name.endsWith('.zip')) continue;
    const plant = name.slice(0, -4);
    if (only.length > 0 && !only.includes(plant)) continue;
    for (const run of readArchive(join(RUNS, name), plant)) {
      if ((run.seed % 2 === 1) !== (half === 'odd')) continue;
      const truth = measured.get(run.key);
      if (truth === undefined) continue;
      const healthy = measured.get(`N1-healthy/${run.key.slice(plant.length + 1)}`);
      scored.push((await score(run, book, truth, healthy)).scored);
    }
  }
  return scored;
}

const option = (args: readonly string[], name: string): string | undefined => {
  const place = args.indexOf(name);
  return place < 0 ? undefined : args[place + 1];
};

export async function main(args: readonly string[]): Promise<number> {
  const half: Half = option(args, '--half') === 'even' ? 'even' : 'odd';
  const only = option(args, '--only')?.split(',') ?? [];
  const scored = await scoreAll(half, only);
  console.log(`${half} seeds, ${scored.length} runs\n`);
  console.log(tableOf(figuresOf(scored)));
  console.log(`\n${perPlant(scored)}`);
  if (args.includes('--misses'))
    for (const row of scored) {
      const missed = !row.isControl && row.present && row.decidable && !row.found;
      const wrong = [...row.wrongSure, ...row.wrongLikely];
      if (!missed && wrong.length === 0) continue;
      console.log(
        `${row.run.key}${missed ? ' MISSED' : ''}${wrong.length > 0 ? ` WRONG ${wrong.join(', ')}` : ''}\n    ${row.said.join(' ')}\n    ${row.headline}`,
      );
    }
  return 0;
}
