import type { PredictionSet } from '../model/predictions.ts';
import type { Run } from '../model/run.ts';
import { columnsOf, createPredictionSet } from '../predictions/create.ts';
import { code } from '../text/words.ts';
import type { ReadResult } from './analyse.ts';

/** What was read in one place. */
export interface Gathered {
  /** Names the place and differs from all others; runs are called by it. */
  readonly label: string;
  /** A folder's files are shown below its label; a single file's label is its name. */
  readonly folder: boolean;
  readonly input: ReadResult;
}

/**
 * Runs of several places, each read by itself, as one input: ids, prediction sets and file names are told apart by the labels,
 * whatever the places hold. The runs keep the order of the places.
 */
export function gatherRuns(places: readonly Gathered[]): ReadResult {
  const inputs = places.map((place) => ({ ...place, path: pathsOf(place) }));
  const read = inputs.flatMap(({ input, path }) =>
    input.read.map((entry) => ({ ...entry, file: path(entry.file) })),
  );
  return {
    folder: null,
    runs: inputs.flatMap(({ label, input, path }) =>
      input.runs.map((run) => placed(run, label, input.runs.length === 1, path)),
    ),
    // One file of references read for each place is one file.
    read: [...new Map(read.map((entry) => [JSON.stringify(entry), entry])).values()],
    unreadable: inputs.flatMap(({ input, path }) =>
      input.unreadable.map((problem) => ({ ...problem, file: path(problem.file) })),
    ),
    ignored: {
      count: inputs.reduce((sum, { input }) => sum + input.ignored.count, 0),
      examples: inputs.flatMap(({ input, path }) => input.ignored.examples.map(path)).slice(0, 5),
    },
    assumptions: [
      ...new Set(
        inputs.flatMap(({ label, input }) =>
          input.assumptions.map((text) => (places.length === 1 ? text : `${code(label)}: ${text}`)),
        ),
      ),
    ],
  };
}

const pathsOf =
  ({ label, folder }: Gathered) =>
  (file: string): string =>
    folder ? `${label}/${file}` : label.endsWith(`/${file}`) || label === file ? label : file;

function placed(run: Run, label: string, only: boolean, path: (file: string) => string): Run {
  const id = run.id === '.' || only ? label : `${label}/${run.id}`;
  return {
    ...run,
    id,
    title: only ? label : run.title,
    predictions: run.predictions.map((set) => renamed(set, `${id}:${set.id}`, path(set.file))),
    files: run.files.map(path),
  };
}

/** The same set under another name; the columns behind it stay with it, so that it can be saved. */
function renamed(set: PredictionSet, id: string, file: string): PredictionSet {
  const columns = columnsOf(set);
  return columns === null ? { ...set, id, file } : createPredictionSet({ ...columns, id, file });
}
