import { readdir, rm, stat, utimes } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** What was computed is kept up to this many bytes; the oldest goes first. */
const MOST_BYTES = 1024 ** 3;

/** Where the operating system wants caches to lie, by its own convention; `AFTERFIT_CACHE` goes first. */
export function cacheFolder(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  platform: string = process.platform,
): string {
  const own = environment.AFTERFIT_CACHE;
  if (own !== undefined && own !== '') return own;
  if (platform === 'win32')
    return join(environment.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'afterfit', 'cache');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'afterfit');
  const xdg = environment.XDG_CACHE_HOME;
  // The convention has relative paths ignored.
  return join(xdg?.startsWith('/') === true ? xdg : join(homedir(), '.cache'), 'afterfit');
}

/** Names that this cache writes; nothing else is ever removed. */
const OWN = /^(?:[0-9a-f]{64}\.rows|weights\.json)$/;

async function ownFiles(folder: string): Promise<{ path: string; bytes: number; used: number }[]> {
  const found: { path: string; bytes: number; used: number }[] = [];
  for (const name of await readdir(folder).catch(() => [])) {
    if (!OWN.test(name)) continue;
    const path = join(folder, name);
    const facts = await stat(path).catch(() => null);
    if (facts?.isFile() === true) found.push({ path, bytes: facts.size, used: facts.mtimeMs });
  }
  return found;
}

/** Removes what the cache holds; returns how much it was. */
export async function clearCache(
  folder = cacheFolder(),
): Promise<{ readonly files: number; readonly bytes: number }> {
  const files = await ownFiles(folder);
  for (const { path } of files) await rm(path, { force: true });
  return { files: files.length, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) };
}

/** Removes the runs that were used longest ago until the rest is within bounds. */
export async function pruneCache(folder: string, most = MOST_BYTES): Promise<void> {
  const files = (await ownFiles(folder))
    .filter(({ path }) => path.endsWith('.rows'))
    .sort((a, b) => b.used - a.used);
  let sum = 0;
  for (const { path, bytes } of files) {
    sum += bytes;
    if (sum > most) await rm(path, { force: true }).catch(() => {});
  }
}

/** Marks a file as used now. */
export async function touch(path: string): Promise<void> {
  const now = new Date();
  await utimes(path, now, now).catch(() => {});
}
