// What a foreign string may do to a terminal or a Markdown file, undone.

/**
 * Characters that change how their neighbours are shown without being seen: bidirectional controls, zero-width spaces,
 * soft hyphens, tag characters. Joiners stay: Persian, Hindi and many emoji are not written without them.
 */
const UNSEEN =
  /[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\u{e0000}-\u{e007f}]/gu;

/** One line: control characters (escape sequences among them) become visible, unseen ones vanish. */
export const safeLine = (text: string): string =>
  text
    .replace(/[\r\n\t\u2028\u2029]+/g, ' ')
    .replace(/[\u0000-\u001f\u007f-\u009f]|\p{Surrogate}/gu, '\ufffd')
    .replace(UNSEEN, '');

/** Markdown that shows the text as it is: no markup, no HTML, no character references, no table breaks. */
export const markdownText = (text: string): string =>
  safeLine(text)
    .replace(/[\\`*_{}[\]<>#|~&]/g, (character) => `\\${character}`)
    .replace(
      /^(\s*)([-+]|\d+[.)])(?=\s|$)/,
      (_, space: string, mark: string) => `${space}${mark.slice(0, -1)}\\${mark.slice(-1)}`,
    )
    .replace(/^(\s*)(?=[-=]+\s*$)/, '$1\\')
    .replace(/^\s+/, ' ');

/** Foreign text as Markdown code: backticks inside cannot end it. */
export const markdownCode = (text: string): string => {
  const shown = safeLine(text).replaceAll('`', 'ˋ').trim();
  return shown === '' ? '' : `\`${shown}\``;
};
