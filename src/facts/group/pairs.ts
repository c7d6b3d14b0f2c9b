import type { GroupFacts } from './define.ts';

/** A report cannot show more, and each pair costs a join. */
const MOST_PAIRS = 20;

/**
 * The first member against each other one; or, when the baseline is the best one (a folder), the best member that did not fail against the others, best first.
 * At most 20.
 */
export function pairsOf(group: GroupFacts): readonly (readonly [number, number])[] {
  const { members } = group;
  if (members.length < 2) return [];
  if (group.baseline === 'first' || members.length === 2)
    return members.slice(1, MOST_PAIRS + 1).map((member) => [0, member.index] as const);
  const metric = group.metric();
  if (metric === null) return [];
  const sign = metric.greaterIsBetter ? 1 : -1;
  const ranked = members
    .map((member) => ({ index: member.index, score: group.score(member.index) }))
    .filter(({ index, score }) => score !== null && group.failure(index) === null)
    .sort((a, b) => sign * (b.score!.value - a.score!.value) || a.index - b.index);
  const best = ranked[0];
  return best === undefined
    ? []
    : ranked.slice(1, MOST_PAIRS + 1).map(({ index }) => [best.index, index] as const);
}
