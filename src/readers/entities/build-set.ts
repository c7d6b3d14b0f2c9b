import type {
  EntityExclusion,
  EntitySet,
  MentionColumns,
  TagColumn,
  TokenColumns,
} from '../../model/entities.ts';
import { derived, type Known } from '../../model/known.ts';
import type { Split } from '../../model/series.ts';
import {
  decode,
  detectSchemes,
  mentionColumns,
  type TokenMentions,
  typeIdsOf,
  typesOfTags,
} from '../../text/tags/index.ts';
import type { ReadSide } from './read-side.ts';

/** The types of both sides by name, and the mentions of each, in its own sentences, with numbers of these. */
export interface DecodedPair {
  readonly types: readonly string[];
  readonly reference: MentionColumns;
  readonly predicted: MentionColumns;
}

/** Decodes the tags of both sides under one list of types; sides that hold mentions keep them, renumbered. */
export function decodePair(reference: ReadSide, predicted: ReadSide): DecodedPair {
  const types = uniteTypes(reference, predicted);
  const ids = typeIdsOf(types);
  return { types, reference: mentionsOf(reference, ids), predicted: mentionsOf(predicted, ids) };
}

function uniteTypes(...sides: readonly ReadSide[]): readonly string[] {
  const types = new Set<string>();
  for (const side of sides) {
    for (const type of side.types) types.add(type);
    if (side.tags !== null && side.mentions === null)
      for (const type of typesOfTags(usedNames(side.tags))) types.add(type);
  }
  return [...types].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** Names that stand at a token: a file of both sides has one list for both. */
function usedNames({ tags, names }: TagColumn): readonly string[] {
  const used = new Uint8Array(names.length);
  for (let i = 0; i < tags.length; i++) if (tags[i]! >= 0) used[tags[i]!] = 1;
  return names.filter((_, tag) => used[tag] === 1);
}

/** The schemes of both columns of tags over the same tokens, with the evidence for them. */
export function schemesOfTags(
  { reference, predicted }: NonNullable<EntitySet['tags']>,
  firstOfSentence: Int32Array,
): NonNullable<EntitySet['schemes']> {
  const found = detectSchemes(reference, predicted, firstOfSentence);
  return {
    reference: derived(found.reference.value, found.reference.evidence),
    predicted: derived(found.predicted.value, found.predicted.evidence),
  };
}

function mentionsOf(side: ReadSide, ids: ReadonlyMap<string, number>): MentionColumns {
  if (side.mentions !== null) {
    const numbers = Int32Array.from(side.types, (type) => ids.get(type)!);
    return { ...side.mentions, type: side.mentions.type.map((type) => numbers[type]!) };
  }
  if (side.tags === null || side.tokens === null) return noMentions;
  const { tags, names } = side.tags;
  // A tag that continues nothing begins a mention: that rule asks for no scheme.
  const found = decode(tags, names, side.tokens.firstOfSentence, 'IOB2', 'begin', ids);
  const columns = mentionColumns(found, side.tokens);
  return side.tokenScores === null ? columns : { ...columns, score: meanScores(found, side.tokenScores) };
}

const none = new Int32Array(0);
const noMentions: MentionColumns = { sentence: none, start: none, end: none, type: none, score: null };

/** Mean of the probabilities of its tokens, which is what taggers that write one a token show for a mention. */
function meanScores(mentions: TokenMentions, scores: Float32Array): Float64Array {
  return Float64Array.from(mentions.first, (first, m) => {
    let sum = 0;
    for (let i = first; i < mentions.end[m]!; i++) sum += scores[i]!;
    return sum / (mentions.end[m]! - first);
  });
}

/** Everything that a set is made of. */
export interface SetParts {
  readonly path: string;
  readonly files: readonly string[];
  readonly split: Known<Split> | null;
  readonly types: readonly string[];
  readonly sentences: number;
  readonly firstOfDocument: Int32Array | null;
  readonly tokens: TokenColumns | null;
  readonly reference: MentionColumns;
  readonly predicted: MentionColumns;
  readonly tags: EntitySet['tags'];
  readonly schemes: EntitySet['schemes'];
  readonly hasText: boolean;
  readonly text: (sentence: number) => string;
  readonly place: (sentence: number) => string;
  readonly extra: EntitySet['extra'];
  readonly columns: Readonly<Record<string, string>>;
  readonly excluded: readonly EntityExclusion[];
}

export const buildSet = ({ path, hasText, ...parts }: SetParts): EntitySet => ({
  id: path,
  task: 'token-classification',
  file: path,
  ...parts,
  ...(hasText ? {} : { hasText: false }),
});
