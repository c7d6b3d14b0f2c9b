import { spawn } from 'node:child_process';
import { basename, resolve } from 'node:path';
import pc from 'picocolors';
import { audits } from '../../audits/index.ts';
import { type AnalyseOptions, judgeRuns, readRuns } from '../../engine/analyse.ts';
import type { Report } from '../../model/report.ts';
import { renderTerminal } from '../../report/terminal.ts';
import { formatBytes } from '../../text/numbers.ts';
import { directorySource } from '../directory-source.ts';
import { ForeignFileError, writeOwn } from '../write.ts';
import { nearest, UsageError } from './errors.ts';
import { type CliOptions, EXAMPLES, type Format } from './options.ts';
import { planOutputs } from './outputs.ts';
import { placePaths } from './places.ts';
import { createProgress } from './progress.ts';

const severities = { never: 3, problem: 2, risk: 1 } as const;
const severityOf = { problem: 2, risk: 1, note: 0 } as const;

function checkIds(flag: string, ids: readonly string[] | undefined): void {
  const known = audits.map((audit) => audit.id);
  for (const id of ids ?? []) {
    if (known.includes(id)) continue;
    const near = nearest(id, known);
    throw new UsageError(
      `${flag} ${id}: no such audit.${near === null ? '' : ` Did you mean \`${near}\`?`} \`afterfit audits\` lists them.`,
    );
  }
}

/** Renderers are loaded when asked for: the verdict in the terminal does not wait for the HTML report's code. */
async function render(report: Report, format: Format, options: CliOptions, colour: boolean): Promise<string> {
  switch (format) {
    case 'terminal':
      return renderTerminal(report, {
        // A terminal that does not know its size says 0.
        width: process.stdout.columns || 80,
        unicode: options.plain !== true,
        style: colour ? { bold: pc.bold, dim: pc.dim, accent: pc.yellow } : undefined,
      });
    case 'json':
      return (await import('../../report/json.ts')).renderJson(report);
    case 'markdown':
      return (await import('../../report/markdown.ts')).renderMarkdown(report);
    case 'html':
      return (await import('../../report/html/index.ts')).renderHtml(report, {
        examples: options.examples ?? 200,
      });
  }
}

/** Standard output may be a pipe that closes early (`| head`); then there is nobody left to tell. */
const print = (text: string): Promise<void> =>
  new Promise((done) => {
    process.stdout.write(text, () => done());
  });

const noBrowser = (): boolean =>
  process.env.SSH_CONNECTION !== undefined ||
  (process.platform === 'linux' &&
    process.env.DISPLAY === undefined &&
    process.env.WAYLAND_DISPLAY === undefined);

function openInBrowser(path: string): void {
  const [command, args] =
    process.platform === 'darwin'
      ? ['open', [path]]
      : process.platform === 'win32'
        ? ['cmd', ['/c', 'start', '', path]]
        : ['xdg-open', [path]];
  const child = spawn(command, args, { detached: true, stdio: 'ignore' });
  child.on('error', () => process.stderr.write(`No browser could be started; open ${path} yourself.\n`));
  child.unref();
}

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
  const settings: AnalyseOptions = {
    ...read,
    only: options.only,
    skip: options.skip,
    examples: options.examples,
    texts: options.texts,
    generatedAt: new Date().toISOString(),
    progress: progress.step,
  };
  const input = await readRuns(await directorySource(name, places), settings);
  if (!named && input.runs.length === 0) {
    progress.end();
    process.stderr.write(
      `No run in this folder. Name the folder that training wrote:\n\n${EXAMPLES}\n\nafterfit --help lists everything.\n`,
    );
    return 2;
  }
  const { report, runs } = await judgeRuns(name, input, settings);
  progress.end();
  await deliver(report, outputs, options);
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
  const limit = severities[options.failOn];
  return report.findings.some((finding) => severityOf[finding.severity] >= limit) ? 1 : 0;
}

const writeFile = (path: string, flag: string, content: string): Promise<void> =>
  explained(path, flag, () => writeOwn(path, content));

/** Does the writing; what the system says against it becomes a sentence with the flag that mends it. */
async function explained<T>(path: string, flag: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof ForeignFileError)
      throw new UsageError(`${error.message.replace(/\.$/, '')} with ${flag}.`);
    const code = error instanceof Error && 'code' in error ? String(error.code) : null;
    if (code === null) throw error;
    const why = code === 'ENOENT' ? 'its folder does not exist' : code;
    throw new UsageError(`${path}: cannot be written (${why}). Choose another place with ${flag}.`);
  }
}

async function deliver(
  report: Report,
  outputs: ReturnType<typeof planOutputs>,
  options: CliOptions,
): Promise<void> {
  // picocolors also colours wherever CI is set; a pipe gets colours only when FORCE_COLOR asks for them.
  const wanted = process.stdout.isTTY === true || (process.env.FORCE_COLOR ?? '') !== '';
  const colour = options.color !== false && options.plain !== true && pc.isColorSupported && wanted;
  const toStdout = outputs.find((output) => output.path === '-');
  // The verdict first: it does not wait for the files.
  if (toStdout !== undefined && !(toStdout.format === 'terminal' && options.quiet === true)) {
    await print(await render(report, toStdout.format, options, colour));
  }
  const talk =
    options.quiet === true
      ? () => {}
      : toStdout?.format === 'terminal'
        ? (line: string) => void process.stdout.write(line)
        : (line: string) => void process.stderr.write(line);
  if (toStdout?.format === 'terminal' && outputs.length > 1) talk('\n');
  for (const output of outputs) {
    if (output.path === '-') continue;
    const rendered = await render(report, output.format, options, false);
    // A file of plain text has no place for a mark of its origin but its first line.
    const text =
      output.format === 'terminal'
        ? `afterfit ${report.tool.version} on ${report.source}\n${rendered}`
        : rendered;
    await writeFile(output.path, '--output', text);
    if (output.format === 'json') {
      const { renderTables } = await import('../../report/json.ts');
      await writeFile(output.path.replace(/(\.json)?$/i, '.tables.json'), '--output', renderTables(report));
    }
    talk(
      `Report     ${output.path}  (${formatBytes(Buffer.byteLength(text))}${output.format === 'html' ? ', works offline' : ''})\n`,
    );
    if (output.format === 'html') {
      if (options.open === true) openInBrowser(resolve(output.path));
      else if (output === outputs.find((one) => one.format === 'html') && noBrowser())
        talk('           No browser here: copy the file to one, or use --format markdown.\n');
    }
  }
  const limit = severities[options.failOn];
  if (toStdout?.format === 'terminal' && limit < 3) {
    const hit = report.findings.find((finding) => severityOf[finding.severity] >= limit);
    talk(
      hit === undefined
        ? `Exit 0     (nothing at or above --fail-on ${options.failOn})\n`
        : `Exit 1     (--fail-on ${options.failOn}: ${hit.id})\n`,
    );
  }
}
