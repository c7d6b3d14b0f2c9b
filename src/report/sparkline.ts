const bars = '▁▂▃▄▅▆▇█';

/** Values as a row of bars, scaled to their own range; not finite values are spaces. */
export function sparkline(values: readonly number[]): string {
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) return '';
  const low = Math.min(...finite);
  const high = Math.max(...finite);
  return values
    .map((value) => {
      if (!Number.isFinite(value)) return ' ';
      const level = high > low ? Math.round(((value - low) / (high - low)) * (bars.length - 1)) : 3;
      return bars.charAt(level);
    })
    .join('');
}

/**
 * At most `count` values, first and last kept. Of each stretch between them the value that stands out most stays, so that a
 * spike of one row is not lost between two samples.
 */
export function thin(values: ArrayLike<number>, count: number): readonly number[] {
  const n = values.length;
  if (n <= count) return Array.from(values);
  const kept = [values[0] as number];
  const inner = count - 2;
  for (let i = 0; i < inner; i++) {
    const from = 1 + Math.floor((i * (n - 2)) / inner);
    const to = 1 + Math.floor(((i + 1) * (n - 2)) / inner);
    kept.push(standingOut(values, from, to));
  }
  kept.push(values[n - 1] as number);
  return kept;
}

/** The value of `[from, to)` farthest from the mean of the stretch and its two neighbours; NaN when none is finite. */
function standingOut(values: ArrayLike<number>, from: number, to: number): number {
  let sum = 0;
  let n = 0;
  for (let i = from - 1; i <= to; i++) {
    const value = values[i] as number;
    if (!Number.isFinite(value)) continue;
    sum += value;
    n += 1;
  }
  let found = Number.NaN;
  for (let i = from; i < to; i++) {
    const value = values[i] as number;
    if (!Number.isFinite(value)) continue;
    if (Number.isNaN(found) || Math.abs(value - sum / n) > Math.abs(found - sum / n)) found = value;
  }
  return found;
}
