import type { RunFacts } from '../facts/define.ts';
import type { LossRise } from '../facts/loss-rise.ts';
import type { FindingDraft } from '../model/outcome.ts';
import { formatCount } from '../text/numbers.ts';
import { many } from '../text/words.ts';
import { lossText, place } from './wording.ts';

/** Where the loss went, with the test that says so. */
export function riseSentence(facts: RunFacts, rise: LossRise): string {
  const { run } = facts;
  const path = `Validation loss went from ${lossText(rise.minimum.value)} at ${place(run, rise.minimum.step)} to ${lossText(rise.last.value)} at ${place(run, rise.last.step)}`;
  const tests: string[] = [];
  if (rise.z !== null && Number.isFinite(rise.z))
    tests.push(`z = ${rise.z.toFixed(1)} against its step-to-step noise`);
  if (rise.detectable !== null && rise.n !== null)
    tests.push(
      `on ${formatCount(rise.n)} examples a rise above ${lossText(rise.detectable)} is beyond the sampling error even if single losses spread widely`,
    );
  else if (rise.enoughExamples !== null)
    tests.push(
      `the size of the evaluation set is not recorded; ${formatCount(rise.enoughExamples.expected)} examples make this more than chance at the usual spread of single losses, ${formatCount(rise.enoughExamples.bound)} at a wide one`,
    );
  return tests.length === 0 ? path : `${path} (${tests.join('; ')})`;
}

/** What the training loss did meanwhile, as a sentence. */
export function trainSentence(rise: LossRise): string {
  switch (rise.train) {
    case 'fell':
      return 'Training loss fell over the same stretch';
    case 'already-low':
      return 'Training loss was already far below it';
    case 'unclear':
      return 'Training loss did not fall clearly over the same stretch';
    case 'did-not-fall':
      return 'Training loss did not fall over the same stretch';
    case 'not-logged':
      return 'Training loss was not logged often enough to compare';
  }
}

/** Why, with its own level: `likely` when the training loss was seen to fall, else a hint. */
export function cause(facts: RunFacts, rise: LossRise | null): NonNullable<FindingDraft['cause']> {
  const sure = rise !== null && (rise.train === 'fell' || rise.train === 'already-low');
  const epochs = facts.epochs();
  const size = facts.trainSize()?.value ?? null;
  const passes = epochs === null ? 'The training' : many(Number(epochs.toFixed(1)), 'epoch');
  const on = size === null ? '' : ` on ${formatCount(size)} examples`;
  return {
    text:
      epochs === null
        ? `${passes} went on after the model had fitted its examples`
        : `${passes}${on} were more than these data carried`,
    claim: sure ? 'likely' : 'hint',
  };
}

/** True when the checkpoint that Trainer kept lies before the end, so that the rise costs time only. */
export const keptEarlier = (facts: RunFacts): boolean => {
  const { selection, lastStep } = facts.run;
  return (
    selection.loadBestAtEnd === true &&
    selection.bestStep !== null &&
    lastStep !== null &&
    selection.bestStep < lastStep
  );
};

/** How sure a rise is, as a verb: rose, likely rose, may have risen. */
export const roseWord = (claim: 'strong' | 'likely' | 'hint' | null): string =>
  claim === 'strong' ? 'rose' : claim === 'likely' ? 'likely rose' : 'may have risen';
