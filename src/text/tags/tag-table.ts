import { readTagName, styleOfTags, type TagName, type TagStyle } from './tag-name.ts';

/** Type of a mention whose tags have a letter and no type. */
export const untypedMention = 'entity';

/** Roles of a tag, as small numbers for the loops over tokens. `piece` neither continues nor ends a mention. */
export const role = { outside: 0, begin: 1, inside: 2, end: 3, single: 4, missing: 5, piece: 6 } as const;
export const roleCount = 7;

const roleOfLetter: Readonly<Record<string, number>> = {
  O: role.outside,
  B: role.begin,
  I: role.inside,
  M: role.inside,
  E: role.end,
  L: role.end,
  S: role.single,
  U: role.single,
  W: role.single,
};

/** The distinct tag names of a file, read once: everything that a loop over tokens needs, by tag index. */
export interface TagTable {
  readonly names: readonly string[];
  readonly style: TagStyle;
  readonly readings: readonly TagName[];
  /** By tag index: see `role`. */
  readonly roles: Uint8Array;
  /** By tag index: index of `types`, −1 where there is no mention. */
  readonly types: Int32Array;
  readonly typeNames: readonly string[];
}

const roleOf = (reading: TagName): number => {
  if (reading.form === 'missing') return role.missing;
  if (reading.form === 'piece') return role.piece;
  if (reading.form === 'plain') return role.inside;
  return roleOfLetter[reading.letter ?? 'O'] ?? role.outside;
};

const typeOf = (reading: TagName): string | null =>
  reading.form === 'bare' ? untypedMention : reading.form === 'outside' ? null : reading.type;

/**
 * Reads the tag names of one side. `typeIds` gives the types their numbers (both sides of a set share them); without it they are
 * numbered in the order of `names`. `style` overrules what the names look like (a prediction is spelt as its reference).
 */
export function readTagTable(
  names: readonly string[],
  typeIds: ReadonlyMap<string, number> | null = null,
  style: TagStyle = styleOfTags(names),
): TagTable {
  const readings = names.map((tag) => readTagName(tag, style));
  const roles = new Uint8Array(names.length);
  const types = new Int32Array(names.length).fill(-1);
  const ids = new Map<string, number>(typeIds ?? []);
  readings.forEach((reading, tag) => {
    roles[tag] = roleOf(reading);
    const type = typeOf(reading);
    if (type === null) return;
    const id = ids.get(type) ?? ids.size;
    ids.set(type, id);
    types[tag] = id;
  });
  const typeNames: string[] = [];
  for (const [type, id] of ids) typeNames[id] = type;
  return { names, style, readings, roles, types, typeNames };
}

/** Style of a column from the names that occur in it: both sides of a file may share one list of names. */
export function styleOfColumn(tags: Int32Array, names: readonly string[]): TagStyle {
  const used = new Uint8Array(names.length);
  for (let i = 0; i < tags.length; i++) if (tags[i]! >= 0) used[tags[i]!] = 1;
  return styleOfTags(names.filter((_, tag) => used[tag] === 1));
}

/** Entity types of any number of tag columns, without prefixes, each once, in alphabetical order of code units. */
export function typesOfTags(...columns: readonly (readonly string[])[]): readonly string[] {
  const types = new Set<string>();
  for (const names of columns) {
    const style = styleOfTags(names);
    for (const tag of names) {
      const type = typeOf(readTagName(tag, style));
      if (type !== null) types.add(type);
    }
  }
  return [...types].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** The number of each type in `types`, as `decode` wants it. */
export const typeIdsOf = (types: readonly string[]): ReadonlyMap<string, number> =>
  new Map(types.map((type, id) => [type, id]));
