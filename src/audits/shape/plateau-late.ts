import { valueAt } from '../../facts/curves.ts';
import type { RunFacts } from '../../facts/define.ts';
import { type LatePlateau, latePlateau } from '../../facts/late-plateau.ts';
import { formatPercent } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import { defineAudit, notApplicable, pass } from '../define.ts';
import { lossText, measure, place } from '../wording.ts';

const LEAST_ROWS = 30;
/** Validation loss moved over the second fall by more than this share. */
const MOVED = 0.05;

const explained: Readonly<Record<NonNullable<LatePlateau['beside']>, string>> = {
  restart: 'the learning rate was raised again there',
  'rate-cut': 'the learning rate was cut there',
  annealing: 'the learning rate began to fall there after it had been constant',
  resume: 'the run was resumed there',
  epoch: 'a new epoch begins there',
};

/** What validation loss did from the end of the plateau on: it tells a late discovery from memorising. */
function validationOver(facts: RunFacts, from: number): 'better' | 'worse' | 'unclear' {
  const curve = facts.validationLoss();
  if (curve === null) return 'unclear';
  const then = valueAt(curve, from);
  if (then === null || !(then > 0)) return 'unclear';
  const now = curve.value[curve.n - 1]!;
  return now < (1 - MOVED) * then ? 'better' : now > (1 + MOVED) * then ? 'worse' : 'unclear';
}

/** A5 of the catalogue. A plateau to the end is not told here: that is a level, and the end state's business. */
export const plateauLate = defineAudit({
  id: 'plateau-late',
  family: 'end-state',
  title: 'Training loss did not stand still and then fall again',
  failureTitle: 'Progress stopped half-way and then resumed',
  why: 'Early stopping with little patience would have ended such a run before its second half.',
  requires: ['train-loss'],
  references: [
    'Tänzer, Ruder and Rei 2022, arXiv 2105.00828 (phases of fine-tuning)',
    'docs/thresholds/curve-shapes.md',
  ],
  judge({ run, facts }) {
    const rows = facts.trainLoss()?.n ?? 0;
    if (rows < LEAST_ROWS)
      return notApplicable(
        `${many(rows, 'finite row')} of training loss, and it takes ${LEAST_ROWS} to see a plateau`,
        'log-training-loss',
      );
    const found = latePlateau(facts);
    if (found === null)
      return pass(`No level in the middle of ${many(rows, 'row')} of training loss with a fall after it`);
    if (found.beside !== null)
      return pass(
        `Training loss stood still until ${place(run, Math.round(found.to))} and then fell; ${explained[found.beside]}, which explains it`,
      );
    const share = (found.to - found.from) / (run.lastStep ?? found.to);
    const validation = validationOver(facts, found.to);
    return {
      kind: 'finding',
      findings: [
        {
          claim: 'likely',
          severity: 'note',
          subject: { split: 'train' },
          title: `Training loss likely stood still from ${place(run, Math.round(found.from))} to ${place(run, Math.round(found.to))} and then fell again`,
          measured: `It came from ${lossText(found.start)}, stayed at ${lossText(found.level)} for ${formatPercent(share, 0)} of the run, and ended at ${lossText(found.end)}`,
          cause:
            validation === 'worse'
              ? {
                  text: 'memorising after a rest: validation loss rose over the second fall',
                  claim: 'hint',
                }
              : validation === 'better'
                ? {
                    text: 'a part of the task that was found late: validation loss fell with it',
                    claim: 'hint',
                  }
                : { text: 'a part of the task that was found late, or memorising', claim: 'hint' },
          mattersWhen: 'the next run stops early',
          advice:
            validation === 'worse'
              ? null
              : {
                  text: `Give early stopping a patience of more than ${formatPercent(share, 0)} of the run, or leave it out`,
                },
          refutedBy:
            'A second seed of the same settings, one run: no plateau at the same place would make it an accident',
          evidence: [
            measure('level of the plateau', found.level, { step: Math.round(found.from), n: found.rows }),
            measure('last step of the plateau', Math.round(found.to)),
            measure('share of the run', share),
            measure('loss at the start', found.start),
            measure('loss at the end', found.end),
            measure('the fall after it was steeper by', found.z, {
              unit: 'standard errors',
              method: 'lines over 60 means of the curve, autocorrelation counted',
            }),
            measure('gain of a broken line over a smooth curve', found.bicGain, { unit: 'BIC' }),
          ],
          weight: 0.2,
        },
      ],
    };
  },
});
