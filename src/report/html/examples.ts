import type { Quality, RunReport } from '../../model/report.ts';
import { shorten } from '../../plots/svg.ts';
import { formatCount, formatScore } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import { plainText } from '../text.ts';
import { type Context, type Part, section } from './context.ts';
import { exampleData } from './example-data.ts';
import {
  type ExampleRows,
  exampleRows,
  type Mark,
  type NamingFinding,
  type ShownExample,
} from './example-rows.ts';
import { belongingFindings } from './findings.ts';
import { type Html, html } from './html.ts';
import { prose } from './prose.ts';

/** Of one page of the browser, and open without script. Also in `examples.js`. */
const pageSize = 25;
/** In the list that is there without script; all are in the data. */
const mostListed = 200;

/** Bands of confidence to choose from, in thousandths. */
const bands = [
  ['950-1001', '0.95 and more'],
  ['800-950', '0.80 to 0.95'],
  ['500-800', '0.50 to 0.80'],
  ['0-500', 'below 0.50'],
] as const;

/** The misclassified examples, most confident first: a plain list, and a browser over all of them where script runs. */
export function examplesPart(context: Context, run: RunReport): Part | null {
  const examples = run.quality?.examples;
  if (!run.quality || !examples || examples.total === 0) return null;
  const { tables } = context.report;
  const table = Object.hasOwn(tables, examples.table) ? tables[examples.table]! : null;
  if (table === null || table.rows === 0) return null;
  const id = `${context.prefix}examples`;
  const asked = context.options.examples ?? null;
  const naming: readonly NamingFinding[] = belongingFindings(context, run).map((finding, index) => ({
    number: index + 1,
    finding,
  }));
  const rows = exampleRows(
    run.quality,
    table,
    naming,
    asked === 'all' ? table.rows : asked === null ? null : Math.max(0, asked),
    context.report.runs.length,
  );
  const { shown } = rows;
  if (shown.length === 0) return null;
  const left = Math.max(0, examples.total - shown.length);
  const scored = shown.some(({ confidence }) => confidence !== null);
  const order = scored ? ', most confident first; the number is the confidence.' : '.';
  const cut =
    left > 0
      ? ` This page holds ${formatCount(shown.length)}: those that a finding names, all of the rarest mix-ups, then ${scored ? 'by confidence' : 'in the order of the file'}. Left out are ${formatCount(left)}${scored ? ' less confident ones' : ''} of more frequent mix-ups (\`--examples all\` keeps them).`
      : '';
  const sub = prose(
    `${many(examples.total, 'error')}${order}${cut}${examples.textsLeftOut ? ' Texts were left out by `--no-texts`.' : ''}`,
  );
  const body = html`<div class="exs" data-total="${examples.total}" data-n="${shown.length}">${filterBar(id, run.quality, rows, scored, left)}${list(context, rows)}<p class="none" hidden>No error in this selection. That is a result${left > 0 ? ', within the examples this page holds' : ''}.</p><nav class="pg" aria-label="Pages of examples" hidden><button type="button" data-by="-1">Previous</button><span class="at"></span><button type="button" data-by="1">Next</button></nav><p class="keys">Keys: <kbd>/</kbd> search, <kbd>j</kbd> and <kbd>k</kbd> or arrows for the next and the previous example.</p>${exampleData(rows, run.quality.confusion.labels)}</div>`;
  return {
    id,
    name: 'Examples',
    count: examples.total,
    body: section(context, { id, title: 'Examples', sub }, body),
  };
}

/** The first page stands open; more is one fold, so that what comes after the list is not screens away. */
function list(context: Context, rows: ExampleRows): Html {
  const items = rows.shown.slice(0, mostListed).map((example) => item(context, rows, example));
  const rest = items.slice(pageSize);
  const unlisted = rows.shown.length - items.length;
  const first = html`<ol class="list">${items.slice(0, pageSize)}</ol>`;
  if (rest.length === 0) return first;
  return html`${first}<details class="rest"><summary>${formatCount(rest.length)} more</summary><ol class="list" start="${pageSize + 1}">${rest}</ol>${
    unlisted > 0
      ? html`<p class="nojs">${formatCount(unlisted)} more are in this file; the list of all of them needs script.</p>`
      : null
  }</details>`;
}

function filterBar(id: string, quality: Quality, rows: ExampleRows, scored: boolean, left: number): Html {
  const { labels } = quality.confusion;
  const { shown, naming } = rows;
  const options = (column: 'reference' | 'predicted') => {
    const used = new Set(shown.map((example) => example[column]));
    return html`<option value="">any</option>${labels.map((label, index) => (used.has(label) ? html`<option value="${index}">${shorten(label, 40)}</option>` : null))}`;
  };
  const select = (field: string, name: string, content: Html) =>
    html`<label>${name}<select data-f="${field}">${content}</select></label>`;
  return html`<form class="flt" role="search" aria-label="Filter examples">${select('r', 'Labelled', options('reference'))}${select('p', 'Predicted', options('predicted'))}${
    scored
      ? select(
          'c',
          'Confidence',
          html`<option value="">any</option>${bands.map(([value, name]) => html`<option value="${value}">${name}</option>`)}`,
        )
      : null
  }${
    naming.length === 0
      ? null
      : select(
          'n',
          'Finding',
          html`<option value="">any</option>${naming.map(({ number, finding }) => html`<option value="${number}">${number} · ${shorten(plainText(finding.title), 44)}</option>`)}`,
        )
  }${select('s', 'Order', html`${scored ? html`<option value="">most confident first</option><option value="low">least confident first</option>` : html`<option value="">as listed</option>`}<option value="row">as in the file</option><option value="short">shortest text first</option><option value="long">longest text first</option>`)}<label>Text contains<input type="search" data-f="q" autocomplete="off"></label><button type="reset" class="clear">Clear</button></form><p class="cnt" role="status" aria-live="polite" id="${id}-count">${formatCount(shown.length)} shown${left > 0 ? ` of ${formatCount(shown.length + left)}` : ''}</p>`;
}

/** One example. `examples.js` builds the same elements. */
function item({ prefix }: Context, { extraNames, naming }: ExampleRows, example: ShownExample): Html {
  const { id, row, text, confidence } = example;
  const name = id ?? (row === null ? null : `row ${formatCount(row)}`);
  return html`<li class="ex">${
    text === null
      ? html`<p class="tx dim">text not in the report</p>`
      : html`<p class="tx" dir="auto">${example.before > 0 ? '… ' : ''}${marked(text, example.marks)}${example.after > 0 ? '… ' : ''}${
          example.before + example.after > 0
            ? html`<span class="dim">(${formatCount(example.before + example.after)} more characters)</span>`
            : null
        }</p>`
  }<p class="md">labelled ${label(example.reference)}<br>predicted ${label(example.predicted)}${confidence === null ? '' : ` ${formatScore(confidence)}`}${name === null ? null : html` <span class="id">${shorten(name, 24)}</span>`}${example.extras.map(
    (value, index) =>
      value === null ? null : html`<span class="fl">${shorten(extraNames[index]!, 24)}: ${value}</span>`,
  )}${named(
    prefix,
    example.findings.map((at) => naming[at]!.number),
  )}</p></li>`;
}

const named = (prefix: string, numbers: readonly number[]): Html | null =>
  numbers.length === 0
    ? null
    : html`<span class="fl">finding ${numbers.map((number, index) => html`${index === 0 ? '' : ', '}<a href="#${prefix}finding-${number}">${number}</a>`)}</span>`;

function marked(text: string, marks: readonly Mark[]): Html {
  let at = 0;
  const pieces = marks.map(([start, end]) => {
    const piece = html`${text.slice(at, start)}<mark>${text.slice(start, end)}</mark>`;
    at = end;
    return piece;
  });
  return html`${pieces}${text.slice(at)}`;
}

const label = (name: string | null): Html =>
  name === null
    ? html`<span class="dim">none</span>`
    : html`<bdi${[...name].length > 28 ? html` title="${name}"` : ''}>${shorten(name, 28)}</bdi>`;
