import type { ClassScores, Score } from '../../../model/report.ts';
import {
  type AverageName,
  averageConvention,
  averageEvidence,
  averageNames,
  averagesInto,
  pooled,
} from './averages.ts';
import type { MentionCounts } from './counts.ts';
import { drawScores } from './draw-scores.ts';
import {
  averageInterval,
  type DrawnValues,
  intervalRule,
  type ResampleSettings,
  ratioInterval,
  resampling,
} from './intervals.ts';
import {
  clusterVariance,
  pooledVariance,
  type RatioName,
  type RatioSums,
  ratioNames,
  ratioOf,
  ratioSums,
  wholeOf,
} from './variance.ts';

/** Scores of one type under exact matching. */
export interface TypeScores extends ClassScores {
  /** Mentions right in sentence, start, end and type. */
  readonly correct: number;
}

export interface EntityScores {
  /** In the order of the types of the set; types that do not occur have undefined scores. */
  readonly types: readonly TypeScores[];
  /** `precision_micro`, `recall_micro`, `f1_micro`, and with `_macro`, `_macro_reference`, `_macro_all`, `_weighted`. */
  readonly overall: Readonly<Record<string, Score>>;
  /** Predicted mentions of types that the references do not hold; weighted means do not see them. */
  readonly outsideReference: number;
  readonly resampling: {
    readonly kind: 'sentences' | 'documents';
    readonly units: number;
    readonly draws: number;
    readonly reason: string | null;
  };
}

export interface EntityScoreSettings extends ResampleSettings {
  /** Names of the types, in order. */
  readonly types: readonly string[];
}

/** Draws × types; above it, that is with more than 2,000 types, there are fewer draws. */
const mostWork = 2e7;

const ratioConvention: Readonly<Record<RatioName, string>> = {
  precision: 'correct / predicted mentions, exact span and type',
  recall: 'correct / reference mentions, exact span and type',
  f1: '2·correct / (reference + predicted mentions), exact span and type',
};

const whenUndefined: Readonly<Record<RatioName, string>> = {
  precision: 'nothing was predicted',
  recall: 'the references hold no mention',
  f1: 'neither references nor predictions hold a mention',
};

/**
 * Precision, recall and F1 of each type and their averages with intervals. 0/0 is null with the reason. Intervals: docs/thresholds/entity-intervals.md.
 */
export function entityScores(counts: MentionCounts, settings: EntityScoreSettings): EntityScores {
  const { level = 0.95, draws = 10_000, seed = 1, rule = intervalRule } = settings;
  const from = resampling(counts, Math.min(draws, Math.max(1000, Math.floor(mostWork / counts.types))), rule);
  const drawn = drawScores(counts, from, seed);
  const sums = new Map(ratioNames.map((ratio) => [ratio, ratioSums(from.groups, ratio, counts)] as const));
  const few = new Map(
    ratioNames.map((ratio) => [ratio, fewOf(counts, ratio, sums.get(ratio)!, rule)] as const),
  );
  const scoreOf = (ratio: RatioName, t: number): Score => {
    const [c, r, p] = [counts.correct[t]!, counts.reference[t]!, counts.predicted[t]!];
    const whole = wholeOf(ratio, c, r, p);
    if (whole === 0) return notDefined(ratio, ratioConvention[ratio], ratio, ' of this type');
    const value = ratioOf(ratio, c, r, p);
    const { variance, units } = sums.get(ratio)!;
    const evidence = { ratio, value, hits: c, whole, variance: variance[t]!, units: units[t]! };
    const interval = ratioInterval(evidence, drawn.ofType(ratio, t), from, level, rule);
    return { metric: ratio, convention: ratioConvention[ratio], value, reason: null, interval };
  };
  const overall: Record<string, Score> = Object.create(null);
  const values = new Float64Array(averageNames.length * ratioNames.length);
  averagesInto(counts, values);
  averageNames.forEach((average, a) => {
    ratioNames.forEach((ratio, k) => {
      const at = a * ratioNames.length + k;
      const score = averageScore(average, ratio, values[at]!, drawn.ofAverage[at]!);
      overall[score.metric] = score;
    });
  });

  function averageScore(average: AverageName, ratio: RatioName, value: number, own: DrawnValues): Score {
    const metric = `${ratio}_${average}`;
    const convention = `${ratioConvention[ratio]}; ${averageConvention[average]}`;
    if (Number.isNaN(value)) {
      const missing =
        average === 'micro' ? ratio : average === 'macro' || average === 'macro_all' ? 'f1' : 'recall';
      return notDefined(metric, convention, missing, '');
    }
    if (average === 'micro') {
      const [c, r, p] = pooled(counts);
      const whole = wholeOf(ratio, c, r, p);
      const evidence = {
        ratio,
        value,
        hits: c,
        whole,
        ...pooledVariance(from.groups, ratio, c / whole, whole),
      };
      return {
        metric,
        convention,
        value,
        reason: null,
        interval: ratioInterval(evidence, own, from, level, rule),
      };
    }
    const { influence, imagined, centre, over } = averageEvidence(average, ratio, counts, value);
    const small = over.filter((t) => few.get(ratio)![t] === 1);
    const [c, r, p] = pooled(counts);
    const evidence =
      small.length === 0
        ? null
        : {
            variance: clusterVariance(from.groups, influence) + imagined,
            centre,
            mentions: wholeOf(ratio, c, r, p),
            types: small.length,
          };
    return {
      metric,
      convention,
      value,
      reason: null,
      interval: averageInterval(value, own, from, level, evidence),
    };
  }

  return {
    types: Array.from({ length: counts.types }, (_, t) => ({
      label: settings.types[t] ?? `type ${t}`,
      support: counts.reference[t]!,
      predicted: counts.predicted[t]!,
      correct: counts.correct[t]!,
      precision: scoreOf('precision', t),
      recall: scoreOf('recall', t),
      f1: scoreOf('f1', t),
    })),
    overall,
    outsideReference: counts.predicted.reduce((sum, n, t) => sum + (counts.reference[t]! > 0 ? 0 : n), 0),
    resampling: { kind: from.groups.kind, units: from.groups.units, draws: from.draws, reason: from.reason },
  };
}

const notDefined = (metric: string, convention: string, ratio: RatioName, ofWhat: string): Score => ({
  metric,
  convention,
  value: null,
  reason: `${whenUndefined[ratio]}${ofWhat}`,
  interval: null,
});

/** 1 for types with so few hits, misses or units that the bootstrap alone is too narrow. */
function fewOf(
  counts: MentionCounts,
  ratio: RatioName,
  { units }: RatioSums,
  rule: { readonly fewestOutcomes: number; readonly fewestUnits: number },
): Uint8Array {
  return Uint8Array.from(counts.correct, (c, t) => {
    const whole = wholeOf(ratio, c, counts.reference[t]!, counts.predicted[t]!);
    return Math.min(c, whole - c) < rule.fewestOutcomes || units[t]! < rule.fewestUnits ? 1 : 0;
  });
}
