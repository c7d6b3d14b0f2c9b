/** A mention in its sentence: UTF-16 units, `end` exclusive. */
export interface MentionSpan {
  readonly start: number;
  readonly end: number;
  readonly type: string;
}

/** A way in which a mention of the reference and one of the prediction differ: places in the lists of the sentence, −1 for none. */
export interface MentionPair {
  readonly kind: string;
  readonly reference: number;
  readonly predicted: number;
}

/** `0-7:PER`; white space and percent signs of a type as in an address, so that a list parts at blanks. */
export const spanText = (start: number, end: number, type: string): string =>
  `${start}-${end}:${type.replace(/[\s%]/gu, encodeURIComponent)}`;

/** `boundary:0>1`, `missed:2>`, `spurious:>3`. */
export const pairText = (kind: string, reference: number, predicted: number): string =>
  `${kind}:${reference < 0 ? '' : reference}>${predicted < 0 ? '' : predicted}`;

const typeOf = (written: string): string => {
  if (!written.includes('%')) return written;
  try {
    return decodeURIComponent(written);
  } catch {
    return written;
  }
};

/** Spans of a list as `spanText` writes them; what is none is left out. */
export function readSpans(text: string): readonly MentionSpan[] {
  const spans: MentionSpan[] = [];
  for (const part of text.split(' ')) {
    const found = /^(\d+)-(\d+):(.*)$/s.exec(part);
    if (found !== null)
      spans.push({ start: Number(found[1]), end: Number(found[2]), type: typeOf(found[3]!) });
  }
  return spans;
}

/** Pairs of a list as `pairText` writes them. */
export function readPairs(text: string): readonly MentionPair[] {
  const pairs: MentionPair[] = [];
  for (const part of text.split(' ')) {
    const found = /^([^:]+):(\d*)>(\d*)$/.exec(part);
    if (found === null) continue;
    const place = (digits: string): number => (digits === '' ? -1 : Number(digits));
    pairs.push({ kind: found[1]!, reference: place(found[2]!), predicted: place(found[3]!) });
  }
  return pairs;
}
