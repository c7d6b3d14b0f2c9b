import { endState } from '../../facts/end-state.ts';
import { upperFirst } from '../../text/words.ts';
import { defineAudit, notApplicable } from '../define.ts';
import { endEvidence, gainText, judgedName, rateText, tailText } from '../end-words.ts';

/** A1 of the catalogue: a note, and never more than "flat under this schedule". */
export const converged = defineAudit({
  id: 'converged',
  family: 'end-state',
  title: 'Training was not flat at its end',
  failureTitle: 'Flat under this schedule',
  why: 'More of the same would not have helped; effort belongs to data, model or metric.',
  requires: [],
  requiresOneOf: ['validation-loss', 'validation-metric'],
  references: ['https://arxiv.org/abs/2408.11029'],
  judge({ facts }) {
    const state = endState(facts);
    switch (state.kind) {
      case 'cannot-tell':
        return notApplicable('too few evaluations to see a level', 'evaluate-more-often');
      case 'still-improving':
        return notApplicable('it was still improving (`still-improving-at-end`)');
      case 'lr-decayed-too-soon':
        return notApplicable('the learning rate ran out (`lr-decayed-too-soon`)');
      case 'rising':
        return notApplicable('validation loss rose towards the end');
      case 'neither':
        return {
          kind: 'pass',
          measured: `Neither a level nor a clear fall of ${judgedName(state)} is shown ${tailText(facts, state)}`,
          evidence: endEvidence(facts, state),
        };
      case 'converged': {
        const gain = gainText(facts, state);
        const imposed = state.rate === null || state.rate.live < 0.5;
        return {
          kind: 'finding',
          findings: [
            {
              claim: state.claim === 'likely' ? 'likely' : 'hint',
              severity: 'note',
              subject: { split: 'validation' },
              title: `${upperFirst(judgedName(state))} was flat under this schedule at the end`,
              measured: `No fall is shown ${tailText(facts, state)}${gain === null ? '' : `; half as many steps again would gain ${gain}, if the schedule is stretched`}. ${rateText(state)}${imposed ? ', so the level may be the schedule’s own' : ''}`,
              mattersWhen: 'you think of training longer',
              advice: null,
              refutedBy: 'One run half as long again with a stretched schedule',
              evidence: endEvidence(facts, state),
              weight: 0.2,
            },
          ],
        };
      }
    }
  },
});
