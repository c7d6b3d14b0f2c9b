import type { Known } from '../model/known.ts';
import type { Split } from '../model/series.ts';

const splitOrder = ['test', 'validation', undefined, 'train'];

interface Judgeable {
  readonly split: Known<Split> | null;
  readonly ran?: boolean;
}

/** Sets in the order in which quality is judged on them: what was run here, then unseen data, then the larger one. */
export const leadingFirst = <T extends Judgeable>(
  sets: readonly T[],
  size: (set: T) => number,
): readonly T[] =>
  [...sets].sort(
    (a, b) =>
      Number(b.ran === true) - Number(a.ran === true) ||
      splitOrder.indexOf(a.split?.value) - splitOrder.indexOf(b.split?.value) ||
      size(b) - size(a),
  );
