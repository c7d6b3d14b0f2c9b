/**
 * Expected best of k runs drawn with replacement from the runs that are there (Dodge and others 2019, "Show your work",
 * equation 6): Σ v_i [(i/n)^k − ((i − 1)/n)^k] over values from worst to best. NaN without values.
 */
export function expectedBest(values: ArrayLike<number>, k: number, greaterIsBetter = true): number {
  const n = values.length;
  if (n === 0) return Number.NaN;
  const ordered = Float64Array.from(values).sort();
  if (!greaterIsBetter) ordered.reverse();
  let sum = 0;
  for (let i = 1; i <= n; i++) sum += ordered[i - 1]! * ((i / n) ** k - ((i - 1) / n) ** k);
  return sum;
}
