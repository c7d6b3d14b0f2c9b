import type { Interval } from '../../model/outcome.ts';
import { binomialTest, fisherExact, wilson } from '../../stats/index.ts';
import { normaliseText } from '../texts/normalise.ts';
import { postingsOf, rowsWith, termsAsIn } from '../words/index.ts';

export interface TrainingTexts {
  readonly texts: readonly (string | null)[];
  /** Numbers of the same labels; −1 where missing. */
  readonly labels: ArrayLike<number>;
}

/** How a term goes with a label in the training texts (one of each equal text and label is counted). */
export interface TrainingTie {
  /** Training texts with the term, and those of them that carry the label. */
  readonly rows: number;
  readonly labelled: number;
  readonly share: number;
  readonly interval: Interval;
  /** Share of the label among all training texts. */
  readonly baseShare: number;
  /** One-sided exact binomial test that the share is above the label's. */
  readonly p: number;
  /** One-sided Fisher: the label goes with the term more often in training than among the references of the evaluation rows. */
  readonly shiftP: number;
  /** At least 20 texts, p < 0.01 over the number of terms asked, and the interval at least 20 points above the label's share. */
  readonly tied: boolean;
}

const LEAST_ROWS = 20;
const ALPHA = 0.01;
const LEAST_DISTANCE = 0.2;

export interface TieQuestion {
  readonly term: string;
  readonly label: number;
  /** Evaluation rows with the term, and those of them whose reference is the label. */
  readonly evaluation: { readonly rows: number; readonly labelled: number };
}

/** Level b of a cue: is each term also tied to its label in what the model was trained on? Null for a term that no training text holds. */
export function trainingTies(
  { texts, labels }: TrainingTexts,
  questions: readonly TieQuestion[],
): readonly (TrainingTie | null)[] {
  const seen = new Set<string>();
  const kept: number[] = [];
  for (const [row, text] of texts.entries()) {
    if (text === null || !(labels[row]! >= 0)) continue;
    const key = `${labels[row]} ${normaliseText(text)}`;
    if (seen.has(key)) continue;
    seen.add(key);
    kept.push(row);
  }
  const terms = [...new Set(questions.map(({ term }) => term))];
  const postings = postingsOf(
    termsAsIn(
      kept.map((row) => texts[row]!),
      terms,
    ),
  );
  const supports = new Map<number, number>();
  for (const row of kept) supports.set(labels[row]!, (supports.get(labels[row]!) ?? 0) + 1);
  return questions.map(({ term, label, evaluation }) => {
    const own = rowsWith(postings, terms.indexOf(term));
    if (own.length === 0) return null;
    const labelled = own.reduce((sum, at) => sum + (labels[kept[at]!] === label ? 1 : 0), 0);
    const baseShare = (supports.get(label) ?? 0) / kept.length;
    const interval = wilson(labelled, own.length);
    const p = binomialTest(labelled, own.length, baseShare, 'greater');
    return {
      rows: own.length,
      labelled,
      share: labelled / own.length,
      interval,
      baseShare,
      p,
      shiftP: fisherExact(
        labelled,
        own.length - labelled,
        evaluation.labelled,
        evaluation.rows - evaluation.labelled,
        'greater',
      ),
      tied:
        own.length >= LEAST_ROWS &&
        p < ALPHA / questions.length &&
        interval.low >= Math.min(0.9, baseShare + LEAST_DISTANCE),
    };
  });
}
