import type { Interval } from '../../../model/outcome.ts';
import type { Score } from '../../../model/report.ts';
import type { MentionCounts } from './counts.ts';
import { effectiveRatioInterval, resampling } from './intervals.ts';
import {
  countPairs,
  emptySide,
  type OverlapScheme,
  overlapSchemes,
  type PairCounts,
  readSentence,
  type SentenceSide,
  takeByType,
} from './overlap-components.ts';
import { unitGrouper } from './units.ts';
import { type RatioName, ratioNames, ratioOf, ratioSums, wholeOf, zeroTotals } from './variance.ts';

/** Counts and scores under one scheme. */
export interface OverlapScores {
  readonly scheme: OverlapScheme;
  /** COR. */
  readonly correct: number;
  /** INC: paired with a mention that it overlaps but is not right with; 0 under `partial`. */
  readonly incorrect: number;
  /** PAR: overlaps without being equal; only under `partial`, where it counts half. */
  readonly partial: number;
  /** MIS: reference mentions in no pair. */
  readonly missed: number;
  /** SPU: predicted mentions in no pair. */
  readonly spurious: number;
  readonly precision: Score;
  readonly recall: Score;
  readonly f1: Score;
}

export interface TypeOverlapScores {
  readonly label: string;
  readonly schemes: Readonly<Record<OverlapScheme, OverlapScores>>;
}

export interface OverlapMeasures {
  /** All types together: a pair may join two types. */
  readonly overall: Readonly<Record<OverlapScheme, OverlapScores>>;
  /** Each type by itself: reference and predicted mentions of the type, and no others. */
  readonly types: readonly TypeOverlapScores[];
  /** Mentions in groups so large that the split of what is not correct under `type` is not certain; 0 almost always. */
  readonly uncertain: number;
}

const rightWhen: Readonly<Record<OverlapScheme, string>> = {
  strict: 'equal span and type',
  boundary: 'equal span, any type',
  partial: 'equal span counts 1, any overlap counts ½, any type',
  type: 'any overlap, equal type',
};

/**
 * Precision, recall and F1 of SemEval-2013 under its four schemes with the best one-to-one pairs of mentions within a sentence:
 * as many correct ones as can be, then as many further overlapping ones as can be. The order of mentions does not matter.
 * `types`: their names. Intervals: Wilson with the effective number of mentions, by sentences or documents.
 */
export function overlapScores(
  counts: MentionCounts,
  settings: { readonly types: readonly string[]; readonly level?: number },
): OverlapMeasures {
  const { mentions, matches, types } = counts;
  const level = settings.level ?? 0.95;
  const slots = overlapSchemes.length * (types + 1);
  const { kind, units } = resampling(counts, 0).groups;
  const boundaries = kind === 'documents' ? counts.firstOfDocument : null;
  const grouper = unitGrouper(slots, units);
  // In half mentions, because a partial pair counts half. Slot (type + 1)·4 + scheme; type −1 stands for all.
  const credit = zeroTotals(slots);
  const pairsOf = new Int32Array(slots);
  let uncertain = 0;
  const [reference, predicted] = [emptySide(), emptySide()];
  const found: PairCounts = { correct: new Int32Array(4), overlapping: new Int32Array(4), uncertain: 0 };

  const take = (a: SentenceSide, b: SentenceSide, type: number): void => {
    found.correct.fill(0);
    found.overlapping.fill(0);
    if (a.size > 0 && b.size > 0) countPairs(a, b, found);
    for (let s = 0; s < 4; s++) {
      const slot = (type + 1) * 4 + s;
      const hits = 2 * found.correct[s]! + (s === 2 ? found.overlapping[s]! : 0);
      grouper.add(slot, hits, 2 * a.size, 2 * b.size);
      credit.correct[slot] = credit.correct[slot]! + hits;
      credit.reference[slot] = credit.reference[slot]! + 2 * a.size;
      credit.predicted[slot] = credit.predicted[slot]! + 2 * b.size;
      pairsOf[slot] = pairsOf[slot]! + found.overlapping[s]!;
    }
  };

  let i = 0;
  let j = 0;
  let sentence = 0;
  for (let unit = 0; unit < units; unit++) {
    const end = boundaries === null ? unit + 1 : boundaries[unit + 1]!;
    for (; sentence < end; sentence++) {
      i = readSentence(mentions.reference, matches.predictedOf, sentence, i, reference);
      j = readSentence(mentions.predicted, matches.referenceOf, sentence, j, predicted);
      if (reference.size + predicted.size === 0) continue;
      take(reference, predicted, -1);
      uncertain += found.uncertain;
      found.uncertain = 0;
      takeByType(reference, predicted, take);
    }
    grouper.close();
  }
  const groups = grouper.finish(kind);
  const sums = new Map(ratioNames.map((ratio) => [ratio, ratioSums(groups, ratio, credit)] as const));

  const scoresOf = (type: number): Record<OverlapScheme, OverlapScores> => {
    const made = overlapSchemes.map((scheme, s): [OverlapScheme, OverlapScores] => {
      const slot = (type + 1) * 4 + s;
      const [hits, gold, called] = [
        credit.correct[slot]! / 2,
        credit.reference[slot]! / 2,
        credit.predicted[slot]! / 2,
      ];
      const further = pairsOf[slot]!;
      const partial = scheme === 'partial' ? further : 0;
      const correct = hits - partial / 2;
      const score = (ratio: RatioName): Score => {
        const whole = wholeOf(ratio, hits, gold, called);
        const convention = `SemEval-2013 ${scheme}: ${rightWhen[scheme]}; best one-to-one pairs`;
        if (whole === 0)
          return { metric: ratio, convention, value: null, reason: whenNone[ratio], interval: null };
        const { variance, units } = sums.get(ratio)!;
        const value = ratioOf(ratio, hits, gold, called);
        const evidence = { ratio, value, hits, whole, variance: variance[slot]!, units: units[slot]! };
        const interval: Interval = effectiveRatioInterval(evidence, level);
        return { metric: ratio, convention, value, reason: null, interval };
      };
      return [
        scheme,
        {
          scheme,
          correct,
          incorrect: scheme === 'partial' ? 0 : further,
          partial,
          missed: gold - correct - further,
          spurious: called - correct - further,
          precision: score('precision'),
          recall: score('recall'),
          f1: score('f1'),
        },
      ];
    });
    return Object.fromEntries(made) as Record<OverlapScheme, OverlapScores>;
  };
  return {
    overall: scoresOf(-1),
    types: Array.from({ length: types }, (_, t) => ({
      label: settings.types[t] ?? `type ${t}`,
      schemes: scoresOf(t),
    })),
    uncertain,
  };
}

const whenNone: Readonly<Record<RatioName, string>> = {
  precision: 'nothing was predicted',
  recall: 'the references hold no mention',
  f1: 'neither references nor predictions hold a mention',
};
