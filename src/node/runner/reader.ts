import { isJsonObject } from '../../formats/json.ts';
import type { ReadContext, Reader, RunFragment } from '../../model/reader.ts';
import type { SourceFile } from '../../model/source.ts';
import { CheckpointError } from '../../model-runner/index.ts';
import { TokenizerProblem } from '../../model-runner/tokenizer/index.ts';
import { referenceWords } from '../../readers/entities/reference-words.ts';
import { fileByFlag } from '../../readers/predictions/files.ts';
import { meaningOf } from './answers.ts';
import { nameOf, type RunHost } from './host.ts';
import { openCheckpoint } from './open.ts';
import { MissingPeerError } from './peers.ts';
import { readLabelSets, readTexts } from './read-texts.ts';
import { readWords } from './read-words.ts';

/**
 * Runs the checkpoint over the file that `--data` names: one more reader, whose format is a model. Pass `runsData: true` beside it, so
 * that nobody asks for predictions. Its `read` rejects with RunInterrupted when the signal came; what cannot be run is told to the context.
 */
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
  try {
    return await runOver(host, file, context);
  } catch (error) {
    const tell = (found: string, nextStep: string): readonly RunFragment[] => {
      context.problem({
        ...{ file: nameOf(host.path), position: null, partial: false },
        ...{ expected: 'a checkpoint that can be run here', found, nextStep },
      });
      return [];
    };
    if (error instanceof CheckpointError || error instanceof TokenizerProblem)
      return tell(error.message, 'Save predictions in your own program and name them with --predictions.');
    if (error instanceof MissingPeerError) return tell('no runtime for it', error.message);
    throw error;
  }
}

async function runOver(
  host: RunHost,
  file: SourceFile,
  context: ReadContext,
): Promise<readonly RunFragment[]> {
  const opened = await openCheckpoint(host.path, { checkpoint: host.options.checkpoint ?? 'best' });
  const named = opened.config.id2label;
  const { labels, problemType } = meaningOf(opened, isJsonObject(named) ? Object.keys(named).length : 0);
  const head = opened.model.kind === 'graph' ? null : opened.model.description.head;
  const words = head === 'sequence' ? null : await referenceWords(file, context);
  if (words !== null) return readWords(host, file, words, context);
  const notRun = (why: string): readonly RunFragment[] => {
    context.assume(`${file.path}: ${why}; the checkpoint was not run.`);
    return [];
  };
  const keeps = host.unjudged === true;
  if (head === 'token' && !keeps)
    return notRun(
      'the checkpoint labels tokens, and neither words with tags nor texts with mentions were found',
    );
  if (head === 'sequence' && problemType === 'regression' && !keeps)
    return notRun(
      'the checkpoint gives a number a text, and numbers are not judged (--save-predictions FILE writes them)',
    );
  return problemType === 'multi-label'
    ? readLabelSets(host, file, labels, context)
    : readTexts(host, file, context);
}
