import type { Quality, RunReport, Table } from '../../model/report.ts';
import { numbers, strings } from '../../plots/curve.ts';
import { shorten } from '../../plots/svg.ts';
import { formatCount, formatScore } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import { chooseExamples } from './choose-examples.ts';
import { type Context, type Part, section } from './context.ts';
import { type Html, html } from './html.ts';
import { prose } from './prose.ts';

const usualExamples = 200;
const openExamples = 24;
/** A longer text is cut here, so that one page of a book does not become the report. */
const mostCharacters = 600;
/** Extra columns beside an example; more would be a table. */
const mostExtras = 3;

const ownColumns = new Set([
  'row',
  'id',
  'text',
  'reference',
  'predicted',
  'confidence',
  'reference_probability',
]);

/** The misclassified examples, most confident first, with a filter where script runs. */
export function examplesPart(context: Context, run: RunReport): Part | null {
  const examples = run.quality?.examples;
  if (!run.quality || !examples || examples.total === 0) return null;
  const { tables } = context.report;
  const table = Object.hasOwn(tables, examples.table) ? tables[examples.table]! : null;
  if (table === null || table.rows === 0) return null;
  const id = `${context.prefix}examples`;
  const asked = context.options.examples ?? usualExamples;
  const rows = chooseExamples(table, asked === 'all' ? table.rows : Math.max(0, asked));
  if (rows.length === 0) return null;
  const left = examples.total - rows.length;
  const scored = numbers(table, 'confidence')?.some(Number.isFinite) ?? false;
  const order = scored ? ', most confident first; the number is the confidence.' : '.';
  const cut =
    left > 0
      ? ` This page holds ${formatCount(rows.length)}: all of the rarest mix-ups, then by confidence (\`--examples all\` for the rest).`
      : '';
  const sub = prose(
    `${many(examples.total, 'error')}${order}${cut}${examples.textsLeftOut ? ' Texts were left out by `--no-texts`.' : ''}`,
  );
  const body = html`<div class="exs" data-total="${examples.total}">${filterBar(id, run.quality, table, rows, left)}${folded(list(run.quality, table, rows), rows.length > 300)}<p class="none" hidden>No error in this selection. That is a result${left > 0 ? ', within the examples this page holds' : ''}.</p></div>`;
  return {
    id,
    name: 'Examples',
    count: examples.total,
    body: section(context, { id, title: 'Examples', sub }, body),
  };
}

/** The first ones stand open; the rest is one fold, so that what comes after them is not pages away. */
function folded(items: readonly Html[], long: boolean): Html {
  const ordered = (part: readonly Html[], start: number) =>
    html`<ol class="list${long ? ' long' : ''}" start="${start}">${part}</ol>`;
  if (items.length <= openExamples * 1.5) return ordered(items, 1);
  const rest = items.slice(openExamples);
  return html`${ordered(items.slice(0, openExamples), 1)}<details class="rest"><summary>${formatCount(rest.length)} more</summary>${ordered(rest, openExamples + 1)}</details>`;
}

function filterBar(id: string, quality: Quality, table: Table, rows: readonly number[], left: number): Html {
  const labels = quality.confusion.labels;
  const options = (column: string) => {
    const values = strings(table, column);
    const used = new Set(rows.map((row) => values?.[row] ?? ''));
    return html`<option value="">any</option>${labels.map((label, index) => (used.has(label) ? html`<option value="${index}">${shorten(label, 40)}</option>` : null))}`;
  };
  return html`<form class="flt" role="search" aria-label="Filter examples"><label>Labelled<select data-f="r">${options('reference')}</select></label><label>Predicted<select data-f="p">${options('predicted')}</select></label><label>Text contains<input type="search" data-f="q" autocomplete="off"></label><button type="reset" class="clear">Clear</button></form><p class="cnt" role="status" aria-live="polite" id="${id}-count">${formatCount(rows.length)} shown${left > 0 ? ` of ${formatCount(rows.length + left)}` : ''}</p>`;
}

function list(quality: Quality, table: Table, rows: readonly number[]): readonly Html[] {
  const place = new Map(quality.confusion.labels.map((label, index) => [label, index]));
  const column = (name: string) => strings(table, name);
  const [text, id, reference, predicted] = [
    column('text'),
    column('id'),
    column('reference'),
    column('predicted'),
  ];
  const [rowNumber, confidence] = [numbers(table, 'row'), numbers(table, 'confidence')];
  const extras = table.columns.filter((one) => !ownColumns.has(one.name)).slice(0, mostExtras);
  return rows.map((row) => {
    const from = reference?.[row] ?? null;
    const to = predicted?.[row] ?? null;
    const sure = confidence?.[row];
    const name = id?.[row] ?? (rowNumber ? `row ${formatCount(rowNumber[row]!)}` : null);
    const content = text?.[row] ?? null;
    return html`<li class="ex" data-r="${place.get(from ?? '') ?? ''}" data-p="${place.get(to ?? '') ?? ''}">${
      content === null
        ? html`<p class="tx dim">text not in the report</p>`
        : html`<p class="tx" dir="auto">${shortened(content)}</p>`
    }<p class="md">labelled ${label(from)}<br>predicted ${label(to)}${sure !== undefined && Number.isFinite(sure) ? ` ${formatScore(sure)}` : ''}${name === null ? null : html` <span class="id">${shorten(name, 24)}</span>`}${extras.map(
      (one) => {
        const value = one.values[row];
        return value === null || value === undefined || value === ''
          ? null
          : html`<span class="fl">${shorten(one.name, 24)}: ${shorten(String(value), 40)}</span>`;
      },
    )}</p></li>`;
  });
}

const label = (name: string | null): Html =>
  name === null
    ? html`<span class="dim">none</span>`
    : html`<bdi${[...name].length > 28 ? html` title="${name}"` : ''}>${shorten(name, 28)}</bdi>`;

function shortened(text: string): Html {
  if (text.length <= mostCharacters) return html`${text}`;
  const head = [...text.slice(0, mostCharacters + 1)].slice(0, mostCharacters).join('');
  return html`${head.replace(/[\ud800-\udbff]$/, '')}… <span class="dim">(${formatCount(text.length - head.length)} more characters)</span>`;
}
