import type { EntityExamination } from '../metrics/entities/examination/index.ts';
import type { Examination } from '../metrics/examination/index.ts';
import type { MultiLabelExamination } from '../metrics/multi-label/index.ts';
import type { ClassificationMeasures } from '../metrics/text-classification/measures.ts';
import type { Known } from '../model/known.ts';
import type { PredictionSet } from '../model/predictions.ts';
import type { Run } from '../model/run.ts';
import type { Series } from '../model/series.ts';
import type { TrainedParameters } from './trained-parameters.ts';

/** A cleaned series: finite values only, warm facts attached. */
export interface Curve {
  readonly series: Series;
  readonly n: number;
  readonly step: Float64Array;
  readonly value: Float64Array;
}

/** How the loss of this run is defined, as far as the record tells. Rules in nats need `cross-entropy`. */
export interface LossKind {
  /** Of the validation loss. */
  readonly kind: 'cross-entropy' | 'other' | 'unknown';
  readonly why: string;
  /** Of the training loss, which may be scaled where the validation loss is not (gradient accumulation, smoothing). */
  readonly train: { readonly kind: 'cross-entropy' | 'other' | 'unknown'; readonly why: string };
  /** Lowest value the loss can reach (label smoothing), in nats; 0 for plain cross-entropy, null when not known. */
  readonly floor: number | null;
  /** The saved predictions do not give the logged loss: examples are weighted, or it is another loss. */
  readonly weighted: boolean;
}

/** The loss of a model that learned only how frequent the labels are, in nats. */
export interface ChanceLevel {
  /** ln C. */
  readonly uniform: number;
  /** Entropy of the label shares, when shares are known; otherwise null. */
  readonly prior: number | null;
  readonly classes: number;
  readonly from: string;
}

/** How frequent the labels are. `of` says in which examples: those trained on, or those that predictions were saved for. */
export interface LabelShares {
  readonly labels: readonly string[];
  readonly shares: readonly number[];
  readonly n: number;
  readonly of: 'training' | 'references';
  readonly from: string;
}

/** A metric the run should be judged by, and why that one. */
export interface TargetMetric {
  readonly series: Series;
  readonly quantity: string;
  readonly greaterIsBetter: boolean;
  /** `metric_for_best_model`, `only metric logged`, … */
  readonly why: string;
  /** True when values are shares 0…1. */
  readonly share: boolean;
}

/** Sampling error of one evaluation of the target metric or the validation loss. Null fields are unknown, with a reason. */
export interface SamplingError {
  /** Standard error of a single evaluation's value, or null. */
  readonly single: number | null;
  /** Standard error of the difference of two checkpoints on the same examples, or null. An upper bound when `bound`. */
  readonly difference: number | null;
  /**
   * The standard error of that difference to be expected, with the usual correlation of checkpoints of one run. For
   * advice (which checkpoint), never for a claim.
   */
  readonly expectedDifference: number | null;
  readonly bound: boolean;
  readonly n: number | null;
  /** `binomial`, `assumed per-example sd 0.6 to 1.75 nats`, … */
  readonly method: string;
  readonly reason: string | null;
}

/** The checkpoint that should be used, and what is known about it. */
export interface BestCheckpoint {
  /** Step of the best value of the target (metric if there is one, else validation loss). */
  readonly argbestStep: number;
  readonly argbestValue: number;
  /** First evaluation not significantly worse than the best; equals argbest when the error is unknown. */
  readonly recommendedStep: number;
  readonly recommendedValue: number;
  readonly lastStep: number;
  readonly lastValue: number;
  /** Standard errors known, so that `recommendedStep` means something. */
  readonly tested: boolean;
  readonly target: 'metric' | 'validation-loss';
  /** A folder of that step with weights exists (true/false), or cannot be told from what was given (null). */
  readonly onDisk: boolean | null;
  readonly path: string | null;
}

export interface WarmUp {
  /** Last step of the warm-up; 0 when there was none. */
  readonly endStep: number;
  readonly peak: number;
  readonly known: 'logged' | 'configured';
}

/** The training loss went up and stayed up. All values are of the smoothed, thinned curve. */
export interface Divergence {
  readonly minimum: number;
  readonly minimumStep: number;
  readonly start: number;
  readonly end: number;
  /** Noise of one (thinned) row. */
  readonly sigma: number;
  /** Rows, after thinning, and for how many of them at the end the loss stayed clearly above the minimum. */
  readonly n: number;
  readonly stayed: number;
  /** Validation loss at its evaluation nearest to the minimum and at the last one, when both exist. */
  readonly validation: { readonly before: number; readonly end: number } | null;
  /** A resume lies between the minimum and the end. */
  readonly acrossSeam: boolean;
}

/** The loss sat where a model that only knows label frequencies would sit. */
export interface GuessLevel {
  readonly source: 'train' | 'validation';
  readonly level: number;
  /** The level it was compared with, in nats, and its name in words. */
  readonly reference: number;
  readonly referenceName: string;
  readonly band: number;
  readonly n: number;
  /** Noise of one row over the reference: large when the rate is too high, small when nothing moves. */
  readonly sigma: number;
}

/** One and the same class was answered for (almost) everything. */
export interface ConstantAnswer {
  readonly how: 'predictions' | 'metrics';
  /** The class, when predictions tell it. */
  readonly label: string | null;
  /** Share of the predictions that are this class (predictions), or null. */
  readonly share: number | null;
  /** Share of the examples that are this class: the accuracy of always answering it; null when not known. */
  readonly accuracy: number | null;
  /** Evaluations at the end that show it (metrics), or 0. */
  readonly evaluations: number;
  readonly fromStep: number | null;
  /** Only that the metric stood still says so: no more than likely. */
  readonly indirect?: boolean;
  /** In words: `F1 was 0 and accuracy 0.5123 at each of the last 3 evaluations`. */
  readonly measured: string;
}

/** Whether the record shows that something was learned. */
export interface Learned {
  /**
   * `far-above`: at least half of the way from guessing to perfect, beyond the sampling error.
   * `above`: beyond the sampling error of guessing. `no`: not better than guessing. `unknown`: cannot be told.
   */
  readonly verdict: 'far-above' | 'above' | 'no' | 'unknown';
  readonly quantity: string | null;
  readonly value: number | null;
  /** What a constant answer scores, or null. */
  readonly baseline: number | null;
  readonly why: string;
}

/** Which family of models: decides the table of usual learning rates. */
export interface LearningRateRange {
  readonly low: number;
  readonly high: number;
  readonly firstTry: number;
  readonly family: string;
  readonly source: string;
}

/** A value to set next time. `how` is its relation to the one that was used (`half`), null when it is the table's own. */
export interface SettingChoice {
  readonly value: number;
  readonly how: 'half' | 'a third' | 'a tenth' | 'twice' | null;
  /** Paper or file that the table is taken from; null when the model has no row. */
  readonly source: string | null;
}

/** One value for each setting that advice may change. Null: nothing to propose, or not known. */
export interface RecommendedSettings {
  readonly learningRate: {
    /** After a failed or unstable run; null where the rate is careful already. */
    readonly lower: SettingChoice | null;
    /** After a run that crawled or did not learn its training data. */
    readonly raise: SettingChoice | null;
    /** First try with an optimiser of Adam's family. */
    readonly withAdam: SettingChoice | null;
    readonly range: LearningRateRange | null;
  };
  readonly warmUp: {
    readonly ratio: number;
    /** What the share comes to in a run as long as this one; null when its length in steps is not known. */
    readonly steps: number | null;
    readonly settings: Readonly<Record<string, string>>;
    readonly source: string;
  };
  /** Examples an update, together with the rate that goes with them where that has to change. */
  readonly smallerBatch: {
    readonly value: number;
    readonly perDevice: number;
    readonly learningRate: number | null;
    readonly source: string;
  } | null;
  /** Epochs of a longer run; `exhausted`: 20 epochs are reached, and few updates are no reason for more. */
  readonly longer: {
    readonly value: number;
    readonly updates: number | null;
    readonly exhausted: boolean;
    readonly source: string;
  } | null;
  /** Epochs of a shorter run: one more than it took to `step`, from which on nothing was gained. */
  readonly shorter: { readonly value: number; readonly step: number } | null;
  /** How long to train, in words, for a run that does not record enough for a number. */
  readonly rule: string;
}

/** The model that a run ended with. */
export interface KeptCheckpoint {
  readonly step: number;
  /** `last`: nothing was chosen. `best`: `load_best_model_at_end` loaded it. */
  readonly what: 'last' | 'best';
  /** Step of the best evaluation when it was never saved, so that another one was loaded. */
  readonly missed: number | null;
  /** The number that chose it, normalised: `loss`, `f1`; null for `last`. */
  readonly by: string | null;
  /** It is the number that Trainer takes when none is set. */
  readonly byDefault: boolean;
}

/**
 * Memoised questions about one run; each is computed at most once and shared by all audits, so that two audits never
 * disagree on what "the best step" is. Every member is a function so that nothing is computed before it is asked for.
 */
export interface RunFacts {
  readonly run: Run;
  trainLoss(): Curve | null;
  /** The primary evaluation set's loss (the first one when there are several). */
  validationLoss(): Curve | null;
  learningRate(): Curve | null;
  gradientNorm(): Curve | null;
  targetMetric(): TargetMetric | null;
  targetCurve(): Curve | null;
  lossKind(): LossKind;
  chanceLevel(): ChanceLevel | null;
  validationSize(): Known<number> | null;
  trainSize(): Known<number> | null;
  metricError(): SamplingError;
  /** Of the validation loss. */
  lossError(): SamplingError;
  best(): BestCheckpoint | null;
  /** The model the run ended with; null when the record does not say. */
  kept(): KeptCheckpoint | null;
  /** Values that advice may propose. */
  recommended(): RecommendedSettings;
  warmUp(): WarmUp | null;
  /** Highest rate used: from the log, else the configuration. */
  peakLearningRate(): Known<number> | null;
  /** Of the head alone when only the head was trained. */
  learningRateRange(): LearningRateRange | null;
  /** How many of the parameters were trained, or null when the folder does not tell. */
  trainedParameters(): TrainedParameters | null;
  /** Optimiser steps made. */
  updates(): Known<number> | null;
  /** Examples an update sees: micro-batch × accumulation × devices, or derived from steps per epoch. */
  effectiveBatchSize(): Known<number> | null;
  epochs(): number | null;
  /** First step at which a loss or gradient norm is not finite, or null. */
  firstNonFinite(): { readonly step: number; readonly tag: string; readonly value: number } | null;
  divergence(): Divergence | null;
  /** Training loss first, else validation loss; null when neither sat at guess level or it cannot be told. */
  guessLevel(): { readonly train: GuessLevel | null; readonly validation: GuessLevel | null };
  constantAnswer(): ConstantAnswer | null;
  learned(): Learned;
  /** Steps of sudden jumps of the training loss. */
  spikes(): readonly number[];
  /** Label shares of training data when known, otherwise of the references. */
  labelShares(): LabelShares | null;
  /** The prediction set that quality is judged on (validation or test preferred over train), and its measures. */
  predictions(): PredictionSet | null;
  measures(): ClassificationMeasures | null;
  /** What its single examples tell; null when no audit asked for them, or there are none. */
  examination(): Examination | null;
  /** Predictions of several labels a row (unseen data preferred); null when there are none. Nothing above is about them. */
  multiLabel(): MultiLabelExamination | null;
  /** Mentions of a token classification (unseen data preferred); null when there are none. */
  entities(): EntityExamination | null;
}
