import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { buildGraph, CheckpointError } from '../../model-runner/index.ts';
import { realFolderOf } from './disk-file.ts';
import type { OpenedCheckpoint } from './open.ts';
import { loadRuntime } from './runtime.ts';

/** One batch, padded to its longest row: row-major, rows × length. */
export interface PaddedBatch {
  readonly rows: number;
  readonly length: number;
  readonly ids: BigInt64Array;
  readonly mask: BigInt64Array;
  readonly segments: BigInt64Array;
}

/** A loaded model. */
export interface ModelSession {
  readonly head: 'sequence' | 'token';
  /** Logits a row, or a token. */
  readonly labels: number;
  /** rows × labels, or rows × length × labels. */
  run(batch: PaddedBatch): Promise<Float32Array>;
  release(): Promise<void>;
}

/**
 * Loads the model of a checkpoint. Weights are mapped from the user's own file. Throws MissingPeerError without the runtime,
 * CheckpointError when the model cannot be loaded.
 */
export async function openSession(
  checkpoint: OpenedCheckpoint,
  threads: number | null,
): Promise<ModelSession> {
  const { InferenceSession: Session, Tensor: TensorOf } = await loadRuntime();
  const options: InferenceSession.SessionOptions = {
    graphOptimizationLevel: 'all',
    executionProviders: ['cpu'],
    logSeverityLevel: 3,
    ...(threads === null ? {} : { intraOpNumThreads: threads }),
  };
  const session = await loadModel(Session, checkpoint, options);
  const inputs = inputsOf(session);
  const output = session.outputNames.includes('logits') ? 'logits' : session.outputNames[0]!;
  const shape = shapeOf(session.outputMetadata, output);
  const description = checkpoint.model.kind === 'weights' ? checkpoint.model.description : null;
  const head =
    description === null
      ? shape.length === 3
        ? 'token'
        : 'sequence'
      : description.head === 'token'
        ? 'token'
        : 'sequence';
  const last = shape.at(-1);
  const named = checkpoint.config.id2label;
  const labels =
    description?.labels.length ??
    (typeof last === 'number'
      ? last
      : typeof named === 'object' && named !== null
        ? Object.keys(named).length
        : 0);
  return {
    head,
    labels,
    async run(batch) {
      const shape = [batch.rows, batch.length];
      const feeds: Record<string, Tensor> = {};
      for (const { name, role, narrow } of inputs) {
        const values = role === 'ids' ? batch.ids : role === 'mask' ? batch.mask : batch.segments;
        feeds[name] = narrow
          ? new TensorOf('int32', Int32Array.from(values, Number), shape)
          : new TensorOf('int64', values, shape);
      }
      const result = (await session.run(feeds))[output];
      if (result === undefined || !(result.data instanceof Float32Array))
        throw new CheckpointError('file', `The model’s output ${output} holds no 32-bit numbers.`, [output]);
      return result.data;
    },
    release: () => session.release(),
  };
}

/** The session of a checkpoint. `gradients`: of the graph that also answers what the logits hang on; never of a user's own graph. */
export async function loadModel(
  Session: typeof InferenceSession,
  checkpoint: OpenedCheckpoint,
  options: InferenceSession.SessionOptions,
  gradients = false,
): Promise<InferenceSession> {
  const { model } = checkpoint;
  try {
    if (model.kind === 'graph') return await Session.create(model.file.realPath, options);
    const folder = realFolderOf(model.mapped);
    if (folder === null)
      throw new CheckpointError(
        'file',
        'The parts of the weights are links into several folders. Copy them into one folder.',
        model.mapped.map((file) => file.name),
      );
    const { bytes } = buildGraph(model.description, model.weights, { gradients });
    return await Session.create(bytes, {
      ...options,
      // Initialisers point into the user's file: it is mapped, never copied.
      extra: { session: { model_external_initializers_file_folder_path: folder } },
    });
  } catch (error) {
    if (error instanceof CheckpointError) throw error;
    throw new CheckpointError(
      'file',
      `The model could not be loaded: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`,
    );
  }
}

interface Input {
  readonly name: string;
  readonly role: 'ids' | 'mask' | 'segments';
  readonly narrow: boolean;
}

/** Inputs of a graph by their names: those that exporters write. Any other is refused. */
function inputsOf(session: InferenceSession): readonly Input[] {
  const inputs = session.inputNames.map((name): Input => {
    const role = /mask/i.test(name)
      ? 'mask'
      : /type|segment/i.test(name)
        ? 'segments'
        : /ids|^input/i.test(name)
          ? 'ids'
          : null;
    const metadata = session.inputMetadata.find((one) => one.name === name);
    const type = metadata?.isTensor === true ? metadata.type : 'int64';
    if (role === null || (type !== 'int64' && type !== 'int32'))
      throw new CheckpointError(
        'file',
        `The graph asks for an input ${name} (${type}) that is not known. Token ids, an attention mask and token types can be given.`,
        [name],
      );
    return { name, role, narrow: type === 'int32' };
  });
  if (!inputs.some(({ role }) => role === 'ids'))
    throw new CheckpointError('file', 'The graph has no input for token ids.', session.inputNames);
  return inputs;
}

function shapeOf(
  metadata: readonly InferenceSession.ValueMetadata[],
  name: string,
): readonly (number | string)[] {
  const found = metadata.find((one) => one.name === name);
  return found?.isTensor === true ? found.shape : [];
}
