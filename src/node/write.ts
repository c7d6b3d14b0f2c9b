import { open, rename, unlink, writeFile } from 'node:fs/promises';
import { dirname, basename, join } from 'node:path';

/** Every file that Afterfit writes carries one of these near its start, so that it may be written again. */
const OWN_MARKS = [
  '<meta name="generator" content="Afterfit', // HTML report
  '<!-- written by Afterfit -->', // Markdown and SVG
  '"name": "afterfit"', // JSON report
  '{"schemaVersion":1,"tables"', // tables beside it
  '{"format":"afterfit-run"', // saved run
  'Software\0Afterfit', // PNG text chunk
] as const;

/** Bytes at the start of a file that are searched for the mark. */
const LOOKED_AT = 4096;

export class ForeignFileError extends Error {
  constructor(readonly path: string) {
    super(`${path}: a file that Afterfit did not write is there. Choose another name with --output.`);
  }
}

async function isOwn(path: string): Promise<boolean | null> {
  try {
    const handle = await open(path, 'r');
    try {
      const buffer = Buffer.alloc(LOOKED_AT);
      const { bytesRead } = await handle.read(buffer, 0, LOOKED_AT, 0);
      const head = buffer.subarray(0, bytesRead).toString('latin1');
      return bytesRead === 0 || OWN_MARKS.some((mark) => head.includes(mark));
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/** Writes whole or not at all, and never over a file that Afterfit did not write. */
export async function writeOwn(path: string, content: string | Uint8Array): Promise<void> {
  if ((await isOwn(path)) === false) throw new ForeignFileError(path);
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.partial`);
  try {
    await writeFile(temporary, content, { flag: 'wx' });
    await rename(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw error;
  }
}
