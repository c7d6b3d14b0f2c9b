import { median } from '../stats/index.ts';
import type { RunFacts } from './define.ts';
import { trainValueAt } from './gap.ts';
import { trainedTask } from './task.ts';

/** The training loss stands in a whole ratio to the validation loss, as when it was summed over accumulation steps. */
export interface LossScale {
  readonly factor: number;
  /** Training ÷ validation loss of the same weights, median over the evaluations; null without evaluations. */
  readonly ratio: number | null;
  readonly evaluations: number;
  /** Share of those evaluations whose ratio lies within 20 % of the factor. */
  readonly near: number;
  /** First logged training loss ÷ guess level, and the first validation loss ÷ guess level; null when not known. */
  readonly first: number | null;
  readonly firstValidation: number | null;
  /** The first row lies in the first 5 % of the run, so that it shows an untrained head. */
  readonly early: boolean;
  /** Both the level of the first row and the ratio agree with the factor. */
  readonly level: boolean;
  readonly persists: boolean;
}

/** Catalogue A44. An untrained head costs about guess level; in a window of training somewhat less. */
const FIRST = [0.8, 1.3] as const;
const SAME = 0.2;
/** Losses below this share of guess level stand in any ratio to each other (dropout, memorised examples). */
const TELLING = 0.2;
const EARLY = 0.05;

/**
 * Compares the recorded accumulation steps (2 or more) with the training loss. The release is no evidence (which patch
 * releases of transformers 4.46 to 4.48 summed is not settled): the ratio decides. Null without accumulation or a training loss.
 */
export function lossScale(facts: RunFacts): LossScale | null {
  const factor = facts.run.hyperparameters.gradientAccumulationSteps?.value ?? 1;
  const train = facts.trainLoss();
  if (!(factor >= 2) || train === null) return null;
  const chance = facts.chanceLevel();
  const tokens = trainedTask(facts.run) === 'token-classification';
  // Where most tokens lie outside every entity ln C is far above what an untrained head soon costs.
  const guess = chance === null || tokens ? null : chance.uniform;
  const validation = facts.validationLoss();
  const ratios: number[] = [];
  for (let row = 0; row < (validation?.n ?? 0); row++) {
    const value = validation!.value[row]!;
    const at = trainValueAt(train, validation!.step[row]!);
    if (at === null || !(value > 0) || (guess !== null && value < TELLING * guess)) continue;
    ratios.push(at.value / value);
  }
  const near =
    ratios.filter((ratio) => Math.abs(ratio / factor - 1) <= SAME).length / Math.max(1, ratios.length);
  const first = guess === null ? null : train.value[0]! / guess;
  const firstValidation = guess === null || validation === null ? null : validation.value[0]! / guess;
  const last = facts.run.lastStep ?? train.step[train.n - 1]!;
  return {
    factor,
    ratio: ratios.length === 0 ? null : median(ratios),
    evaluations: ratios.length,
    near,
    first,
    firstValidation,
    early: train.step[0]! <= Math.max(10, EARLY * last),
    level: first !== null && first >= FIRST[0] * factor && first <= FIRST[1] * factor,
    persists: ratios.length > 0 && Math.abs(median(ratios) / factor - 1) <= SAME && near >= 0.5,
  };
}

/** The last window of an epoch holds fewer micro-batches than the others, and its loss is off by that share. */
export interface PartialWindow {
  readonly ratio: number;
  readonly epochs: number;
  readonly firstStep: number;
}

const EPOCH_ENDS = 3;
const AROUND = 5;

/**
 * Rows at the ends of epochs against the median of the five rows before, when every step is logged and accumulation is
 * on (transformers issue 38837). All ends must be off in the same direction by a fifth, and agree with each other within a quarter.
 */
export function partialWindow(facts: RunFacts): PartialWindow | null {
  const factor = facts.run.hyperparameters.gradientAccumulationSteps?.value ?? 1;
  const curve = facts.trainLoss();
  const epochs = facts.epochs();
  const last = facts.run.lastStep;
  if (!(factor >= 2) || curve === null || epochs === null || last === null || facts.run.axis !== 'step')
    return null;
  const each = Math.round(last / epochs);
  if (each <= 2 * AROUND || Math.abs(each * epochs - last) > 0.5 * epochs) return null;
  const ratios: number[] = [];
  let firstStep = 0;
  for (let row = AROUND; row < curve.n; row++) {
    const step = curve.step[row]!;
    if (step % each !== 0 || step - curve.step[row - 1]! !== 1) continue;
    const before = median(curve.value.subarray(row - AROUND, row));
    if (!(before > 0)) continue;
    if (ratios.length === 0) firstStep = step;
    ratios.push(curve.value[row]! / before);
  }
  if (ratios.length < EPOCH_ENDS) return null;
  const middle = median(ratios);
  const off = middle < 1 - SAME ? -1 : middle > 1 + SAME ? 1 : 0;
  const agree = ratios.every((r) => Math.abs(r / middle - 1) <= 0.25);
  return off !== 0 && agree ? { ratio: middle, epochs: ratios.length, firstStep } : null;
}
