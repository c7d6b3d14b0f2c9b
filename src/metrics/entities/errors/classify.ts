import type { MentionColumns } from '../../../model/entities.ts';
import type { ErrorKind } from './kinds.ts';
import { bestPairs, components, largest, type Overlap } from './pairing.ts';

type Visit = (kind: ErrorKind, overlap: Overlap) => void;

/**
 * Gives a class to each pair of overlapping mentions that are not correct. In this order, each on what the one before left: same
 * borders; same type; anything shared. What then still touches a mention that has found its own is a further piece of it.
 */
export function classifyOverlaps(
  reference: MentionColumns,
  predicted: MentionColumns,
  overlaps: readonly Overlap[],
  visit: Visit,
): void {
  if (overlaps.length === 0) return;
  const golds = new Set<number>();
  const finds = new Set<number>();
  const link: Visit = (kind, one) => {
    golds.add(one.reference);
    finds.add(one.predicted);
    visit(kind, one);
  };
  const free = (one: Overlap): boolean => !golds.has(one.reference) && !finds.has(one.predicted);
  const sameType = (one: Overlap): boolean => reference.type[one.reference] === predicted.type[one.predicted];
  for (const group of components(overlaps.filter(({ share }) => share === 1)))
    for (const pair of bestPairs(group)) link('type', pair);
  for (const group of components(overlaps.filter((one) => free(one) && sameType(one))))
    linkPieces(group, link);
  for (const group of components(overlaps.filter(free)))
    for (const pair of bestPairs(group)) link('boundary+type', pair);
  const attach = (taken: ReadonlySet<number>, mention: (one: Overlap) => number): void => {
    for (const ways of byMention(
      overlaps.filter((one) => !taken.has(mention(one))),
      mention,
    )) {
      const best = largest(ways);
      link(sameType(best) ? 'boundary' : best.share === 1 ? 'type' : 'boundary+type', best);
    }
  };
  attach(golds, ({ reference: one }) => one);
  attach(finds, ({ predicted: one }) => one);
}

/** Mentions of one type that overlap in a chain: pairs, and what is left over as pieces of a split or a merge. */
function linkPieces(group: readonly Overlap[], link: Visit): void {
  const pairs = bestPairs(group);
  const ofReference = new Map(pairs.map((pair) => [pair.reference, pair]));
  const ofPredicted = new Map(pairs.map((pair) => [pair.predicted, pair]));
  const pieces = new Map<Overlap, { readonly kind: ErrorKind; readonly of: Overlap[] }>();
  const join = (kind: ErrorKind, pair: Overlap, piece: Overlap): void => {
    const known = pieces.get(pair);
    if (known === undefined) pieces.set(pair, { kind, of: [piece] });
    else known.of.push(piece);
  };
  // Whatever a left-over mention touches has a pair, or there could be one pair more; and for the same reason no pair gets both kinds.
  for (const ways of byMention(
    group.filter(({ predicted }) => !ofPredicted.has(predicted)),
    ({ predicted }) => predicted,
  )) {
    const best = largest(ways);
    join('split', ofReference.get(best.reference)!, best);
  }
  for (const ways of byMention(
    group.filter(({ reference }) => !ofReference.has(reference)),
    ({ reference }) => reference,
  )) {
    const best = largest(ways);
    join('merge', ofPredicted.get(best.predicted)!, best);
  }
  for (const pair of pairs) {
    const joined = pieces.get(pair);
    link(joined?.kind ?? 'boundary', pair);
    for (const piece of joined?.of ?? []) link(joined!.kind, piece);
  }
}

function byMention(
  overlaps: readonly Overlap[],
  mention: (one: Overlap) => number,
): readonly (readonly Overlap[])[] {
  const groups = new Map<number, Overlap[]>();
  for (const one of overlaps) {
    const group = groups.get(mention(one));
    if (group === undefined) groups.set(mention(one), [one]);
    else group.push(one);
  }
  return [...groups.values()];
}
