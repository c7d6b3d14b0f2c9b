import type { Claim, Severity } from '../../model/outcome.ts';
import { parseText } from '../text.ts';
import { type Html, html, trusted } from './html.ts';

/** Prose with its two marks as elements; everything else is text. */
export const prose = (text: string): Html =>
  html`${parseText(text).map(({ text: content, bold, code }) => {
    // Short code moves to the next line whole, as one reads it; only long names need places to break.
    const inner = code
      ? html`<code>${content.length > 34 ? breakable(content) : content}</code>`
      : content.replace(/(\d) %/g, '$1\u00a0%');
    return bold ? html`<b>${inner}</b>` : inner;
  })}`;

/** A name that may break after `_`, `/`, `.` and `-`, where people would break it. */
export const breakable = (name: string): Html =>
  html`${name.split(/(?<=[_/.-])/).map((piece, index) => (index === 0 ? piece : html`<wbr>${piece}`))}`;

/** A foreign name in the fixed-width face, whole, with break points. */
export const nameOf = (name: string): Html =>
  html`<bdi class="cls">${name === '' ? html`<span class="dim">(empty)</span>` : breakable(name)}</bdi>`;

const squares: Readonly<Record<Claim, number>> = { fact: 4, strong: 3, likely: 2, hint: 1 };

/** How sure: a word and four squares, never the mark alone; an open circle for "cannot tell". */
export function claimMark(claim: Claim | 'inconclusive'): Html {
  if (claim === 'inconclusive')
    return html`<span class="claim q"><span class="o" aria-hidden="true"></span>inconclusive</span>`;
  const marks = [0, 1, 2, 3].map((index) =>
    trusted(
      `<rect x="${index * 7 + 0.5}" y=".5" width="5" height="8"${index < squares[claim] ? ' class="f"' : ''}/>`,
    ),
  );
  return html`<span class="claim"><svg viewBox="0 0 28 9" aria-hidden="true">${marks}</svg>${claim}</span>`;
}

/** How much it matters, in a word. */
export const severityWord = (severity: Severity): Html =>
  html`<span class="sev ${severity}">${severity}</span>`;

/** Code to copy: the button appears only where script runs. */
export const snippet = (code: string, language: string): Html =>
  html`<div class="snip"><pre tabindex="0" aria-label="${language} code"><code>${code}</code></pre><button type="button" class="copy">Copy</button></div>`;

/** Content that opens on demand. */
export const fold = (summary: Html | string, body: Html): Html =>
  html`<details><summary>${summary}</summary><div>${body}</div></details>`;

/** A report's phrases come without a full stop where they may stand in a list; on the page they are sentences. */
export const sentence = (text: string): Html =>
  prose(text === '' || /[.!?:;…]["”’]?$/.test(text) ? text : `${text}.`);
