import type { RunFacts } from '../../facts/define.ts';
import { type OpenQuestion, openQuestions } from '../../facts/open-questions.ts';
import type { Advice } from '../../model/outcome.ts';
import { formatCount } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import { defineAudit, notApplicable, pass } from '../define.ts';
import { enoughToCompare } from '../exclusion-words.ts';
import { evaluateOftener } from '../oftener.ts';
import { measure } from '../wording.ts';

/** From so many evaluations on a slope and a smoothed minimum can be tested (`end-state.ts`, `loss-rise.ts`). */
const ENOUGH = 6;

const asked: Readonly<Record<OpenQuestion['question'], string>> = {
  learned: 'whether anything was learned',
  'over-trained': 'whether it went on too long',
  end: 'whether more training would have helped',
};

/** The cheapest missing piece first: a number typed on the command line, a metric, then what takes another run. */
const cost: readonly OpenQuestion['missing'][] = [
  'evaluations',
  'metric',
  'evaluation-size',
  'training-loss',
  'evaluation-examples',
];

const list = (parts: readonly string[]): string =>
  parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;

/** One change that answers all that is open; evaluations come first because without them nothing else helps. */
function smallestChange(facts: RunFacts, open: readonly OpenQuestion[]): Advice {
  const first = cost.find((missing) => open.some((question) => question.missing === missing));
  switch (first) {
    case 'evaluation-size':
      return {
        text: 'State the size of the evaluation set (`--eval-size`); nothing has to be trained again',
      };
    case 'evaluation-examples':
      return { text: enoughToCompare(facts) };
    case 'training-loss':
      return {
        text: 'Log the training loss more often: `logging_steps=10`',
        settings: facts.run.framework === 'keras' ? {} : { logging_steps: '10' },
      };
    case 'metric':
      return { text: 'Log macro-F1 or MCC at each evaluation: a constant answer cannot reach them' };
    default: {
      const { text, settings } = evaluateOftener(facts);
      return { text: `${text}${facts.run.framework === 'keras' ? '' : ', next time'}`, settings };
    }
  }
}

/** What there is to judge by, in numbers. */
function recordText(facts: RunFacts, evaluations: number): string {
  const size = facts.validationSize()?.value ?? null;
  const steps = facts.updates()?.value ?? null;
  const rows = facts.trainLoss()?.n ?? 0;
  const on =
    evaluations === 0 ? '' : size === null ? ' on a set of unknown size' : ` on ${many(size, 'example')}`;
  const over = steps === null ? '' : ` in ${many(steps, 'step')}`;
  return `The log holds ${evaluations === 0 ? 'no evaluation' : many(evaluations, 'evaluation')}${on} and ${rows === 0 ? 'no row' : many(rows, 'row')} of training loss${over}; a slope takes ${formatCount(ENOUGH)} evaluations`;
}

/**
 * A52 of the catalogue: the questions that no diagnosis could answer, with the one change that would. What each audit lacks is
 * said by the audit; which snippet supplies it by `engine/enable.ts`; this one says how much is open, and what to do first.
 */
export const cannotTell = defineAudit({
  id: 'cannot-tell',
  family: 'record',
  title: 'The log answers whether it learned, over-trained and ended in time',
  failureTitle: 'The log leaves a question about the training open',
  why: 'A guess in the place of missing evidence would make every other verdict worthless.',
  requires: [],
  references: [
    'Dodge et al. 2019, Show Your Work: Improved Reporting of Experimental Results',
    'https://aclanthology.org/2020.emnlp-main.745/',
  ],
  judge({ run, facts }) {
    if (run.framework === 'none') return notApplicable('there is no training log');
    const open = openQuestions(facts);
    const evaluations = (facts.targetCurve() ?? facts.validationLoss())?.n ?? 0;
    const record = recordText(facts, evaluations);
    if (open.length === 0) return pass(record);
    return {
      kind: 'finding',
      findings: [
        {
          claim: 'fact',
          severity: 'note',
          title: `The log leaves open ${list(open.map(({ question }) => asked[question]))}`,
          measured: record,
          mattersWhen: 'you plan the next run',
          advice: smallestChange(facts, open),
          refutedBy: null,
          evidence: [
            measure('evaluations', evaluations, { method: `${ENOUGH} show a slope, 5 a smoothed minimum` }),
            measure('evaluation examples', facts.validationSize()?.value ?? null, {
              ...(facts.validationSize() === null ? { reason: 'not recorded' } : {}),
            }),
            measure('rows of training loss', facts.trainLoss()?.n ?? 0),
            measure('steps', facts.updates()?.value ?? null, {
              ...(facts.updates() === null ? { reason: 'not recorded' } : {}),
            }),
          ],
          weight: 0,
        },
      ],
    };
  },
});
