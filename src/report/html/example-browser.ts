import { shorten } from '../../plots/svg.ts';
import { formatCount } from '../../text/numbers.ts';
import { plainText } from '../text.ts';
import { type Html, html } from './html.ts';
import type { NamingFinding } from './naming.ts';

/** Of one page of the browser, and open without script. Also in `examples.js`. */
const pageSize = 25;
/** In the list that is there without script; all are in the data. */
export const mostListed = 200;

/** A list to read, and what `examples.js` needs to search it. */
export interface ExampleBrowser {
  /** Of the part of the page. */
  readonly id: string;
  readonly noun: 'example' | 'sentence';
  /** How many there are, and how many of them the page holds. */
  readonly total: number;
  readonly held: number;
  /** Controls between the name of the bar and the search. */
  readonly fields: Html;
  readonly search: string;
  /** The first ones as elements of a list. */
  readonly items: readonly Html[];
  /** All of them as columns. */
  readonly data: Html;
  readonly none: string;
}

/** A choice of the filter bar; `field` is its name in the script. */
export const selectField = (field: string, name: string, options: Html): Html =>
  html`<label>${name}<select data-f="${field}">${options}</select></label>`;

/** Findings to choose from; null where none names a row. */
export const findingField = (naming: readonly NamingFinding[]): Html | null =>
  naming.length === 0
    ? null
    : selectField(
        'n',
        'Finding',
        html`<option value="">any</option>${naming.map(({ number, finding }) => html`<option value="${number}">${number} · ${shorten(plainText(finding.title), 44)}</option>`)}`,
      );

/** Orders besides the one of the list. */
export const orderOptions = html`<option value="row">as in the file</option><option value="short">shortest text first</option><option value="long">longest text first</option>`;

/** The findings that name an example, as links. */
export const namedBy = (prefix: string, numbers: readonly number[]): Html | null =>
  numbers.length === 0
    ? null
    : html`<span class="fl">finding ${numbers.map((number, index) => html`${index === 0 ? '' : ', '}<a href="#${prefix}finding-${number}">${number}</a>`)}</span>`;

/** A plain list, and a browser over all where script runs. */
export function exampleBrowser(one: ExampleBrowser): Html {
  const { id, noun, total, held } = one;
  const left = Math.max(0, total - held);
  return html`<div class="exs" data-total="${Math.max(total, held)}" data-n="${held}"><form class="flt" role="search" aria-label="Filter ${noun}s">${one.fields}<label>${one.search}<input type="search" data-f="q" autocomplete="off"></label><button type="reset" class="clear">Clear</button></form><p class="cnt" role="status" aria-live="polite" id="${id}-count">${formatCount(held)} shown${left > 0 ? ` of ${formatCount(total)}` : ''}</p>${list(one)}<p class="none" hidden>${one.none}${left > 0 ? `, within the ${noun}s this page holds` : ''}.</p><nav class="pg" aria-label="Pages of ${noun}s" hidden><button type="button" data-by="-1">Previous</button><span class="at"></span><button type="button" data-by="1">Next</button></nav><p class="keys">Keys: <kbd>/</kbd> search, <kbd>j</kbd> and <kbd>k</kbd> or arrows for the next and the previous ${noun}.</p>${one.data}</div>`;
}

/** The first page stands open; more is one fold, so that what comes after the list is not screens away. */
function list({ items, held }: ExampleBrowser): Html {
  const rest = items.slice(pageSize);
  const unlisted = held - items.length;
  const first = html`<ol class="list">${items.slice(0, pageSize)}</ol>`;
  if (rest.length === 0) return first;
  return html`${first}<details class="rest"><summary>${formatCount(rest.length)} more</summary><ol class="list" start="${pageSize + 1}">${rest}</ol>${
    unlisted > 0
      ? html`<p class="nojs">${formatCount(unlisted)} more are in this file; the list of all of them needs script.</p>`
      : null
  }</details>`;
}
