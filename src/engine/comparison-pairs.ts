import type { GroupFacts, Member, PairedAnswers, Unjoined } from '../facts/group/define.ts';
import { pairedMetrics } from '../facts/group/index.ts';
import type { PairComparison } from '../model/comparison.ts';
import type { Table } from '../model/report.ts';
import { code, many } from '../text/words.ts';
import { changeOf, pairExamples } from './comparison-examples.ts';
import { type JoinSide, joinAnswers } from './comparison-join.ts';
import type { QualityOptions } from './quality.ts';

/** Joins the predictions of every pair that is worth a statement; the answers of a set are fetched once. */
export async function joinPairs(
  members: readonly Member[],
  pairs: readonly (readonly [number, number])[],
): Promise<readonly (PairedAnswers | Unjoined)[]> {
  const sides = new Map<number, JoinSide>();
  const sideOf = async (member: number): Promise<JoinSide | null> => {
    const known = sides.get(member);
    if (known !== undefined) return known;
    const set = members[member]?.set ?? null;
    if (set === null) return null;
    const side = { member, set, answers: await set.answers() };
    sides.set(member, side);
    return side;
  };
  const joined: (PairedAnswers | Unjoined)[] = [];
  for (const [a, b] of pairs) {
    const [left, right] = [await sideOf(a), await sideOf(b)];
    if (left === null && right === null) continue;
    if (left === null || right === null) {
      const without = members[left === null ? a : b] as Member;
      joined.push({ a, b, reason: `${without.letter} has no predictions with references` });
    } else joined.push(joinAnswers(left, right));
  }
  return joined;
}

/** Counts of what became of the joined examples. */
function countsOf(pair: PairedAnswers): NonNullable<PairComparison['joined']> {
  const counts = { fixed: 0, broken: 0, 'both-wrong': 0 };
  for (let index = 0; index < pair.reference.length; index++) {
    const what = changeOf(pair, index);
    if (what !== null) counts[what] += 1;
  }
  const rows = pair.reference.length;
  return {
    by: pair.by,
    rows,
    onlyA: pair.onlyA,
    onlyB: pair.onlyB,
    referencesDiffer: pair.referencesDiffer,
    bothRight: rows - counts.fixed - counts.broken - counts['both-wrong'],
    fixed: counts.fixed,
    broken: counts.broken,
    bothWrong: counts['both-wrong'],
  };
}

/** Examples that a report of several pairs keeps of each at least. */
const FEWEST_EXAMPLES = 20;

/** What the report says of each pair, with the texts of what changed. */
export async function describePairs(
  group: GroupFacts,
  options: QualityOptions,
  tables: Record<string, Table>,
): Promise<readonly PairComparison[]> {
  const pairs = group.pairs();
  const examples =
    options.examples === 'all'
      ? 'all'
      : Math.min(options.examples, Math.max(FEWEST_EXAMPLES, Math.floor(options.examples / pairs.length)));
  const described: PairComparison[] = [];
  for (const [a, b] of pairs) {
    const [left, right] = [group.members[a] as Member, group.members[b] as Member];
    const pair = group.paired(a, b);
    described.push({
      a: left.facts.run.id,
      b: right.facts.run.id,
      joined: pair === null ? null : countsOf(pair),
      reason: group.unjoined(a, b) ?? (pair === null ? 'there are no predictions of these runs' : null),
      metrics: pairedMetrics(group, a, b),
      examples:
        pair === null ? null : await pairExamples(pair, left, right, { ...options, examples }, tables),
    });
  }
  return described;
}

const keys = { id: 'their ids', text: 'their texts', position: 'their place in the file' } as const;

/** Joins told one by one. */
const MOST_TOLD = 3;

/** How examples were matched, as sentences for "what was taken for what". */
export function joinSentences(
  members: readonly Member[],
  joined: readonly (PairedAnswers | Unjoined)[],
): readonly string[] {
  const pairs = joined.filter((join): join is PairedAnswers => !('reason' in join));
  if (pairs.length > MOST_TOLD) {
    return (['id', 'text', 'position'] as const).flatMap((by) => {
      const n = pairs.filter((pair) => pair.by === by).length;
      return n === 0 ? [] : [`The examples of ${many(n, 'pair')} of runs were matched by ${keys[by]}.`];
    });
  }
  return pairs.map((pair) => {
    const file = (member: number) => code(members[member]?.set?.file ?? '');
    const alone = [
      pair.onlyA > 0 ? `${many(pair.onlyA, 'example')} only in the first` : null,
      pair.onlyB > 0 ? `${many(pair.onlyB, 'example')} only in the second` : null,
      pair.referencesDiffer > 0
        ? `${many(pair.referencesDiffer, 'example')} with different references left out`
        : null,
    ].filter((part) => part !== null);
    return `${many(pair.reference.length, 'example')} of ${file(pair.a)} and ${file(pair.b)} were matched by ${keys[pair.by]}${alone.length === 0 ? '' : ` (${alone.join('; ')})`}.`;
  });
}
