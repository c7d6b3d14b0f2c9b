import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import type { Source, SourceFile } from '../../src/model/source.ts';

/** One kept run: its folder as a user would have it. */
export interface KeptRun {
  readonly plant: string;
  readonly variant: 'dense' | 'short';
  readonly seed: number;
  /** What a trained model was cut from: `tiny` or `minilm`. */
  readonly encoder: string;
  readonly key: string;
  readonly source: Source;
}

const HEAD = '.head';

/** Files that lay in the folder but are too large to keep: they are listed with their sizes, and reading them fails. */
function listed(path: string, bytes: number, head: Uint8Array | undefined): SourceFile {
  const gone = () => Promise.reject(new Error(`${path} was not kept`));
  return {
    path,
    bytes,
    read: gone,
    readRange: (offset, length) =>
      head !== undefined && offset + length <= head.length
        ? Promise.resolve(head.subarray(offset, offset + length))
        : gone(),
  };
}

function sourceOf(key: string, entries: ReadonlyMap<string, Uint8Array>): Source {
  const files: SourceFile[] = [];
  for (const [path, content] of entries) {
    if (path === 'listing.tsv' || path.endsWith(HEAD) || /^evaluation_logits/.test(path)) continue;
    files.push({
      path,
      bytes: content.length,
      read: () => Promise.resolve(content),
      readRange: (offset, length) => Promise.resolve(content.subarray(offset, offset + length)),
    });
  }
  const present = new Set(files.map((file) => file.path));
  const listing = new TextDecoder().decode(entries.get('listing.tsv') ?? new Uint8Array());
  for (const line of listing.split('\n')) {
    const [path, bytes] = line.split('\t');
    if (path === undefined || !/^\d+$/.test(bytes ?? '') || present.has(path)) continue;
    files.push(listed(path, Number(bytes), entries.get(`${path}${HEAD}`)));
  }
  files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  return { name: key, files, problems: [] };
}

/** The runs of one archive `<plant>.zip`, entries `<variant>-<seed>/…` (`<encoder>-<variant>-<seed>/…` for another encoder than the tiny one). */
export function readArchive(path: string, plant: string): readonly KeptRun[] {
  const folders = new Map<string, Map<string, Uint8Array>>();
  for (const [name, content] of Object.entries(unzipSync(readFileSync(path)))) {
    const slash = name.indexOf('/');
    if (slash < 0 || name.endsWith('/')) continue;
    const folder = name.slice(0, slash);
    const entries = folders.get(folder) ?? new Map<string, Uint8Array>();
    entries.set(name.slice(slash + 1), content);
    folders.set(folder, entries);
  }
  return [...folders].flatMap(([folder, entries]): readonly KeptRun[] => {
    const match = /^(?:([a-z]+)-)?(dense|short)-(\d+)$/.exec(folder);
    if (match === null) return [];
    const key = `${plant}/${folder}`;
    return [
      {
        plant,
        variant: match[2] as KeptRun['variant'],
        encoder: match[1] ?? 'tiny',
        seed: Number(match[3]),
        key,
        source: sourceOf(folder, entries),
      },
    ];
  });
}
