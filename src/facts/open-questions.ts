import { least } from './curves.ts';
import type { RunFacts } from './define.ts';
import { endState } from './end-state.ts';
import { metricRose } from './learned.ts';
import { movement } from './movement.ts';
import { overfitFamily } from './overfit.ts';
import { trainedTask } from './task.ts';

/** A question about the training that the record leaves open, and the piece of evidence that is missing first. */
export interface OpenQuestion {
  readonly question: 'learned' | 'over-trained' | 'end';
  readonly missing: 'evaluations' | 'evaluation-size' | 'evaluation-examples' | 'training-loss' | 'metric';
}

const overTrained = (facts: RunFacts): OpenQuestion['missing'] | null => {
  const { member, rise, drop } = overfitFamily(facts);
  if (rise === null && drop === null) return 'evaluations';
  if (member === 'cannot-tell') {
    switch (rise?.why) {
      case 'size-unknown':
        return 'evaluation-size';
      case 'train-did-not-fall':
        return 'training-loss';
      case 'few-evaluations':
        return 'evaluations';
      default:
        return 'evaluation-examples';
    }
  }
  if (member !== 'none' || drop?.kind !== 'cannot-tell') return null;
  if (drop.evaluations < 2) return 'evaluations';
  return facts.validationSize() === null ? 'evaluation-size' : 'evaluation-examples';
};

const ALPHA = 0.01;
/** A loss that fell by three tenths, beyond chance, is learning wherever it started. */
const CLEARLY = 0.7;

/** Neither a metric above a constant answer, nor one at it, nor a loss below guess level. */
const learnedUnknown = (facts: RunFacts): boolean => {
  const task = trainedTask(facts.run);
  // Guess level is known for classifiers only (`plateau-at-chance`).
  if (task !== null && task !== 'text-classification' && task !== 'token-classification') return false;
  const moved = movement(facts);
  if (moved?.pFalling != null && moved.pFalling < ALPHA && moved.end < CLEARLY * moved.start) return false;
  if (facts.learned().verdict !== 'unknown' || facts.constantAnswer() !== null) return false;
  if (metricRose(facts) !== null) return false;
  const { train, validation } = facts.guessLevel();
  if (train !== null || validation !== null) return false;
  const chance = facts.chanceLevel();
  if (chance === null) return true;
  const kinds = facts.lossKind();
  const below = (value: Float64Array | undefined, kind: string): boolean =>
    value !== undefined && kind === 'cross-entropy' && least(value) < chance.uniform;
  return (
    !below(facts.validationLoss()?.value, kinds.kind) && !below(facts.trainLoss()?.value, kinds.train.kind)
  );
};

/**
 * Which of the three questions about a training no diagnosis can answer from this record: whether anything was learned, whether
 * it went on too long, and whether it ended too soon. The same facts as the audits ask, so that both say the same.
 */
export function openQuestions(facts: RunFacts): readonly OpenQuestion[] {
  const open: OpenQuestion[] = [];
  if (learnedUnknown(facts)) open.push({ question: 'learned', missing: 'metric' });
  const missing = overTrained(facts);
  if (missing !== null) open.push({ question: 'over-trained', missing });
  if (endState(facts).kind === 'cannot-tell') open.push({ question: 'end', missing: 'evaluations' });
  return open;
}
