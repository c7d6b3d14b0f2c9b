import type { TaggingScheme } from '../../model/entities.ts';
import { role, roleCount, type TagTable } from './tag-table.ts';

/**
 * How two neighbouring tags can break a scheme. `orphan`: an I or E that continues nothing · `type-change`: an I or E of another
 * type than the mention it would continue · `unfinished`: a mention without the E that the scheme wants · `needless-begin`: a B
 * of IOB1, or an E of IOE1 (`needless-end`), where no neighbour has to be told apart · `foreign-letter`: not of this scheme.
 */
export const breakKinds = [
  'orphan',
  'type-change',
  'unfinished',
  'needless-begin',
  'needless-end',
  'foreign-letter',
] as const;
export type BreakKind = (typeof breakKinds)[number];

/** What each is, for people. */
export const breakWords: Readonly<Record<string, string>> = {
  orphan: 'continues nothing',
  'type-change': 'continues a mention of another type',
  unfinished: 'a mention without its end',
  'needless-begin': 'a beginning where nothing has to be told apart',
  'needless-end': 'an end where nothing has to be told apart',
  'foreign-letter': 'a letter that is not of the scheme',
};

/** Index of a pair of neighbours in the tables below: role before, role, same type or not. */
const pairIndex = (before: number, now: number, same: boolean | number): number =>
  (before * roleCount + now) * 2 + (same ? 1 : 0);

const pairs = roleCount * roleCount * 2;
const { outside, begin, inside, end, single, missing } = role;

/** Roles that a scheme writes, beside `outside`. */
const rolesOfScheme: Readonly<Record<TaggingScheme, readonly number[]>> = {
  IO: [inside],
  IOB1: [begin, inside],
  IOB2: [begin, inside],
  IOE1: [inside, end],
  IOE2: [inside, end],
  IOBES: [begin, inside, end, single],
  BILOU: [begin, inside, end, single],
  BMES: [begin, inside, end, single],
};

const isMention = (r: number): boolean => r >= begin && r <= single;

/** What is wrong with `now` after `before`, or null. A missing neighbour proves nothing. */
function kindOf(scheme: TaggingScheme, before: number, now: number, same: boolean): BreakKind | null {
  if (isMention(now) && !rolesOfScheme[scheme].includes(now)) return 'foreign-letter';
  const joined = isMention(before) && isMention(now) && same;
  switch (scheme) {
    case 'IO':
      return null;
    case 'IOB1':
      return now === begin && !joined && before !== missing ? 'needless-begin' : null;
    case 'IOB2':
      if (now !== inside || joined || before === missing) return null;
      return isMention(before) ? 'type-change' : 'orphan';
    case 'IOE1':
      return before === end && !joined && now !== missing ? 'needless-end' : null;
    case 'IOE2':
      return before === inside && !joined && now !== missing ? 'unfinished' : null;
    default: {
      const continues = now === inside || now === end;
      const open = before === begin || before === inside;
      if (open) {
        if (!continues) return now === missing ? null : 'unfinished';
        return same ? null : 'type-change';
      }
      return continues && before !== missing ? 'orphan' : null;
    }
  }
}

const tables = new Map<TaggingScheme, Uint8Array>();

/** For each pair of neighbours (`pairIndex`): 0 where the scheme allows it, else 1 + index of `breakKinds`. */
export function breaksOf(scheme: TaggingScheme): Uint8Array {
  const known = tables.get(scheme);
  if (known !== undefined) return known;
  const table = new Uint8Array(pairs);
  for (let before = 0; before <= missing; before++)
    for (let now = 0; now <= missing; now++)
      for (const same of [false, true]) {
        const kind = kindOf(scheme, before, now, same);
        table[pairIndex(before, now, same)] = kind === null ? 0 : 1 + breakKinds.indexOf(kind);
      }
  tables.set(scheme, table);
  return table;
}

/**
 * How often each pair of neighbours occurs (`pairIndex`), sentence borders counted as outside. Word-piece marks are passed over.
 * A pair is `same` when both stand in mentions of the same type.
 */
export function countTransitions(
  tags: Int32Array,
  table: TagTable,
  firstOfSentence: Int32Array,
): Float64Array {
  const counts = new Float64Array(pairs);
  const { roles, types } = table;
  for (let s = 0; s + 1 < firstOfSentence.length; s++) {
    const stop = firstOfSentence[s + 1]!;
    let before: number = outside;
    let typeBefore = -1;
    for (let i = firstOfSentence[s]!; i < stop; i++) {
      const tag = tags[i]!;
      const now = tag < 0 ? missing : roles[tag]!;
      if (now === role.piece) continue;
      const type = tag < 0 ? -1 : types[tag]!;
      counts[(before * roleCount + now) * 2 + (type >= 0 && type === typeBefore ? 1 : 0)]!++;
      before = now;
      typeBefore = type;
    }
    counts[before * roleCount * 2]!++;
  }
  return counts;
}
