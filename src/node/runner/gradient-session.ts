import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { CheckpointError } from '../../model-runner/index.ts';
import type { OpenedCheckpoint } from './open.ts';
import { loadRuntime } from './runtime.ts';
import { loadModel, type PaddedBatch } from './session.ts';

/** A batch, and where on the way from the baseline to the text its slope is wanted. */
interface GradientBatch extends PaddedBatch {
  /** Which combination of logits: rows × labels. */
  readonly seed: Float32Array;
  /** Of each row: 0 the baseline, 1 the text. */
  readonly alpha: Float32Array;
  /** 0: the baseline is zero, and `alpha` 1 gives gradient × input. 1: it is the embedding of `baselineIds`. */
  readonly baselineWeight: 0 | 1;
  readonly baselineIds: BigInt64Array;
}

/** A loaded model that also says what its logits hang on. */
export interface GradientSession {
  readonly labels: number;
  /** `logits` rows × labels; `attribution` rows × length: the slope times the way from the baseline, summed over the embedding. */
  run(batch: GradientBatch): Promise<{ readonly logits: Float32Array; readonly attribution: Float32Array }>;
  /** The slope itself, rows × length × width. Large; for checks. */
  gradient(batch: GradientBatch): Promise<Float32Array>;
  release(): Promise<void>;
}

/** Loads a text classifier with its gradient. Throws MissingPeerError without the runtime, CheckpointError when it cannot be loaded. */
export async function openGradientSession(
  checkpoint: OpenedCheckpoint,
  threads: number | null,
): Promise<GradientSession> {
  const { model } = checkpoint;
  if (model.kind !== 'weights' || model.description.head !== 'sequence')
    throw new CheckpointError(
      'head',
      'Gradients are known for the weights of a text classifier; other models are explained by taking words out.',
    );
  const { InferenceSession: Session, Tensor: TensorOf } = await loadRuntime();
  const options: InferenceSession.SessionOptions = {
    graphOptimizationLevel: 'all',
    executionProviders: ['cpu'],
    logSeverityLevel: 3,
    ...(threads === null ? {} : { intraOpNumThreads: threads }),
  };
  const session = await loadModel(Session, checkpoint, options, true);
  const labels = model.description.labels.length;
  const feedsOf = (batch: GradientBatch): Record<string, Tensor> => {
    const { rows, length } = batch;
    const whole = (values: BigInt64Array): Tensor => new TensorOf('int64', values, [rows, length]);
    const perRow = (values: Float32Array): Tensor => new TensorOf('float32', values, [rows, 1, 1]);
    const feeds: Record<string, Tensor> = {
      input_ids: whole(batch.ids),
      attention_mask: whole(batch.mask),
      token_type_ids: whole(batch.segments),
      seed: new TensorOf('float32', batch.seed, [rows, labels]),
      alpha: perRow(batch.alpha),
      baseline_weight: perRow(new Float32Array(rows).fill(batch.baselineWeight)),
      baseline_ids: whole(batch.baselineIds),
    };
    return Object.fromEntries(session.inputNames.map((name) => [name, feeds[name]!]));
  };
  const floats = (value: Tensor | undefined): Float32Array => {
    if (!(value?.data instanceof Float32Array)) throw new Error('a result of the gradient graph is missing');
    return value.data;
  };
  return {
    labels,
    async run(batch) {
      const { logits, attribution } = await session.run(feedsOf(batch), ['logits', 'attribution']);
      return { logits: floats(logits), attribution: floats(attribution) };
    },
    async gradient(batch) {
      return floats((await session.run(feedsOf(batch), ['gradient'])).gradient);
    },
    release: () => session.release(),
  };
}
