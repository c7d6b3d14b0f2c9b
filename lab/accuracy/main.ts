import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { audits } from '../../src/audits/index.ts';
import type { Report } from '../../src/model/report.ts';
import { mendable, type Rerun, rerunOf } from './advice.ts';
import { type KeptRun, readArchive } from './archive.ts';
import { scoreCards } from './cards.ts';
import { type Half, isOf } from './halves.ts';
import { record } from './page.ts';
import { perAudit } from './per-audit.ts';
import { type ScoredPair, scorePair } from './pairs.ts';
import { type Scored, score } from './score.ts';
import { advisedFigure, figuresOf, type Figure, isMended, pairFigure, perPlant, tableOf } from './table.ts';
import { type Book, type Measured, readBook, readMeasured } from './truth.ts';

const PLANTED = 'lab/planted';
const ADVISED = 'lab/planted/advised';
const SEEDS_ADVISED = 2;

/** The wanted runs (null for all), archive by archive, so that only one archive is in memory at a time. */
function* archives(
  folder: string,
  wanted: ((run: KeptRun) => boolean) | null,
  only: readonly string[],
): Generator<readonly KeptRun[]> {
  for (const name of existsSync(folder) ? readdirSync(folder).sort() : []) {
    if (!name.endsWith('.zip')) continue;
    const plant = name.slice(0, -4);
    if (only.length > 0 && !only.includes(plant)) continue;
    yield readArchive(join(folder, name), plant).filter((run) => wanted === null || wanted(run));
  }
}

interface World {
  readonly book: Book;
  readonly measured: ReadonlyMap<string, Measured>;
}

const healthyOf = ({ measured }: World, run: KeptRun): Measured | undefined =>
  measured.get(`N1-healthy/${run.key.slice(run.plant.length + 1)}`);

async function scoreHalf(
  world: World,
  folder: string,
  half: Half,
  only: readonly string[],
): Promise<{
  readonly scored: readonly Scored[];
  readonly pairs: readonly ScoredPair[];
  readonly reruns: readonly Rerun[];
  readonly noOption: readonly string[];
}> {
  const scored: Scored[] = [];
  const pairs: ScoredPair[] = [];
  const reruns: Rerun[] = [];
  const noOption: string[] = [];
  const options = new Set(mendable(world.book));
  const advised = new Map<string, number>();
  const advise = (run: KeptRun, one: Scored, report: Report): void => {
    // The first two seeds of each plant in this half in which the fault is there.
    if (!options.has(run.plant) || run.variant !== 'dense' || run.encoder !== 'tiny') return;
    const times = advised.get(run.plant) ?? 0;
    if (!one.present || times >= SEEDS_ADVISED) return;
    advised.set(run.plant, times + 1);
    const rerun = rerunOf(run, report);
    if (rerun !== null) reruns.push(rerun);
    else noOption.push(`${run.key}: ${report.answer.actions[0]?.text ?? 'no advice'}`);
  };
  for (const runs of archives(folder, (run) => isOf(half, run, world.book), only)) {
    for (const run of runs) {
      const truth = world.measured.get(run.key);
      if (truth === undefined) continue;
      const { scored: one, report } = await score(run, world.book, truth, healthyOf(world, run));
      scored.push(one);
      advise(run, one, report);
    }
    if (!Object.hasOwn(world.book.controls, runs[0]?.plant ?? '')) continue;
    const dense = runs.filter((run) => run.variant === 'dense' && run.encoder === 'tiny');
    for (const [place, a] of dense.entries())
      for (const b of dense.slice(place + 1)) {
        const pair = await scorePair(a, b, world.measured);
        if (pair !== null) pairs.push(pair);
      }
  }
  return { scored, pairs, reruns, noOption };
}

/** Runs re-trained with the first advice followed: is the fault gone? */
async function scoreAdvised(world: World, folder: string): Promise<readonly Scored[]> {
  const measured = readMeasured(join(folder, 'truth/measured'));
  const scored: Scored[] = [];
  for (const runs of archives(join(folder, 'runs'), null, []))
    for (const run of runs) {
      const truth = measured.get(run.key);
      if (truth !== undefined)
        scored.push((await score(run, world.book, truth, healthyOf(world, run))).scored);
    }
  return scored;
}

const option = (args: readonly string[], name: string): string | undefined => {
  const place = args.indexOf(name);
  return place < 0 ? undefined : args[place + 1];
};

const describe = (row: Scored): string | null => {
  const missed = !row.isControl && row.present && row.decidable && !row.found;
  const wrong = [...row.wrongSure.map((id) => `${id} (sure)`), ...row.wrongLikely.map((id) => `${id} (likely)`)];
  if (!missed && wrong.length === 0) return null;
  const what = [missed ? 'missed' : '', wrong.length > 0 ? `wrong: ${wrong.join(', ')}` : ''].filter((s) => s !== '');
  return `${row.run.key} · ${what.join(' · ')} · said ${row.said.slice(0, 4).join(', ') || 'nothing'}`;
};

const describeAdvised = (row: Scored): string =>
  `${row.run.key} · advice followed, fault still there · said ${row.said.slice(0, 4).join(', ') || 'nothing'}`;

/**
 * Without options: the reported half, printed and held against what was recorded; a new result is logged in
 * docs/accuracy/. `--half choosing` logs nothing. `--check` fails when the published figures do not hold.
 */
export async function main(args: readonly string[]): Promise<number> {
  const half: Half = option(args, '--half') === 'choosing' ? 'choosing' : 'reported';
  const only = option(args, '--only')?.split(',') ?? [];
  const planted = option(args, '--planted') ?? PLANTED;
  const world: World = {
    book: readBook(join(PLANTED, 'truth')),
    measured: readMeasured(join(planted, 'truth/measured')),
  };
  const { scored, pairs, reruns, noOption } = await scoreHalf(world, join(planted, 'runs'), half, only);
  // The advice was for reported runs.
  const advised = half === 'reported' ? await scoreAdvised(world, option(args, '--advised') ?? ADVISED) : [];
  const cards = only.length === 0 ? await scoreCards(half) : { figures: [], misses: [] };
  const before = new Map(scored.map((row) => [row.run.key, row]));
  const figures: readonly Figure[] = [
    ...figuresOf(scored),
    pairFigure(pairs),
    advisedFigure(advised, before),
    ...cards.figures,
  ];
  const unmended = advised.filter((row) => !isMended(row, before));
  const misses = [...scored.map(describe), ...unmended.map(describeAdvised), ...cards.misses].filter((line): line is string => line !== null);
  const ids = audits.map(({ id }) => id).sort();
  const page = { figures, perPlant: perPlant(scored), perAudit: perAudit(scored, world.book, ids), misses };
  const rerunFile = option(args, '--reruns');
  if (rerunFile !== undefined) {
    writeFileSync(rerunFile, `${JSON.stringify(reruns, null, 1)}\n`);
    for (const line of noOption) console.log(`no option to change: ${line}`);
  }
  console.log(`${half}: ${scored.length} runs, ${pairs.length} pairs\n`);
  console.log(tableOf(figures));
  console.log(`\n${page.perPlant}`);
  if (args.includes('--misses')) console.log(`\n${misses.join('\n')}`);
  if (half === 'choosing' || only.length > 0 || planted !== PLANTED) return 0;
  return record(page, args.includes('--check'));
}
