import { type FileHandle, lstat, open, realpath, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isWorkList } from '../text/work-list.ts';

/** Every file that Afterfit writes is known by its first bytes, so that it may be written again. */
const OWN_BEGINNINGS = [
  /^<!doctype html>[\s\S]*<meta name="generator" content="Afterfit/i, // HTML report
  /^(<\?xml[^>]*>\s*)?<!-- written by Afterfit -->/, // Markdown and SVG
  /^\{\s*"schemaVersion": 1,\s*"tool": \{\s*"name": "afterfit"/, // JSON report
  /^\{"schemaVersion":1,"tables":/, // tables beside it
  /^\{"format":"afterfit-run"/, // saved run
  /^\{"answered_by":"afterfit /, // predictions of a run
  /^afterfit \d+\.\d+\.\d+\S* on /, // the terminal's text in a file
  /^\x89PNG[\s\S]*Software\0Afterfit/, // figures
] as const;

/** Bytes at the start of a file that are searched for the mark. */
const LOOKED_AT = 4096;

/** A path that is not ours to write to; the message says what is there. */
export class ForeignFileError extends Error {
  constructor(
    readonly path: string,
    found = 'a file that Afterfit did not write is there',
  ) {
    super(`${path}: ${found}. Choose another name.`);
  }
}

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

async function isOwn(path: string): Promise<boolean> {
  const handle = await open(path, 'r');
  try {
    const buffer = Buffer.alloc(LOOKED_AT);
    const { bytesRead } = await handle.read(buffer, 0, LOOKED_AT, 0);
    const head = buffer.subarray(0, bytesRead).toString('latin1');
    if (head.startsWith('PAR1')) return await isOwnParquet(handle);
    return bytesRead === 0 || isWorkList(head) || OWN_BEGINNINGS.some((beginning) => beginning.test(head));
  } finally {
    await handle.close();
  }
}

/** A Parquet file says at its end who wrote it. */
async function isOwnParquet(handle: FileHandle): Promise<boolean> {
  const { size } = await handle.stat();
  const buffer = Buffer.alloc(Math.min(size, LOOKED_AT));
  await handle.read(buffer, 0, buffer.length, size - buffer.length);
  return /answered_by[\s\S]{0,4}afterfit /.test(buffer.toString('latin1'));
}

/**
 * Where the content is to go: the path itself, or the file that a link points to. Devices and pipes (`/dev/null`, a
 * shell's `>(…)`) hold nothing that could be lost and cannot be replaced; they are written to as they are.
 */
async function placeFor(path: string): Promise<{ readonly path: string; readonly replace: boolean }> {
  try {
    const facts = await stat(path);
    if (facts.isDirectory()) throw new ForeignFileError(path, 'a folder of this name is there');
    if (!facts.isFile()) return { path, replace: false };
    if (!(await isOwn(path))) throw new ForeignFileError(path);
    return { path: await realpath(path), replace: true };
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
    const link = await lstat(path).catch(() => null);
    if (link !== null) throw new ForeignFileError(path, 'a link to a file that does not exist is there');
    return { path, replace: true };
  }
}

/**
 * Writes whole or not at all, and never over a file that Afterfit did not write.
 * Throws ForeignFileError for such a path, and the system's error where nothing can be written.
 */
export async function writeOwn(path: string, content: string | Uint8Array): Promise<void> {
  const place = await placeFor(path);
  if (!place.replace) return writeFile(place.path, content);
  const temporary = join(
    dirname(place.path),
    `.${basename(place.path).slice(0, 200)}.${process.pid}.partial`,
  );
  try {
    await writeFile(temporary, content, { flag: 'wx' });
    await rename(temporary, place.path);
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw error;
  }
}
