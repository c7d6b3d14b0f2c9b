import { isAbsolute, relative, resolve, sep } from 'node:path';
import { type AnalyseOptions, type ReadResult, readRuns } from '../../engine/analyse.ts';
import { type Gathered, gatherRuns } from '../../engine/gather-runs.ts';
import type { Report } from '../../model/report.ts';
import { directorySource } from '../directory-source.ts';
import { readersFor } from '../duckdb/index.ts';
import { nearest, UsageError } from './errors.ts';
import { checkIds, conclude, judgingOptions } from './judge.ts';
import type { CompareOptions } from './options.ts';
import { planOutputs } from './outputs.ts';
import { placePaths } from './places.ts';
import { createProgress, type Progress } from './progress.ts';

/** Reads each path by itself, compares the runs, prints and writes. Returns the exit code. */
export async function compare(paths: readonly string[], options: CompareOptions): Promise<number> {
  checkIds('--only', options.only);
  checkIds('--skip', options.skip);
  const outputs = planOutputs(options);
  const progress = createProgress(process.stderr.isTTY === true && options.quiet !== true);
  const labels = labelsOf(paths);
  const gathered: Gathered[] = [];
  for (const [index, path] of paths.entries())
    gathered.push(await readPlace(path, labels[index] as string, insideOf(path, paths), options, progress));
  enough(paths, gathered, progress);
  const input = gatherRuns(gathered);
  const settings: AnalyseOptions = {
    ...judgingOptions(options, progress),
    compare: true,
    margin: options.margin === undefined ? undefined : options.margin / 100,
    metric: options.metric,
    // Of several runs under one path none was named first.
    baseline: paths.length > 1 ? 'first' : 'best',
  };
  return conclude(paths.join(' '), input, settings, options, {
    outputs,
    progress,
    check: (report) => checkMetric(report, input, options.metric),
  });
}

/** The other paths that lie inside this one: what is there is theirs. */
const insideOf = (path: string, paths: readonly string[]): readonly string[] =>
  paths.flatMap((other) => {
    const way = relative(resolve(path), resolve(other));
    return way === '' || way.startsWith('..') || isAbsolute(way) ? [] : [way.split(sep).join('/')];
  });

async function readPlace(
  path: string,
  label: string,
  others: readonly string[],
  options: CompareOptions,
  progress: Progress,
): Promise<Gathered> {
  const { places, read } = await placePaths([path], options);
  const source = await directorySource(path, places);
  const files = source.files.filter(
    (file) => !others.some((other) => file.path === other || file.path.startsWith(`${other}/`)),
  );
  const input = await readRuns(
    { ...source, files },
    { ...read, readers: readersFor(places), progress: progress.step },
  );
  return { label, folder: places[0]?.inside === '', input };
}

/** What is wrong when there are not two runs to compare. */
function enough(paths: readonly string[], gathered: readonly Gathered[], progress: Progress): void {
  const stop = (message: string): never => {
    progress.end();
    throw new UsageError(message);
  };
  gathered.forEach(({ input }, index) => {
    if (input.runs.length > 0) return;
    const [problem] = input.unreadable;
    stop(
      problem === undefined
        ? `${paths[index]}: no run and no predictions were found there, so there is nothing to compare.`
        : `${paths[index]}: nothing there could be read (${problem.file}: expected ${problem.expected}, found ${problem.found}).`,
    );
  });
  const [only] = paths;
  if (gathered.reduce((sum, { input }) => sum + input.runs.length, 0) < 2)
    stop(`${only} holds one run, and comparing takes two: \`afterfit compare ${only} OTHER\`.`);
}

/** A metric that was asked for and that the runs do not share is a slip of the pen, or a question that has no answer. */
function checkMetric(report: Report, input: ReadResult, metric: string | undefined): void {
  if (metric === undefined || report.comparison === null || report.comparison.metric !== null) return;
  const logged = input.runs.map(
    ({ series }) => new Set(series.filter(({ split }) => split !== 'train').map(({ quantity }) => quantity)),
  );
  const measured = input.runs.every(({ predictions }) => predictions.length > 0)
    ? ['accuracy', 'f1_macro', 'f1_weighted', 'mcc']
    : [];
  const shared = [...(logged[0] ?? [])].filter((name) => logged.every((names) => names.has(name)));
  const known = [...new Set([...shared, ...measured])].filter((name) => !/runtime|per_second/.test(name));
  const near = nearest(metric, known);
  throw new UsageError(
    `--metric ${metric}: not every run has it.${near === null ? '' : ` Did you mean \`${near}\`?`}${known.length === 0 ? '' : ` The runs share ${known.join(', ')}.`}`,
  );
}

/**
 * A name for each path, as short as tells them apart: the last folder, and as many folders before it as others share. The same path
 * twice is numbered.
 */
export function labelsOf(paths: readonly string[]): readonly string[] {
  const parts = paths.map((path) => resolve(path).split(sep).filter(Boolean));
  const whole = parts.map((names) => names.join('/'));
  const named = parts.map((names, index) => {
    for (let depth = 1; depth < names.length; depth++) {
      const label = names.slice(-depth).join('/');
      if (parts.every((other, at) => whole[at] === whole[index] || other.slice(-depth).join('/') !== label))
        return label;
    }
    return names.join('/') || 'root';
  });
  const taken = new Set<string>();
  return named.map((label) => {
    let free = label;
    for (let again = 2; taken.has(free) || (again > 2 && named.includes(free)); again++)
      free = `${label}-${again}`;
    taken.add(free);
    return free;
  });
}
