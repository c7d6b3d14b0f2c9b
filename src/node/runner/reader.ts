import { basename } from 'node:path';
import { derived } from '../../model/known.ts';
import type { ReadContext, Reader, RunFragment } from '../../model/reader.ts';
import type { SourceFile } from '../../model/source.ts';
import { CheckpointError } from '../../model-runner/index.ts';
import { TokenizerProblem } from '../../model-runner/tokenizer/index.ts';
import { joinSides } from '../../readers/entities/join.ts';
import { asReadSide } from '../../readers/entities/read-side.ts';
import { type ReferenceWords, referenceWords } from '../../readers/entities/reference-words.ts';
import { fileByFlag } from '../../readers/predictions/files.ts';
import { type LabelledTexts, labelledTexts } from '../../readers/predictions/labelled-texts.ts';
import { splitFromPath } from '../../readers/predictions/split.ts';
import { entitySideOfRun } from './entities.ts';
import type { MemoryEstimate } from './memory.ts';
import type { RunnerInput } from './messages.ts';
import { openCheckpoint } from './open.ts';
import { MissingPeerError } from './peers.ts';
import { predictionSetOfRun } from './prediction-set.ts';
import type { RunProgress } from './progress.ts';
import { type CheckpointResult, type RunOptions, runCheckpoint } from './run.ts';

/** What the command line says about running the model, and whom to tell. */
export interface RunHost {
  /** Folder or file on disk that holds the checkpoint. */
  readonly path: string;
  readonly options: RunOptions;
  onProgress?(progress: RunProgress): void;
  onMemory?(estimate: MemoryEstimate): void;
  readonly signal?: AbortSignal;
  /** Told after a run, with what it was run over. */
  onResult?(result: CheckpointResult, input: RunnerInput, file: string): void;
}

/** Runs the checkpoint over the file that `--data` names: one more reader, whose format is a model. */
export const checkpointReader = (host: RunHost): Reader => ({
  id: 'checkpoint',
  title: 'A checkpoint, run over the data that --data names',
  files: ['model.safetensors', 'pytorch_model.bin', 'model.onnx'],
  shares: true,
  claims: () => false,
  isAskedBy: ({ data, predictions }) => data !== undefined && predictions === undefined,
  read: (_, context) => read(host, context),
});

async function read(host: RunHost, context: ReadContext): Promise<readonly RunFragment[]> {
  const file = fileByFlag(context, '--data', context.options.data!);
  if (file === null) return [];
  const say = (found: string, nextStep: string): readonly RunFragment[] => {
    context.problem({
      file: basename(host.path),
      position: null,
      expected: 'a checkpoint that can be run here',
      found,
      nextStep,
      partial: false,
    });
    return [];
  };
  try {
    const { model } = await openCheckpoint(host.path, { checkpoint: host.options.checkpoint ?? 'best' });
    const head = model.kind === 'graph' ? null : model.description.head;
    const words = head === 'sequence' ? null : await referenceWords(file, context);
    if (words !== null) return await runWords(host, file, words, context);
    return await runTexts(host, file, context);
  } catch (error) {
    if (error instanceof CheckpointError || error instanceof TokenizerProblem)
      return say(error.message, 'Save predictions in your own program and name them with --predictions.');
    if (error instanceof MissingPeerError) return say('no runtime for it', error.message);
    throw error;
  }
}

const runOf = (host: RunHost, input: RunnerInput): Promise<CheckpointResult> =>
  runCheckpoint({
    folder: host.path,
    input,
    options: host.options,
    ...(host.onProgress === undefined ? {} : { onProgress: host.onProgress }),
    ...(host.onMemory === undefined ? {} : { onMemory: host.onMemory }),
    ...(host.signal === undefined ? {} : { signal: host.signal }),
  });

async function runTexts(
  host: RunHost,
  file: SourceFile,
  context: ReadContext,
): Promise<readonly RunFragment[]> {
  const labelled = await labelledTexts(file, context);
  if (!('data' in labelled)) {
    if (labelled.why !== null) context.assume(`${file.path}: ${labelled.why}; the checkpoint was not run.`);
    return [];
  }
  const { data } = labelled;
  const input = inputOf(data);
  const result = await runOf(host, input);
  host.onResult?.(result, input, data.file);
  const { labels, ids, extra, columns, split } = data;
  const made = predictionSetOfRun(result, input, { file: data.file, split, labels, ids, extra, columns });
  tell(result, data.file, context);
  if (made.kind === 'none') {
    context.assume(made.sentence);
    return [];
  }
  for (const sentence of made.assumptions) context.assume(`${data.file}: ${sentence}.`);
  return [
    {
      role: 'addition',
      root: '',
      reader: 'checkpoint',
      run: {
        title: basename(result.folder),
        files: [data.file],
        task: derived('text-classification', 'the head of the checkpoint'),
        predictions: [{ ...made.set, ran: true }],
      },
    },
  ];
}

const inputOf = ({ texts, parts }: LabelledTexts): RunnerInput =>
  parts === 2
    ? { kind: 'pairs', pairs: texts.map(([a = '', b = '']) => [a, b] as const) }
    : { kind: 'texts', texts: texts.map(([text = '']) => text) };

async function runWords(
  host: RunHost,
  file: SourceFile,
  { side, words }: ReferenceWords,
  context: ReadContext,
): Promise<readonly RunFragment[]> {
  const input: RunnerInput =
    words === null
      ? { kind: 'texts', texts: Array.from({ length: side.sentences }, (_, row) => side.text(row)) }
      : { kind: 'words', rows: words };
  const result = await runOf(host, input);
  host.onResult?.(result, input, file.path);
  tell(result, file.path, context);
  for (const sentence of result.assumptions) context.assume(`${file.path}: ${sentence}.`);
  const predicted = asReadSide({
    ...entitySideOfRun(result, input, file.path),
    columns: { predicted: `the checkpoint in ${result.folder}, run by Afterfit` },
  });
  const set = joinSides({ reference: side, predicted }, splitFromPath(file.path), context);
  if (set === null) return [];
  return [
    {
      role: 'addition',
      root: '',
      reader: 'checkpoint',
      run: {
        title: basename(result.folder),
        files: [file.path],
        task: derived('token-classification', 'the head of the checkpoint'),
        entitySets: [{ ...set, id: `${set.id}#run`, ran: true }],
      },
    },
  ];
}

function tell(result: CheckpointResult, file: string, context: ReadContext): void {
  const rows = result.rows.length;
  const cached = result.rowsFromCache === 0 ? '' : `, ${result.rowsFromCache} of them from an earlier run`;
  context.found({
    file,
    reader: 'checkpoint',
    found: `${rows} rows, run through the checkpoint in ${basename(result.folder)} with at most ${result.maxLength} tokens (${result.maxLengthSource})${cached}`,
  });
}
