import type { Series } from '../../model/series.ts';

/**
 * Adds the points of a model card's table that the log does not have. Checkpoints are saved before training ends, so the
 * last evaluation often stands in the card only. Nothing is added when a common point differs by more than the card's
 * rounding (four decimals): then it is the card of another run. Training losses are not added: the card repeats them at
 * the step of the next evaluation.
 */
export function addCardPoints(
  series: readonly Series[],
  card: readonly Series[],
): { readonly series: readonly Series[]; readonly added: number } {
  let common = 0;
  for (const from of card) {
    const into = series.find((s) => s.tag === from.tag);
    if (!into || from.split === 'train') continue;
    for (let i = 0; i < from.step.length; i++) {
      const at = into.step.indexOf(from.step[i]!);
      if (at < 0) continue;
      if (Math.abs(into.value[at]! - from.value[i]!) > 0.51e-4) return { series, added: 0 };
      common++;
    }
  }
  if (common === 0) return { series, added: 0 };
  let added = 0;
  const extended = series.map((into) => {
    const from = card.find((s) => s.tag === into.tag && s.split !== 'train');
    if (!from) return into;
    const last = into.step.at(-1) ?? Number.NEGATIVE_INFINITY;
    const later = [...from.step.keys()].filter((i) => from.step[i]! > last);
    if (later.length === 0) return into;
    added = Math.max(added, later.length);
    return {
      ...into,
      step: Float64Array.from([...into.step, ...later.map((i) => from.step[i]!)]),
      epoch:
        into.epoch && Float64Array.from([...into.epoch, ...later.map((i) => from.epoch?.[i] ?? Number.NaN)]),
      value: Float64Array.from([...into.value, ...later.map((i) => from.value[i]!)]),
    };
  });
  return { series: extended, added };
}
