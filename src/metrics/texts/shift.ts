import { chiSquareTail } from '../../stats/index.ts';

/**
 * χ² test that two rows of counts come from the same shares; places where both are 0 count for nothing. Rare places (expected
 * count below 5 on a side) are put together, as the approximation asks for. 1 when fewer than two places are left.
 */
export function sameSharesP(first: readonly number[], second: readonly number[]): number {
  const sum = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0);
  const n = sum(first);
  const m = sum(second);
  if (n === 0 || m === 0) return 1;
  const least = Math.min(n, m) / (n + m);
  const cells: [number, number][] = [];
  const rest: [number, number] = [0, 0];
  for (const [i, a] of first.entries()) {
    const b = second[i]!;
    if ((a + b) * least >= 5) cells.push([a, b]);
    else {
      rest[0] += a;
      rest[1] += b;
    }
  }
  if (rest[0] + rest[1] > 0) cells.push(rest);
  if (cells.length < 2) return 1;
  let statistic = 0;
  for (const [a, b] of cells) {
    const share = (a + b) / (n + m);
    statistic += (a - n * share) ** 2 / (n * share) + (b - m * share) ** 2 / (m * share);
  }
  return chiSquareTail(statistic, cells.length - 1);
}

/**
 * Accuracy to be expected where labels have other shares but each is recognised as well as before: Σ share·recall. Null when
 * a label of the new shares has no examples to take its recall from. Standard error from the binomial error of the recalls.
 */
export function reweightedAccuracy(
  recalls: readonly { readonly right: number; readonly rows: number }[],
  shares: readonly number[],
): { readonly value: number; readonly standardError: number } | null {
  let value = 0;
  let variance = 0;
  for (const [i, share] of shares.entries()) {
    if (share === 0) continue;
    const { right, rows } = recalls[i]!;
    if (rows === 0) return null;
    const recall = right / rows;
    // With few rows a recall of 1 is not certain: one right and one wrong are added (Agresti and Coull 1998 add two each).
    const smooth = (right + 1) / (rows + 2);
    value += share * recall;
    variance += (share * share * smooth * (1 - smooth)) / rows;
  }
  return { value, standardError: Math.sqrt(variance) };
}
