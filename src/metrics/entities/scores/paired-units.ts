import type { Interval } from '../../../model/outcome.ts';
import { type Random, tangoInterval } from '../../../stats/index.ts';
import { formatCount } from '../../../text/numbers.ts';
import type { MentionCounts } from './counts.ts';
import { REPEATED } from './match.ts';
import { type UnitGroups, unitGrouper } from './units.ts';

/** Counts of both models by sentence (`boundaries` null) or document: entry 0 is the first model, entry 1 the second; all types pooled. */
export function pairedUnits(
  first: MentionCounts,
  second: MentionCounts,
  boundaries: Int32Array | null,
): UnitGroups {
  const units = boundaries === null ? first.sentences : boundaries.length - 1;
  const grouper = unitGrouper(2, units);
  const at = [0, 0];
  let i = 0;
  const { sentence, type } = first.mentions.reference;
  for (let unit = 0; unit < units; unit++) {
    const end = boundaries === null ? unit + 1 : boundaries[unit + 1]!;
    for (; i < type.length && sentence[i]! < end; i++) {
      if (first.matches.predictedOf[i] === REPEATED) continue;
      grouper.add(0, first.matches.predictedOf[i]! >= 0 ? 1 : 0, 1, 0);
      grouper.add(1, second.matches.predictedOf[i]! >= 0 ? 1 : 0, 1, 0);
    }
    [first, second].forEach(({ mentions, matches }, m) => {
      let j = at[m]!;
      for (; j < matches.referenceOf.length && mentions.predicted.sentence[j]! < end; j++) {
        if (matches.referenceOf[j] !== REPEATED) grouper.add(m, 0, 0, 1);
      }
      at[m] = j;
    });
    grouper.close();
  }
  return grouper.finish(boundaries === null ? 'sentences' : 'documents');
}

/** What the second model has more than the first in a unit of a group. */
function differenceOf(
  groups: UnitGroups,
  g: number,
): { readonly correct: number; readonly predicted: number } {
  let [correct, predicted] = [0, 0];
  for (let e = groups.first[g]!; e < groups.first[g + 1]!; e++) {
    const sign = groups.type[e] === 1 ? 1 : -1;
    correct += sign * groups.correct[e]!;
    predicted += sign * groups.predicted[e]!;
  }
  return { correct, predicted };
}

export interface DifferingUnits {
  readonly differ: number;
  /** Fewer missed and spurious mentions in the second model. */
  readonly better: number;
  readonly worse: number;
}

/** Units in which hits or predictions of the two differ in number. */
export function differingUnits(groups: UnitGroups): DifferingUnits {
  let [differ, better, worse] = [0, 0, 0];
  for (let g = 0; g < groups.multiplicity.length; g++) {
    const { correct, predicted } = differenceOf(groups, g);
    if (correct === 0 && predicted === 0) continue;
    const units = groups.multiplicity[g]!;
    differ += units;
    // Errors are reference + predicted − 2·correct, and the references are the same.
    if (predicted < 2 * correct) better += units;
    else if (predicted > 2 * correct) worse += units;
  }
  return { differ, better, worse };
}

/** Heads among `coins` fair coins. */
function heads(random: Random, coins: number): number {
  if (coins > 31) return random.binomial(coins, 0.5);
  let bits = Math.floor(random.next() * 2 ** 31) & (2 ** coins - 1);
  let count = 0;
  for (; bits !== 0; bits &= bits - 1) count++;
  return count;
}

/**
 * Approximate randomisation (Noreen 1989; Yeh 2000): were the models interchangeable, the answers to a unit could be swapped with
 * probability ½. Two-sided p = (r + 1)/(rounds + 1), r rounds with a difference in micro F1 at least as large.
 */
export function randomised(groups: UnitGroups, observed: number, random: Random, rounds: number): number {
  const moving: { readonly units: number; readonly correct: number; readonly predicted: number }[] = [];
  const [correct, both] = [
    [0, 0],
    [0, 0],
  ];
  for (let g = 0; g < groups.multiplicity.length; g++) {
    const units = groups.multiplicity[g]!;
    for (let e = groups.first[g]!; e < groups.first[g + 1]!; e++) {
      const m = groups.type[e]!;
      correct[m] = correct[m]! + units * groups.correct[e]!;
      both[m] = both[m]! + units * (groups.reference[e]! + groups.predicted[e]!);
    }
    const difference = differenceOf(groups, g);
    if (difference.correct !== 0 || difference.predicted !== 0) moving.push({ units, ...difference });
  }
  let reached = 0;
  for (let round = 0; round < rounds; round++) {
    let [c, p] = [0, 0];
    for (const group of moving) {
      const swapped = heads(random, group.units);
      c += swapped * group.correct;
      p += swapped * group.predicted;
    }
    const difference = (2 * (correct[1]! - c)) / (both[1]! - p) - (2 * (correct[0]! + c)) / (both[0]! + p);
    if (Math.abs(difference) >= Math.abs(observed) - 1e-12) reached++;
  }
  return (reached + 1) / (rounds + 1);
}

/**
 * Widens the interval of a difference that rests on few differing units to Tango's interval of the units in which the second
 * model is better or worse, among those with a mention: one unit moves F1 by no more than its share of them.
 */
export function widenedByUnits(
  interval: Interval,
  { differ, better, worse }: DifferingUnits,
  groups: UnitGroups,
  level: number,
): Interval {
  let named = 0;
  for (let g = 0; g < groups.multiplicity.length; g++) {
    if (groups.first[g + 1]! > groups.first[g]!) named += groups.multiplicity[g]!;
  }
  const tango = tangoInterval(worse, better, Math.max(1, named), level);
  return {
    low: Math.min(interval.low, tango.low),
    high: Math.max(interval.high, tango.high),
    level,
    method: `${interval.method}, widened to Tango’s interval of ${groups.kind} because only ${formatCount(differ)} differ`,
  };
}
