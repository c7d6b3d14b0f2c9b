import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { open, readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { InputProblem, Source, SourceFile } from '../model/source.ts';

/** More files than this in one folder tree are not listed: nobody's run has them, and a home folder would. */
const MOST_FILES = 200_000;
/** Deeper folders are not entered. */
const DEEPEST = 24;
/** A buffer of Node 20 holds at most 4 GiB; nothing that is read whole is that large. */
const LARGEST_READ = 2 ** 31 - 1;
/** Folders that hold no run of the user's. */
const SKIPPED = new Set(['.git', 'node_modules', '.venv', '__pycache__', '.ipynb_checkpoints']);

export interface PlacedPath {
  /** Path on disk. */
  readonly disk: string;
  /** Path inside the source; a folder's files are put below it, `` for the root. */
  readonly inside: string;
}

/** Four trips to the thread pool take ten times as long as reading so little: a folder of a thousand runs shows it. */
const SMALL = 64 * 1024;

/** `wanted` bytes from `offset`, fewer at the end of the file. */
function readSmall(disk: string, offset: number, wanted: number): Uint8Array {
  const handle = openSync(disk, 'r');
  try {
    const buffer = new Uint8Array(wanted);
    let filled = 0;
    while (filled < wanted) {
      const read = readSync(handle, buffer, filled, wanted - filled, offset + filled);
      if (read === 0) break;
      filled += read;
    }
    return filled === wanted ? buffer : buffer.subarray(0, filled);
  } finally {
    closeSync(handle);
  }
}

const onDisk = (disk: string, inside: string, bytes: number): SourceFile => ({
  path: inside,
  bytes,
  async read() {
    if (bytes > LARGEST_READ)
      throw new Error(`${bytes} bytes are more than can be read at once (${LARGEST_READ})`);
    return bytes <= SMALL ? readFileSync(disk) : readFile(disk);
  },
  async readRange(offset, length) {
    const wanted = Math.max(0, Math.min(length, bytes - offset));
    if (wanted <= SMALL) return readSmall(disk, offset, wanted);
    const handle = await open(disk, 'r');
    try {
      const buffer = new Uint8Array(wanted);
      let filled = 0;
      while (filled < wanted) {
        const { bytesRead } = await handle.read(buffer, filled, wanted - filled, offset + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return filled === wanted ? buffer : buffer.subarray(0, filled);
    } finally {
      await handle.close();
    }
  },
});

const reasonOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error);

/** The folder that the paths inside the source start from: the root's, or that of the only file; null for several places. */
function folderOf(places: readonly PlacedPath[]): string | null {
  const root = places.find((place) => place.inside === '');
  if (root !== undefined) return root.disk;
  return places.length === 1 ? dirname(places[0]!.disk) : null;
}

/**
 * Lists files and folders on disk as one source. Follows symbolic links, each real folder once, so a loop ends.
 * What cannot be listed becomes a problem; nothing is opened yet, and nothing is ever written.
 */
export async function directorySource(name: string, places: readonly PlacedPath[]): Promise<Source> {
  const files: SourceFile[] = [];
  const problems: InputProblem[] = [];
  const entered = new Set<string>();
  /** Linked folders wait until every real one was entered, so that what a path is called does not depend on timing. */
  const links: { disk: string; inside: string; depth: number }[] = [];
  let full = false;

  const refuse = (file: string, expected: string, found: string, nextStep: string) =>
    problems.push({ file, position: null, expected, found, nextStep, partial: false });

  const visit = async (disk: string, inside: string, depth: number): Promise<void> => {
    if (full) return;
    let entries: { name: string; directory: boolean; file: boolean }[];
    try {
      const real = await realpath(disk);
      if (entered.has(real)) return;
      entered.add(real);
      entries = (await readdir(disk, { withFileTypes: true })).map((entry) => ({
        name: entry.name,
        directory: entry.isDirectory(),
        file: entry.isFile(),
      }));
    } catch (error) {
      refuse(
        inside || name,
        'a folder that can be listed',
        reasonOf(error),
        'Check its permissions, then run afterfit again.',
      );
      return;
    }
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    await Promise.all(
      entries.map(async (entry) => {
        if (SKIPPED.has(entry.name)) return;
        const path = join(disk, entry.name);
        const below = inside === '' ? entry.name : `${inside}/${entry.name}`;
        let { directory, file } = entry;
        let bytes = 0;
        if (!directory) {
          try {
            const facts = await stat(path);
            directory = facts.isDirectory();
            file = facts.isFile();
            bytes = facts.size;
          } catch (error) {
            refuse(
              below,
              'a file',
              `a link or file that cannot be opened (${reasonOf(error)})`,
              'Restore the file it points to, or ignore this.',
            );
            return;
          }
        }
        if (directory) {
          if (depth >= DEEPEST)
            refuse(
              below,
              `at most ${DEEPEST} levels of folders`,
              'a deeper one',
              'Name the inner folder on the command line.',
            );
          else if (entry.directory) await visit(path, below, depth + 1);
          else links.push({ disk: path, inside: below, depth: depth + 1 });
        } else if (file) {
          if (files.length < MOST_FILES) files.push(onDisk(path, below, bytes));
          else full = true;
        } else {
          // A pipe would keep whoever reads it waiting for ever.
          refuse(below, 'a file', 'a pipe, socket or device', 'Nothing to do: it was not opened.');
        }
      }),
    );
  };

  for (const place of places) {
    const disk = resolve(place.disk);
    const facts = await stat(disk);
    if (facts.isDirectory()) await visit(disk, place.inside, 0);
    else files.push(onDisk(disk, place.inside || basename(disk), facts.size));
  }
  links.sort((a, b) => (a.inside < b.inside ? -1 : 1));
  for (let next = links.shift(); next !== undefined; next = links.shift())
    await visit(next.disk, next.inside, next.depth);
  if (full) refuse(name, `at most ${MOST_FILES} files`, 'more', 'Name the folder of the run itself.');
  files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  return { name, folder: folderOf(places), files, problems };
}
