import type { Score } from '../../../model/report.ts';
import { effectiveInterval, mean, sd } from '../../../stats/index.ts';
import type { MentionCounts } from './counts.ts';

/** Exact-match counts document by document, as columns. */
export interface DocumentScores {
  readonly correct: Int32Array;
  readonly reference: Int32Array;
  readonly predicted: Int32Array;
  /** NaN for documents without a mention on either side. */
  readonly f1: Float64Array;
  /** Mean of F1 over the documents that have one: every document counts alike, however long it is. */
  readonly macro: Score;
  /** Documents without a mention on either side. */
  readonly empty: number;
}

/** Scores of single documents, all types pooled; null when the files mark no documents. */
export function documentScores(counts: MentionCounts, level = 0.95): DocumentScores | null {
  const groups = counts.byDocument;
  if (groups === null) return null;
  const size = groups.units;
  const correct = new Int32Array(size);
  const reference = new Int32Array(size);
  const predicted = new Int32Array(size);
  const f1 = new Float64Array(size);
  const defined: number[] = [];
  for (let document = 0; document < size; document++) {
    const g = groups.groupOf[document]!;
    let [c, r, p] = [0, 0, 0];
    for (let e = groups.first[g]!; e < groups.first[g + 1]!; e++) {
      c += groups.correct[e]!;
      r += groups.reference[e]!;
      p += groups.predicted[e]!;
    }
    correct[document] = c;
    reference[document] = r;
    predicted[document] = p;
    f1[document] = (2 * c) / (r + p);
    if (r + p > 0) defined.push(f1[document]!);
  }
  return {
    correct,
    reference,
    predicted,
    f1,
    macro: macroOver(defined, level),
    empty: size - defined.length,
  };
}

function macroOver(values: readonly number[], level: number): Score {
  const metric = 'f1_documents';
  const convention =
    'mean over documents of 2·correct / (reference + predicted mentions); documents without a mention are left out';
  if (values.length === 0) {
    return { metric, convention, value: null, reason: 'no document holds a mention', interval: null };
  }
  const value = mean(values);
  const variance = values.length > 1 ? sd(values) ** 2 / values.length : 0;
  const method = 'Wilson with the effective number of documents';
  return {
    metric,
    convention,
    value,
    reason: null,
    interval: effectiveInterval(value, variance, values.length, method, level),
  };
}
