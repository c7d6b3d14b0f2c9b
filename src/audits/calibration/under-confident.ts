import type { RunFacts } from '../../facts/define.ts';
import type { FindingDraft, Outcome } from '../../model/outcome.ts';
import type { Run } from '../../model/run.ts';
import {
  apartTitle,
  divideText,
  isMiscalibrated,
  judgeCalibration,
  type Miscalibrated,
  sharedFields,
} from '../calibration-words.ts';
import { defineAudit } from '../define.ts';
import { measure } from '../wording.ts';

function causeOf(run: Run, facts: RunFacts): NonNullable<FindingDraft['cause']> {
  const smoothing = run.hyperparameters.labelSmoothing;
  if (smoothing !== null && smoothing.value > 0)
    return {
      text: `labels were smoothed by ${smoothing.value}, which keeps probabilities below 1; it is expected`,
      claim: 'likely',
    };
  return facts.lossKind().weighted
    ? { text: 'weighted classes shift the probabilities', claim: 'hint' }
    : {
        text: 'the model was trained little, or with weighted classes or label smoothing that are not recorded',
        claim: 'hint',
      };
}

function finding(run: Run, facts: RunFacts, found: Miscalibrated): FindingDraft {
  const smoothing = run.hyperparameters.labelSmoothing;
  const shared = sharedFields(facts, found);
  return {
    ...shared,
    // Caution costs reviews and wrong thresholds, not mistakes that nobody sees.
    severity: 'note',
    title: apartTitle(found, 'under'),
    cause: causeOf(run, facts),
    mattersWhen:
      'a probability decides something: too many examples stay below a threshold and are left to people',
    advice: { text: `${divideText(found)}; no label changes by it`, effort: 'evaluate' },
    evidence:
      smoothing !== null && smoothing.value > 0
        ? [...shared.evidence, measure('label smoothing', smoothing.value, { method: smoothing.from })]
        : shared.evidence,
  };
}

/** C12 of the catalogue. */
export const underConfident = defineAudit({
  id: 'under-confident',
  family: 'calibration',
  title: 'Confidence was no lower than accuracy',
  failureTitle: 'Confidence was lower than accuracy',
  why: 'A model that is surer than it says leaves too much to people, and thresholds set by its probabilities are too high.',
  requires: ['examples', 'scores'],
  references: [
    'https://arxiv.org/abs/1706.04599',
    'https://arxiv.org/abs/2003.07892',
    'https://doi.org/10.1002/sim.4780050506',
    'docs/thresholds/calibration.md',
  ],
  judge({ run, facts }): Outcome {
    const found = judgeCalibration(facts, 'under');
    return isMiscalibrated(found) ? { kind: 'finding', findings: [finding(run, facts, found)] } : found;
  },
});
