/** Sorted into lists once, so that a folder of a thousand runs is not searched through a thousand times. */
export function byRun<Item>(
  items: readonly Item[],
  runOf: (item: Item) => string | null,
): (run: string) => readonly Item[] {
  const lists = new Map<string, Item[]>();
  for (const item of items) {
    const run = runOf(item);
    if (run === null) continue;
    const list = lists.get(run);
    if (list === undefined) lists.set(run, [item]);
    else list.push(item);
  }
  return (run) => lists.get(run) ?? [];
}
