import type { RunFacts } from '../../facts/define.ts';
import { overfitFamily } from '../../facts/overfit.ts';
import type { FindingDraft, Outcome } from '../../model/outcome.ts';
import {
  apartTitle,
  divideText,
  isMiscalibrated,
  judgeCalibration,
  type Miscalibrated,
  sharedFields,
} from '../calibration-words.ts';
import { defineAudit } from '../define.ts';

/** Fine-tuned models are commonly some points too sure; from here on it is more than they are on data like their own. */
const RISKY = 0.1;

/** Only what else the record shows; references that are wrong look the same. */
function causeOf(facts: RunFacts): NonNullable<FindingDraft['cause']> {
  const { rise, claim } = overfitFamily(facts);
  return rise?.kind === 'risen'
    ? {
        text: 'training went on after the validation loss had turned up',
        claim: claim === 'strong' ? 'likely' : 'hint',
      }
    : {
        text: 'training towards probabilities of 1; wrong references or data unlike the training data show the same gap',
        claim: 'hint',
      };
}

function finding(facts: RunFacts, found: Miscalibrated): FindingDraft {
  return {
    ...sharedFields(facts, found),
    severity: found.gap >= RISKY && found.claim === 'strong' ? 'risk' : 'note',
    title: apartTitle(found, 'over'),
    cause: causeOf(facts),
    mattersWhen: 'a probability decides something: accepting without review, abstaining, ranking by risk',
    advice: {
      text: `${divideText(found)}; no label changes by it`,
      effort: 'evaluate',
    },
  };
}

/** C11 of the catalogue. */
export const overConfident = defineAudit({
  id: 'over-confident',
  family: 'calibration',
  title: 'Confidence was no higher than accuracy',
  failureTitle: 'Confidence was higher than accuracy',
  why: 'Rules such as “accept above 90 %” let more mistakes through than they promise.',
  requires: ['examples', 'scores'],
  references: [
    'https://arxiv.org/abs/1706.04599',
    'https://arxiv.org/abs/2003.07892',
    'https://doi.org/10.1002/sim.4780050506',
    'docs/thresholds/calibration.md',
  ],
  judge({ facts }): Outcome {
    const found = judgeCalibration(facts, 'over');
    return isMiscalibrated(found) ? { kind: 'finding', findings: [finding(facts, found)] } : found;
  },
});
