import type { Source, SourceFile } from '../model/source.ts';

/**
 * A source whose files are in memory: bytes, or text that is encoded as UTF-8. Paths are `/`-separated; a leading `./`
 * or `/` is dropped. Files come in the order of their paths, so that two sources with the same content list alike.
 */
export function memorySource(name: string, entries: Readonly<Record<string, Uint8Array | string>>): Source {
  const encoder = new TextEncoder();
  const files = Object.entries(entries).map(([path, content]) =>
    memoryFile(
      path.replace(/^(?:\.?\/)+/, ''),
      typeof content === 'string' ? encoder.encode(content) : content,
    ),
  );
  files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  return { name, files, problems: [] };
}

const memoryFile = (path: string, content: Uint8Array): SourceFile => ({
  path,
  bytes: content.length,
  read: () => Promise.resolve(content),
  readRange: (offset, length) => Promise.resolve(content.subarray(offset, offset + length)),
});
