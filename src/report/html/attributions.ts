import type { AttributionSummary } from '../../model/report.ts';
import { attributionLimits, attributionLine } from '../../text/attributions.ts';
import { formatCount, formatInterval, formatPercent, trueMinus } from '../../text/numbers.ts';
import { type Html, html } from './html.ts';
import type { Mark } from './naming.ts';
import { fold, nameOf, prose } from './prose.ts';

/** Weight of a word as it is drawn: UTF-16 offsets into the shown text, and −3 … 3; below 0 it pushed to the reference. */
export type Weight = readonly [start: number, end: number, level: number];

/** From which part of the heaviest weight of the text on a word has level 1, 2 and 3. */
const LEVELS = [0.15, 0.4, 0.7];

/** A cell of the column `attribution`, in order and inside the text; what is not written as it should be is passed over. */
export function weightsOf(cell: string | null, length: number): readonly Weight[] {
  const weights: Weight[] = [];
  let at = 0;
  for (const part of (cell ?? '').split(' ')) {
    const [, from, to, share] = /^(\d+)-(\d+):(-?\d+(?:\.\d+)?)$/.exec(part) ?? [];
    if (share === undefined) continue;
    const [start, end] = [Number(from), Number(to)];
    const level = LEVELS.filter((least) => Math.abs(Number(share)) >= least).length;
    if (level === 0 || start < at || start >= end || end > length) continue;
    weights.push([start, end, Number(share) < 0 ? -level : level]);
    at = end;
  }
  return weights;
}

const weightClass = (level: number): string => `${level > 0 ? 'to' : 'aw'}${Math.abs(level)}`;

/** A text with its marks and weights. `examples.js` builds the same elements. */
export function markedText(text: string, marks: readonly Mark[], weights: readonly Weight[]): Html {
  const cuts = new Set([0, text.length]);
  for (const [start, end] of [...marks, ...weights]) cuts.add(start).add(end);
  const places = [...cuts].sort((a, b) => a - b);
  const over = <T extends readonly [number, number, number]>(list: readonly T[], from: number) =>
    list.find(([start, end]) => start <= from && end > from);
  return html`${places.slice(0, -1).map((from, index) => {
    const plain = text.slice(from, places[index + 1]);
    const weight = over(weights, from);
    const piece =
      weight === undefined ? plain : html`<span class="${weightClass(weight[2])}">${plain}</span>`;
    return over(marks, from) === undefined ? piece : html`<mark>${piece}</mark>`;
  })}`;
}

/** What the colours mean, how they were found, and what they do not say. */
export function attributionKey(summary: AttributionSummary | null): Html | null {
  if (summary === null) return null;
  return html`<p class="small mut wkey">${prose(attributionLine(summary))} <span class="to2">Solid</span> words pushed to the label that was given, <span class="aw2">dashed</span> ones to the reference; the thicker the line, the more. ${attributionLimits(summary).map((one) => html`${prose(one)} `)}</p>${wordTable(summary)}`;
}

function wordTable({ words, tested, wordMethod }: AttributionSummary): Html | null {
  if (words.length === 0) return null;
  const share = (value: number): string => trueMinus(formatPercent(value, 0));
  return fold(
    `Words that pushed errors to a wrong label (${formatCount(words.length)} of ${formatCount(tested)} tested)`,
    html`<div class="tw"><table class="t-stack"><thead><tr><th scope="col">Word</th><th scope="col">Towards</th><th scope="col" class="num">Pushed more than most words</th><th scope="col" class="num">95 % interval</th><th scope="col" class="num">Share of the weight</th><th scope="col" class="num">In right examples</th></tr></thead><tbody>${words.map(
      ({ word, label, rows, pushing, interval, share: own, right }) =>
        html`<tr><th scope="row">${nameOf(word)}</th><td data-l="Towards">${nameOf(label)}</td><td class="num" data-l="Pushed more than most words">${formatCount(pushing)} of ${formatCount(rows)}</td><td class="num nw" data-l="95 % interval">${formatInterval(interval, 'percent')}</td><td class="num" data-l="Share of the weight">${share(own)}</td><td class="num" data-l="In right examples">${right === null ? 'too few' : `${share(right.share)} in ${formatCount(right.rows)}`}</td></tr>`,
    )}</tbody></table></div><p class="small mut">${prose(`Test: ${wordMethod}.`)}</p>`,
  );
}
