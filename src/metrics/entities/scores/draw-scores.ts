import { createRandom } from '../../../stats/index.ts';
import { averageNames, averagesInto } from './averages.ts';
import type { MentionCounts } from './counts.ts';
import { type DrawnValues, drawnValues, type Resampling } from './intervals.ts';
import { resampleUnits } from './resample.ts';
import { type RatioName, ratioNames } from './variance.ts';

/** More types than this are not drawn one by one: the most frequent are, the others get Wilson's interval alone. */
const mostDrawnTypes = 100;

/** Scores of every resample, sorted. */
export interface DrawnScores {
  /** In the order of `averagesInto`. */
  readonly ofAverage: readonly DrawnValues[];
  /** Null for a type that is not drawn by itself. */
  ofType(ratio: RatioName, type: number): DrawnValues | null;
}

/** Resamples once for all scores. */
export function drawScores(counts: MentionCounts, from: Resampling, seed: number): DrawnScores {
  const present = [...counts.correct.keys()].filter((t) => counts.reference[t]! + counts.predicted[t]! > 0);
  if (present.length > mostDrawnTypes) {
    const size = (t: number): number => counts.reference[t]! + counts.predicted[t]!;
    present.sort((a, b) => size(b) - size(a) || a - b);
    present.length = mostDrawnTypes;
  }
  const { draws } = from;
  const ofType = present.map(() => ratioNames.map(() => new Float64Array(draws)));
  const averages = Array.from(
    { length: averageNames.length * ratioNames.length },
    () => new Float64Array(draws),
  );
  const now = new Float64Array(averages.length);
  resampleUnits(from.groups, counts.types, draws, createRandom(seed), (totals, draw) => {
    for (let k = 0; k < present.length; k++) {
      const t = present[k]!;
      const [c, r, p] = [totals.correct[t]!, totals.reference[t]!, totals.predicted[t]!];
      const own = ofType[k]!;
      own[0]![draw] = c / p;
      own[1]![draw] = c / r;
      own[2]![draw] = (2 * c) / (r + p);
    }
    averagesInto(totals, now);
    for (let k = 0; k < now.length; k++) averages[k]![draw] = now[k]!;
  });
  const place = new Map(present.map((t, k) => [t, k]));
  const sorted = ofType.map((own) => own.map(drawnValues));
  return {
    ofAverage: averages.map(drawnValues),
    ofType(ratio, t) {
      const k = place.get(t);
      return k === undefined ? null : sorted[k]![ratioNames.indexOf(ratio)]!;
    },
  };
}
