import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, extname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { ReadOptions } from '../../model/reader.ts';
import type { PlacedPath } from '../directory-source.ts';
import { UsageError } from './errors.ts';
import type { CliOptions } from './options.ts';

async function kindOf(path: string): Promise<'file' | 'folder'> {
  try {
    const facts = await stat(path);
    if (facts.isDirectory()) return 'folder';
    if (facts.isFile()) return 'file';
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new UsageError(
        `${path}: no such file or folder. Give the folder that training wrote, for example \`afterfit ./outputs\`.`,
      );
    throw new UsageError(`${path}: cannot be opened (${String(code)}). Check its permissions.`);
  }
  throw new UsageError(
    `${path}: expected a file or a folder, found a pipe or a device. Write it to a file first.`,
  );
}

const inside = (folder: string, path: string): string | null => {
  const way = relative(folder, path);
  return way === '' || way.startsWith('..') || isAbsolute(way) ? null : way.split(sep).join('/');
};

/** Where the named paths go inside one source, and the flags' files translated to paths inside it. */
export async function placePaths(
  paths: readonly string[],
  options: CliOptions,
): Promise<{ places: PlacedPath[]; read: ReadOptions }> {
  const places: PlacedPath[] = [];
  const taken = new Set<string>();
  /** The only folder named, whose files keep their paths; null when several places share the source. */
  let folder: string | null = null;
  const unique = (name: string): string => {
    let free = name;
    const ending = extname(name);
    for (let i = 2; taken.has(free) || (folder !== null && existsSync(join(folder, free))); i++)
      free = `${name.slice(0, name.length - ending.length)}-${i}${ending}`;
    taken.add(free);
    return free;
  };
  for (const path of paths) {
    const kind = await kindOf(path);
    const alone = kind === 'folder' && paths.length === 1;
    places.push({ disk: path, inside: alone ? '' : unique(basename(resolve(path))) });
  }
  if (paths.length === 1 && places[0]?.inside === '') folder = resolve(paths[0] as string);
  const place = async (path: string | undefined, flag: string): Promise<string | undefined> => {
    if (path === undefined) return undefined;
    if ((await kindOf(path)) !== 'file')
      throw new UsageError(`${flag} ${path}: expected a file, found a folder.`);
    for (const known of places) {
      if (resolve(known.disk) === resolve(path)) return known.inside;
      const within = inside(resolve(known.disk), resolve(path));
      if (within !== null) return known.inside === '' ? within : `${known.inside}/${within}`;
    }
    const name = unique(basename(path));
    places.push({ disk: path, inside: name });
    return name;
  };
  const read: ReadOptions = {
    textColumn: options.textColumn,
    labelColumn: options.labelColumn,
    predictionColumn: options.predictionColumn,
    trainSize: options.trainSize,
    evalSize: options.evalSize,
    labelNoise: options.labelNoise,
    gpu: options.gpu,
    gpus: options.gpus,
    price: options.price,
    power: options.power,
    grid: options.grid,
    pue: options.pue,
    data: await place(options.data, '--data'),
    reference: await place(options.reference, '--reference'),
    predictions: await place(options.predictions, '--predictions'),
    trainData: await place(options.trainData, '--train-data'),
  };
  return { places, read };
}
