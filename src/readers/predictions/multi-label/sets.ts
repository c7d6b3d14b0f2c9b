import { type LabelSets, labelOf } from './align-sets.ts';
import { labelList } from './label-list.ts';

/** A column read as sets of labels. */
export interface SetColumn {
  readonly sets: LabelSets;
  /** Written as lists, so that `[]` says that no label is set. */
  readonly lists: boolean;
  /** Rows with an empty cell. */
  readonly empty: number;
  readonly most: number;
}

const isEmpty = (cell: unknown): boolean =>
  cell === null || cell === undefined || (typeof cell === 'string' && cell.trim() === '');

/** `B-PER`: a tag of a word. */
const TAG = /^[BIOESLUM]-\S+$/;

/** A set has no member twice; what repeats is a label a word, or an indicator a label. */
function setOf(members: readonly (string | number)[]): readonly string[] | null {
  const labels: string[] = [];
  for (const member of members) {
    const label = labelOf(member);
    if (label === null || TAG.test(label) || /^-?\d*\.\d+$|e[+-]?\d/.test(label)) return null;
    labels.push(label);
  }
  return new Set(labels).size === labels.length ? labels : null;
}

/** Cells that are lists of labels; a plain cell among them is a list of one. Null when a cell is none. */
export function listColumn(cells: readonly unknown[]): SetColumn | null {
  const sets: (readonly string[] | null)[] = [];
  let lists = 0;
  let empty = 0;
  let most = 0;
  for (const cell of cells) {
    if (isEmpty(cell)) {
      sets.push(null);
      empty++;
      continue;
    }
    const list = labelList(cell);
    if (list !== null) lists++;
    const plain = typeof cell === 'string' || typeof cell === 'number' ? [cell] : null;
    const members = list ?? plain;
    const set = members === null ? null : setOf(members);
    if (set === null) return null;
    most = Math.max(most, set.length);
    sets.push(set);
  }
  return { sets, lists: lists > 0, empty, most };
}

const SEPARATORS = [',', ';', '|'] as const;
const MOST_PART_CHARACTERS = 60;
/** Fewer combinations may be the paths of a tree of labels. */
const FEWEST_COMBINATIONS = 10;

function partsOf(cell: unknown, separator: string): readonly string[] | null {
  if (typeof cell !== 'string') return typeof cell === 'number' ? [String(cell)] : null;
  const parts = cell
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  return parts.every((part) => part.length <= MOST_PART_CHARACTERS) ? parts : null;
}

interface Spelling {
  readonly text: string;
  readonly parts: readonly string[];
  readonly rows: number;
}

/**
 * True when separated cells can only be read as several labels: the parts are labels of their own elsewhere, or there are more
 * combinations than parts. A name with a comma in it (`Politics, Law`) or a path (`Sports|Football`) gives neither: its parts never
 * stand alone, and a tree has no more paths than nodes.
 */
function areSets(spellings: readonly Spelling[]): boolean {
  const alone = new Set(spellings.filter(({ parts }) => parts.length === 1).map(({ parts }) => parts[0]!));
  const combinations = spellings.filter(({ parts }) => parts.length > 1);
  const parts = new Set(spellings.flatMap((one) => one.parts));
  if (combinations.length > parts.size && combinations.length >= FEWEST_COMBINATIONS) return true;
  const explained = combinations.filter((one) => one.parts.every((part) => alone.has(part)));
  const rows = (some: readonly Spelling[]): number => some.reduce((sum, one) => sum + one.rows, 0);
  return (
    explained.length >= Math.max(2, 0.1 * spellings.length) && rows(explained) >= 0.8 * rows(combinations)
  );
}

/** Two columns of labels parted by a comma, semicolon or bar; null when that is not what they are. */
export function separatedColumns(
  columns: readonly (readonly unknown[])[],
  known: ReadonlySet<string>,
): { readonly columns: readonly SetColumn[]; readonly separator: string } | null {
  const counts = new Map<unknown, number>();
  for (const cells of columns)
    for (const cell of cells) if (!isEmpty(cell)) counts.set(cell, (counts.get(cell) ?? 0) + 1);
  const total = columns[0]?.length ?? 0;
  for (const separator of SEPARATORS) {
    const spellings: Spelling[] = [];
    let readable = true;
    for (const [cell, rows] of counts) {
      const parts = partsOf(cell, separator);
      if (parts === null || new Set(parts).size !== parts.length) {
        readable = false;
        break;
      }
      spellings.push({ text: String(cell).trim(), parts, rows });
    }
    if (!readable) continue;
    const distinct = new Set(spellings.flatMap(({ parts }) => parts)).size;
    // Answers and generated texts have commas too, and no labels that come back.
    if (distinct > 1000 || (total >= 20 && distinct > total / 2)) continue;
    if (spellings.some(({ parts, text }) => parts.length > 1 && known.has(text))) continue;
    if (!areSets(spellings)) continue;
    return { separator, columns: columns.map((cells) => read(cells, separator)) };
  }
  return null;
}

function read(cells: readonly unknown[], separator: string): SetColumn {
  let empty = 0;
  let most = 0;
  const sets = cells.map((cell) => {
    if (isEmpty(cell)) {
      empty++;
      return null;
    }
    const set = partsOf(cell, separator)!.map((part) => labelOf(part)!);
    most = Math.max(most, set.length);
    return set;
  });
  return { sets, lists: false, empty, most };
}
