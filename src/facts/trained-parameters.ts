import type { Checkpoint, Run } from '../model/run.ts';
import { formatBytes } from '../text/numbers.ts';
import { trainedArchitecture } from './task.ts';

/** How many of the parameters were trained, as far as the folder tells. */
export interface TrainedParameters {
  /**
   * `most`: at least half. `part`: less, but at least `FEW` of them. `head`: as many as the classification head has.
   * `few`: fewer than `FEW`, and not the head.
   */
  readonly kind: 'most' | 'part' | 'head' | 'few';
  /** At most so many of all parameters, 0…1. */
  readonly share: number;
  /** At most so many; null when only the share is known. */
  readonly trained: number | null;
  readonly all: number | null;
  /** The count is arithmetic on the record; false when it rests on an optimiser that is not known for certain. */
  readonly sure: boolean;
  /** `checkpoint-50/optimizer.pt of 5.0 kB beside 1.1 MB of weights`. */
  readonly from: string;
}

/** Fewer than this share are a head, an adapter or a mistake; a single layer of a small encoder has more. */
const FEW = 0.02;
const MOST = 0.5;
/** An optimiser without any value (plain SGD) takes 1.4 to 2 kB; the smallest head with Adam 4 kB (measured, torch 2.13). */
const NO_VALUES = 2600;
/** `torch.save` adds 800 to 1,500 bytes a tensor; a head has at most four, beside a table of contents. */
const OVERHEAD = 6000;

/** Values that the optimiser keeps for each trained parameter, as a share of the bytes of a weight; null when it varies. */
function valuesOf(optimizer: string | null): number | null {
  if (optimizer === null) return 2;
  const name = optimizer.toLowerCase();
  if (/adafactor|galore|sgd|schedule_free|lomo|grokadamw/.test(name)) return null;
  if (/8bit/.test(name)) return /adam/.test(name) ? 0.5 : null;
  if (/adam/.test(name)) return 2;
  return /lion|rmsprop|adagrad/.test(name) ? 1 : null;
}

/** Numbers in the classification head: the last layer alone, and with the dense layer before it. Null without the sizes. */
function headSizes(run: Run): readonly number[] | null {
  const { labels, hiddenSize } = run.model;
  const architecture = trainedArchitecture(run) ?? '';
  if (labels === null || hiddenSize === null || !/For(Sequence|Token)Classification$/.test(architecture))
    return null;
  const last = labels.length * (hiddenSize + 1);
  return [last, last + hiddenSize * (hiddenSize + 1)];
}

/** Bytes that Adam's two values of `size` numbers take in `optimizer.pt`, with what the file format adds. */
const fits = (bytes: number, size: number, width: number): boolean =>
  bytes >= 2 * width * size && bytes <= 2 * width * size * 1.02 + OVERHEAD;

function fromSizes(run: Run, checkpoint: Checkpoint): TrainedParameters | null {
  const optimizer = checkpoint.optimizerBytes ?? 0;
  const weights = checkpoint.weightBytes ?? 0;
  if (weights <= 0 || optimizer < NO_VALUES) return null;
  const name = run.hyperparameters.optimizer?.value ?? null;
  const values = valuesOf(name);
  const all = checkpoint.parameters ?? null;
  const from = `${checkpoint.path}: \`optimizer.pt\` of ${formatBytes(optimizer)} beside ${formatBytes(weights)} of weights`;
  // Without its name the file may be smaller than Adam's, never larger: "most" is certain, everything else is not.
  const share = Math.min(1, optimizer / ((values ?? 2) * weights));
  const known = { share, trained: all === null ? null : Math.round(share * all), all, from };
  if (share >= MOST) return { ...known, kind: 'most', sure: true };
  if (values === null) return null;
  const width = all === null ? 4 : weights / all;
  const isHead = values === 2 && share < MOST && headSizes(run)?.some((size) => fits(optimizer, size, width));
  if (isHead) return { ...known, kind: 'head', sure: name !== null };
  if (share >= FEW) return { ...known, kind: 'part', sure: false };
  return { ...known, kind: 'few', sure: false };
}

/**
 * Adam keeps two values for each trained parameter, in the type of the parameter, so that `optimizer.pt` has twice the
 * bytes of the weights that were trained (checked with torch 2.13: 2.0 to 2.05 for whole models, docs/audits/wrong-params-trained.md).
 * A count that a model card prints comes first. Null for adapters, whose weights are all there is, and where the folder
 * does not hold both files.
 */
export function trainedParameters(run: Run): TrainedParameters | null {
  const printed = run.model.printedParameters ?? null;
  if (printed !== null) {
    const share = printed.trained / printed.all;
    const isHead = headSizes(run)?.includes(printed.trained) === true;
    const kind = isHead ? 'head' : share >= MOST ? 'most' : share >= FEW ? 'part' : 'few';
    return { kind, share, trained: printed.trained, all: printed.all, sure: true, from: printed.from };
  }
  if (run.model.adapter !== null) return null;
  const last = run.checkpoints.findLast(
    (c) => (c.optimizerBytes ?? null) !== null && (c.weightBytes ?? null) !== null,
  );
  return last === undefined ? null : fromSizes(run, last);
}
