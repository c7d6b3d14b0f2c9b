import type { TagColumn } from '../../../model/entities.ts';
import type { Interval } from '../../../model/outcome.ts';
import type { Score } from '../../../model/report.ts';
import { formatPercent } from '../../../text/numbers.ts';
import { effectiveRatioInterval } from './intervals.ts';
import { unitGrouper } from './units.ts';
import { type RatioName, ratioNames, ratioOf, ratioSums, wholeOf, zeroTotals } from './variance.ts';

/** Scores that count tokens and not mentions; shown beside those of mentions, never in their place. */
export interface TokenScores {
  /** Tokens with a tag on both sides. */
  readonly tokens: number;
  /** Tokens that lack a tag on either side; not in any score here. */
  readonly leftOut: number;
  readonly accuracy: Score;
  /** Over the tokens that carry a tag other than O, tags compared as written. */
  readonly precision: Score;
  readonly recall: Score;
  readonly f1: Score;
  /** Share of the tokens whose reference is O, which is the accuracy of a model that names nothing; null without tokens. */
  readonly outsideShare: number | null;
  /** Why the accuracy flatters, as a sentence; null without tokens. */
  readonly caution: string | null;
}

const conventions: Readonly<Record<'accuracy' | RatioName, string>> = {
  accuracy: 'tokens with the right tag / tokens, O included',
  precision: 'tokens with the right tag other than O / tokens predicted as other than O',
  recall: 'tokens with the right tag other than O / tokens other than O in the references',
  f1: 'harmonic mean of precision and recall of tokens other than O',
};

const whenNone: Readonly<Record<RatioName, string>> = {
  precision: 'every token was predicted as O',
  recall: 'every token is O in the references',
  f1: 'every token is O in references and predictions',
};

/**
 * Accuracy and precision, recall and F1 of single tokens. `firstOfSentence`: first token of each sentence and the number of tokens;
 * intervals are Wilson's with the effective number of tokens, by sentences. RangeError when the columns differ in length.
 */
export function tokenScores(
  reference: TagColumn,
  predicted: TagColumn,
  firstOfSentence: Int32Array,
  level = 0.95,
): TokenScores {
  const size = reference.tags.length;
  if (predicted.tags.length !== size || firstOfSentence[firstOfSentence.length - 1] !== size) {
    throw new RangeError(
      `${size} reference tags and ${predicted.tags.length} predicted tags, or sentences that do not end there`,
    );
  }
  const place = new Map(reference.names.map((name, k) => [name, k]));
  // Names that the references lack get numbers of their own, below −1.
  const asReference = Int32Array.from(predicted.names, (name, k) => place.get(name) ?? -2 - k);
  const outside = Uint8Array.from(reference.names, (name) => (name === 'O' ? 1 : 0));
  const outsidePredicted = Uint8Array.from(predicted.names, (name) => (name === 'O' ? 1 : 0));
  const sentences = firstOfSentence.length - 1;
  const grouper = unitGrouper(2, sentences);
  const totals = zeroTotals(2);
  let leftOut = 0;
  for (let sentence = 0; sentence < sentences; sentence++) {
    let [right, tokens, hits, named, called] = [0, 0, 0, 0, 0];
    for (let k = firstOfSentence[sentence]!; k < firstOfSentence[sentence + 1]!; k++) {
      const [r, p] = [reference.tags[k]!, predicted.tags[k]!];
      if (r < 0 || p < 0) {
        leftOut++;
        continue;
      }
      const same = asReference[p] === r;
      tokens++;
      if (same) right++;
      if (outside[r] === 0) {
        named++;
        if (same) hits++;
      }
      if (outsidePredicted[p] === 0) called++;
    }
    if (tokens > 0) grouper.add(0, right, tokens, tokens);
    if (named + called > 0) grouper.add(1, hits, named, called);
    grouper.close();
    const own = [
      [right, tokens, tokens],
      [hits, named, called],
    ] as const;
    own.forEach(([c, r, p], t) => {
      totals.correct[t] = totals.correct[t]! + c;
      totals.reference[t] = totals.reference[t]! + r;
      totals.predicted[t] = totals.predicted[t]! + p;
    });
  }
  const groups = grouper.finish('sentences');
  const [tokens, named] = [totals.reference[0]!, totals.reference[1]!];
  const sums = new Map(ratioNames.map((ratio) => [ratio, ratioSums(groups, ratio, totals)] as const));
  const interval = (ratio: RatioName, t: number, value: number, whole: number): Interval => {
    const { variance, units } = sums.get(ratio)!;
    const evidence = {
      ratio,
      value,
      hits: totals.correct[t]!,
      whole,
      variance: variance[t]!,
      units: units[t]!,
    };
    return {
      ...effectiveRatioInterval(evidence, level),
      method: 'Wilson with the effective number of tokens',
    };
  };
  const score = (metric: 'accuracy' | RatioName): Score => {
    const ratio = metric === 'accuracy' ? 'recall' : metric;
    const t = metric === 'accuracy' ? 0 : 1;
    const counts = [totals.correct[t]!, totals.reference[t]!, totals.predicted[t]!] as const;
    const whole = wholeOf(ratio, ...counts);
    const convention = conventions[metric];
    if (whole === 0) {
      const reason =
        metric === 'accuracy' || tokens === 0 ? 'no token has a tag on both sides' : whenNone[ratio];
      return { metric: `token_${metric}`, convention, value: null, reason, interval: null };
    }
    const value = ratioOf(ratio, ...counts);
    return {
      metric: `token_${metric}`,
      convention,
      value,
      reason: null,
      interval: interval(ratio, t, value, whole),
    };
  };
  const outsideShare = tokens > 0 ? (tokens - named) / tokens : null;
  return {
    tokens,
    leftOut,
    accuracy: score('accuracy'),
    precision: score('precision'),
    recall: score('recall'),
    f1: score('f1'),
    outsideShare,
    caution:
      outsideShare === null
        ? null
        : `${formatPercent(outsideShare)} of the tokens are O, so a model that names nothing has this token accuracy; and a mention of three tokens with one wrong counts as two thirds right, although it is a wrong answer`,
  };
}
