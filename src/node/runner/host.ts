import type { ReadContext } from '../../model/reader.ts';
import type { ReadSide } from '../../readers/entities/read-side.ts';
import { formatCount } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import type { MemoryEstimate } from './memory.ts';
import type { RunnerInput } from './messages.ts';
import type { RunProgress } from './progress.ts';
import { type CheckpointResult, type RunOptions, runCheckpoint } from './run.ts';
import type { RunnerThread } from './thread.ts';

/** What was answered, and what the data say of the same rows; columns run over all rows of the data, not over a sample. */
export interface AnsweredData {
  readonly result: CheckpointResult;
  readonly input: RunnerInput;
  readonly file: string;
  readonly ids: readonly (string | null)[] | null;
  readonly references:
    | { readonly kind: 'labels'; readonly labels: readonly (string | null)[] }
    | { readonly kind: 'label-sets'; readonly labels: readonly string[]; readonly matrix: Uint8Array }
    | { readonly kind: 'mentions'; readonly side: ReadSide }
    | null;
}

/** What a program says about running the model, and whom to tell. */
export interface RunHost {
  /** Folder or file on disk that holds the checkpoint. */
  readonly path: string;
  readonly options: RunOptions;
  readonly onProgress?: (progress: RunProgress) => void;
  readonly onMemory?: (estimate: MemoryEstimate) => void;
  readonly signal?: AbortSignal;
  /** Told what texts were run, so that the model can be asked more about them. */
  readonly onRun?: (result: CheckpointResult, input: RunnerInput) => void;
  /** True: answers are wanted for themselves, so that texts without labels are run as well, and models that are not judged. */
  readonly unjudged?: boolean;
  /** Told after a run. */
  readonly onAnswers?: (answers: AnsweredData) => void;
  /** Where the model runs; a thread of its own where absent. */
  readonly thread?: RunnerThread;
}

export const runForHost = (host: RunHost, input: RunnerInput): Promise<CheckpointResult> =>
  runCheckpoint({
    folder: host.path,
    input,
    options: host.options,
    onProgress: host.onProgress,
    onMemory: host.onMemory,
    signal: host.signal,
    thread: host.thread,
  });

/** Tells that the file was run, through what, and how far the model read. */
export function tellRun(
  { rows, rowsFromCache, folder, maxLength, maxLengthSource }: CheckpointResult,
  file: string,
  context: ReadContext,
): void {
  const cached = rowsFromCache === 0 ? '' : `, ${formatCount(rowsFromCache)} of them from an earlier run`;
  context.found({
    file,
    reader: 'checkpoint',
    found: `${many(rows.length, 'row')}, run through the checkpoint in ${nameOf(folder)} with at most ${formatCount(maxLength)} tokens (${maxLengthSource})${cached}`,
  });
}

/** Last part of a path, in either spelling. */
export const nameOf = (path: string): string => path.split(/[\\/]/).at(-1) ?? path;
