import { join } from 'node:path';
import { describeError, FormatError } from '../../formats/error.ts';
import type { ReadContext, Reader, ReadOptions, RunFragment } from '../../model/reader.ts';
import type { SourceFile } from '../../model/source.ts';
import { predictionsReader } from '../../readers/predictions/index.ts';
import type { PlacedPath } from '../directory-source.ts';
import { MissingPeerError } from '../runner/peers.ts';
import type { Database } from './database.ts';
import { type LargeLimits, LIMITS, largeFiles } from './large.ts';

export interface LargeReading {
  /** Where the files of the source lie on disk. */
  readonly places: readonly PlacedPath[];
  readonly limits?: LargeLimits;
}

/** The reader of predictions, which leaves files that are too large for memory to a database where one is installed. */
export const readerWithDatabase = (host: LargeReading): Reader => ({
  ...predictionsReader,
  read: (files, context) => read(files, context, host),
});

async function read(
  files: readonly SourceFile[],
  context: ReadContext,
  host: LargeReading,
): Promise<readonly RunFragment[]> {
  const { options } = context;
  const large = await largeFiles(files, context, host.limits ?? LIMITS);
  if (large.length === 0) return predictionsReader.read(files, context);
  const [{ openDatabase }, { readLarge }] = await Promise.all([
    import('./database.ts'),
    import('./read-large.ts'),
  ]);
  let database: Database;
  try {
    database = await openDatabase();
  } catch (error) {
    if (!(error instanceof MissingPeerError)) throw error;
    // Without the database what fits is read in memory, and a refusal for size names what would help.
    const paths = new Set(large.map(({ path }) => path));
    return predictionsReader.read(files, {
      ...context,
      problem: (problem) =>
        context.problem(
          paths.has(problem.file) && /^at most .*[GM]B/.test(problem.expected)
            ? { ...problem, nextStep: error.message }
            : problem,
        ),
    });
  }
  const fragments: RunFragment[] = [];
  const taken = new Set<string>();
  for (const file of large) {
    context.progress(taken.size, large.length, `${file.path}: asking the database`);
    try {
      const answer = await readLarge(file, context, database, (path) => onDisk(host.places, path));
      if (answer === 'not-predictions') continue;
      taken.add(file.path);
      if (answer !== null) fragments.push(answer);
    } catch (error) {
      taken.add(file.path);
      const { position, expected, found } = describeError(error);
      const own = error instanceof FormatError;
      context.problem({
        file: file.path,
        position,
        expected: own ? expected : 'a table that the database can read',
        found: own ? found : found.split('\n')[0]!,
        nextStep: 'save the predictions again as Parquet, JSON lines or CSV',
        partial: false,
      });
    }
  }
  const isTaken = (path: string | undefined): boolean =>
    path !== undefined && [...taken].some((one) => sameFile(one, path));
  const named = options.predictions ?? options.data;
  if (isTaken(named)) {
    if (options.trainData === undefined) return fragments;
    const { data, predictions, labelColumn, predictionColumn, ...rest } = options;
    return [...fragments, ...(await predictionsReader.read([], { ...context, options: rest }))];
  }
  const free = files.filter(({ path }) => !taken.has(path));
  return [
    ...fragments,
    ...(await predictionsReader.read(free, { ...context, options: heeded(options, taken) })),
  ];
}

/** Names of columns that a file here has are no slip of the pen, though no other file has them. */
function heeded(options: ReadOptions, taken: ReadonlySet<string>): ReadOptions {
  if (taken.size === 0) return options;
  const { labelColumn, predictionColumn, ...rest } = options;
  return rest;
}

const sameFile = (path: string, named: string): boolean => {
  const wanted = named.replaceAll('\\', '/').replace(/^(\.\/)+/, '');
  return path === wanted || path.endsWith(`/${wanted}`) || wanted.endsWith(`/${path}`);
};

function onDisk(places: readonly PlacedPath[], path: string): string {
  const place = places.find(
    ({ inside }) => inside === '' || inside === path || path.startsWith(`${inside}/`),
  );
  if (place === undefined) throw new FormatError(null, 'a file on disk', 'none of that name');
  if (place.inside === path) return place.disk;
  return join(place.disk, place.inside === '' ? path : path.slice(place.inside.length + 1));
}
