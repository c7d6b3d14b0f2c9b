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

/** At most `count` values, evenly spread, first and last kept. */
export function thin(values: ArrayLike<number>, count: number): readonly number[] {
  const n = values.length;
  if (n <= count) return Array.from(values);
  return Array.from({ length: count }, (_, i) => values[Math.round((i * (n - 1)) / (count - 1))] as number);
}
