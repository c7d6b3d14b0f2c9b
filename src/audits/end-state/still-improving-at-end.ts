import type { RunFacts } from '../../facts/define.ts';
import { type EndState, endState } from '../../facts/end-state.ts';
import { exclusions } from '../../facts/exclusions.ts';
import type { Outcome } from '../../model/outcome.ts';
import { metricTitle } from '../../text/metric-names.ts';
import { many, upperFirst } from '../../text/words.ts';
import { defineAudit, notApplicable } from '../define.ts';
import { endEvidence, gainText, judgedName, rateText, tailText } from '../end-words.ts';
import { exclusionEvidence, nextEpochText, SHORT } from '../exclusion-words.ts';
import { longerRunSettings } from '../length-advice.ts';
import { evaluateOftener } from '../oftener.ts';

/** Gains below this share of the present loss are not worth a rerun. */
const WORTH_A_RERUN = 0.02;

/** Half as long again, with the schedule stretched: going on from the last checkpoint would meet a rate of zero. */
function longer(facts: RunFacts): {
  readonly text: string;
  readonly settings: Readonly<Record<string, string>>;
} {
  const next = facts.recommended().longer?.value ?? null;
  if (facts.run.framework === 'keras')
    return {
      text: `Train ${next === null ? 'half as long again' : `for ${next} epochs`} from the start, with \`EarlyStopping(patience=3, restore_best_weights=True)\``,
      settings: next === null ? {} : { epochs: String(next) },
    };
  const settings = longerRunSettings(facts);
  return {
    text: `Rerun from the start with ${next === null ? 'half as many epochs again' : `\`${Object.entries(settings)[0]!.join('=')}\``}, so that the schedule is stretched, and keep the best checkpoint`,
    settings: {
      ...settings,
      load_best_model_at_end: 'True',
    },
  };
}

function found(facts: RunFacts, state: EndState): Outcome {
  const name = judgedName(state);
  const word = state.judged?.what === 'metric' ? 'improving' : 'falling';
  const gain = gainText(facts, state);
  const annealing = state.rate !== null && state.rate.end < 0.5 * state.rate.start;
  const present = facts.validationLoss()?.value.at(-1) ?? null;
  const worth =
    state.gain !== null &&
    (state.judged?.what === 'metric'
      ? state.gain.low > 0.005
      : present !== null && state.gain.low > WORTH_A_RERUN * present);
  const likely = state.claim === 'strong' ? '' : state.claim === 'likely' ? 'likely ' : 'possibly ';
  return {
    kind: 'finding',
    findings: [
      {
        claim: state.claim ?? 'hint',
        severity: worth && state.claim !== 'hint' ? 'risk' : 'note',
        subject: { split: state.judged?.what === 'train-loss' ? 'train' : 'validation' },
        title: `${upperFirst(name)} was ${likely}still ${word} when training ended`,
        measured:
          `It ${state.judged?.what === 'metric' ? 'improved' : 'fell'} ${tailText(facts, state)}, p ${(state.tail?.pDecreasing ?? 1) < 0.001 ? '< 0.001' : `= ${state.tail?.pDecreasing.toFixed(3)}`}. ${rateText(state)}${annealing ? ', so a part of it is the schedule’s own end' : ''}.${gain === null ? '' : ` Half as many steps again would gain ${gain}, if the schedule is stretched`}`.replace(
            /\.$/,
            '',
          ),
        cause: {
          text: 'Training ended before the model was done',
          claim: annealing || state.claim !== 'strong' ? 'hint' : 'likely',
        },
        mattersWhen: 'the last bit of quality is worth another run',
        advice: longer(facts),
        refutedBy:
          'One run half as long again with the same seed: if its best evaluation is no better, this was the end',
        evidence: endEvidence(facts, state),
        weight: 0.4,
      },
    ],
  };
}

function cannotTell(facts: RunFacts, state: EndState): Outcome {
  const curve = facts.validationLoss();
  const target = facts.targetMetric();
  const name =
    curve !== null ? 'Validation loss' : target !== null ? metricTitle(target.quantity) : 'The curve';
  const { enough } = evaluateOftener(facts);
  const found = exclusions(facts);
  const pace = state.evaluations <= SHORT ? nextEpochText(facts, found) : null;
  const limit = pace === null ? '' : `; ${pace}`;
  const evidence = exclusionEvidence(facts, found.metric ?? found.loss);
  if (state.monotone)
    return {
      kind: 'inconclusive',
      reason: `${name} was still ${curve !== null ? 'falling' : 'improving'} at the last of ${many(state.evaluations, 'evaluation')}; whether more epochs help cannot be told${limit}`,
      enough,
      evidence,
    };
  return {
    kind: 'inconclusive',
    reason: `Whether more training would help cannot be told: ${state.why ?? 'too few evaluations'}${limit}`,
    enough,
    evidence,
  };
}

/** A2 of the catalogue. */
export const stillImprovingAtEnd = defineAudit({
  id: 'still-improving-at-end',
  family: 'end-state',
  title: 'Training did not end in the middle of progress',
  failureTitle: 'It was still improving when training ended',
  why: 'Quality may have been left behind; usually little after the third epoch.',
  requires: [],
  requiresOneOf: ['validation-loss', 'validation-metric'],
  references: [
    'https://arxiv.org/abs/2408.11029',
    'https://arxiv.org/abs/2006.04884',
    'https://arxiv.org/abs/2103.10948',
  ],
  judge({ facts }) {
    const state = endState(facts);
    switch (state.kind) {
      case 'still-improving':
        return found(facts, state);
      case 'cannot-tell':
        return cannotTell(facts, state);
      case 'lr-decayed-too-soon':
        return notApplicable('the learning rate ended the progress (`lr-decayed-too-soon`)');
      case 'rising':
        return {
          kind: 'pass',
          measured: 'Validation loss was rising at the end, not falling',
          evidence: endEvidence(facts, state),
        };
      case 'converged':
      case 'neither': {
        const gain = gainText(facts, state);
        return {
          kind: 'pass',
          measured: `No further ${state.judged?.what === 'metric' ? 'rise' : 'fall'} of ${judgedName(state)} is shown ${tailText(facts, state)}${gain === null ? '' : `; half as many steps again would gain ${gain}`}`,
          evidence: endEvidence(facts, state),
        };
      }
    }
  },
});
