import type { GroupFacts } from './define.ts';

/** Prediction files with less in common are of different data. */
const LEAST_COMMON = 0.5;

/**
 * Why members that merely lie in one folder are not set against each other, or null when they may be: nobody asked, and the task, the
 * labels or the size of the evaluation set say that they do different things. Asked for, everything is compared.
 */
export function whyApart(group: GroupFacts): string | null {
  if (group.asked) return null;
  const differ = (values: readonly (string | null | undefined)[]): boolean =>
    new Set(values.filter((value) => value !== null && value !== undefined)).size > 1;
  const runs = group.members.map(({ facts }) => facts.run);
  if (differ(runs.map(({ task }) => task?.value))) return 'the runs have different tasks';
  const labels = runs.map(({ model }) =>
    model.labels === null ? null : JSON.stringify(model.labels.map((label) => label.toLowerCase()).sort()),
  );
  if (differ(labels)) return 'the runs have different labels';
  const sizes = runs.map(({ validationSize }) => validationSize?.value ?? null).filter((n) => n !== null);
  const [low, high] = sizes.reduce(([l, h], n) => [Math.min(l, n), Math.max(h, n)], [Infinity, 0]);
  // A folder of a thousand runs has half a million pairs.
  const pairs = group.members.filter(({ set }) => set !== null).length < 2 ? [] : group.pairs();
  if (group.metric() === null && !pairs.some(([a, b]) => group.paired(a, b) !== null))
    return 'the runs share no number to be compared by';
  if (differ(group.members.map(({ set }) => set?.split?.value)))
    return 'the predictions are of different splits';
  const foreign = pairs.some(([a, b]) => {
    const pair = group.paired(a, b);
    return (
      pair !== null &&
      pair.reference.length < LEAST_COMMON * (pair.reference.length + Math.max(pair.onlyA, pair.onlyB))
    );
  });
  if (foreign) return 'the predictions are of different examples';
  return high > low + Math.max(1, 0.002 * high) ? 'the runs were evaluated on sets of different size' : null;
}
