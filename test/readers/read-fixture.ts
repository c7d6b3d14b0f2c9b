import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import type { Reader, RunFragment } from '../../src/model/reader.ts';
import type { InputEntry, InputProblem, Source } from '../../src/model/source.ts';
import { memorySource } from '../../src/sources/memory.ts';

export interface ReadResult {
  readonly fragments: readonly RunFragment[];
  readonly found: readonly InputEntry[];
  readonly problems: readonly InputProblem[];
}

/** What a reader makes of a source, with everything that it reported. */
export async function readWith(reader: Reader, source: Source): Promise<ReadResult> {
  const found: InputEntry[] = [];
  const problems: InputProblem[] = [];
  const fragments = await reader.read(
    source.files.filter((file) => reader.claims(file, source)),
    {
      source,
      options: {},
      found: (entry) => found.push(entry),
      problem: (problem) => problems.push(problem),
      assume: () => undefined,
      progress: () => undefined,
    },
  );
  return { fragments, found, problems };
}

/** The files below a folder of test/fixtures, by their path inside it. */
export function fixtureFiles(folder: string): Record<string, Uint8Array> {
  const root = new URL(`../fixtures/${folder}/`, import.meta.url);
  const files: Record<string, Uint8Array> = {};
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files[relative(root.pathname, path)] = new Uint8Array(readFileSync(path));
  }
  return files;
}

export const fixtureSource = (folder: string): Source =>
  memorySource(folder.slice(folder.lastIndexOf('/') + 1), fixtureFiles(folder));

/** A folder on disk as a source; files are read when they are asked for. */
export function folderSource(folder: string): Source {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const read = async (): Promise<Uint8Array> => new Uint8Array(readFileSync(path));
      return {
        path: relative(folder, path),
        bytes: statSync(path).size,
        read,
        readRange: async (offset: number, length: number) => (await read()).subarray(offset, offset + length),
      };
    });
  return { name: basename(folder), files, problems: [] };
}
