import type { WordWeights } from '../../model/attributions.ts';
import { type PushScan, pushingWords } from '../attributions/index.ts';
import { type Baselines, baselines } from '../bag-of-words/index.ts';
import {
  type CueScan,
  falsePositiveCues,
  type MisleadingScan,
  misleadingTerms,
  type TrainingTexts,
  type UnseenWords,
  unseenWords,
} from '../cues/index.ts';
import { type ErrorGroups, findErrorGroups } from '../error-groups/index.ts';
import {
  type ConflictingDuplicates,
  conflictingDuplicates,
  type LabelErrors,
  type NearDuplicates,
  nearDuplicates,
  suspectedLabelErrors,
} from '../label-errors/index.ts';
import {
  type CalibrationError,
  type CalibrationNull,
  type ConfidenceGap,
  calibrationError,
  calibrationNull,
  confidenceGap,
  labelColumn,
  type ProperScores,
  properScores,
  type Rankings,
  type RiskCoverage,
  rankings,
  riskCoverage,
  type ScoredRows,
  type SpiegelhalterTest,
  scoredRows,
  spiegelhalter,
  type TemperatureGain,
  type ThresholdGain,
  temperatureGain,
  thresholdGain,
  topLabels,
} from '../probabilities/index.ts';
import {
  type Column,
  findSubsets,
  type IdentityGaps,
  identityGaps,
  type LengthEffect,
  lengthEffect,
  negationEffect,
  type SubsetSearch,
  type TextEffect,
} from '../subsets/index.ts';

/** Examples of one prediction set as columns; row i of everything is the same example. */
export interface ExaminedRows {
  /** Id of the prediction set. */
  readonly set: string;
  readonly labels: readonly string[];
  /** −1 is missing. */
  readonly reference: Int32Array;
  readonly predicted: Int32Array;
  /** Rows × labels, row-major; NaN is unknown. Null without scores. */
  readonly probabilities: Float64Array | null;
  readonly texts: readonly (string | null)[] | null;
  readonly columns: readonly Column[];
  readonly tokenLimit: number | null;
  readonly training: TrainingTexts | null;
  readonly source: 'out-of-sample' | 'in-sample' | 'unknown';
  /** Row of the set for each row here: all of them, or a random sample of a large set. */
  readonly rows: Uint32Array;
  /** Rows of the set. */
  readonly of: number;
  /** Weights of words by the model itself, by row here; absent and null mean that it was not asked. */
  readonly weights?: WordWeights | null;
}

/** What the probabilities of the predicted labels are worth. */
export interface Calibration {
  readonly scored: ScoredRows;
  readonly error: CalibrationError;
  readonly null: CalibrationNull | null;
  readonly gap: ConfidenceGap | null;
  readonly test: SpiegelhalterTest;
  readonly temperature: TemperatureGain;
  readonly scores: ProperScores;
  readonly rankings: Rankings;
  readonly coverage: RiskCoverage;
}

export interface LabelThreshold extends ThresholdGain {
  /** Index of the label that is called from the threshold on; the other one is called below it. */
  readonly label: number;
}

type OrReason<T> = T | { readonly reason: string };

/** Answers about single examples of one prediction set. Row numbers in the answers index `rows` of `examined`. */
export interface Examination {
  readonly examined: ExaminedRows;
  /** Null without scores of 50 rows or more. */
  calibration(): Calibration | null;
  /** Of two labels: the threshold of the rarer one (of equals the second), chosen on one half and measured on the other. */
  threshold(): LabelThreshold | null;
  subsets(): SubsetSearch;
  /** Null without texts. */
  negation(): TextEffect | null;
  /** Null without texts, or when all are of one length. */
  lengths(): LengthEffect | null;
  identity(): IdentityGaps;
  /** Words that pushed errors to the label they were wrongly given, by the model's own weights. */
  pushes(): OrReason<PushScan>;
  cues(): OrReason<CueScan>;
  misleading(): OrReason<MisleadingScan>;
  unseen(): OrReason<UnseenWords>;
  groups(): OrReason<ErrorGroups>;
  labelErrors(): OrReason<LabelErrors>;
  conflicts(): ConflictingDuplicates | null;
  duplicates(): NearDuplicates | null;
  baselines(): OrReason<Baselines>;
}

const LEAST_SCORED = 50;
const SEED = 1;
const NO_TEXTS = { reason: 'no texts were saved' } as const;
const NOT_WEIGHED = { reason: 'the model was not asked how it weighs words' } as const;
const NO_TRAINING = { reason: 'the training texts were not found' } as const;

function calibrationOf({ reference, probabilities, labels }: ExaminedRows): Calibration | null {
  if (probabilities === null || labels.length < 2) return null;
  const scored = scoredRows(reference, probabilities, labels);
  if (scored.n < LEAST_SCORED) return null;
  const { confidence, correct } = topLabels(scored);
  const error = calibrationError(confidence, correct);
  return {
    scored,
    error,
    null: calibrationNull(confidence, error.expected),
    gap: confidenceGap(confidence, correct),
    test: spiegelhalter(scored),
    temperature: temperatureGain(scored, { seed: SEED }),
    scores: properScores(scored),
    rankings: rankings(scored),
    coverage: riskCoverage(confidence, correct),
  };
}

function thresholdOf(calibration: Calibration | null, labels: readonly string[]): LabelThreshold | null {
  if (calibration === null || labels.length !== 2) return null;
  const { reference, n } = calibration.scored;
  const second = reference.reduce((sum, label) => sum + label, 0);
  // F1 of the frequent label hardly moves; the rare one is what a threshold is set for.
  const label = 2 * second <= n ? 1 : 0;
  const { positive, score } = labelColumn(calibration.scored, label);
  return { ...thresholdGain(positive, score, { seed: SEED }), label };
}

/** An answer that is worked out once. */
function kept<T>(answer: () => T): () => T {
  let value: { readonly is: T } | null = null;
  return () => {
    value ??= { is: answer() };
    return value.is;
  };
}

export function examine(examined: ExaminedRows): Examination {
  const { texts, training, reference, predicted, labels, probabilities } = examined;
  const classified = texts === null ? null : { texts, reference, predicted, labels, probabilities };
  const examples = {
    reference,
    predicted,
    labels,
    probabilities,
    texts,
    columns: examined.columns,
    tokenLimit: examined.tokenLimit,
    trainingTexts: training?.texts ?? null,
  };
  const calibration = kept(() => calibrationOf(examined));
  const withTexts = <T>(answer: (rows: NonNullable<typeof classified>) => OrReason<T>) =>
    kept((): OrReason<T> => (classified === null ? NO_TEXTS : answer(classified)));
  return {
    examined,
    calibration,
    threshold: kept(() => thresholdOf(calibration(), labels)),
    subsets: kept(() => findSubsets(examples, { seed: SEED })),
    negation: kept(() => negationEffect(examples)),
    lengths: kept(() => lengthEffect(examples)),
    identity: kept(() => identityGaps(examples)),
    pushes: withTexts((rows) =>
      examined.weights ? pushingWords({ ...rows, weights: examined.weights }) : NOT_WEIGHED,
    ),
    cues: withTexts((rows) => falsePositiveCues(rows, training)),
    misleading: withTexts((rows) => misleadingTerms(rows)),
    unseen: kept(() =>
      classified === null
        ? NO_TEXTS
        : training === null
          ? NO_TRAINING
          : unseenWords({ texts: classified.texts, reference, predicted }, training.texts),
    ),
    groups: withTexts((rows) => findErrorGroups(rows, SEED)),
    labelErrors: kept(() =>
      suspectedLabelErrors({ reference, labels, probabilities, source: examined.source }, { seed: SEED }),
    ),
    conflicts: kept(() => (texts === null ? null : conflictingDuplicates(texts, reference, labels.length))),
    duplicates: kept(() => (texts === null ? null : nearDuplicates(texts))),
    baselines: kept(() =>
      classified === null
        ? NO_TEXTS
        : training === null
          ? NO_TRAINING
          : baselines(classified, training, SEED),
    ),
  };
}
