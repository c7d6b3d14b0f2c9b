import { overConfident } from './calibration/over-confident.ts';
import { thresholdOff } from './calibration/threshold-off.ts';
import { underConfident } from './calibration/under-confident.ts';
import { plateauAtChance } from './chance/plateau-at-chance.ts';
import { accuracyHidesMinority } from './classes/accuracy-hides-minority.ts';
import { classLowPrecision } from './classes/class-low-precision.ts';
import { classLowRecall } from './classes/class-low-recall.ts';
import { confusedPair } from './classes/confused-pair.ts';
import { labelMappingWrong } from './classes/label-mapping-wrong.ts';
import { noBetterThanTrivial } from './classes/no-better-than-trivial.ts';
import { priorShiftedPredictions } from './classes/prior-shifted-predictions.ts';
import { supportTooSmall } from './classes/support-too-small.ts';
import { lossDiverged } from './collapse/loss-diverged.ts';
import { majorityCollapse } from './collapse/majority-collapse.ts';
import { suddenCollapse } from './collapse/sudden-collapse.ts';
import { differenceReal } from './comparison/difference-real.ts';
import { differenceWithinNoise } from './comparison/difference-within-noise.ts';
import { evalLossDependsOnBatching } from './comparison/eval-loss-depends-on-batching.ts';
import { failedSeedsInMean } from './comparison/failed-seeds-in-mean.ts';
import { higherLossButBetter } from './comparison/higher-loss-but-better.ts';
import { multiSeedVerdict } from './comparison/multi-seed-verdict.ts';
import { notComparable } from './comparison/not-comparable.ts';
import { seedInstability } from './comparison/seed-instability.ts';
import { singleSeed } from './comparison/single-seed.ts';
import { trajectoryWouldOvertake } from './comparison/trajectory-would-overtake.ts';
import { unequalBudget } from './comparison/unequal-budget.ts';
import { leakageSuspected } from './data/leakage-suspected.ts';
import { truncation } from './data/truncation.ts';
import { valTestShift } from './data/val-test-shift.ts';
import type { Audit, ComparisonAudit } from './define.ts';
import { converged } from './end-state/converged.ts';
import { lrDecayedTooSoon } from './end-state/lr-decayed-too-soon.ts';
import { stillImprovingAtEnd } from './end-state/still-improving-at-end.ts';
import { entityBoundaryErrors } from './entities/entity-boundary-errors.ts';
import { entityLabelsInconsistent } from './entities/entity-labels-inconsistent.ts';
import { entityNoBetterThanLookup } from './entities/entity-no-better-than-lookup.ts';
import { entityNothingFound } from './entities/entity-nothing-found.ts';
import { entitySupportTooSmall } from './entities/entity-support-too-small.ts';
import { entityTypeConfusion } from './entities/entity-type-confusion.ts';
import { entityTypeWeak } from './entities/entity-type-weak.ts';
import { notInScore } from './entities/not-in-score.ts';
import { scoreConventionMatters } from './entities/score-convention-matters.ts';
import { tokenAccuracyInflated } from './entities/token-accuracy-inflated.ts';
import { unseenEntities } from './entities/unseen-entities.ts';
import { weakMentions } from './entities/weak-mentions.ts';
import { ambiguousExamples } from './errors/ambiguous-examples.ts';
import { bagOfWordsSuffices } from './errors/bag-of-words-suffices.ts';
import { conflictingDuplicates } from './errors/conflicting-duplicates.ts';
import { errorCluster } from './errors/error-cluster.ts';
import { labelErrorsSuspected } from './errors/label-errors-suspected.ts';
import { lengthEffect } from './errors/length-effect.ts';
import { nearDuplicates } from './errors/near-duplicates.ts';
import { negationWeakness } from './errors/negation-weakness.ts';
import { spuriousCue } from './errors/spurious-cue.ts';
import { subgroupGap } from './errors/subgroup-gap.ts';
import { weakSubset } from './errors/weak-subset.ts';
import { averageChoiceMatters } from './evaluation/average-choice-matters.ts';
import { evalSetTooSmall } from './evaluation/eval-set-too-small.ts';
import { catastrophicForgetting } from './fit/catastrophic-forgetting.ts';
import { dataLimited } from './fit/data-limited.ts';
import { memorisingBelowNoiseFloor } from './fit/memorising-below-noise-floor.ts';
import { overfitConfidenceOnly } from './fit/overfit-confidence-only.ts';
import { overfitLoss } from './fit/overfit-loss.ts';
import { overfitMetric } from './fit/overfit-metric.ts';
import { regularisationTooStrong } from './fit/regularisation-too-strong.ts';
import { underfit } from './fit/underfit.ts';
import { valBelowTrain } from './fit/val-below-train.ts';
import { gradExplosionOrClipSaturation } from './gradients/grad-explosion-or-clip-saturation.ts';
import { gradVanishing } from './gradients/grad-vanishing.ts';
import { constantLr } from './learning-rate/constant-lr.ts';
import { fp16OverflowSkips } from './learning-rate/fp16-overflow-skips.ts';
import { lrTooHigh } from './learning-rate/lr-too-high.ts';
import { lrTooLow } from './learning-rate/lr-too-low.ts';
import { noWarmup } from './learning-rate/no-warmup.ts';
import { scheduleMismatch } from './learning-rate/schedule-mismatch.ts';
import { tooFewUpdates } from './learning-rate/too-few-updates.ts';
import { nanHiddenInLog } from './numerics/nan-hidden-in-log.ts';
import { nanInfLoss } from './numerics/nan-inf-loss.ts';
import { adamNonstandard } from './optimiser/adam-nonstandard.ts';
import { batchSizeEffect } from './optimiser/batch-size-effect.ts';
import { weightDecayOffTarget } from './optimiser/weight-decay-off-target.ts';
import { wrongParamsTrained } from './parameters/wrong-params-trained.ts';
import { cannotTell } from './record/cannot-tell.ts';
import { gradAccumLossScaling } from './record/grad-accum-loss-scaling.ts';
import { labelSmoothingFloor } from './record/label-smoothing-floor.ts';
import { logAveragingArtefact } from './record/log-averaging-artefact.ts';
import { resumeOverlap } from './record/resume-overlap.ts';
import { dataloaderStarvation } from './resources/dataloader-starvation.ts';
import { evalSaveOverhead } from './resources/eval-save-overhead.ts';
import { microBatchTooSmall } from './resources/micro-batch-too-small.ts';
import { oom } from './resources/oom.ts';
import { paddingWaste } from './resources/padding-waste.ts';
import { precisionMismatch } from './resources/precision-mismatch.ts';
import { wastedAfterBest } from './resources/wasted-after-best.ts';
import { bestOfManyOptimism } from './selection/best-of-many-optimism.ts';
import { wrongSelectionMetric } from './selection/wrong-selection-metric.ts';
import { dataNotShuffled } from './shape/data-not-shuffled.ts';
import { epochBoundarySteps } from './shape/epoch-boundary-steps.ts';
import { lossSpike } from './shape/loss-spike.ts';
import { oscillating } from './shape/oscillating.ts';
import { plateauLate } from './shape/plateau-late.ts';
import { earlyStopPremature } from './stopping/early-stop-premature.ts';
import { tooManyEpochs } from './stopping/too-many-epochs.ts';

/** Every check, in the order in which reports list what passed. */
export const audits: readonly Audit[] = [
  logAveragingArtefact,
  gradAccumLossScaling,
  labelSmoothingFloor,
  resumeOverlap,
  nanHiddenInLog,
  nanInfLoss,
  gradExplosionOrClipSaturation,
  wrongParamsTrained,
  dataNotShuffled,
  suddenCollapse,
  lossDiverged,
  majorityCollapse,
  plateauAtChance,
  gradVanishing,
  lrTooHigh,
  lrTooLow,
  scheduleMismatch,
  constantLr,
  noWarmup,
  fp16OverflowSkips,
  adamNonstandard,
  weightDecayOffTarget,
  batchSizeEffect,
  tooFewUpdates,
  lossSpike,
  oscillating,
  plateauLate,
  epochBoundarySteps,
  overfitConfidenceOnly,
  overfitLoss,
  overfitMetric,
  underfit,
  regularisationTooStrong,
  memorisingBelowNoiseFloor,
  catastrophicForgetting,
  valBelowTrain,
  dataLimited,
  converged,
  lrDecayedTooSoon,
  stillImprovingAtEnd,
  earlyStopPremature,
  tooManyEpochs,
  leakageSuspected,
  valTestShift,
  truncation,
  evalSetTooSmall,
  bestOfManyOptimism,
  wrongSelectionMetric,
  averageChoiceMatters,
  accuracyHidesMinority,
  classLowPrecision,
  classLowRecall,
  confusedPair,
  labelMappingWrong,
  noBetterThanTrivial,
  priorShiftedPredictions,
  supportTooSmall,
  overConfident,
  underConfident,
  thresholdOff,
  weakSubset,
  negationWeakness,
  lengthEffect,
  subgroupGap,
  spuriousCue,
  errorCluster,
  labelErrorsSuspected,
  ambiguousExamples,
  conflictingDuplicates,
  nearDuplicates,
  bagOfWordsSuffices,
  wastedAfterBest,
  oom,
  paddingWaste,
  evalSaveOverhead,
  microBatchTooSmall,
  dataloaderStarvation,
  precisionMismatch,
  cannotTell,
  entityNothingFound,
  entityNoBetterThanLookup,
  entityTypeWeak,
  entitySupportTooSmall,
  entityBoundaryErrors,
  entityTypeConfusion,
  unseenEntities,
  weakMentions,
  entityLabelsInconsistent,
  scoreConventionMatters,
  notInScore,
  tokenAccuracyInflated,
];

/** Every check of several runs together; asked when at least two runs are there. */
export const comparisonAudits: readonly ComparisonAudit[] = [
  notComparable,
  evalLossDependsOnBatching,
  differenceReal,
  differenceWithinNoise,
  multiSeedVerdict,
  singleSeed,
  higherLossButBetter,
  trajectoryWouldOvertake,
  unequalBudget,
  failedSeedsInMean,
  seedInstability,
];
