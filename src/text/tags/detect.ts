import type { TagColumn, TaggingScheme } from '../../model/entities.ts';
import { formatCount } from '../numbers.ts';
import { many } from '../words.ts';
import { readTagTable, role, roleCount, styleOfColumn, type TagTable } from './tag-table.ts';
import { breakKinds, breaksOf, countTransitions } from './transitions.ts';

/** A scheme and why. */
export interface SchemeDetection {
  readonly value: TaggingScheme;
  /** Sentence with the counts: `every one of 5,648 mentions begins with B-`. */
  readonly evidence: string;
  /** Schemes that the tags fit as well, or nearly. */
  readonly alternatives: readonly TaggingScheme[];
  /** False: nothing in the file decides between `value` and `alternatives`, or the tags fit no scheme well. */
  readonly certain: boolean;
  /** Tags that stand in mentions, and neighbours that break `value`. */
  readonly tokens: number;
  readonly broken: number;
}

/** The share of mention tags that may break a scheme in a file that is still said to be written in it. */
const tolerated = 0.1;
/** A second scheme is out of the question when it is broken this many times as often. */
const apart = 10;

interface Letters {
  readonly tokens: number;
  readonly begin: number;
  readonly inside: number;
  readonly end: number;
  readonly single: number;
  /** Letters of BILOU and of BMES. */
  readonly lastOrUnit: number;
  readonly middle: number;
}

const tableOf = ({ tags, names }: TagColumn): TagTable =>
  readTagTable(names, null, styleOfColumn(tags, names));

function countLetters(tags: Int32Array, table: TagTable): Letters {
  const perTag = new Float64Array(table.names.length);
  for (let i = 0; i < tags.length; i++) if (tags[i]! >= 0) perTag[tags[i]!]!++;
  const letters = { tokens: 0, begin: 0, inside: 0, end: 0, single: 0, lastOrUnit: 0, middle: 0 };
  table.readings.forEach((reading, tag) => {
    const n = perTag[tag]!;
    const r = table.roles[tag]!;
    if (r === role.begin) letters.begin += n;
    else if (r === role.inside) letters.inside += n;
    else if (r === role.end) letters.end += n;
    else if (r === role.single) letters.single += n;
    else return;
    letters.tokens += n;
    if (reading.letter === 'L' || reading.letter === 'U') letters.lastOrUnit += n;
    if (reading.letter === 'M' || reading.letter === 'W') letters.middle += n;
  });
  return letters;
}

const broken = (counts: Float64Array, scheme: TaggingScheme): number => {
  const table = breaksOf(scheme);
  let sum = 0;
  for (let pair = 0; pair < counts.length; pair++) if (table[pair]! > 0) sum += counts[pair]!;
  return sum;
};

/** Tags of a role that open a mention: nothing of their type stands before them. */
const fresh = (counts: Float64Array, now: number): number => {
  let sum = 0;
  for (let before = 0; before < roleCount; before++) sum += counts[(before * roleCount + now) * 2]!;
  return sum;
};

/** Tags of a role that stand last in a mention: nothing of their type stands after them. */
const final = (counts: Float64Array, before: number): number => {
  let sum = 0;
  for (let now = 0; now < roleCount; now++) sum += counts[(before * roleCount + now) * 2]!;
  return sum;
};

function candidatesFor(letters: Letters): readonly TaggingScheme[] {
  const { begin, end, single } = letters;
  if (begin === 0 && end === 0 && single === 0) return ['IO', 'IOB1', 'IOE1'];
  if (end === 0 && single === 0) return ['IOB2', 'IOB1'];
  if (begin === 0 && single === 0) return ['IOE2', 'IOE1'];
  if (letters.middle > 0 && letters.middle >= letters.lastOrUnit) return ['BMES'];
  if (letters.lastOrUnit > 0) return ['BILOU'];
  // BMES writes M where IOBES writes I; without either they are the same.
  return letters.inside > 0 ? ['IOBES'] : ['IOBES', 'BMES'];
}

function evidenceFor(value: TaggingScheme, counts: Float64Array, letters: Letters, table: TagTable): string {
  const n = formatCount;
  const joinedBegins = letters.begin - fresh(counts, role.begin);
  switch (value) {
    case 'IO':
      return table.style === 'plain'
        ? `the tags name types and have no prefixes (${many(letters.tokens, 'tag')} in mentions)`
        : `all ${many(letters.tokens, 'tag')} in mentions have the letter I; neighbours of the same type cannot be told apart`;
    case 'IOB2': {
      const orphans = fresh(counts, role.inside);
      return `B begins ${n(letters.begin)} of ${many(orphans + letters.begin, 'mention')}, I begins ${n(orphans)}`;
    }
    case 'IOB1':
      return `I begins ${many(fresh(counts, role.inside), 'mention')}; B begins ${n(joinedBegins)} right behind one of the same type, and ${n(letters.begin - joinedBegins)} elsewhere`;
    case 'IOE2':
      return `E ends ${n(letters.end)} of ${many(letters.end + final(counts, role.inside), 'mention')}, I ends ${n(final(counts, role.inside))}`;
    case 'IOE1': {
      const ends = final(counts, role.end);
      return `I ends ${many(final(counts, role.inside), 'mention')}; E ends ${n(letters.end - ends)} right before one of the same type, and ${n(ends)} elsewhere`;
    }
    default: {
      const written =
        value === 'BILOU'
          ? ['B', 'I', 'L', 'U']
          : value === 'BMES'
            ? ['B', 'M', 'E', 'S']
            : ['B', 'I', 'E', 'S'];
      return `the tags use ${written[0]} (${n(letters.begin)}), ${written[1]} (${n(letters.inside)}), ${written[2]} (${n(letters.end)}) and ${written[3]} (${n(letters.single)})`;
    }
  }
}

function detectIn(tags: Int32Array, table: TagTable, firstOfSentence: Int32Array): SchemeDetection {
  const letters = countLetters(tags, table);
  const { tokens } = letters;
  if (tokens === 0)
    return {
      value: 'IOB2',
      evidence: 'no token is in a mention, so that no tag tells the scheme',
      alternatives: ['IO', 'IOB1', 'IOE1', 'IOE2', 'IOBES', 'BILOU', 'BMES'],
      certain: false,
      tokens,
      broken: 0,
    };
  const counts = countTransitions(tags, table, firstOfSentence);
  const candidates = candidatesFor(letters);
  const ranked = candidates
    .map((scheme) => ({ scheme, broken: broken(counts, scheme) }))
    .sort((a, b) => a.broken - b.broken);
  const best = ranked[0]!;
  const plain = table.style === 'plain';
  const near = ranked.slice(1).filter((other) => !plain && other.broken < Math.max(1, best.broken * apart));
  const mixed = letters.lastOrUnit > 0 && letters.middle > 0;
  return {
    value: best.scheme,
    evidence: evidenceFor(best.scheme, counts, letters, table),
    alternatives: near.map((other) => other.scheme),
    certain: near.length === 0 && !mixed && best.broken <= tolerated * tokens,
    tokens,
    broken: best.broken,
  };
}

/**
 * The scheme of one side, from what its tags do.
 *
 * IO, IOB1 and IOE1 look the same where no mention follows another of its type at once: `value` is then IO, the others are
 * alternatives, and all three decode to the same mentions.
 */
export function detectScheme(
  tags: Int32Array,
  names: readonly string[],
  firstOfSentence: Int32Array,
): SchemeDetection {
  return detectIn(tags, tableOf({ tags, names }), firstOfSentence);
}

/** One side read in the scheme of the other; null when its letters say that it is written otherwise. */
const fitsAs = (
  scheme: TaggingScheme,
  own: SchemeDetection,
  tags: Int32Array,
  table: TagTable,
  firstOfSentence: Int32Array,
  from: string,
): SchemeDetection | null => {
  const counts = countTransitions(tags, table, firstOfSentence);
  const letters = countLetters(tags, table);
  const foreign = 1 + breakKinds.indexOf('foreign-letter');
  const kinds = breaksOf(scheme);
  for (let pair = 0; pair < counts.length; pair++)
    if (kinds[pair] === foreign && counts[pair]! > 0) return null;
  // The same roles in other letters are another scheme: L and U in a file of E and S.
  if (scheme !== own.value && candidatesFor(letters).length === 1 && letters.end + letters.single > 0)
    return null;
  const n = broken(counts, scheme);
  return {
    value: scheme,
    evidence:
      n === 0
        ? `as ${from}; its tags break it nowhere`
        : `as ${from}; its tags break it ${many(n, 'time')} among ${many(letters.tokens, 'tag')} in mentions`,
    alternatives: own.value === scheme ? own.alternatives : [own.value],
    certain: true,
    tokens: letters.tokens,
    broken: n,
  };
};

/**
 * The schemes of both sides together. The reference leads: a prediction that uses no other letters is read in its scheme,
 * however often it breaks it (models do, annotators rarely); the prediction leads only where the reference cannot tell.
 */
export function detectSchemes(
  reference: TagColumn,
  predicted: TagColumn,
  firstOfSentence: Int32Array,
): { readonly reference: SchemeDetection; readonly predicted: SchemeDetection } {
  const tables = [tableOf(reference), tableOf(predicted)] as const;
  const a = detectIn(reference.tags, tables[0], firstOfSentence);
  const b = detectIn(predicted.tags, tables[1], firstOfSentence);
  if (a.tokens > 0 && b.tokens > 0 && tables[0].style !== tables[1].style)
    return { reference: a, predicted: b };
  if (a.certain) {
    const led = fitsAs(a.value, b, predicted.tags, tables[1], firstOfSentence, 'the reference');
    return { reference: a, predicted: led ?? b };
  }
  if (b.certain && a.alternatives.includes(b.value)) {
    const led = fitsAs(b.value, a, reference.tags, tables[0], firstOfSentence, 'the prediction');
    if (led !== null) return { reference: led, predicted: b };
  }
  if (a.value !== b.value) {
    const led = fitsAs(a.value, b, predicted.tags, tables[1], firstOfSentence, 'the reference');
    if (led !== null) return { reference: a, predicted: { ...led, certain: false } };
  }
  return { reference: a, predicted: b };
}
