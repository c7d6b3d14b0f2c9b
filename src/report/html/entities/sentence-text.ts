import { type Html, html } from '../html.ts';
import type { Mark } from '../naming.ts';
import { labelOf, lookOf, type PlacedMention } from './mention-layout.ts';

/**
 * A text with a line above each reference and below each prediction. Lines are borders of inline elements: they break with the text,
 * and letters that join are joined across them. `sentences.js` builds the same elements.
 */
export function linedText(text: string, mentions: readonly PlacedMention[], marks: readonly Mark[]): Html {
  const cuts = new Set([0, text.length]);
  for (const { start, end, head } of mentions) cuts.add(start).add(end).add(head);
  for (const [start, end] of marks) cuts.add(start).add(end);
  const places = [...cuts].sort((a, b) => a - b);
  return html`${places.slice(0, -1).map((from, index) => {
    const to = places[index + 1]!;
    let piece: Html = html`${text.slice(from, to)}`;
    if (marks.some(([start, end]) => start <= from && to <= end)) piece = html`<mark>${piece}</mark>`;
    for (const { side, start, end, type, kind, track } of mentions) {
      if (start > from || end < to) continue;
      const label = start === from ? html` data-l="${labelOf(side, type, kind)}"` : null;
      piece = html`<span class="${side === 'reference' ? 'g' : 'p'}${lookOf(kind)} t${track}"${label}>${piece}</span>`;
    }
    return piece;
  })}`;
}
