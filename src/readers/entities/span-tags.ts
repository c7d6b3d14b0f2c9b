import type { EntitySide, TokenColumns } from '../../model/entities.ts';
import { many } from '../../text/words.ts';
import type { ExclusionLedger } from './exclusion-ledger.ts';
import type { PreparedUnits } from './span-side.ts';
import { type Annotation, hasTags } from './span-units.ts';

/** Names for tags that are numbers: `id2label` of the model, or `ClassLabel` names of the data set. */
export type TagNames = readonly string[] | null;

/** For a text beside others that were annotated. */
export const notAnnotated = {
  kind: 'missing-annotation',
  text: (count: number) =>
    `${many(count, 'text')} without annotation: nobody said whether a mention is there.`,
} as const;
const fewTags = {
  kind: 'truncated',
  text: (count: number) => `${many(count, 'token')} at the end of texts have no tag: fewer tags than tokens.`,
} as const;
const moreTags = {
  kind: 'unaligned',
  text: (count: number) =>
    `${many(count, 'tag')} more than tokens; the tags beyond the last token were left out.`,
} as const;
const leftOutTags = {
  kind: 'ignored',
  text: (count: number) =>
    `${many(count, 'token')} left out on purpose or without a tag (−100, \`-\`, null).`,
} as const;
const unknownId = {
  kind: 'unreadable',
  text: (count: number) => `${many(count, 'tag')} with a number that the list of labels does not have.`,
} as const;

const isLeftOut = (tag: string | number | null): boolean =>
  tag === null || tag === -100 || tag === '-100' || tag === '-' || tag === '';

/** One tag a token; what has none, or cannot be used, is counted. */
export function tagColumn(
  { units }: PreparedUnits,
  said: readonly (Annotation | null)[],
  { firstOfSentence }: TokenColumns,
  names: TagNames,
  ledger: ExclusionLedger,
): NonNullable<EntitySide['tags']> {
  const numbers = new Map<string, number>();
  const tags = new Int32Array(firstOfSentence[units.length]!).fill(-1);
  said.forEach((annotation, u) => {
    const { place } = units[u]!;
    const from = firstOfSentence[u]!;
    const count = firstOfSentence[u + 1]! - from;
    if (!hasTags(annotation)) {
      ledger.add(notAnnotated, { sentences: 1, tokens: count }, u, () => place);
      return;
    }
    const given = annotation.tags;
    let left = 0;
    for (let i = 0; i < Math.min(count, given.length); i++) {
      const tag = given[i]!;
      if (isLeftOut(tag)) {
        left++;
        continue;
      }
      const name = typeof tag === 'number' && names !== null ? names[tag] : String(tag);
      if (name === undefined) {
        ledger.add(unknownId, { tokens: 1 }, u, () => `${place} (token ${i + 1}: ${tag})`);
        continue;
      }
      let number = numbers.get(name);
      if (number === undefined) {
        number = numbers.size;
        numbers.set(name, number);
      }
      tags[from + i] = number;
    }
    if (left > 0) ledger.add(leftOutTags, { tokens: left }, null, () => `${place} (${many(left, 'token')})`);
    const counts = `${place} (${many(count, 'token')}, ${many(given.length, 'tag')})`;
    if (given.length < count) ledger.add(fewTags, { tokens: count - given.length }, u, () => counts);
    if (given.length > count) ledger.add(moreTags, { tokens: given.length - count }, u, () => counts);
  });
  return { tags, names: [...numbers.keys()] };
}
