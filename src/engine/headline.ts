import type { Evidence } from '../model/outcome.ts';
import { code } from '../text/words.ts';
import type { UnrankedFinding } from './judge.ts';

const name = (text: string | undefined): string => code(text ?? '?');

const share = (evidence: readonly Evidence[]): number | null => {
  const found = evidence.find((e) => e.name === 'share after best' || e.name === 'share');
  return typeof found?.value === 'number' ? found.value : null;
};

const fractions: readonly (readonly [number, string])[] = [
  [0.25, 'A quarter'],
  [1 / 3, 'A third'],
  [0.4, 'Two fifths'],
  [0.5, 'Half'],
  [0.6, 'Three fifths'],
  [2 / 3, 'Two thirds'],
  [0.75, 'Three quarters'],
  [0.9, 'Nine tenths'],
];

/** 0.66 → "Two thirds"; shares without a familiar name within 3 points are written as a percentage. */
export function fractionInWords(value: number): string {
  let best = fractions[0] as readonly [number, string];
  for (const fraction of fractions)
    if (Math.abs(fraction[0] - value) < Math.abs(best[0] - value)) best = fraction;
  return Math.abs(best[0] - value) <= 0.03 ? best[1] : `${Math.round(value * 100)} %`;
}

/** A headline for a finding of each audit that may carry one: what it means to the reader, in one short sentence. */
const headlines: Readonly<Record<string, (finding: UnrankedFinding) => string>> = {
  'nan-hidden-in-log': () => 'The model died in training although its log looks clean.',
  'nan-inf-loss': () => 'The loss stopped being a number.',
  'sudden-collapse': () => 'It worked, then fell back to guessing.',
  'data-not-shuffled': () => 'The training data were not shuffled.',
  'loss-diverged': () => 'The loss went up and stayed up.',
  'majority-collapse': () => 'The model gives the same answer to nearly everything.',
  'plateau-at-chance': () => 'The model did not learn: its loss stayed at guess level.',
  'lr-too-high': () => 'The learning rate was too high for this model.',
  'lr-too-low': () => 'The learning rate was too low: it learned, but crawled.',
  'too-few-updates': () => 'It was trained with very few updates.',
  // Short of strong, texts made to mislead look the same: the headline says what was seen.
  'label-mapping-wrong': (finding) =>
    finding.claim === 'strong'
      ? 'The labels are mixed up between training and evaluation.'
      : 'Its answers are systematically exchanged: labels mixed up, or texts made to mislead.',
  'no-better-than-trivial': () => 'It is not measurably better than a trivial answer.',
  underfit: () => 'Even the training data is not learned.',
  'overfit-metric': () => 'It got worse on unseen data before training ended.',
  'overfit-confidence-only': (finding) =>
    / improved$/.test(finding.title)
      ? 'It kept improving, but grew surer of itself than it should.'
      : 'It grew surer of itself, not better.',
  'overfit-loss': () => 'Validation loss rose before training ended.',
  'still-improving-at-end': () => 'It was still improving when training ended.',
  'early-stop-premature': () => 'Early stopping ended the run too soon.',
  'lr-decayed-too-soon': () => 'The learning rate ran out before the model was done.',
  'wasted-after-best': (finding) => {
    const part = share(finding.evidence);
    return part === null
      ? 'Part of the training brought no measurable gain.'
      : `${fractionInWords(part)} of the training brought no measurable gain.`;
  },
  'accuracy-hides-minority': (finding) =>
    finding.subject.class === undefined
      ? 'Its accuracy hides a class that it mostly misses.'
      : `Its accuracy hides that it mostly misses ${name(finding.subject.class)}.`,
  'class-low-recall': (finding) => `It misses many ${name(finding.subject.class)} examples.`,
  'class-low-precision': (finding) => `It says ${name(finding.subject.class)} too readily.`,
  'confused-pair': (finding) =>
    `It mixes up ${name(finding.subject.class)} and ${name(finding.subject.otherClass)}.`,
  'over-confident': () => 'It is surer of its answers than it should be.',
  'threshold-off': (finding) =>
    finding.subject.class === undefined
      ? 'Better thresholds cost nothing.'
      : `A better threshold for ${name(finding.subject.class)} costs nothing.`,
  'negation-weakness': () => 'It fails more often on texts with a negation.',
  'weak-subset': (finding) => `It fails more often on one kind of example: ${name(finding.subject.slice)}.`,
  'spurious-cue': (finding) => `A word draws texts to ${name(finding.subject.class)}.`,
  'error-cluster': () => 'Its errors gather in one kind of text.',
  'label-errors-suspected': () => 'Wrong labels make up much of what counts as its errors.',
  'conflicting-duplicates': () => 'Equal texts carry different labels.',
  'bag-of-words-suffices': () => 'A bag of words does better.',
  'leakage-suspected': (finding) =>
    finding.claim !== 'fact'
      ? 'Its score is flattered by texts that it was trained on.'
      : 'Many of its evaluation texts also stand in the training data.',
  'val-test-shift': () => 'It does worse on the test data than on the validation data.',
  truncation: (finding) =>
    finding.cause?.claim === 'likely'
      ? 'It fails on texts that were cut at the length limit.'
      : 'Most texts were cut at the length limit.',
  'entity-nothing-found': (finding) =>
    finding.title.startsWith('The types')
      ? 'Reference and predictions name the types differently.'
      : finding.title.startsWith('Nearly nothing')
        ? 'Nearly nothing that it names is right.'
        : 'It finds nearly no mention.',
  'entity-no-better-than-lookup': () => 'A list of the training mentions does as well.',
  'entity-type-weak': (finding) =>
    finding.title.includes('never predicted')
      ? `It never predicts ${name(finding.subject.class)}.`
      : finding.title.includes('predicted wrongly')
        ? `It says ${name(finding.subject.class)} too readily.`
        : `It misses many ${name(finding.subject.class)} mentions.`,
  'entity-boundary-errors': () => 'It finds mentions, but often not their exact borders.',
  'entity-type-confusion': (finding) =>
    finding.subject.class === undefined
      ? 'It goes by the name where a name has two uses.'
      : `It mixes up ${name(finding.subject.class)} and ${name(finding.subject.otherClass)}.`,
  'unseen-entities': () => 'It finds the names that training shows, and far fewer of the others.',
  'weak-mentions': (finding) => `It fails more often on one kind of mention: ${name(finding.subject.slice)}.`,
  'entity-labels-inconsistent': () => 'Suspected labels of the reference hold down its score.',
  'score-convention-matters': () => 'The log and the predictions give different scores.',
  'not-in-score': () => 'Part of the files is not in the score.',
  'eval-set-too-small': (finding) => `${finding.title}.`,
  'wrong-selection-metric': (finding) => `${finding.title}.`,
};

const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** The headline of one finding, worded by how sure it is, or null when it may not carry a headline. */
export function headlineOf(finding: UnrankedFinding): string | null {
  const make = headlines[finding.id];
  if (make === undefined || finding.claim === 'hint') return null;
  const text = make(finding);
  const hedged = finding.claim !== 'likely' || finding.id === 'label-mapping-wrong';
  return hedged ? text : `Likely: ${lower(text)}`;
}

/** Notes that gather errors in a kind of example: beside one of them nobody may say that no weakness was found. */
export const aboutErrors: ReadonlySet<string> = new Set([
  'weak-subset',
  'negation-weakness',
  'length-effect',
  'weak-mentions',
]);

/** Audits that speak of classes rather than of the training. */
export const aboutClasses: ReadonlySet<string> = new Set([
  'accuracy-hides-minority',
  'class-low-recall',
  'class-low-precision',
  'confused-pair',
  'prior-shifted-predictions',
  'entity-type-weak',
  'entity-type-confusion',
]);
