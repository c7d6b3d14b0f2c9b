import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { audits, comparisonAudits } from '../../audits/index.ts';
import { readers } from '../../readers/index.ts';
import { wrap } from '../../report/terminal/columns.ts';
import { nearest, UsageError } from './errors.ts';

const all = [...audits, ...comparisonAudits];

/** Prints an audit's page. */
export async function explain(id: string, packageRoot: string): Promise<void> {
  const known = all.map((audit) => audit.id);
  if (!known.includes(id)) {
    const near = nearest(id, known);
    throw new UsageError(
      `there is no audit \`${id}\`.${near === null ? '' : ` Did you mean \`${near}\`?`} \`afterfit audits\` lists them.`,
    );
  }
  const page = await readFile(join(packageRoot, 'docs', 'audits', `${id}.md`), 'utf8');
  process.stdout.write(`${page.trimEnd()}\n`);
}

export function listFormats(): void {
  for (const reader of readers) {
    process.stdout.write(`${reader.title}\n`);
    for (const line of wrap(reader.files.join(', '), 76)) process.stdout.write(`    ${line}\n`);
  }
}

export function listAudits(): void {
  const width = Math.max(...all.map((audit) => audit.id.length)) + 2;
  for (const audit of all) process.stdout.write(`${audit.id.padEnd(width)}${audit.failureTitle}\n`);
  const several = comparisonAudits.length;
  process.stdout.write(
    `\n${all.length} checks, ${several} of them of several runs together. \`afterfit explain ID\` prints the page of one.\n`,
  );
}
