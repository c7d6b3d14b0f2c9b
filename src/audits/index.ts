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
import type { Audit } from './define.ts';
import { converged } from './end-state/converged.ts';
import { lrDecayedTooSoon } from './end-state/lr-decayed-too-soon.ts';
import { stillImprovingAtEnd } from './end-state/still-improving-at-end.ts';
import { evalSetTooSmall } from './evaluation/eval-set-too-small.ts';
import { overfitConfidenceOnly } from './fit/overfit-confidence-only.ts';
import { overfitLoss } from './fit/overfit-loss.ts';
import { overfitMetric } from './fit/overfit-metric.ts';
import { underfit } from './fit/underfit.ts';
import { valBelowTrain } from './fit/val-below-train.ts';
import { lrTooHigh } from './learning-rate/lr-too-high.ts';
import { lrTooLow } from './learning-rate/lr-too-low.ts';
import { tooFewUpdates } from './learning-rate/too-few-updates.ts';
import { nanHiddenInLog } from './numerics/nan-hidden-in-log.ts';
import { nanInfLoss } from './numerics/nan-inf-loss.ts';
import { logAveragingArtefact } from './record/log-averaging-artefact.ts';
import { resumeOverlap } from './record/resume-overlap.ts';
import { wastedAfterBest } from './resources/wasted-after-best.ts';
import { bestOfManyOptimism } from './selection/best-of-many-optimism.ts';
import { wrongSelectionMetric } from './selection/wrong-selection-metric.ts';

/** Every check, in the order in which reports list what passed. */
export const audits: readonly Audit[] = [
  logAveragingArtefact,
  resumeOverlap,
  nanHiddenInLog,
  nanInfLoss,
  lossDiverged,
  majorityCollapse,
  plateauAtChance,
  lrTooHigh,
  lrTooLow,
  tooFewUpdates,
  overfitConfidenceOnly,
  overfitLoss,
  overfitMetric,
  underfit,
  valBelowTrain,
  converged,
  lrDecayedTooSoon,
  stillImprovingAtEnd,
  evalSetTooSmall,
  bestOfManyOptimism,
  wrongSelectionMetric,
  accuracyHidesMinority,
  classLowPrecision,
  classLowRecall,
  confusedPair,
  labelMappingWrong,
  noBetterThanTrivial,
  priorShiftedPredictions,
  supportTooSmall,
  wastedAfterBest,
];
