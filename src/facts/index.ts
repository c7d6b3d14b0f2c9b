import type { Examination } from '../metrics/examination/index.ts';
import type { ClassificationMeasures } from '../metrics/text-classification/measures.ts';
import type { PredictionSet } from '../model/predictions.ts';
import type { Run } from '../model/run.ts';
import { bestCheckpoint } from './best-checkpoint.ts';
import { effectiveBatchSize, epochs, updates } from './budget.ts';
import { chanceLevel } from './chance-level.ts';
import { constantAnswer } from './constant-answer.ts';
import {
  curveOf,
  gradientNormCurve,
  learningRateCurve,
  trainLossCurve,
  validationLossCurve,
} from './curves.ts';
import type { RunFacts } from './define.ts';
import { divergence } from './divergence.ts';
import { entities } from './entities.ts';
import { guessLevel } from './guess-level.ts';
import { keptCheckpoint } from './kept-checkpoint.ts';
import { labelShares } from './label-shares.ts';
import { learned } from './learned.ts';
import { headRange, learningRateRange, peakLearningRate } from './learning-rates.ts';
import { lossError } from './loss-error.ts';
import { lossKind } from './loss-kind.ts';
import { metricError, scoreOfLogged } from './metric-error.ts';
import { multiLabel } from './multi-label.ts';
import { firstNonFinite } from './non-finite.ts';
import { once } from './once.ts';
import { recommendedSettings } from './recommended-settings.ts';
import { spikes } from './spikes.ts';
import { targetMetric } from './target-metric.ts';
import { trainedParameters } from './trained-parameters.ts';
import { warmUp } from './warm-up.ts';

/**
 * All questions about one run, each answered when first asked and then kept. `measured` is the prediction set that quality is
 * judged on with what was counted from it; facts never wait, so counting has to be done before.
 */
export function createFacts(
  run: Run,
  measured: {
    readonly set: PredictionSet;
    readonly measures: ClassificationMeasures;
    readonly examination?: Examination | null;
  } | null = null,
): RunFacts {
  const set = measured?.set ?? null;
  const measures = measured?.measures ?? null;
  const facts: RunFacts = {
    run,
    trainLoss: once(() => trainLossCurve(run)),
    validationLoss: once(() => validationLossCurve(run)),
    learningRate: once(() => learningRateCurve(run)),
    gradientNorm: once(() => gradientNormCurve(run)),
    targetMetric: once(() => targetMetric(run)),
    targetCurve: once(() => {
      const target = facts.targetMetric();
      return target === null ? null : curveOf(target.series);
    }),
    lossKind: once(() => {
      const target = facts.targetMetric();
      const curve = facts.targetCurve();
      const logged =
        target !== null &&
        curve !== null &&
        scoreOfLogged(target, curve, run.validationSize?.value ?? null, set, measures) !== null;
      return lossKind(run, logged ? (measures?.negativeLogLikelihood?.mean ?? null) : null);
    }),
    chanceLevel: once(() => chanceLevel(run, facts.labelShares())),
    validationSize: () => run.validationSize,
    trainSize: () => run.trainSize,
    metricError: once(() =>
      metricError(run, facts.targetMetric(), run.validationSize?.value ?? null, set, measures),
    ),
    lossError: once(() =>
      lossError(run, facts.validationLoss(), facts.lossKind(), run.validationSize?.value ?? null, measures),
    ),
    best: once(() =>
      bestCheckpoint(
        run,
        facts.targetMetric(),
        facts.targetCurve(),
        facts.metricError(),
        facts.validationLoss(),
        facts.lossError(),
      ),
    ),
    kept: once(() => keptCheckpoint(run)),
    recommended: once(() => recommendedSettings(facts)),
    warmUp: once(() => warmUp(run, facts.learningRate())),
    peakLearningRate: once(() => peakLearningRate(run, facts.learningRate())),
    learningRateRange: once(() => {
      const range = learningRateRange(run);
      return range !== null && facts.trainedParameters()?.kind === 'head' ? headRange : range;
    }),
    trainedParameters: once(() => trainedParameters(run)),
    updates: once(() => updates(run)),
    effectiveBatchSize: once(() => effectiveBatchSize(run)),
    epochs: once(() => epochs(run)),
    firstNonFinite: once(() => firstNonFinite(run)),
    divergence: once(() => divergence(run, facts.trainLoss(), facts.validationLoss())),
    guessLevel: once(() => guessLevel(facts)),
    constantAnswer: once(() => constantAnswer(facts)),
    learned: once(() => learned(facts)),
    spikes: once(() => spikes(facts.trainLoss(), facts.chanceLevel())),
    labelShares: once(() => labelShares(run, set, measures)),
    predictions: () => set,
    measures: () => measures,
    examination: () => measured?.examination ?? null,
    multiLabel: once(() => multiLabel(run)),
    entities: once(() => entities(run)),
  };
  return facts;
}
