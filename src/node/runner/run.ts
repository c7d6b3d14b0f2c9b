import { join } from 'node:path';
import { CheckpointError } from '../../model-runner/index.ts';
import { TokenizerProblem } from '../../model-runner/tokenizer/index.ts';
import { type AnswerMeaning, meaningOf } from './answers.ts';
import { cacheFolder, pruneCache, touch } from './cache-folder.ts';
import { cacheKey } from './cache-key.ts';
import type { CheckpointChoice } from './locate.ts';
import { estimateMemory, type MemoryEstimate } from './memory.ts';
import type { ReadyRows, RunnerInput, RunnerJob, RunnerMessage, RunnerSettings } from './messages.ts';
import { type OpenedCheckpoint, openCheckpoint } from './open.ts';
import { MissingPeerError } from './peers.ts';
import { createProgress, type Progress, type RunProgress } from './progress.ts';
import { type CollectedRows, collectRows } from './results.ts';
import { RowStore } from './row-store.ts';
import { rowsOf, sampleRows } from './sample.ts';
import { type RunnerThread, workerThread } from './thread.ts';

export interface RunOptions {
  readonly checkpoint?: CheckpointChoice;
  readonly maxLength?: number | null;
  /** Tokens in a batch, padding among them; 2,048 where absent. */
  readonly tokenBudget?: number;
  readonly threads?: number | null;
  /** At most so many rows, drawn at random with `seed`. */
  readonly limit?: number | null;
  readonly seed?: number;
  /** False: nothing is read from the cache nor written to it. */
  readonly cache?: boolean;
  readonly cacheFolder?: string;
}

export interface CheckpointRun {
  readonly folder: string;
  readonly input: RunnerInput;
  readonly options?: RunOptions;
  readonly onProgress?: (progress: RunProgress) => void;
  /** Told once, before anything is loaded. */
  readonly onMemory?: (estimate: MemoryEstimate) => void;
  readonly signal?: AbortSignal;
  /** Where the model runs; a thread of its own where absent. */
  readonly thread?: RunnerThread;
}

/** What a checkpoint answered. Row `i` of the results is row `rows[i]` of the data. */
export interface CheckpointResult extends CollectedRows, AnswerMeaning {
  readonly folder: string;
  readonly head: 'sequence' | 'token';
  /** Rows of the data that were run, ascending: all of them, or a sample. */
  readonly rows: Uint32Array;
  readonly rowsOfData: number;
  readonly maxLength: number;
  readonly maxLengthSource: string;
  /** Rows with more tokens than `maxLength`: the model never saw their end. */
  readonly rowsCut: number;
  readonly rowsFromCache: number;
  /** Of loading and running, without what the cache had. */
  readonly seconds: number;
  /** Plain sentences: what was taken for what, the sample among them. */
  readonly assumptions: readonly string[];
}

/** The run was broken off by its signal. What is done is kept, unless the cache is off. */
export class RunInterrupted extends Error {
  constructor(
    readonly rowsDone: number,
    readonly rows: number,
    readonly kept: boolean,
  ) {
    super(
      rows === 0
        ? 'Broken off.'
        : `Broken off after ${rowsDone} of ${rows} rows.${kept ? ' They are kept; the same command goes on from there.' : ''}`,
    );
    this.name = 'RunInterrupted';
  }
}

/** The cache is written about so often. */
const STORE_EVERY_ROWS = 256;

/**
 * Runs the checkpoint of a folder over data and gives its logits in the order of the data. Throws CheckpointError, TokenizerProblem or
 * MissingPeerError with a sentence for the user, RunInterrupted when the signal came.
 */
export async function runCheckpoint(run: CheckpointRun): Promise<CheckpointResult> {
  const { options = {}, signal } = run;
  const settings: RunnerSettings = {
    checkpoint: options.checkpoint ?? 'best',
    maxLength: options.maxLength ?? null,
    tokenBudget: options.tokenBudget ?? 2048,
    threads: options.threads ?? null,
  };
  const checkpoint = await openCheckpoint(run.folder, {
    checkpoint: settings.checkpoint,
    maxLength: settings.maxLength,
    words: run.input.kind === 'words',
  });
  const sample = sampleRows(rowsOf(run.input), options.limit ?? null, options.seed ?? 0);
  const input = sample.of(run.input);
  const total = sample.rows.length;
  run.onMemory?.(estimateMemory(checkpoint, settings.tokenBudget));
  const progress = createProgress(total, run.onProgress);
  progress.phase('checking');

  const folder = options.cache === false ? null : (options.cacheFolder ?? cacheFolder());
  const key =
    folder === null
      ? null
      : await cacheKey(checkpoint, input, folder, signal).catch((error: unknown) => {
          throw signal?.aborted === true ? new RunInterrupted(0, total, false) : error;
        });
  const store = folder === null || key === null ? null : new RowStore(join(folder, `${key}.rows`));
  const parts: ReadyRows[] = [];
  const done = new Uint8Array(total);
  for (const part of (await store?.read()) ?? []) {
    if (part.rows.some((row) => row < 0 || row >= total || done[row] === 1)) continue;
    for (const row of part.rows) done[row] = 1;
    parts.push(part);
  }
  const fromCache = done.reduce((sum, one) => sum + one, 0);
  progress.cached(fromCache);
  const began = performance.now();
  if (fromCache < total) await compute(run, settings, input, done, parts, store, progress);
  const seconds = (performance.now() - began) / 1000;
  if (store !== null && folder !== null) {
    await touch(store.path);
    await pruneCache(folder);
  }
  return resultOf(checkpoint, input, parts, sample, run, { fromCache, seconds });
}

/** Runs the rows that are not done. Their answers go to `parts` and the store as they come. */
async function compute(
  run: CheckpointRun,
  settings: RunnerSettings,
  input: RunnerInput,
  done: Uint8Array,
  parts: ReadyRows[],
  store: RowStore | null,
  progress: Progress,
): Promise<void> {
  const { signal } = run;
  const open = sampleRows(done.length, null, 0).only((row) => done[row] === 0);
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const job: RunnerJob = { path: run.folder, input: open.of(input), settings, stop };
  const abort = (): void => {
    Atomics.store(stop, 0, 1);
  };
  if (signal?.aborted) abort();
  signal?.addEventListener('abort', abort, { once: true });
  let failure: Error | null = null;
  let stopped = false;
  let writing: Promise<void> = Promise.resolve();
  let waiting: ReadyRows[] = [];
  let waitingRows = 0;
  let storeWorks = store !== null;
  const write = (): void => {
    const batch = waiting;
    waiting = [];
    waitingRows = 0;
    writing = writing.then(async () => {
      // A full disk costs the cache, not the run.
      for (const rows of batch)
        if (storeWorks)
          await store!.append(rows).catch(() => {
            storeWorks = false;
          });
    });
  };
  const onMessage = (message: RunnerMessage): void => {
    if (message.kind === 'loaded') progress.phase('tokenizing');
    else if (message.kind === 'tokenized') progress.begin(message.cost);
    else if (message.kind === 'failed') failure = errorOf(message);
    else if (message.kind === 'done') stopped = message.stopped;
    else {
      const ready = { ...message.ready, rows: message.ready.rows.map((row) => open.rows[row]!) };
      for (const row of ready.rows) done[row] = 1;
      parts.push(ready);
      waiting.push(ready);
      waitingRows += ready.rows.length;
      if (waitingRows >= STORE_EVERY_ROWS) write();
      progress.add(ready.rows.length, message.cost);
    }
  };
  progress.phase('loading');
  try {
    await (run.thread ?? workerThread())(job, onMessage);
  } finally {
    signal?.removeEventListener('abort', abort);
    write();
    await writing;
  }
  if (failure !== null) throw failure;
  if (stopped)
    throw new RunInterrupted(
      done.reduce((sum, one) => sum + one, 0),
      done.length,
      storeWorks,
    );
}

/** Errors lose their class on the way between threads. */
export function errorOf({ name, message }: { readonly name: string; readonly message: string }): Error {
  if (name === 'CheckpointError') return new CheckpointError('file', message);
  if (name === 'TokenizerProblem') return new TokenizerProblem(message);
  if (name === 'MissingPeerError') return new MissingPeerError(message);
  const error = new Error(message);
  error.name = name;
  return error;
}

function resultOf(
  checkpoint: OpenedCheckpoint,
  input: RunnerInput,
  parts: readonly ReadyRows[],
  sample: { readonly rows: Uint32Array; readonly sentence: string | null },
  run: CheckpointRun,
  { fromCache, seconds }: { readonly fromCache: number; readonly seconds: number },
): CheckpointResult {
  const { model, tokenizer } = checkpoint;
  const collected = collectRows(sample.rows.length, parts);
  const head =
    model.kind === 'weights'
      ? model.description.head === 'token'
        ? 'token'
        : 'sequence'
      : input.kind === 'words' || collected.places !== null
        ? 'token'
        : 'sequence';
  let rowsCut = 0;
  for (const tokens of collected.tokensBeforeCut) if (tokens > tokenizer.limit.tokens) rowsCut++;
  return {
    ...collected,
    folder: checkpoint.folder,
    head,
    ...meaningOf(checkpoint, collected.labelCount),
    rows: sample.rows,
    rowsOfData: rowsOf(run.input),
    maxLength: tokenizer.limit.tokens,
    maxLengthSource: tokenizer.limit.source,
    rowsCut,
    rowsFromCache: fromCache,
    seconds,
    assumptions: [...checkpoint.assumptions, ...(sample.sentence === null ? [] : [sample.sentence])],
  };
}
