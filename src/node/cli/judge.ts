import { basename } from 'node:path';
import { audits, comparisonAudits } from '../../audits/index.ts';
import { type AnalyseOptions, judgeRuns, type ReadResult, readRuns } from '../../engine/analyse.ts';
import type { Report } from '../../model/report.ts';
import { directorySource } from '../directory-source.ts';
import { readersFor } from '../duckdb/index.ts';
import { checkpointRunning } from './checkpoint.ts';
import { deliver, deliverWorkList, explained, failing, writeFile } from './deliver.ts';
import { nearest, UsageError } from './errors.ts';
import { type CliOptions, EXAMPLES } from './options.ts';
import { planOutputs } from './outputs.ts';
import { placePaths } from './places.ts';
import { createProgress, type Progress } from './progress.ts';

export function checkIds(flag: string, ids: readonly string[] | undefined): void {
  const known = [...audits, ...comparisonAudits].map((audit) => audit.id);
  for (const id of ids ?? []) {
    if (known.includes(id)) continue;
    const near = nearest(id, known);
    throw new UsageError(
      `${flag} ${id}: no such audit.${near === null ? '' : ` Did you mean \`${near}\`?`} \`afterfit audits\` lists them.`,
    );
  }
}

/** What the options say about judging, whatever is read. */
export const judgingOptions = (options: CliOptions, progress: Progress): AnalyseOptions => ({
  only: options.only,
  skip: options.skip,
  examples: options.examples,
  texts: options.texts,
  worklist: options.worklist !== undefined,
  generatedAt: new Date().toISOString(),
  progress: progress.step,
});

/** Reads, judges, prints and writes. Returns the exit code. */
export async function judge(paths: readonly string[], options: CliOptions): Promise<number> {
  checkIds('--only', options.only);
  checkIds('--skip', options.skip);
  const outputs = planOutputs(options);
  const named = paths.length > 0 || options.data !== undefined || options.predictions !== undefined;
  const roots = paths.length > 0 ? paths : named ? [] : ['.'];
  const { places, read } = await placePaths(roots, options);
  const name =
    roots.length === 1
      ? (roots[0] as string)
      : roots.length === 0
        ? basename(options.data ?? options.predictions ?? '')
        : roots.join(' ');

  const progress = createProgress(process.stderr.isTTY === true && options.quiet !== true);
  const running = await checkpointRunning(roots.length === 0 ? ['.'] : roots, options, progress);
  const settings: AnalyseOptions = {
    ...read,
    ...judgingOptions(options, progress),
    readers: readersFor(places),
    ...(running === null
      ? {}
      : {
          runsData: true,
          readers: [...readersFor(places), running.reader],
          prober: running.prober,
          attributor: running.attributor,
        }),
  };
  const input = await readRuns(await directorySource(name, places), settings);
  progress.end();
  running?.end();
  await running?.save();
  if (!named && input.runs.length === 0) {
    progress.end();
    process.stderr.write(
      `No run in this folder. Name the folder that training wrote:\n\n${EXAMPLES}\n\nafterfit --help lists everything.\n`,
    );
    return 2;
  }
  return conclude(name, input, settings, options, { outputs, progress });
}

/** Judges what was read, prints and writes. Returns the exit code. `check` may refuse the report before anything is written. */
export async function conclude(
  name: string,
  input: ReadResult,
  settings: AnalyseOptions,
  options: CliOptions,
  host: {
    readonly outputs: ReturnType<typeof planOutputs>;
    readonly progress: Progress;
    readonly check?: (report: Report) => void;
  },
): Promise<number> {
  const { report, runs } = await judgeRuns(name, input, settings);
  host.progress.end();
  host.check?.(report);
  await deliver(report, host.outputs, options);
  if (options.worklist !== undefined) await deliverWorkList(report, options.worklist, options);
  if (options.saveRun !== undefined) {
    const { saveRuns } = await import('../../engine/save-run.ts');
    await writeFile(
      options.saveRun,
      '--save-run',
      await saveRuns({ ...input, runs }, { texts: options.texts }),
    );
    if (options.quiet !== true) process.stderr.write(`Saved run  ${options.saveRun}\n`);
  }
  if (options.figures !== undefined) {
    const { writeFigures } = await import('../figures.ts');
    const folder = options.figures;
    const written = await explained(folder, '--figures', () => writeFigures(report, folder));
    if (options.quiet !== true)
      process.stderr.write(`Figures    ${written.length} files in ${options.figures}\n`);
  }
  if (report.runs.length === 0) return 2;
  return failing(report, options) === undefined ? 0 : 1;
}
