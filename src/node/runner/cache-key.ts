import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isJsonObject, parseJson } from '../../formats/json.ts';
import type { DiskFile } from './disk-file.ts';
import type { RunnerInput } from './messages.ts';
import type { OpenedCheckpoint } from './open.ts';

/** Raised when the same files would give other numbers, or when rows are stored in another way. */
const LAYOUT = 1;

/** Everything that the logits depend on, as one name: weights, configuration, tokenizer, limit, texts. SHA-256, hexadecimal. */
export async function cacheKey(
  checkpoint: OpenedCheckpoint,
  input: RunnerInput,
  folder: string | null,
  signal?: AbortSignal,
): Promise<string> {
  const hash = createHash('sha256');
  const part = (text: string): void => {
    hash.update(`${Buffer.byteLength(text)}:`);
    hash.update(text);
  };
  part(`afterfit rows ${LAYOUT}`);
  part(JSON.stringify(checkpoint.config));
  part(checkpoint.tokenizer.json);
  part(
    `${checkpoint.tokenizer.limit.tokens} ${checkpoint.tokenizer.cut} ${checkpoint.tokenizer.usesSegments}`,
  );
  for (const file of checkpoint.weightFiles) part(`${file.name} ${await hashOfFile(file, folder, signal)}`);
  hashInput(hash, input);
  return hash.digest('hex');
}

/** Texts with their lengths, so that no two inputs run together the same way. */
function hashInput(hash: Hash, input: RunnerInput): void {
  let waiting: string[] = [input.kind];
  let size = 0;
  const add = (text: string): void => {
    waiting.push(`${text.length}:${text}`);
    size += text.length;
    if (size < 1 << 20) return;
    hash.update(waiting.join(''));
    waiting = [];
    size = 0;
  };
  if (input.kind === 'texts') for (const text of input.texts) add(text);
  else {
    const rows: readonly (readonly string[])[] = input.kind === 'pairs' ? input.pairs : input.rows;
    for (const row of rows) {
      waiting.push(`${row.length};`);
      for (const text of row) add(text);
    }
  }
  hash.update(waiting.join(''));
}

/**
 * SHA-256 of a file's bytes. Remembered under its path, size and times, so that gigabytes are read once; a change of the bytes that
 * keeps all of these would have to be made on purpose.
 */
async function hashOfFile(file: DiskFile, folder: string | null, signal?: AbortSignal): Promise<string> {
  const facts = await stat(file.realPath);
  const mark = `${facts.size} ${facts.mtimeMs} ${facts.ctimeMs} ${facts.ino}`;
  const known = folder === null ? new Map<string, Remembered>() : await remembered(folder);
  const found = known.get(file.realPath);
  if (found !== undefined && found.mark === mark) return found.sha256;
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file.realPath, { highWaterMark: 4 * 1024 * 1024, signal }))
    hash.update(chunk as Buffer);
  const sha256 = hash.digest('hex');
  if (folder !== null) {
    const entries = [...known].filter(([path]) => path !== file.realPath).slice(-MOST_REMEMBERED + 1);
    await remember(folder, new Map([...entries, [file.realPath, { mark, sha256 }]]));
  }
  return sha256;
}

interface Remembered {
  readonly mark: string;
  readonly sha256: string;
}

const MOST_REMEMBERED = 1000;

async function remembered(folder: string): Promise<ReadonlyMap<string, Remembered>> {
  const text = await readFile(join(folder, 'weights.json'), 'utf8').catch(() => '{}');
  const parsed = parseJson(text);
  const entries = new Map<string, Remembered>();
  if (parsed.ok && isJsonObject(parsed.value))
    for (const path in parsed.value) {
      const entry = parsed.value[path];
      if (isJsonObject(entry) && typeof entry.mark === 'string' && typeof entry.sha256 === 'string')
        entries.set(path, { mark: entry.mark, sha256: entry.sha256 });
    }
  return entries;
}

/** A cache that cannot be written is no reason to stop. */
async function remember(folder: string, entries: ReadonlyMap<string, Remembered>): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    const temporary = join(folder, `weights.json.${process.pid}.partial`);
    await writeFile(temporary, JSON.stringify(Object.fromEntries(entries)));
    await rename(temporary, join(folder, 'weights.json'));
  } catch {}
}
