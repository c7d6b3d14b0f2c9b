import { derived, type Known, stated } from '../../model/known.ts';
import type { Split } from '../../model/series.ts';

// biome-ignore format: pairs
const WORDS: ReadonlyMap<string, Split> = new Map<string, Split>([
  ['val', 'validation'], ['valid', 'validation'], ['validation', 'validation'], ['dev', 'validation'], ['devel', 'validation'],
  ['eval', 'validation'], ['evaluation', 'validation'],
  ['test', 'test'], ['testing', 'test'], ['predict', 'test'], ['heldout', 'test'],
  ['train', 'train'], ['training', 'train'],
]);

export const splitWord = (text: string): Split | null => WORDS.get(text.trim().toLowerCase()) ?? null;

/** From the file's name, else from one of the two folders around it; null when a name says two things. */
export function splitFromPath(path: string): Known<Split> | null {
  const parts = path.split('/').reverse().slice(0, 3);
  for (const part of parts) {
    const words = part.toLowerCase().split(/[^a-z]+/);
    const found = new Set(words.flatMap((word) => splitWord(word) ?? []));
    // A folder `training` holds what a training wrote, not what it was trained on.
    if (part !== parts[0]) found.delete('train');
    if (found.size > 1) return null;
    const [split] = found;
    if (split !== undefined) return derived(split, `name ${part}`);
  }
  return null;
}

/** The split of each row from a column, or null when its values are not splits. */
export function splitFromColumn(
  name: string,
  cells: readonly unknown[],
): { readonly groups: ReadonlyMap<Split, readonly number[]>; known(split: Split): Known<Split> } | null {
  const groups = new Map<Split, number[]>();
  for (let row = 0; row < cells.length; row++) {
    const cell = cells[row];
    const split = typeof cell === 'string' ? splitWord(cell) : null;
    if (split === null) return null;
    const rows = groups.get(split);
    if (rows === undefined) groups.set(split, [row]);
    else rows.push(row);
  }
  return groups.size === 0 ? null : { groups, known: (split) => stated(split, `column ${name}`) };
}
