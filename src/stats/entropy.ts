/** −Σ π ln π in nats of shares or counts (they are normalised); zeros contribute nothing. 0 when nothing is positive. */
export function entropy(shares: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < shares.length; i++) if (shares[i]! > 0) total += shares[i]!;
  let sum = 0;
  for (let i = 0; i < shares.length; i++) {
    const share = shares[i]! / total;
    if (share > 0) sum -= share * Math.log(share);
  }
  return sum;
}
