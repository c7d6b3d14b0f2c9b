import { gradientCourse, LEAST_NORMS } from '../../facts/gradients.ts';
import { formatLoss } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import { defineAudit, inconclusive, pass } from '../define.ts';
import { lossText } from '../wording.ts';

/**
 * A33 of the catalogue: a small norm means something only while the loss is at guess level; otherwise it is what
 * convergence looks like. `plateau-at-chance` names the reason and the remedy (causeOfFailure), so that they are said once.
 */
export const gradVanishing = defineAudit({
  id: 'grad-vanishing',
  family: 'chance',
  title: 'Gradients reached the network as long as there was something to learn',
  failureTitle: 'Hardly any gradient reached the network while the loss was at guess level',
  why: 'Weights without a gradient do not move: such a run does not recover however long it goes on.',
  requires: ['gradient-norm'],
  references: ['Mosbach et al. 2021, On the Stability of Fine-tuning BERT, section 5.1 and figure 4'],
  judge({ facts }) {
    const { train, validation } = facts.guessLevel();
    const level = train ?? validation;
    const learned = facts.learned().verdict;
    if (level === null || learned === 'above' || learned === 'far-above')
      return pass('The loss was not at guess level: small norms would be those of a model that settled');
    const course = gradientCourse(facts);
    if (course === null)
      return inconclusive(
        `${many(facts.gradientNorm()?.n ?? 0, 'gradient norm')} of single steps cannot show a level`,
        `${LEAST_NORMS} logged norms`,
      );
    const text = `Median norm ${formatLoss(course.first)} in the first third of the log and ${formatLoss(course.last)} in the last`;
    if (!course.vanished) return pass(text);
    return {
      kind: 'finding',
      findings: [
        {
          claim: 'likely',
          // The run's failure is the finding of plateau-at-chance; this says what the gradients looked like.
          severity: 'note',
          subject: { split: 'train' },
          title: 'Hardly any gradient reached the network while the loss was at guess level',
          measured: `${text} (${many(course.n, 'logged step')}); ${level.source === 'train' ? 'training' : 'validation'} loss was ${lossText(level.level)}, ${level.referenceName} is ${lossText(level.reference)}`,
          mattersWhen: 'you think of training longer: such a run does not recover',
          advice: null,
          refutedBy:
            'Log the norm of each layer for 20 steps: norms of one size in all layers would refute it',
          evidence: [
            { name: 'median of the first third', value: course.first, n: Math.floor(course.n / 3) },
            { name: 'median of the last third', value: course.last, n: Math.floor(course.n / 3) },
            { name: 'loss at the end', value: level.level, unit: 'nats', n: level.n },
            { name: 'guess level', value: level.reference, unit: 'nats', method: level.referenceName },
          ],
          weight: 0.4,
        },
      ],
    };
  },
});
