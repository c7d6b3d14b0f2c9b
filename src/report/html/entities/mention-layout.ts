import { shorten } from '../../../plots/svg.ts';
import { errorName, mentionKinds, REPEATED_MENTION } from '../../../text/entity-errors.ts';

/** A mention where it stands in the shown text (UTF-16 units) and how it is drawn. */
export interface PlacedMention {
  readonly side: 'reference' | 'predicted';
  readonly start: number;
  readonly end: number;
  /** End of the part that carries the label: short, so that no line break falls into it. */
  readonly head: number;
  readonly type: string;
  /** Index of `mentionKinds`. */
  readonly kind: number;
  /** Distance from the text: 0 is the nearest line. */
  readonly track: number;
}

export type UnplacedMention = Omit<PlacedMention, 'head' | 'track'>;

/** Lines above a text and below it, each; deeper ones share the last. Also in the style sheet. */
const MOST_TRACKS = 6;
const MOST_TYPE = 16;
/** A longer beginning of a mention might be broken over two lines. */
const LONGEST_HEAD = 24;

// Widths in pixels at the size of the page's texts, about: they decide only which labels would touch.
const LETTER = 7.8;
const NARROW_LETTER = 4.2;
const WIDE_LETTER = 15.5;
const LABEL_LETTER = 6.4;
const LABEL_ENDS = 9;

const narrow = /[ .,;:'’|!()[\]/iljtfrI-]/;
const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/;
// Scripts that are written without blanks break between any two letters.
const unspaced =
  '\\p{Script_Extensions=Han}\\p{Script_Extensions=Hiragana}\\p{Script_Extensions=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}';
const beginning = new RegExp(`[${unspaced}]|[^\\s/\u2010-\u2015${unspaced}-]{1,${LONGEST_HEAD}}|[^]`, 'uy');

/** Index of `mentionKinds` → 0 right, 1 differs from its counterpart, 2 has none. */
export function lookOf(kind: number): 0 | 1 | 2 {
  const name = mentionKinds[kind];
  return name === 'missed' || name === 'spurious'
    ? 2
    : name === 'correct' || name === REPEATED_MENTION
      ? 0
      : 1;
}

/** Index of `mentionKinds` → whether it is said at the reference too. A pair is told once, at the prediction. */
export const toldAlone = (kind: number): boolean =>
  mentionKinds[kind] === 'missed' || mentionKinds[kind] === REPEATED_MENTION;

/** What is written beside the type; nothing for a mention that is right. */
const wordOf = (side: PlacedMention['side'], kind: number): string =>
  kind === 0 || !(side === 'predicted' || toldAlone(kind)) ? '' : errorName(mentionKinds[kind] ?? '');

/** What stands at the line of a mention: `ORG`, `ORG · missed`. */
export function labelOf(side: PlacedMention['side'], type: string, kind: number): string {
  const word = wordOf(side, kind);
  return `${shorten(type, MOST_TYPE)}${word === '' ? '' : ` · ${word}`}`;
}

/** Where characters as people see them begin and end: a line must not end inside one. */
function clusters(text: string): { before(at: number): number; after(at: number): number } {
  const simple = !/[^\u0000-\u02ff\u2010-\u203a]/.test(text);
  if (simple || typeof Intl.Segmenter !== 'function') return { before: (at) => at, after: (at) => at };
  const segments = new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text);
  const around = (at: number) => (at <= 0 || at >= text.length ? undefined : segments.containing(at));
  return {
    before: (at) => around(at)?.index ?? at,
    after: (at) => {
      const found = around(at);
      return found === undefined || found.index === at ? at : found.index + found.segment.length;
    },
  };
}

const widthOf = (character: string): number =>
  character < '\u0300'
    ? narrow.test(character)
      ? NARROW_LETTER
      : LETTER
    : wide.test(character)
      ? WIDE_LETTER
      : /\p{M}/u.test(character)
        ? 0
        : NARROW_LETTER;

/** Widens mentions to whole characters and gives each a line of its own where lines or labels would meet; references first. */
export function layOut(text: string, mentions: readonly UnplacedMention[]): readonly PlacedMention[] {
  if (mentions.length === 0) return [];
  const { before, after } = clusters(text);
  const x = new Float64Array(text.length + 1);
  for (let at = 0; at < text.length; at++) x[at + 1] = x[at]! + widthOf(text[at]!);
  return (['reference', 'predicted'] as const).flatMap((side) => {
    const own = mentions
      .filter((one) => one.side === side)
      .map((one) => {
        const [start, end] = [before(Math.max(0, one.start)), after(Math.min(text.length, one.end))];
        beginning.lastIndex = start;
        const head = Math.min(end, after(start + (beginning.exec(text)?.[0].length ?? 1)));
        return { ...one, start, end, head };
      })
      .filter(({ start, end }) => start < end);
    const extents = own.map((one) => {
      const label = LABEL_LETTER * labelOf(side, one.type, one.kind).length + LABEL_ENDS;
      return { from: x[one.start]!, to: Math.max(x[one.end]!, x[one.start]! + label) };
    });
    // Shorter ones lie nearer, so that an inner mention stands between the text and the one around it.
    const order = own
      .map((_, index) => index)
      .sort((a, b) => own[a]!.end - own[a]!.start - (own[b]!.end - own[b]!.start) || a - b);
    const tracks: { readonly from: number; readonly to: number }[][] = [];
    const track = new Uint8Array(own.length);
    for (const index of order) {
      const { from, to } = extents[index]!;
      let at = tracks.findIndex((taken) => taken.every((other) => to <= other.from || other.to <= from));
      if (at < 0) at = tracks.length < MOST_TRACKS ? tracks.push([]) - 1 : MOST_TRACKS - 1;
      tracks[at]!.push({ from, to });
      track[index] = at;
    }
    return own.map((one, index) => ({ ...one, track: track[index]! }));
  });
}
