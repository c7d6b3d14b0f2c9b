/**
 * Moves labels apart so that no two are closer than `distance`, each as near to its wish as possible, all within
 * `low`…`high`. When they cannot fit, they share the room evenly. Keeps the order of the wishes.
 */
export function pushApart(
  wishes: readonly number[],
  distance: number,
  low: number,
  high: number,
): readonly number[] {
  const count = wishes.length;
  if (count === 0) return [];
  const order = wishes.map((_, index) => index).sort((a, b) => wishes[a]! - wishes[b]! || a - b);
  const gap = count > 1 ? Math.min(distance, (high - low) / (count - 1)) : 0;
  // Groups of touching labels, each centred on the mean of its wishes (minus their places within the group).
  const groups: { sum: number; size: number; start: number }[] = [];
  order.forEach((index) => {
    groups.push({ sum: wishes[index]!, size: 1, start: wishes[index]! });
    while (true) {
      const last = groups[groups.length - 1]!;
      last.start = Math.min(Math.max(last.sum / last.size, low), high - gap * (last.size - 1));
      const before = groups[groups.length - 2];
      if (before === undefined || before.start + gap * before.size <= last.start + 1e-9) break;
      before.sum += last.sum - gap * before.size * last.size;
      before.size += last.size;
      groups.pop();
    }
  });
  const placed = new Array<number>(count).fill(0);
  let next = 0;
  for (const group of groups)
    for (let at = 0; at < group.size; at += 1) {
      placed[order[next]!] = group.start + gap * at;
      next += 1;
    }
  return placed;
}
