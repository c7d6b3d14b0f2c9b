import { leadingFirst } from '../facts/leading.ts';
import type { PredictionSet } from '../model/predictions.ts';

/** Prediction sets whose names differ in nothing but an epoch, step or seed. */
export interface SetSeries {
  readonly kind: 'epoch' | 'step' | 'seed';
  /** Ascending. */
  readonly members: readonly { readonly set: PredictionSet; readonly at: number }[];
}

/** The word before a number says what it counts. Folds hold other examples; a bare number may count anything. */
const counters: readonly (readonly [SetSeries['kind'], RegExp])[] = [
  ['epoch', /(^|[^a-z])(epochs?|ep)[-_. =]?(\d{1,6})(?!\d)/i],
  ['step', /(^|[^a-z])(checkpoint|ckpt|global[-_]?step|steps?)[-_. =]?(\d{1,9})(?!\d)/i],
  ['seed', /(^|[^a-z])(seed|random[-_]?state)[-_. =]?(\d{1,10})(?!\d)/i],
];

function counterIn(
  id: string,
): { readonly kind: SetSeries['kind']; readonly at: number; readonly stem: string } | null {
  for (const [kind, pattern] of counters) {
    const found = pattern.exec(id);
    if (found === null) continue;
    const stem = id.replace(pattern, (_, before: string, word: string) => `${before}${word}#`);
    return { kind, at: Number(found[3]), stem };
  }
  return null;
}

/**
 * Sets of a run that may be the same examples at several epochs, checkpoints or seeds, told by their names: all else in the name and
 * the split are the same, and no number occurs twice. At least two sets each.
 */
export function setSeries(sets: readonly PredictionSet[]): readonly SetSeries[] {
  const groups = new Map<
    string,
    { kind: SetSeries['kind']; members: { set: PredictionSet; at: number }[] }
  >();
  for (const set of sets) {
    const counter = counterIn(set.id);
    if (counter === null) continue;
    const key = JSON.stringify([counter.kind, counter.stem, set.split?.value ?? null]);
    const group = groups.get(key) ?? { kind: counter.kind, members: [] };
    group.members.push({ set, at: counter.at });
    groups.set(key, group);
  }
  return [...groups.values()]
    .filter(
      ({ members }) => members.length > 1 && new Set(members.map(({ at }) => at)).size === members.length,
    )
    .map(({ kind, members }) => ({ kind, members: members.sort((a, b) => a.at - b.at) }));
}

/**
 * The set that quality is judged on: what was run here, then unseen data, then the larger one; of several epochs or steps of the same name the last, of
 * several seeds the first.
 */
export function leadingSet(sets: readonly PredictionSet[]): PredictionSet | null {
  const [first] = leadingFirst(sets, (set) => set.rows);
  if (first === undefined) return null;
  const series = setSeries(sets).find(({ members }) => members.some(({ set }) => set === first));
  if (series === undefined) return first;
  const { members, kind } = series;
  return (kind === 'seed' ? members[0]! : members.at(-1)!).set;
}

/** The sets without those of earlier epochs or steps of the same name. */
export function latestSets(sets: readonly PredictionSet[]): readonly PredictionSet[] {
  const earlier = new Set(
    setSeries(sets).flatMap(({ kind, members }) =>
      kind === 'seed' ? [] : members.slice(0, -1).map(({ set }) => set),
    ),
  );
  return sets.filter((set) => !earlier.has(set));
}
