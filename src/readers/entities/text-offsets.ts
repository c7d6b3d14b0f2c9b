/** What a file counts offsets in, and whether `end` is the last character or the one behind it. */
export interface OffsetUnit {
  readonly counts: 'code points' | 'UTF-16 units' | 'UTF-8 bytes';
  readonly inclusiveEnd: boolean;
}

/** In the order of preference when nothing tells them apart: Python counts code points. */
export const offsetUnits: readonly OffsetUnit[] = [
  { counts: 'code points', inclusiveEnd: false },
  { counts: 'UTF-16 units', inclusiveEnd: false },
  { counts: 'code points', inclusiveEnd: true },
  { counts: 'UTF-8 bytes', inclusiveEnd: false },
];

/** Maps offsets of a file to UTF-16 offsets of one text; −1 for a place inside a character or outside the text. */
export type OffsetMap = (offset: number) => number;

const surrogate = /[\ud800-\udfff]/;

/** For one text. */
export function offsetMap(text: string, counts: OffsetUnit['counts']): OffsetMap {
  if (counts === 'UTF-16 units')
    return (offset) =>
      Number.isInteger(offset) && offset >= 0 && offset <= text.length && !insidePair(text, offset)
        ? offset
        : -1;
  if (counts === 'code points' && !surrogate.test(text))
    return (offset) => (Number.isInteger(offset) && offset >= 0 && offset <= text.length ? offset : -1);
  const places: number[] = [];
  for (let at = 0; at < text.length; ) {
    const code = text.codePointAt(at)!;
    places.push(at);
    if (counts === 'UTF-8 bytes') for (let extra = utf8Length(code); extra > 1; extra--) places.push(-1);
    at += code > 0xffff ? 2 : 1;
  }
  places.push(text.length);
  return (offset) => (Number.isInteger(offset) ? (places[offset] ?? -1) : -1);
}

const utf8Length = (code: number): number => (code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4);

/** True between the two halves of a character beyond the first plane. */
const insidePair = (text: string, offset: number): boolean => {
  const before = text.charCodeAt(offset - 1);
  const after = text.charCodeAt(offset);
  return before >= 0xd800 && before < 0xdc00 && after >= 0xdc00 && after < 0xe000;
};

/** Texts compare without differences of white space: annotation tools write a line break as a blank. */
export const sameWords = (a: string, b: string): boolean =>
  a === b || a.replace(/\s+/g, ' ').trim() === b.replace(/\s+/g, ' ').trim();

/** A span with its text, for the decision. */
export interface OffsetSample {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Null when the file does not repeat the words. */
  readonly words: string | null;
}

export interface OffsetDecision {
  readonly unit: OffsetUnit;
  /** What it rests on, for the user; null when every way of counting gives the same. */
  readonly evidence: string | null;
  /** False when what the file repeats is mostly something else than the words: a normal form. It is then not held against them. */
  readonly repeatsWords: boolean;
}

const word = /[\p{L}\p{N}\p{M}]/u;

/** True when neither border cuts through a word. */
function onBorders(text: string, start: number, end: number): boolean {
  const inWord = (offset: number): boolean =>
    offset > 0 &&
    offset < text.length &&
    word.test(String.fromCodePoint(text.codePointAt(offset)!)) &&
    word.test(
      String.fromCodePoint(
        text.codePointAt(
          text.charCodeAt(offset - 1) >= 0xdc00 && text.charCodeAt(offset - 1) < 0xe000 && offset > 1
            ? offset - 2
            : offset - 1,
        )!,
      ),
    );
  return !inWord(start) && !inWord(end);
}

/**
 * How a file counts, from spans that repeat their words; from borders of words when none does and the texts hold characters that
 * tell code points from UTF-16 units.
 */
export function decideOffsets(
  samples: readonly OffsetSample[],
  otherwise: OffsetUnit = offsetUnits[0]!,
): OffsetDecision {
  const withWords = samples.filter(({ words }) => words !== null && words !== '');
  const telling = withWords.length > 0 ? withWords : samples.filter(({ text }) => surrogate.test(text));
  if (telling.length === 0) return { unit: otherwise, evidence: null, repeatsWords: true };
  const candidates = withWords.length > 0 ? offsetUnits : offsetUnits.slice(0, 2);
  const hits = candidates.map(({ counts, inclusiveEnd }) => {
    let right = 0;
    let lastText: string | null = null;
    let map: OffsetMap = () => -1;
    for (const { text, start, end, words } of telling) {
      if (text !== lastText) {
        map = offsetMap(text, counts);
        lastText = text;
      }
      const from = map(start);
      const to = map(inclusiveEnd ? end + 1 : end);
      if (from < 0 || to <= from) continue;
      if (words === null ? onBorders(text, from, to) : sameWords(text.slice(from, to), words)) right++;
    }
    return right;
  });
  const preferred = candidates.indexOf(otherwise);
  const most = Math.max(...hits);
  const best = hits[preferred] === most ? preferred : hits.indexOf(most);
  const unit = candidates[best]!;
  if (withWords.length > 0 && 2 * most < telling.length) {
    const { unit: fallback, evidence } = decideOffsets(
      samples.map((sample) => ({ ...sample, words: null })),
      otherwise,
    );
    return { unit: fallback, evidence, repeatsWords: false };
  }
  const how = `${unit.counts}${unit.inclusiveEnd ? ', the last character included' : ''}`;
  const evidence =
    withWords.length > 0
      ? `${how}: ${most} of ${telling.length} repeated texts are what the offsets cut out`
      : hits.every((count) => count === most)
        ? null
        : `${how}: ${most} of ${telling.length} mentions begin and end at borders of words`;
  return { unit, evidence, repeatsWords: true };
}
