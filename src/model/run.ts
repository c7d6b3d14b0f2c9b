import type { EntitySet, EntitySide } from './entities.ts';
import type { Known } from './known.ts';
import type { MultiLabelSet } from './multi-label.ts';
import type { ProbeAnswer } from './outcome.ts';
import type { PredictionSet } from './predictions.ts';
import type { Resources } from './resources.ts';
import type { Series, Split } from './series.ts';
import type { TextMeasures, TokenizerFacts, TrainTexts } from './texts.ts';
import type { AnswerVariation } from './variation.ts';

/** Task names are those of the Hugging Face Hub. */
export type Task =
  | 'text-classification'
  | 'token-classification'
  | 'regression'
  | 'question-answering'
  | 'fill-mask'
  | 'text-generation'
  | 'text2text-generation'
  | 'multiple-choice'
  | 'other';

export type Framework = 'hf-trainer' | 'keras' | 'tensorboard' | 'none';

/** The settings a verdict may use. Absent means not recorded, never "default". `raw` holds everything that was read. */
export interface Hyperparameters {
  readonly learningRate: Known<number> | null;
  readonly scheduler: Known<string> | null;
  readonly warmupSteps: Known<number> | null;
  readonly warmupRatio: Known<number> | null;
  readonly epochs: Known<number> | null;
  readonly maxSteps: Known<number> | null;
  /** Micro-batch of one device. */
  readonly perDeviceTrainBatchSize: Known<number> | null;
  readonly perDeviceEvalBatchSize: Known<number> | null;
  readonly gradientAccumulationSteps: Known<number> | null;
  readonly devices: Known<number> | null;
  readonly maxGradNorm: Known<number> | null;
  readonly weightDecay: Known<number> | null;
  readonly labelSmoothing: Known<number> | null;
  readonly optimizer: Known<string> | null;
  /** `fp32`, `fp16`, `bf16`. */
  readonly precision: Known<string> | null;
  readonly seed: Known<number> | null;
  readonly loggingSteps: Known<number> | null;
  /** `no`, `steps`, `epoch`. */
  readonly evaluationStrategy: Known<string> | null;
  readonly evalSteps: Known<number> | null;
  readonly nanFilter: Known<boolean> | null;
  /** Scalars, strings and short lists only; keys as the writer spells them. */
  readonly raw: Readonly<Record<string, string | number | boolean | null>>;
}

export interface ModelFacts {
  /** Class name as in `architectures[0]`: `BertForSequenceClassification`. */
  readonly architecture: string | null;
  /** `model_type` of config.json: `bert`, `roberta`, … */
  readonly type: string | null;
  /** `_name_or_path`, or the base model of an adapter or model card. */
  readonly base: string | null;
  readonly layers: number | null;
  readonly hiddenSize: number | null;
  readonly vocabularySize: number | null;
  readonly maxPositions: number | null;
  readonly tokenizer: TokenizerFacts | null;
  /** `single_label_classification`, `multi_label_classification`, `regression`, or null. */
  readonly problemType: string | null;
  /** Label names in id order, or null. */
  readonly labels: readonly string[] | null;
  /** Parameter-efficient fine-tuning: adapter settings were found. */
  readonly adapter: { readonly kind: string; readonly rank: number | null } | null;
  /** Highest dropout probability of the configuration, attention and classifier included; absent when it names none. */
  readonly dropout?: number | null;
  /** Settings of the configuration that decide sizes; absent when it was not read. */
  readonly configuration?: Readonly<Record<string, string | number | boolean>> | null;
  /** Parameters that were trained, and all of them, as a model card prints them. */
  readonly printedParameters?: {
    readonly trained: number;
    readonly all: number;
    readonly from: string;
  } | null;
}

export interface Checkpoint {
  readonly step: number;
  /** Folder inside the source, for example `checkpoint-364`. */
  readonly path: string;
  readonly hasWeights: boolean;
  /** Bytes of the whole folder as listed. */
  readonly bytes: number;
  /** Bytes of `optimizer.pt`; null when it is not there. */
  readonly optimizerBytes?: number | null;
  /** Bytes of the weights, all shards together; null when they are not there. */
  readonly weightBytes?: number | null;
  /** Numbers that the weights hold, from the header of a safetensors file; null where it was not read. */
  readonly parameters?: number | null;
}

/** How the training code chose the model it kept. */
export interface Selection {
  readonly metric: string | null;
  readonly greaterIsBetter: boolean | null;
  readonly loadBestAtEnd: boolean | null;
  readonly bestValue: number | null;
  /** As written by the trainer; it may no longer exist. */
  readonly bestCheckpoint: string | null;
  readonly bestStep: number | null;
}

/** A place where the log was continued after an interruption. */
export interface Seam {
  /** First step of the later segment. */
  readonly step: number;
  /** Last step of the segment before it that still counts. */
  readonly after: number;
  /** Rows of the earlier segment that the later one replaced. */
  readonly discardedRows: number;
  readonly evidence: string;
}

export interface Timing {
  readonly trainSeconds: Known<number> | null;
  readonly trainSamplesPerSecond: Known<number> | null;
  readonly trainStepsPerSecond: Known<number> | null;
  /** Sum over all evaluations during training. */
  readonly evaluationSeconds: Known<number> | null;
  readonly totalFlos: Known<number> | null;
  readonly tokensSeen: Known<number> | null;
  /** Seconds since 1970. */
  readonly startedAt: Known<number> | null;
  readonly endedAt: Known<number> | null;
}

/** A number from a results file that belongs to no step: `test_accuracy` of predict_results.json. */
export interface FinalValue {
  readonly split: Split;
  readonly evaluationSet: string | null;
  readonly quantity: string;
  readonly value: number;
  readonly from: string;
}

/** How often each label occurs among the training examples, in the spelling of the file; `counts[i]` belongs to `labels[i]`. */
export interface LabelCounts {
  readonly labels: readonly string[];
  readonly counts: readonly number[];
}

/** A plain sentence about how the files were understood, shown to the user. */
export interface Note {
  /** `several-runs`, `labels-hidden`, `two-evaluation-sets`, `no-evaluation`, `derived-size`, `joined-by-order`, … */
  readonly kind: string;
  readonly text: string;
}

/** One training (or, with framework `none`, one set of predictions without a log), normalised. */
export interface Run {
  /** Unique within one analysis and stable: the path of the run's folder or file inside the source, `.` for the root. */
  readonly id: string;
  readonly title: string;
  readonly framework: Framework;
  readonly frameworkVersion: string | null;
  readonly task: Known<Task> | null;
  /** What `Series.step` counts. */
  readonly axis: 'step' | 'epoch';
  readonly series: readonly Series[];
  readonly seams: readonly Seam[];
  readonly lastStep: number | null;
  readonly plannedSteps: Known<number> | null;
  readonly lastEpoch: number | null;
  readonly hyperparameters: Hyperparameters;
  readonly model: ModelFacts;
  readonly checkpoints: readonly Checkpoint[];
  readonly selection: Selection;
  readonly trainSize: Known<number> | null;
  /** From the training file itself, named by a flag or found in the run's folder; logs do not hold it. */
  readonly trainLabels: Known<LabelCounts> | null;
  /** The texts of the same file; never written to a saved run. */
  readonly trainTexts: TrainTexts | null;
  /** What was counted in texts; null as long as nobody has. */
  readonly textMeasures: TextMeasures | null;
  /** Share of the training labels that are wrong, 0 to 1; only the user can know it. */
  readonly labelNoise: Known<number> | null;
  readonly validationSize: Known<number> | null;
  readonly testSize: Known<number> | null;
  readonly timing: Timing;
  readonly finalValues: readonly FinalValue[];
  readonly predictions: readonly PredictionSet[];
  /** How answers varied over several epochs, checkpoints or seeds; absent as long as nobody has looked, null where there is one set. */
  readonly variation?: AnswerVariation | null;
  /** References and predictions of several labels a row; absent and empty mean none. */
  readonly multiLabelSets?: readonly MultiLabelSet[];
  /** Mentions with references of a token classification; absent and empty mean none. */
  readonly entitySets?: readonly EntitySet[];
  /** Mentions of the training file, for what was seen in training; never written to a saved run. */
  readonly trainEntities?: EntitySide | null;
  /** What was said or measured about the machine; absent and null: nothing. */
  readonly resources?: Resources | null;
  /** What the model answered when audits asked for it to be run; asked once a key, then kept. */
  readonly probes: readonly ProbeAnswer[];
  readonly notes: readonly Note[];
  readonly files: readonly string[];
}
