import type { MultiLabelSet } from '../../src/model/multi-label.ts';
import type { PredictionSet } from '../../src/model/predictions.ts';
import type { ReadOptions, RunFragment } from '../../src/model/reader.ts';
import type { InputEntry, InputProblem, Source } from '../../src/model/source.ts';
import { predictionsReader } from '../../src/readers/predictions/index.ts';
import { memorySource } from '../../src/sources/memory.ts';

export interface ReadPredictions {
  readonly fragments: readonly RunFragment[];
  readonly sets: readonly PredictionSet[];
  readonly multiLabelSets: readonly MultiLabelSet[];
  readonly said: readonly string[];
  readonly problems: readonly InputProblem[];
  readonly found: readonly InputEntry[];
}

/** What the predictions reader makes of a source. */
export async function readPredictionSource(
  source: Source,
  options: ReadOptions = {},
): Promise<ReadPredictions> {
  const said: string[] = [];
  const problems: InputProblem[] = [];
  const found: InputEntry[] = [];
  const files = source.files.filter((file) => predictionsReader.claims(file, source));
  const fragments = await predictionsReader.read(files, {
    source,
    options,
    found: (entry) => void found.push(entry),
    problem: (problem) => void problems.push(problem),
    assume: (sentence) => void said.push(sentence),
    progress: () => {},
  });
  return {
    fragments,
    sets: fragments.flatMap((fragment) => fragment.run.predictions ?? []),
    multiLabelSets: fragments.flatMap((fragment) => fragment.run.multiLabelSets ?? []),
    said,
    problems,
    found,
  };
}

export const readPredictionFiles = (
  files: Record<string, Uint8Array | string>,
  options: ReadOptions = {},
): Promise<ReadPredictions> => readPredictionSource(memorySource('test', files), options);
