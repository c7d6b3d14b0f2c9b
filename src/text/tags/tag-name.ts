/** Letters that say where in a mention a token stands. BMES writes M for I; BMEOW writes W for S; BILOU writes L for E and U for S. */
export type TagLetter = 'B' | 'I' | 'O' | 'E' | 'S' | 'L' | 'U' | 'M' | 'W';

/**
 * `outside`: O · `typed`: letter and type (`B-PER`, `B_PER`, `PER-B`) · `bare`: a letter alone (`B`) · `plain`: a type alone
 * (`PER`) · `missing`: says nothing about the token (empty, `-`, `[CLS]`, `[PAD]`, −100) · `piece`: `X`, the mark of the second
 * and later word pieces in old BERT code.
 */
export type TagForm = 'outside' | 'typed' | 'bare' | 'plain' | 'missing' | 'piece';

/** What is unusual about a tag, for a sentence to the user; the tag is read all the same. */
export type TagOddity =
  | 'digit-zero'
  | 'lower-case'
  | 'underscore'
  | 'typed-outside'
  | 'no-type'
  | 'no-prefix'
  | 'special-token'
  | 'word-piece'
  | 'empty';

/** One tag name, read. `type` is null where the name has none. */
export interface TagName {
  readonly form: TagForm;
  readonly letter: TagLetter | null;
  readonly type: string | null;
  readonly oddity: TagOddity | null;
}

/** Where the letter stands in the names of a file. `plain`: there are no letters. */
export type TagStyle = 'prefix' | 'suffix' | 'bare' | 'plain';

const typedFirst = /^([BIOESLUMW])[-_](.*)$/is;
const typedLast = /^(.+)[-_]([BIESLUMW])$/s;
const letterAlone = /^[BIESLUMW]$/i;
const specialToken =
  /^(?:\[(?:CLS|SEP|PAD|MASK|UNK)\]|<\/?(?:s|pad|unk|start|stop|eos|bos)>|-100|None|nan|NULL|PAD)$/i;

const name = (
  form: TagForm,
  letter: TagLetter | null,
  type: string | null,
  oddity: TagOddity | null,
): TagName => ({ form, letter, type, oddity });

/** Names that mean the same in every file: outside, or nothing at all. Null for every other. */
function fixedMeaning(tag: string): TagName | null {
  if (tag === 'O') return name('outside', 'O', null, null);
  if (tag === 'o') return name('outside', 'O', null, 'lower-case');
  // The digit beside the letter on the keyboard; seqeval takes it for a type of its own.
  if (tag === '0') return name('outside', 'O', null, 'digit-zero');
  // Unspecified, as CoNLL-U writes it.
  if (tag === '_') return name('outside', 'O', null, 'underscore');
  if (tag.trim() === '') return name('missing', null, null, 'empty');
  // spaCy's "not annotated".
  if (tag === '-') return name('missing', null, null, null);
  if (specialToken.test(tag)) return name('missing', null, null, 'special-token');
  return null;
}

/**
 * How a file spells its tags, from all names together: `B` is a letter beside `I` and `O`, but a type beside `PER` and `LOC`;
 * `person-actor` is a plain type, although it has a hyphen.
 */
export function styleOfTags(names: readonly string[]): TagStyle {
  let first = 0;
  let opens = false;
  let last = 0;
  let alone = 0;
  let begins = false;
  let other = 0;
  for (const tag of names) {
    if (fixedMeaning(tag) !== null) continue;
    if (typedFirst.test(tag)) {
      first++;
      if (/^[BI]/i.test(tag)) opens = true;
    } else if (typedLast.test(tag)) last++;
    else if (letterAlone.test(tag)) {
      alone++;
      if (/^[BI]$/i.test(tag)) begins = true;
    } else if (tag !== 'X') other++;
  }
  // `E-mail` among `PER` and `LOC` is a type.
  if (first > 0 && first >= last && (opens || first >= other)) return 'prefix';
  if (last > 0 && last > other) return 'suffix';
  if (alone > 0 && other === 0 && last === 0 && begins) return 'bare';
  return 'plain';
}

/** One tag name in a file of the given style. Only the first separator counts: the type of `B-ARGM-LOC` is `ARGM-LOC`. */
export function readTagName(tag: string, style: TagStyle): TagName {
  const fixed = fixedMeaning(tag);
  if (fixed !== null) return fixed;
  if (style === 'plain') return name('plain', null, tag, null);
  if (tag === 'X') return name('piece', null, null, 'word-piece');
  const parts = style === 'suffix' ? typedLast.exec(tag) : typedFirst.exec(tag);
  if (parts !== null) {
    const written = (style === 'suffix' ? parts[2] : parts[1])!;
    const type = (style === 'suffix' ? parts[1] : parts[2])!;
    const letter = written.toUpperCase() as TagLetter;
    if (letter === 'O') return name('outside', 'O', null, 'typed-outside');
    if (type === '') return name('bare', letter, null, 'no-type');
    return name('typed', letter, type, letter === written ? null : 'lower-case');
  }
  if (letterAlone.test(tag))
    return name('bare', tag.toUpperCase() as TagLetter, null, style === 'bare' ? null : 'no-type');
  return name('plain', null, tag, 'no-prefix');
}
