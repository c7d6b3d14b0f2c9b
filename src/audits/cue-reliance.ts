import { type DeletionTest, deletionPairs, type FalsePositiveCue } from '../metrics/cues/index.ts';
import type { Examination, ExaminedRows } from '../metrics/examination/index.ts';
import type { Evidence } from '../model/outcome.ts';
import { type AskedAgain, askAgain } from './asked-again.ts';
import { measure } from './wording.ts';

/** Level c of a cue: the model's own answers to the texts that it drew, without it. */

/** Rows below which the answers decide nothing, and the difference that counts as leaning on a word: those of `judgeDeletion`. */
const LEAST_ROWS = 20;
const LEAST_DIFFERENCE = 0.1;

/** Texts of other labels with the term that were called its label, without the term; null where there are none to ask. */
export function cueQuestion(examined: ExaminedRows, { term, label }: FalsePositiveCue): AskedAgain | null {
  const { texts, reference, predicted, labels } = examined;
  if (texts === null) return null;
  const seen = new Set<string>();
  const drawn = Array.from(texts, (_, row) => row).filter((row) => {
    const text = texts[row] ?? null;
    if (text === null || reference[row]! < 0 || reference[row] === label || predicted[row] !== label)
      return false;
    if (seen.has(text)) return false;
    seen.add(text);
    return true;
  });
  const pairs = deletionPairs(texts, drawn, term);
  return pairs.length === 0
    ? null
    : askAgain(`deletion/${examined.set}/${labels[label]}/${term}`, examined, pairs);
}

/** `leans`: shown · `refuted`: surely less than 10 points · `open`: neither. */
export function verdictOf(test: DeletionTest | null): 'leans' | 'refuted' | 'open' {
  if (test === null) return 'open';
  if (test.relied) return 'leans';
  return test.rows >= LEAST_ROWS && test.difference.interval.high < LEAST_DIFFERENCE ? 'refuted' : 'open';
}

/** How the model weighs the term in the errors that it drew, where it was asked. */
export function pushEvidence(
  examination: Examination,
  { term, label }: FalsePositiveCue,
): readonly Evidence[] {
  const scan = examination.pushes();
  const weights = examination.examined.weights ?? null;
  if ('reason' in scan || weights === null) return [];
  const found = scan.tested.find((one) => one.term === term && one.label === label);
  if (found === undefined) return [];
  return [
    measure(
      `errors with ${term} in which it pushed to ${examination.examined.labels[label]} more than most words`,
      found.pushing,
      {
        n: found.rows,
        interval: found.interval,
        method: `${weights.methodName}; ${scan.method}, q = ${found.q.toPrecision(2)} of ${scan.tested.length}`,
      },
    ),
    measure(`median share of ${term} in the weight of its text`, found.share, { n: found.rows }),
  ];
}
