import type { RunFacts } from '../../facts/define.ts';
import { type EndState, endState } from '../../facts/end-state.ts';
import type { FindingDraft } from '../../model/outcome.ts';
import { formatPercent } from '../../text/numbers.ts';
import { defineAudit, notApplicable } from '../define.ts';
import { endEvidence } from '../end-words.ts';
import { measure, place } from '../wording.ts';

function arithmetic(facts: RunFacts, from: number, share: number): FindingDraft {
  return {
    claim: 'fact',
    severity: 'risk',
    title: `The learning rate was 0 from ${place(facts.run, from)} on`,
    measured: `${formatPercent(share, 0)} of the steps were made at less than 0.1 % of the peak rate and changed nothing`,
    cause: { text: 'The scheduler was given fewer steps than the run made', claim: 'likely' },
    mattersWhen: 'the run was meant to be this long',
    advice: {
      text: 'Give the scheduler the steps of the whole run: check `max_steps`, `num_train_epochs` and `gradient_accumulation_steps`',
    },
    refutedBy: 'A schedule that was cut to zero on purpose',
    evidence: [
      measure('learning rate zero from', from, { unit: facts.run.axis, step: from }),
      measure('share of steps', share),
    ],
    weight: share,
  };
}

function inProportion(facts: RunFacts, state: EndState, from: number, share: number): FindingDraft {
  return {
    claim: 'likely',
    severity: 'risk',
    subject: { split: 'train' },
    title: `The learning rate likely ran out before the model was done, around ${place(facts.run, from)}`,
    measured: `Training loss fell in proportion to the learning rate and stood still below a tenth of its peak, for the last ${formatPercent(share, 0)} of the steps, still above half of guess level`,
    cause: { text: 'The schedule was too short for these data', claim: 'hint' },
    mattersWhen: 'quality counts more than time',
    advice: {
      text: 'Rerun with more epochs at the same peak rate, or let the rate end at a tenth of its peak (`lr_scheduler_type="polynomial"`)',
      settings: facts.run.framework === 'keras' ? {} : { lr_scheduler_type: '"polynomial"' },
    },
    refutedBy:
      'One run twice as long with the same peak: if its training loss ends no lower, the model was done',
    evidence: [
      measure('learning rate below a tenth from', from, { unit: facts.run.axis, step: from }),
      measure('share of steps', share),
      ...endEvidence(facts, state),
    ],
    weight: 0.5,
  };
}

/** A3 of the catalogue. */
export const lrDecayedTooSoon = defineAudit({
  id: 'lr-decayed-too-soon',
  family: 'end-state',
  title: 'The learning rate did not run out early',
  failureTitle: 'The learning rate ran out before the model was done',
  why: 'A run whose rate has gone looks converged, but is only standing still.',
  requires: ['learning-rate'],
  references: [
    'https://arxiv.org/abs/2408.11029',
    'https://huggingface.co/docs/transformers/main_classes/optimizer_schedules',
  ],
  judge({ facts }) {
    const curve = facts.learningRate();
    const last = facts.run.lastStep ?? 0;
    if (curve === null || curve.n < 4)
      return notApplicable('the learning rate was logged fewer than four times', 'log-learning-rate');
    const state = endState(facts);
    if (state.kind === 'lr-decayed-too-soon' && state.idleFrom !== null) {
      const share = last > 0 ? (last - state.idleFrom) / last : 0;
      return {
        kind: 'finding',
        findings: [
          state.claim === 'fact'
            ? arithmetic(facts, state.idleFrom, share)
            : inProportion(facts, state, state.idleFrom, share),
        ],
      };
    }
    return {
      kind: 'pass',
      measured:
        'The learning rate was above 0.1 % of its peak for at least nine tenths of the run; progress in proportion to it is not shown',
      evidence: endEvidence(facts, state),
    };
  },
});
