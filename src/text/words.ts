import { formatCount } from './numbers.ts';

/** `3 evaluations`, `1 evaluation`, `2.5 epochs`. */
export const many = (n: number, one: string, more = `${one}s`): string =>
  `${formatCount(n)} ${n === 1 ? one : more}`;

export const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** A foreign name as code in prose: it ends neither the code (backtick) nor the line. */
export const code = (name: string): string =>
  `\`${name.replaceAll('`', 'ˋ').replace(/[\r\n\u2028\u2029]+/g, ' ')}\``;

/** With a full stop, unless it has its own ending. */
export const sentence = (text: string): string => (/[.?!]$/.test(text) ? text : `${text}.`);
