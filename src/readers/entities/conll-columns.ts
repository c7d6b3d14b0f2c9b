import { readTagName, styleOfTags } from '../../text/tags/index.ts';

/** What the cells of one column look like. */
export interface ColumnLook {
  readonly index: number;
  readonly name: string | null;
  /** Tags of mentions: `O` and letters with or without types, or types alone among many `O`. */
  readonly tags: boolean;
  /** Numbers 0 to 1. */
  readonly scores: boolean;
  /** Whole numbers that count up. */
  readonly counts: boolean;
  readonly distinct: ReadonlyMap<string, number>;
  /** Types of its tags. */
  readonly types: ReadonlySet<string>;
}

const typed = /^[BIESLUMW][-_].+$/i;
const typedLast = /^[^\s]+[-_][BIESLUMW]$/;
/** Sub-word marks of several trainers: they stand where a tag would. */
const mark = /^(?:\[(?:CLS|SEP|PAD|##WordPiece)\]|X|-100|<\/?s>|<pad>)$/i;
/** Types of chunks (CoNLL-2000): a column of them beside one of entities is no prediction. */
const chunks: ReadonlySet<string> = new Set('NP VP PP ADVP ADJP SBAR PRT CONJP INTJ LST UCP'.split(' '));

export const isChunkColumn = (look: ColumnLook): boolean =>
  look.types.size > 0 && [...look.types].every((type) => chunks.has(type));

/** True when a cell alone reads as a tag of a scheme with letters. */
export const readsAsTag = (cell: string): boolean =>
  cell === 'O' || typed.test(cell) || /^[BIESLU]$/.test(cell) || mark.test(cell);

export function lookAt(index: number, name: string | null, cells: readonly string[]): ColumnLook {
  const distinct = new Map<string, number>();
  let letters = 0;
  /** Letters alone: classes called B and S are no tags where no O stands among them. */
  let bare = 0;
  let outside = 0;
  /** A slip for `O`; a column of them alone holds numbers. */
  let zeros = 0;
  let scores = 0;
  let rising = 0;
  let before = Number.NaN;
  for (const cell of cells) {
    if (distinct.size < 5000 || distinct.has(cell)) distinct.set(cell, (distinct.get(cell) ?? 0) + 1);
    if (cell === 'O') outside++;
    else if (cell === '0') zeros++;
    else if (cell === '_' || cell === '-') continue;
    else if (readsAsTag(cell) || typedLast.test(cell)) {
      letters++;
      if (cell.length === 1) bare++;
    } else if (/^[01]?\.?\d+(?:e-?\d+)?$/i.test(cell) && Number(cell) <= 1.000001) scores++;
    if (/^\d+$/.test(cell)) {
      const count = Number(cell);
      if (count === before + 1 || count <= 1) rising++;
      before = count;
    }
  }
  const all = cells.length;
  const empty = (distinct.get('_') ?? 0) + (distinct.get('-') ?? 0);
  const slips = zeros <= 0.2 * (outside + letters) ? zeros : 0;
  const rest = all - outside - letters - empty - slips;
  const lettered =
    outside + letters > 0 &&
    rest <= 0.02 * all &&
    !(outside === 0 && (letters < 0.05 * all || bare === letters));
  // PER, LOCATION: types without letters. Few different ones, and O among them; a column of words or parts of speech is not that.
  const plain =
    !lettered &&
    (distinct.get('O') ?? 0) > 0.3 * all &&
    distinct.size <= Math.max(12, 0.02 * all) &&
    [...distinct.keys()].every((cell) => cell === 'O' || /^[\p{L}][\p{L}\p{N}_.:/-]*$/u.test(cell));
  const tags = lettered || plain;
  const types = new Set<string>();
  if (tags) {
    const names = [...distinct.keys()];
    const style = styleOfTags(names);
    for (const tag of names) {
      const { form, type } = readTagName(tag, style);
      if (form === 'bare') types.add('');
      else if (type !== null) types.add(type);
    }
  }
  return {
    index,
    name,
    tags,
    scores: !tags && all > 0 && scores + zeros >= 0.99 * all,
    counts: all > 1 && rising >= 0.95 * all,
    distinct,
    types,
  };
}

/** A line that holds no token: the mark of a document, or a comment. A token `#` is followed by a tag. */
export function isMarkLine(line: string): boolean {
  if (line.startsWith('-DOCSTART-')) return true;
  if (!line.startsWith('#')) return false;
  const cells = line.trim().split(/[ \t]+/);
  return cells.length < 2 || !readsAsTag(cells.at(-1)!);
}
