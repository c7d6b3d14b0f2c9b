/** Shown whole up to here; of longer texts a window. */
export const MOST_CHARACTERS = 600;
/** Text before the first mark in such a window. */
const LEAD = 200;

/** As in html.ts: controls would vanish or be replaced without a trace. Keeps every offset. */
export const printable = (text: string): string =>
  text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]|\p{Surrogate}/gu, '\ufffd');

/** Bytes of a text in a data block of the page. */
export function bytesOf(text: string): number {
  let bytes = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    // Half of a pair takes two of its four bytes; quotes and line breaks are escaped.
    bytes +=
      unit < 0x80
        ? unit < 0x20 || unit === 0x22 || unit === 0x5c
          ? 2
          : 1
        : unit < 0x800
          ? 2
          : unit >> 11 === 0x1b
            ? 2
            : 3;
  }
  return bytes;
}

const splitsPair = (text: string, at: number): boolean =>
  at > 0 && at < text.length && text.charCodeAt(at) >> 10 === 0x37 && text.charCodeAt(at - 1) >> 10 === 0x36;

/** The part of a text to show, never cut inside one of the marks, which are in order. */
export function windowOf(
  text: string,
  marks: readonly (readonly [start: number, end: number, ...rest: unknown[]])[],
): { readonly start: number; readonly end: number } {
  if (text.length <= MOST_CHARACTERS) return { start: 0, end: text.length };
  const [first] = marks;
  let start = first === undefined || first[1] <= MOST_CHARACTERS ? 0 : Math.max(0, first[0] - LEAD);
  let end = Math.min(text.length, start + MOST_CHARACTERS);
  for (const [from, to] of marks) if (from < end && to > end) end = Math.min(to, start + 2 * MOST_CHARACTERS);
  if (splitsPair(text, start)) start -= 1;
  if (splitsPair(text, end)) end -= 1;
  return { start, end };
}
