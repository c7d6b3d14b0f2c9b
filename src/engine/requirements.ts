import type { Audit, Requirement } from '../audits/define.ts';
import type { RunFacts } from '../facts/define.ts';
import type { EnableId } from '../model/outcome.ts';

interface Missing {
  readonly reason: string;
  /** null when no change of the logging would supply it. */
  readonly enable: EnableId | null;
}

/** Where rows can have several labels, nothing could be saved that this check would be for. */
const withoutPredictions = (facts: RunFacts): Missing =>
  facts.multiLabel() === null
    ? { reason: 'no predictions with references were found', enable: 'save-predictions' }
    : { reason: 'a row can have several labels, and the check is for one label a row', enable: null };

/** What is missing for one requirement, or null when it is there. */
const missing: Record<Requirement, (facts: RunFacts) => Missing | null> = {
  'train-loss': (facts) =>
    facts.run.series.some((s) => s.split === 'train' && s.quantity === 'loss')
      ? null
      : { reason: 'no training loss was logged', enable: 'log-training-loss' },
  'validation-loss': (facts) =>
    facts.run.series.some((s) => s.split === 'validation' && s.quantity === 'loss')
      ? null
      : { reason: 'no validation loss was logged', enable: 'evaluate-during-training' },
  'validation-metric': (facts) => {
    if (facts.targetMetric() !== null) return null;
    return facts.run.series.some((s) => s.split === 'validation')
      ? { reason: 'the evaluations logged a loss but no metric', enable: 'log-metric' }
      : { reason: 'no evaluation during training was logged', enable: 'evaluate-during-training' };
  },
  'learning-rate': (facts) =>
    facts.peakLearningRate() === null
      ? { reason: 'the learning rate is not recorded', enable: 'log-learning-rate' }
      : null,
  'gradient-norm': (facts) =>
    facts.run.series.some((s) => s.quantity === 'grad_norm')
      ? null
      : { reason: 'no gradient norm was logged', enable: 'log-gradient-norm' },
  steps: (facts) => {
    if (facts.updates() !== null) return null;
    // Trainer counts steps with every row it logs; a log in epochs needs the two sizes, which no logging setting adds.
    if (facts.run.axis === 'epoch')
      return {
        reason:
          'the log counts epochs, and it takes the training size and the batch size to tell the updates',
        enable: null,
      };
    if (facts.run.framework === 'keras' || facts.run.framework === 'tensorboard')
      return { reason: 'the log does not say how many updates were made', enable: null };
    return { reason: 'the number of updates is not recorded', enable: 'log-training-loss' };
  },
  'validation-size': (facts) =>
    facts.validationSize() === null
      ? { reason: 'the size of the evaluation set is not recorded', enable: 'state-evaluation-size' }
      : null,
  predictions: (facts) => (facts.measures() === null ? withoutPredictions(facts) : null),
  'multi-label': (facts) =>
    facts.multiLabel() === null
      ? { reason: 'no predictions with several labels a row were found', enable: null }
      : null,
  entities: (facts) =>
    facts.entities() === null
      ? { reason: 'no mentions of entities with references were found', enable: null }
      : null,
  scores: (facts) => {
    const set = facts.predictions();
    if (set === null) return withoutPredictions(facts);
    return set.hasScores ? null : { reason: 'the predictions carry no probabilities', enable: 'save-scores' };
  },
  examples: (facts) => (facts.examination() === null ? withoutPredictions(facts) : null),
  texts: (facts) => {
    const examination = facts.examination();
    if (examination === null) return withoutPredictions(facts);
    return examination.examined.texts === null
      ? { reason: 'the predictions were saved without their texts', enable: 'save-texts' }
      : null;
  },
};

/** The first piece of evidence that an audit cannot do without and that is not there, or null. */
export function firstMissing(audit: Audit, facts: RunFacts): Missing | null {
  for (const requirement of audit.requires) {
    const lack = missing[requirement](facts);
    if (lack !== null) return lack;
  }
  const alternatives = audit.requiresOneOf ?? [];
  if (alternatives.length === 0) return null;
  const lacks = alternatives.map((requirement) => missing[requirement](facts));
  return lacks.some((lack) => lack === null) ? null : (lacks[0] ?? null);
}
