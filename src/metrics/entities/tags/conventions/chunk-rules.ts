/**
 * When a mention starts and ends between two neighbouring tags, as a table over letters: conlleval and seqeval (default mode) are
 * both of this form, with other tables. Besides the table, another type ends and starts a mention wherever the tag is not O (or `.`).
 */
export interface ChunkRules {
  /** Letters that the table knows; every other letter has code 0. `O` is code 1, `.` code 2. */
  readonly letters: string;
  readonly ends: Uint8Array;
  readonly starts: Uint8Array;
}

const outsideCode = 1;
const dotCode = 2;

/** `BO I* *B`: letter before, letter now; `*` is any. */
function pairTable(letters: string, pairs: string): Uint8Array {
  const size = letters.length + 1;
  const table = new Uint8Array(size * size);
  for (const pair of pairs.split(' ')) {
    const before = pair[0] === '*' ? null : letters.indexOf(pair[0]!) + 1;
    const now = pair[1] === '*' ? null : letters.indexOf(pair[1]!) + 1;
    for (let b = 0; b < size; b++)
      for (let n = 0; n < size; n++)
        if ((before === null || b === before) && (now === null || n === now)) table[b * size + n] = 1;
  }
  return table;
}

/** `letters` begins with `O.`. */
export const chunkRules = (letters: string, ends: string, starts: string): ChunkRules => ({
  letters,
  ends: pairTable(letters, ends),
  starts: pairTable(letters, starts),
});

/** Whether tags stand in a mention by code: neither O nor `.`. */
const inMention = (code: number): boolean => code !== outsideCode && code !== dotCode;

/** One side in the codes of a table, by tag index; index `names.length` stands for O (missing tags and sentence borders). */
export interface ChunkTags {
  readonly codes: Uint8Array;
  readonly types: Int32Array;
}

/** `split` cuts a tag into its letter and its type, as the tool does. */
export function chunkTags(
  names: readonly string[],
  rules: ChunkRules,
  split: (tag: string) => readonly [letter: string, type: string],
  idOf: (type: string) => number,
): ChunkTags {
  const codes = new Uint8Array(names.length + 1);
  const types = new Int32Array(names.length + 1);
  for (let tag = 0; tag <= names.length; tag++) {
    const [letter, type] = split(tag < names.length ? names[tag]! : 'O');
    codes[tag] = letter.length === 1 ? rules.letters.indexOf(letter) + 1 : 0;
    types[tag] = idOf(type);
  }
  return { codes, types };
}

/** Whether a mention ends between two tags (indices of the table of names). */
const endsBetween = (rules: ChunkRules, tags: ChunkTags, before: number, now: number): boolean => {
  const b = tags.codes[before]!;
  return (
    rules.ends[b * (rules.letters.length + 1) + tags.codes[now]!] === 1 ||
    (inMention(b) && tags.types[before] !== tags.types[now])
  );
};

/** Whether a mention starts at the second of two tags. */
const startsBetween = (rules: ChunkRules, tags: ChunkTags, before: number, now: number): boolean => {
  const n = tags.codes[now]!;
  return (
    rules.starts[tags.codes[before]! * (rules.letters.length + 1) + n] === 1 ||
    (inMention(n) && tags.types[before] !== tags.types[now])
  );
};

/** Both answers for every pair of tags of a side: bit 0 ends, bit 1 starts. Null when there are too many names for a table. */
export function pairEvents(rules: ChunkRules, tags: ChunkTags): (before: number, now: number) => number {
  const size = tags.codes.length;
  const event = (before: number, now: number): number =>
    (endsBetween(rules, tags, before, now) ? 1 : 0) | (startsBetween(rules, tags, before, now) ? 2 : 0);
  if (size > 512) return event;
  const table = new Uint8Array(size * size);
  for (let b = 0; b < size; b++) for (let n = 0; n < size; n++) table[b * size + n] = event(b, n);
  return (before, now) => table[before * size + now]!;
}
