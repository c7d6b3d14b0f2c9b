import type { TagColumn } from '../../../model/entities.ts';
import type { TokenMentions } from '../../../text/tags/index.ts';

/** Tags of the same tokens from both sides. `firstOfSentence` has one entry more than there are sentences. */
export interface TaggedSides {
  readonly reference: TagColumn;
  readonly predicted: TagColumn;
  readonly firstOfSentence: Int32Array;
}

/** What a tool makes of the tags of both sides. Mentions are ordered by `end`, which no two of a side share. */
export interface ToolReading {
  readonly reference: TokenMentions;
  readonly predicted: TokenMentions;
  /** Names of the types as the tool has them. */
  readonly types: readonly string[];
  /** Null: found by comparing mentions, as usual. */
  readonly correct: number | null;
  /** The scheme that the tool was told, in its own word; null when it takes none. */
  readonly readAs: string | null;
}

/** A tool's answer, or why it gives none. */
export type ToolAnswer =
  | { readonly kind: 'read'; readonly reading: ToolReading }
  | { readonly kind: 'refused'; readonly reason: string; readonly readAs: string | null };

export const refused = (reason: string, readAs: string | null = null): ToolAnswer => ({
  kind: 'refused',
  reason,
  readAs,
});

/** Numbers the types of a tool in the order in which they come, for both sides alike. */
export class TypeNumbers {
  readonly names: string[] = [];
  private readonly ids = new Map<string, number>();

  id(type: string): number {
    const known = this.ids.get(type);
    if (known !== undefined) return known;
    const id = this.names.length;
    this.names.push(type);
    this.ids.set(type, id);
    return id;
  }
}

/** Tag indices that occur. Names that nobody uses make no tool fail. */
export function usedTags(column: TagColumn): Uint8Array {
  const used = new Uint8Array(column.names.length);
  const { tags } = column;
  for (let i = 0; i < tags.length; i++) if (tags[i]! >= 0) used[tags[i]!] = 1;
  return used;
}

/** Names that occur. */
export function usedNames(column: TagColumn): readonly string[] {
  const used = usedTags(column);
  return column.names.filter((_, tag) => used[tag] === 1);
}

/** The first tag in use, of either side, that the predicate finds; null when there is none. */
export function findTag(sides: TaggedSides, wrong: (tag: string) => boolean): string | null {
  for (const column of [sides.reference, sides.predicted]) {
    const used = usedTags(column);
    for (let tag = 0; tag < used.length; tag++)
      if (used[tag] === 1 && wrong(column.names[tag]!)) return column.names[tag]!;
  }
  return null;
}
