import type { Reader } from '../../model/reader.ts';
import { formatCount, formatSeconds } from '../../text/numbers.ts';
import { UsageError } from './errors.ts';
import type { ModelQuestions } from './model-questions.ts';
import type { CliOptions } from './options.ts';
import type { Progress } from './progress.ts';

/** What running the model adds to a judgement. */
export interface CheckpointRunning extends Pick<ModelQuestions, 'prober'> {
  /** Absent where weights of words are not wanted. */
  readonly attributor?: ModelQuestions['attributor'];
  readonly reader: Reader;
  /** Ctrl-C ends the program again, not the run. Throws RunInterrupted when it had been pressed; what is done is kept. */
  end(): void;
  /** Writes the file of `--save-predictions`, where it was asked for. */
  save(): Promise<void>;
}

/** Options that say how the model is run, which nothing but `--data` starts. */
const RUN_OPTIONS = [
  ['checkpoint', '--checkpoint'],
  ['maxLength', '--max-length'],
  ['limit', '--limit'],
  ['savePredictions', '--save-predictions'],
  ['attributions', '--attributions'],
] as const;

/**
 * The reader that runs the checkpoint of the first path that holds one, when `--data` names texts for it; null when nothing is to be
 * run. Nothing of the runtime is loaded before that. Throws UsageError for options that would be passed over.
 */
export async function checkpointRunning(
  roots: readonly string[],
  options: CliOptions,
  progress: Progress,
): Promise<CheckpointRunning | null> {
  // That nothing is to be attributed holds without a run as well.
  const asked = RUN_OPTIONS.find(([key]) => options[key] !== undefined && options[key] !== 'none')?.[1];
  const why =
    options.data === undefined
      ? 'add --data FILE'
      : options.predictions !== undefined
        ? 'leave out --predictions'
        : options.run === false
          ? 'leave out --no-run'
          : null;
  if (why !== null) {
    if (asked !== undefined) throw new UsageError(`${asked} is for running a checkpoint; ${why}.`);
    return null;
  }
  const [
    { locateCheckpoint },
    { CheckpointError },
    { checkpointReader },
    { RunInterrupted },
    { createModelQuestions },
  ] = await Promise.all([
    import('../runner/locate.ts'),
    import('../../model-runner/index.ts'),
    import('../runner/reader.ts'),
    import('../runner/run.ts'),
    import('./model-questions.ts'),
  ]);
  let path: string | null = null;
  let refusal: Error | null = null;
  let several: string | null = null;
  for (const root of roots) {
    try {
      await locateCheckpoint(root, options.checkpoint ?? 'best');
      path ??= root;
    } catch (error) {
      if (!(error instanceof CheckpointError)) throw error;
      refusal ??= error;
      // Which of them to run is a question that the reader puts to the user.
      if (error.refusal.names.length > 1) several ??= root;
    }
  }
  path ??= several;
  if (path === null) {
    // What the user names or wants written has to be there; otherwise a folder without a model is judged as it is.
    if (asked !== undefined && refusal !== null) throw new UsageError(refusal.message);
    return null;
  }
  const saver =
    options.savePredictions === undefined
      ? null
      : (await import('./save-predictions.ts')).createSaver(options.savePredictions, {
          texts: options.texts,
        });
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  // The first Ctrl-C ends the run with the batch at hand, a second one the program.
  process.once('SIGINT', interrupt);
  let broken: Error | null = null;
  const runOptions = {
    checkpoint: options.checkpoint ?? 'best',
    maxLength: options.maxLength ?? null,
    limit: options.limit ?? null,
    cache: options.cache,
  };
  const questions = createModelQuestions({
    path,
    run: runOptions,
    method:
      options.attributions === undefined || options.attributions === 'none' ? 'auto' : options.attributions,
    onProgress: (what, done, rows) => progress.step(done - 1, rows, what),
  });
  const reader = checkpointReader({
    path,
    options: runOptions,
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
    unjudged: saver !== null,
    onAnswers(answers) {
      questions.keep(answers.result, answers.input);
      saver?.keep(answers);
    },
  });
  return {
    reader: {
      ...reader,
      async read(files, context) {
        try {
          return await reader.read(files, context);
        } catch (error) {
          // Readers never throw for the user's files; this is no fault of a file.
          if (!(error instanceof RunInterrupted)) throw error;
          broken = error;
          return [];
        }
      },
    },
    prober: questions.prober,
    ...(options.attributions === 'none' ? {} : { attributor: questions.attributor }),
    end() {
      process.off('SIGINT', interrupt);
      if (broken !== null) throw broken;
      if (stop.signal.aborted) throw new RunInterrupted(0, 0, false);
    },
    async save() {
      const said = await saver?.write();
      if (said !== undefined && options.quiet !== true) process.stderr.write(`${said}\n`);
    },
  };
}
