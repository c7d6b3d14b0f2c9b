import { safeLine } from '../safe-text.ts';
import { parseText } from '../text.ts';
import { asciiText } from './ascii.ts';
import { columnsOf, pad, shortenTo, wrap } from './columns.ts';

/** Wraps text in terminal styles; identity functions without colour. */
export interface TerminalStyle {
  bold(text: string): string;
  dim(text: string): string;
  accent(text: string): string;
}

export const plainStyle: TerminalStyle = { bold: (t) => t, dim: (t) => t, accent: (t) => t };

/** Lines of at most `width` columns, and the ways to write them. Every foreign text goes through `clean` or `prose`. */
export interface Page {
  readonly width: number;
  readonly style: TerminalStyle;
  readonly unicode: boolean;
  put(line?: string): void;
  /** One line of safe text, in ASCII where the page is. */
  clean(text: string): string;
  /** The same without the two marks of prose; code keeps its backticks, a terminal has no other way to show it. */
  prose(text: string): string;
  /** Shortened in the middle to so many columns. */
  short(text: string, width: number): string;
  /** Wrapped text, its first line after `label`, all others below the text. */
  labelled(label: string, indent: number, text: string, styled?: (label: string) => string): void;
  /** Wrapped text at an indent. */
  block(text: string, indent: number, styled?: (line: string) => string): void;
  text(): string;
}

export function createPage(width: number, style: TerminalStyle, unicode: boolean): Page {
  const lines: string[] = [];
  const clean = (text: string): string => (unicode ? safeLine(text) : asciiText(safeLine(text)));
  const put = (line = ''): void => {
    lines.push(line.trimEnd());
  };
  return {
    width,
    style,
    unicode,
    put,
    clean,
    prose: (text) =>
      parseText(clean(text))
        .map((token) => (token.code ? `\`${token.text}\`` : token.text))
        .join(''),
    short: (text, columns) => shortenTo(text, columns, unicode ? '…' : '...'),
    labelled(label, indent, text, styled = (same) => same) {
      wrap(text, width - indent).forEach((line, index) => {
        put(
          index === 0
            ? styled(label) + ' '.repeat(Math.max(0, indent - columnsOf(label))) + line
            : ' '.repeat(indent) + line,
        );
      });
    },
    block(text, indent, styled = (same) => same) {
      for (const line of wrap(text, width - indent)) put(' '.repeat(indent) + styled(line));
    },
    text: () =>
      `${lines
        .join('\n')
        .replace(/\n{3,}/g, '\n\n')
        .replace(/\n+$/, '')}\n`,
  };
}

/** A sentence that ends as one. */
export const sentence = (text: string): string => (/[.?!…:]$/.test(text) ? text : `${text}.`);

/** The same sentence after a colon; names and abbreviations keep their capital. */
export const afterColon = (text: string): string =>
  /^(A|An|[A-Z][a-z]+) /.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;

export { columnsOf, pad, wrap };
