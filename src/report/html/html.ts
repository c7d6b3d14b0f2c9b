/** Text that is markup already. Only `html` and `trusted` make it, so no value of a report can pass for it. */
export interface Html {
  readonly [isMarkup]: string;
}

const isMarkup: unique symbol = Symbol('markup');

/** What a template may hold. `null`, `undefined` and `false` vanish. */
export type Child = Html | string | number | null | undefined | false | readonly Child[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

// NUL and other C0 controls are parse errors in HTML and would vanish or be replaced without a trace.
const unprintable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;

/** Escapes for text and for attribute values in double or single quotes. */
export const escapeText = (text: string): string =>
  text.replace(unprintable, '\ufffd').replace(/[&<>"']/g, (character) => entities[character]!);

/** Markup that was built by this program, for example an SVG of our plots. Never call it with foreign text. */
export const trusted = (markup: string): Html => ({ [isMarkup]: markup });

/** The markup of a child as a string. */
export function markup(child: Child): string {
  if (child === null || child === undefined || child === false) return '';
  if (typeof child === 'string') return escapeText(child);
  if (typeof child === 'number') return escapeText(String(child));
  if (isHtml(child)) return child[isMarkup];
  return child.map(markup).join('');
}

const isHtml = (child: object): child is Html => Object.hasOwn(child, isMarkup);

/** Auto-escaping template: every hole is text unless it was made by this function. Holes in tags must be quoted. */
export function html(parts: TemplateStringsArray, ...children: readonly Child[]): Html {
  let text = parts[0]!;
  for (let index = 0; index < children.length; index += 1)
    text += markup(children[index]) + parts[index + 1]!;
  return trusted(text);
}

/** JSON for a data block: nothing in it can end the element or open a comment. */
export const jsonData = (value: unknown): Html => trusted(JSON.stringify(value).replace(/</g, '\\u003c'));
