import type { Reader } from '../../model/reader.ts';
import { formatCount, formatSeconds } from '../../text/numbers.ts';
import type { CliOptions } from './options.ts';
import type { Progress } from './progress.ts';
import { createSaver } from './save-predictions.ts';

/** What running the model adds to a judgement. */
export interface CheckpointRunning {
  readonly reader: Reader;
  /** Throws when the run was broken off; what is done is kept. */
  check(): void;
  /** Writes the file of `--save-predictions`, where it was asked for. */
  save(): Promise<void>;
  end(): void;
}

/**
 * The reader that runs the checkpoint of the first path that holds one, when `--data` names texts for it; null when nothing is to be
 * run. Nothing of the runtime is loaded before that.
 */
export async function checkpointRunning(
  roots: readonly string[],
  options: CliOptions,
  progress: Progress,
): Promise<CheckpointRunning | null> {
  if (options.data === undefined || options.predictions !== undefined || options.run === false) return null;
  const [{ locateCheckpoint }, { CheckpointError }, { checkpointReader }, { RunInterrupted }] =
    await Promise.all([
      import('../runner/locate.ts'),
      import('../../model-runner/index.ts'),
      import('../runner/reader.ts'),
      import('../runner/run.ts'),
    ]);
  let path: string | null = null;
  for (const root of roots) {
    try {
      await locateCheckpoint(root, options.checkpoint ?? 'best');
      path ??= root;
    } catch (error) {
      // A checkpoint that the user names has to be there; otherwise a folder without one is judged as it is.
      if (!(error instanceof CheckpointError) || options.checkpoint !== undefined) throw error;
    }
  }
  if (path === null) return null;
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.once('SIGINT', interrupt);
  const saver = createSaver(options.savePredictions);
  let broken: Error | null = null;
  const reader = checkpointReader({
    path,
    options: {
      checkpoint: options.checkpoint ?? 'best',
      maxLength: options.maxLength ?? null,
      limit: options.limit ?? null,
      cache: options.cache,
    },
    signal: stop.signal,
    onMemory({ sentence, enough }) {
      if (options.quiet !== true && (!enough || process.stderr.isTTY === true))
        process.stderr.write(`${sentence}\n`);
    },
    onProgress({ phase, rowsDone, rows, rowsPerSecond, secondsLeft }) {
      const rate = rowsPerSecond === null ? '' : `, ${formatCount(Math.round(rowsPerSecond))} rows/s`;
      const left = secondsLeft === null ? '' : `, ${formatSeconds(secondsLeft)} left`;
      if (phase === 'running') progress.step(rowsDone - 1, rows, `running the model${rate}${left}`);
      else progress.step(0, 0, `running the model: ${phase}`);
    },
    onResult: saver.keep,
  });
  return {
    reader: {
      ...reader,
      async read(files, context) {
        try {
          return await reader.read(files, context);
        } catch (error) {
          if (error instanceof RunInterrupted) {
            broken = error;
            return [];
          }
          throw error;
        }
      },
    },
    check() {
      if (broken !== null) throw broken;
    },
    save: saver.write,
    end: () => void process.off('SIGINT', interrupt),
  };
}
