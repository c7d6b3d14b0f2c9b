import { classCount } from '../../facts/chance-level.ts';
import { least } from '../../facts/curves.ts';
import { smoothingFloor } from '../../facts/loss-kind.ts';
import type { Evidence } from '../../model/outcome.ts';
import { formatPercent } from '../../text/numbers.ts';
import { defineAudit, notApplicable } from '../define.ts';
import { lossText, measure } from '../wording.ts';

/** A loss within a tenth above the floor is solved, not stuck (catalogue A51). */
const SOLVED = 0.1;

const where = (name: string, lowest: number, floor: number): string =>
  lowest < floor * (1 - 1e-3) - 1e-4
    ? `${name} came down to ${lossText(lowest)}, below it: that loss was computed without smoothing`
    : lowest <= floor * (1 + SOLVED)
      ? `${name} came down to ${lossText(lowest)}, as low as it can: this is not a plateau of a model that has not learned`
      : `${name} came down to ${lossText(lowest)}, ${lossText(lowest - floor)} above it`;

/** A51 of the catalogue: nothing is wrong, but the loss is not to be read as if it could reach 0. */
export const labelSmoothingFloor = defineAudit({
  id: 'label-smoothing-floor',
  family: 'record',
  title: 'The loss can reach 0',
  failureTitle: 'Label smoothing keeps the loss above a floor',
  why: 'A loss that stands at its floor looks stuck, and losses with and without smoothing cannot be compared.',
  requires: [],
  requiresOneOf: ['train-loss', 'validation-loss'],
  references: [
    'Szegedy et al. 2016, arXiv 1512.00567, section 7',
    'huggingface/transformers, src/transformers/trainer_pt_utils.py (`LabelSmoother`, used for training and evaluation)',
    'docs/audits/label-smoothing-floor.md (formula)',
  ],
  judge({ run, facts }) {
    const smoothing = run.hyperparameters.labelSmoothing;
    if (smoothing === null) return notApplicable('whether labels were smoothed is not recorded');
    if (!(smoothing.value > 0)) return notApplicable('labels were not smoothed');
    const classes = classCount(run);
    if (classes === null || smoothing.value >= 1)
      return notApplicable('labels were smoothed, but the number of labels is not known');
    const floor = facts.lossKind().floor ?? smoothingFloor(smoothing.value, classes);
    const curves = [
      { name: 'Validation loss', curve: facts.validationLoss() },
      { name: 'Training loss', curve: facts.trainLoss() },
    ].filter((c) => c.curve !== null);
    const lows = curves.map(({ name, curve }) => ({ name, lowest: least(curve!.value), n: curve!.n }));
    const evidence: Evidence[] = [
      measure('label smoothing', smoothing.value, { method: smoothing.from }),
      measure('lowest loss possible', floor, {
        unit: 'nats',
        method: 'entropy of the smoothed label: 1 − ε + ε/C on the right class, ε/C on each other',
      }),
      ...lows.map(({ name, lowest, n }) =>
        measure(`lowest ${name.toLowerCase()}`, lowest, { unit: 'nats', n }),
      ),
    ];
    return {
      kind: 'finding',
      findings: [
        {
          claim: 'fact',
          severity: 'note',
          title: `With label smoothing of ${smoothing.value} the loss cannot fall below ${lossText(floor)}`,
          measured: `${classes} labels; guessing costs ${lossText(Math.log(classes))} with smoothing too, so that the loss can fall by ${formatPercent(1 - floor / Math.log(classes), 0)} at most. ${lows.map((l) => where(l.name, l.lowest, floor)).join('. ')}`,
          mattersWhen: 'you read the loss as a level, or compare it with a run without smoothing',
          advice: null,
          refutedBy: null,
          evidence,
          weight: 0,
        },
      ],
    };
  },
});
