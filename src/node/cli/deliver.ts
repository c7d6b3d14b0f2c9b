import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import pc from 'picocolors';
import type { Report } from '../../model/report.ts';
import { renderTerminal } from '../../report/terminal.ts';
import { formatBytes } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import { ForeignFileError, writeOwn } from '../write.ts';
import { UsageError } from './errors.ts';
import type { CliOptions, Format } from './options.ts';
import type { planOutputs } from './outputs.ts';

/** Severities from `--fail-on`'s least upwards. */
const severities = { never: 3, problem: 2, risk: 1 } as const;
const severityOf = { problem: 2, risk: 1, note: 0 } as const;

/** The first finding at or above `--fail-on`, or undefined. */
export const failing = (report: Report, { failOn }: CliOptions): Report['findings'][number] | undefined =>
  report.findings.find((finding) => severityOf[finding.severity] >= severities[failOn]);

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
        examples: options.examples,
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

export const writeFile = (path: string, flag: string, content: string): Promise<void> =>
  explained(path, flag, () => writeOwn(path, content));

/** Does the writing; what the system says against it becomes a sentence with the flag that mends it. */
export async function explained<T>(path: string, flag: string, write: () => Promise<T>): Promise<T> {
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

/** Writes the work list in the layout that the file's ending names. */
export async function deliverWorkList(report: Report, path: string, options: CliOptions): Promise<void> {
  const { renderWorkListCsv, renderWorkListJsonl } = await import('../../report/worklist.ts');
  const lines = /\.jsonl$/i.test(path);
  await writeFile(path, '--worklist', lines ? renderWorkListJsonl(report) : renderWorkListCsv(report));
  const items = report.worklist?.items ?? [];
  const count = lines ? items.filter(({ row }) => row !== null).length : items.length;
  if (options.quiet !== true) process.stderr.write(`Work list  ${path}  (${many(count, 'item')})\n`);
}

/** Prints and writes the report in every format that was asked for. */
export async function deliver(
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
  if (toStdout?.format === 'terminal' && options.failOn !== 'never') {
    const hit = failing(report, options);
    talk(
      hit === undefined
        ? `Exit 0     (nothing at or above --fail-on ${options.failOn})\n`
        : `Exit 1     (--fail-on ${options.failOn}: ${hit.id})\n`,
    );
  }
}
