import { extname } from 'node:path';
import { UsageError } from './errors.ts';
import type { CliOptions, Format } from './options.ts';

export interface Output {
  readonly format: Format;
  /** `-` is stdout. */
  readonly path: string;
}

const endings: Readonly<Record<string, Format>> = {
  '.html': 'html',
  '.htm': 'html',
  '.json': 'json',
  '.md': 'markdown',
  '.markdown': 'markdown',
  '.txt': 'terminal',
};
const defaults: Record<Format, string> = {
  terminal: '-',
  html: 'afterfit-report.html',
  json: 'afterfit-report.json',
  markdown: 'afterfit-report.md',
};

/**
 * Which format goes where. Without options: the verdict to the terminal and the HTML report to a file. One format that
 * people pipe (JSON, Markdown) goes to stdout; several go to `afterfit-report.*`. A path's ending says its format.
 */
export function planOutputs(options: Pick<CliOptions, 'output' | 'format'>): readonly Output[] {
  const formats = options.format ?? [];
  const paths = options.output ?? [];
  if (paths.length === 0) {
    if (formats.length === 0)
      return [
        { format: 'terminal', path: '-' },
        { format: 'html', path: defaults.html },
      ];
    const [single] = formats;
    if (formats.length === 1 && single !== undefined && single !== 'html')
      return [{ format: single, path: '-' }];
    return [...new Set(formats)].map((format) => ({ format, path: defaults[format] }));
  }
  const open = [...new Set(formats)];
  const planned: Output[] = [];
  for (const path of paths) {
    const byEnding = endings[extname(path).toLowerCase()];
    const at =
      byEnding === undefined ? open.findIndex((format) => format !== 'terminal') : open.indexOf(byEnding);
    const format = byEnding ?? (at >= 0 ? open[at] : undefined);
    if (format === undefined)
      throw new UsageError(
        `--output ${path}: its ending says no format. Add --format json, markdown or html.`,
      );
    if (at >= 0) open.splice(at, 1);
    planned.push({ format, path });
  }
  for (const format of open) planned.push({ format, path: defaults[format] });
  const stdoutTaken = planned.some((output) => output.path === '-');
  if (!stdoutTaken && !planned.some((output) => output.format === 'terminal'))
    planned.unshift({ format: 'terminal', path: '-' });
  if (planned.filter((output) => output.path === '-').length > 1)
    throw new UsageError('only one report can go to stdout; give the other a file with --output.');
  return planned;
}
