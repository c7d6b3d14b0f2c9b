/**
 * Benjamini–Hochberg adjusted p values (1995, J. R. Stat. Soc. B 57:289), in the order given. Rejecting all q ≤ α keeps
 * the expected share of false findings at α.
 */
export function benjaminiHochberg(p: readonly number[]): number[] {
  const order = p.map((_, index) => index).sort((a, b) => p[b]! - p[a]!);
  const out = new Array<number>(p.length).fill(1);
  let smallest = 1;
  order.forEach((index, position) => {
    smallest = Math.min(smallest, (p[index]! * p.length) / (p.length - position));
    out[index] = smallest;
  });
  return out;
}

/** Holm's adjusted p values (1979, Scandinavian Journal of Statistics 6:65), in the order given: no false claim at all but for α. */
export function holm(p: readonly number[]): number[] {
  const order = p.map((_, index) => index).sort((a, b) => p[a]! - p[b]!);
  const out = new Array<number>(p.length).fill(1);
  let largest = 0;
  order.forEach((index, position) => {
    largest = Math.max(largest, Math.min(1, p[index]! * (p.length - position)));
    out[index] = largest;
  });
  return out;
}
