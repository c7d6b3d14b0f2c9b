import type { TagColumn, TaggingScheme } from '../../../model/entities.ts';
import {
  type BreakKind,
  breakKinds,
  breaksOf,
  readTagTable,
  role,
  roleCount,
  styleOfColumn,
} from '../../../text/tags/index.ts';

/** Places where two neighbouring tags break the scheme, in the order of the file. */
export interface InvalidTransitions {
  /** Token at which it shows: the second of the two; the last of the sentence when the sentence ends too early. */
  readonly token: Int32Array;
  readonly sentence: Int32Array;
  /** Index of `breakKinds`. */
  readonly kind: Uint8Array;
  /** Tag indices; −1 before is the start of the sentence, −1 in `tag` its end, or a missing tag. */
  readonly tagBefore: Int32Array;
  readonly tag: Int32Array;
  readonly counts: Readonly<Record<BreakKind, number>>;
}

/** Every transition of one side that `scheme` does not allow. Word-piece marks are passed over. */
export function invalidTransitions(
  column: TagColumn,
  firstOfSentence: Int32Array,
  scheme: TaggingScheme,
): InvalidTransitions {
  const { tags, names } = column;
  const { roles, types } = readTagTable(names, null, styleOfColumn(tags, names));
  const breaks = breaksOf(scheme);
  const token: number[] = [];
  const sentence: number[] = [];
  const kind: number[] = [];
  const before: number[] = [];
  const after: number[] = [];
  const counts = Object.fromEntries(breakKinds.map((name) => [name, 0])) as Record<BreakKind, number>;
  for (let s = 0; s + 1 < firstOfSentence.length; s++) {
    const stop = firstOfSentence[s + 1]!;
    let roleBefore: number = role.outside;
    let typeBefore = -1;
    let tagBefore = -1;
    for (let i = firstOfSentence[s]!; i <= stop; i++) {
      const tag = i === stop ? -1 : tags[i]!;
      const now = i === stop ? role.outside : tag < 0 ? role.missing : roles[tag]!;
      if (now === role.piece) continue;
      const type = tag < 0 ? -1 : types[tag]!;
      const same = type >= 0 && type === typeBefore ? 1 : 0;
      const broken = breaks[(roleBefore * roleCount + now) * 2 + same]!;
      if (broken > 0) {
        token.push(i === stop ? stop - 1 : i);
        sentence.push(s);
        kind.push(broken - 1);
        before.push(tagBefore);
        after.push(tag);
        counts[breakKinds[broken - 1]!]++;
      }
      roleBefore = now;
      typeBefore = type;
      tagBefore = tag;
    }
  }
  return {
    token: Int32Array.from(token),
    sentence: Int32Array.from(sentence),
    kind: Uint8Array.from(kind),
    tagBefore: Int32Array.from(before),
    tag: Int32Array.from(after),
    counts,
  };
}
