import type { RunFacts } from '../facts/define.ts';
import { shareLearned } from '../facts/share-learned.ts';
import type { Answer, AuditResult, Finding, NotChecked, Trajectory } from '../model/report.ts';

export interface AnswerInput {
  readonly facts: RunFacts;
  readonly findings: readonly Finding[];
  readonly results: readonly AuditResult[];
  readonly notChecked: readonly NotChecked[];
  readonly trajectory: Trajectory | null;
}

interface Question {
  readonly ids: readonly string[];
  /** `all`: no check of the group may be undecided. `one`: a single answer is enough. */
  readonly takes: 'all' | 'one';
}

/** "Nothing to fix" takes more than silence: each of these questions must have got an answer. */
const questions: Readonly<Record<'predictions' | 'entities' | 'training', readonly Question[]>> = {
  predictions: [{ ids: ['no-better-than-trivial'], takes: 'all' }],
  entities: [{ ids: ['entity-nothing-found'], takes: 'all' }],
  training: [
    { ids: ['overfit-loss', 'overfit-confidence-only', 'overfit-metric'], takes: 'all' },
    { ids: ['plateau-at-chance', 'majority-collapse'], takes: 'one' },
    { ids: ['converged', 'still-improving-at-end', 'lr-decayed-too-soon'], takes: 'all' },
  ],
};

const decided: ReadonlySet<AuditResult['status']> = new Set(['pass', 'finding', 'superseded']);

function asked({ facts }: AnswerInput): readonly Question[] {
  if (facts.measures() !== null || facts.multiLabel() !== null) return questions.predictions;
  return facts.entities() === null ? questions.training : questions.entities;
}

const saidOf = (input: AnswerInput, { ids }: Question): readonly AuditResult[] =>
  input.results.filter((result) => ids.includes(result.id));

/** A question was left out by `--only` or `--skip`: it is not held against the run, and "nothing to fix" is not said. */
export const leftOut = (input: AnswerInput): boolean =>
  asked(input).some((question) => saidOf(input, question).length === 0);

const answered = (input: AnswerInput): boolean =>
  asked(input).every((question) => {
    const said = saidOf(input, question);
    if (said.length === 0) return true;
    // A hint is no answer: something may be there. (That the loss was flat at the end is nothing to fear.)
    const open =
      said.some((result) => result.status === 'inconclusive') ||
      input.findings.some(
        (finding) =>
          question.ids.includes(finding.id) && finding.id !== 'converged' && finding.claim === 'hint',
      );
    return said.some((result) => decided.has(result.status)) && (question.takes === 'one' || !open);
  });

export function verdictOf(input: AnswerInput): Answer['verdict'] {
  const carries = input.findings.filter((finding) => finding.claim !== 'hint');
  if (carries.some((finding) => finding.severity === 'problem')) return 'problem';
  if (carries.some((finding) => finding.severity === 'risk')) return 'risk';
  return answered(input) && !onlyTellsApart(input) && !learnedLittle(input) ? 'fine' : 'cannot-tell';
}

/** A metric this near to that of a constant answer is nothing to be content with, whatever the curves look like. */
const LITTLE = 0.2;

function learnedLittle({ facts }: AnswerInput): boolean {
  if (facts.measures() !== null || facts.multiLabel() !== null || facts.entities() !== null) return false;
  return (shareLearned(facts.learned()) ?? 1) < LITTLE;
}

/** Its answers go with the labels, but its accuracy is not shown to be above that of one constant answer. */
export function onlyTellsApart({ results }: AnswerInput): boolean {
  const trivial = results.find(
    (result) => result.id === 'no-better-than-trivial' && result.status === 'pass',
  );
  const difference = trivial?.evidence.find(
    (evidence) =>
      evidence.name === 'accuracy less that share' ||
      evidence.name === 'micro-F1 less that of the constant answer',
  );
  return difference?.interval !== undefined && !(difference.interval.low > 0);
}
