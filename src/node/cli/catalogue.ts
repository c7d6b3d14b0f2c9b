import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { audits } from '../../audits/index.ts';
import { readers } from '../../readers/index.ts';
import { nearest, UsageError } from './errors.ts';

/** Prints an audit's page. */
export async function explain(id: string, packageRoot: string): Promise<void> {
  const known = audits.map((audit) => audit.id);
  if (!known.includes(id)) {
    const near = nearest(id, known);
    throw new UsageError(`there is no audit \`${id}\`.${near === null ? '' : ` Did you mean \`${near}\`?`} \`afterfit audits\` lists them.`);
  }
  const page = await readFile(join(packageRoot, 'docs', 'audits', `${id}.md`), 'utf8');
  process.stdout.write(`${page.trimEnd()}\n`);
}

export function listFormats(): void {
  const rows = readers.map((reader) => [reader.title, reader.files.join(', ')] as const);
  const width = Math.max(...rows.map(([title]) => title.length)) + 2;
  for (const [title, files] of rows) process.stdout.write(`${title.padEnd(width)}${files}\n`);
}

export function listAudits(): void {
  const width = Math.max(...audits.map((audit) => audit.id.length)) + 2;
  for (const audit of audits) process.stdout.write(`${audit.id.padEnd(width)}${audit.failureTitle}\n`);
  process.stdout.write(`\n${audits.length} checks. \`afterfit explain ID\` prints the page of one.\n`);
}
