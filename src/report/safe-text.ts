// What a foreign string may do to a terminal or a Markdown file, undone.

/** Control characters (escape sequences among them) and bidirectional overrides become visible or vanish. */
export const safeLine = (text: string): string =>
  text
    .replace(/[\r\n\t]+/g, ' ')
    .replace(/[\u0000-\u001f\u007f-\u009f]/g, '\ufffd')
    .replace(/[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '');

/** Markdown that shows the text as it is: no markup, no HTML, no table breaks. */
export const markdownText = (text: string): string =>
  safeLine(text)
    .replace(/[\\`*_{}[\]<>#|~]/g, (character) => `\\${character}`)
    .replace(/^(\s*)([-+]|\d+\.)(\s)/, '$1\\$2$3');

/** At most `width` characters, shortened in the middle, so that both ends of a name stay readable. */
export function shorten(text: string, width: number): string {
  const characters = [...text];
  if (characters.length <= width) return text;
  const head = Math.ceil((width - 1) / 2);
  return `${characters.slice(0, head).join('')}…${characters.slice(characters.length - (width - 1 - head)).join('')}`;
}
