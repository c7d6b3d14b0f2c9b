import type { Quality, RunReport } from '../../model/report.ts';
import { shorten } from '../../plots/svg.ts';
import { formatCount, formatScore } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import { attributionKey, markedText } from './attributions.ts';
import { type Context, type Part, section } from './context.ts';
import {
  exampleBrowser,
  findingField,
  mostListed,
  namedBy,
  orderOptions,
  selectField,
} from './example-browser.ts';
import { exampleData } from './example-data.ts';
import { type ExampleRows, exampleRows, type ShownExample } from './example-rows.ts';
import { namingFindings } from './findings.ts';
import { type Html, html } from './html.ts';
import { prose } from './prose.ts';

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
  const rows = exampleRows(
    run.quality,
    table,
    namingFindings(context, run),
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
  const weighed = shown.some(({ weights }) => weights.length > 0);
  const body = exampleBrowser({
    id,
    noun: 'example',
    total: examples.total,
    held: shown.length,
    fields: fields(run.quality, rows, scored),
    search: 'Text contains',
    items: shown.slice(0, mostListed).map((example) => item(context, rows, example)),
    data: exampleData(rows, run.quality.confusion.labels),
    none: 'No error in this selection. That is a result',
  });
  return {
    id,
    name: 'Examples',
    count: examples.total,
    body: section(
      context,
      { id, title: 'Examples', sub },
      html`${weighed ? attributionKey(run.quality.attributions ?? null) : null}${body}`,
    ),
  };
}

function fields(quality: Quality, rows: ExampleRows, scored: boolean): Html {
  const { labels } = quality.confusion;
  const { shown, naming } = rows;
  const options = (column: 'reference' | 'predicted') => {
    const used = new Set(shown.map((example) => example[column]));
    return html`<option value="">any</option>${labels.map((label, index) => (used.has(label) ? html`<option value="${index}">${shorten(label, 40)}</option>` : null))}`;
  };
  return html`${selectField('r', 'Labelled', options('reference'))}${selectField('p', 'Predicted', options('predicted'))}${
    scored
      ? selectField(
          'c',
          'Confidence',
          html`<option value="">any</option>${bands.map(([value, name]) => html`<option value="${value}">${name}</option>`)}`,
        )
      : null
  }${findingField(naming)}${selectField('s', 'Order', html`${scored ? html`<option value="">most confident first</option><option value="low">least confident first</option>` : html`<option value="">as listed</option>`}${orderOptions}`)}`;
}

/** One example. `examples.js` builds the same elements. */
function item({ prefix }: Context, { extraNames, naming }: ExampleRows, example: ShownExample): Html {
  const { id, row, text, confidence } = example;
  const name = id ?? (row === null ? null : `row ${formatCount(row)}`);
  return html`<li class="ex">${
    text === null
      ? html`<p class="tx dim">text not in the report</p>`
      : html`<p class="tx" dir="auto">${example.before > 0 ? '… ' : ''}${markedText(text, example.marks, example.weights)}${example.after > 0 ? '… ' : ''}${
          example.before + example.after > 0
            ? html`<span class="dim">(${formatCount(example.before + example.after)} more characters)</span>`
            : null
        }</p>`
  }<p class="md">labelled ${label(example.reference)}<br>predicted ${label(example.predicted)}${confidence === null ? '' : ` ${formatScore(confidence)}`}${name === null ? null : html` <span class="id">${shorten(name, 24)}</span>`}${example.extras.map(
    (value, index) =>
      value === null ? null : html`<span class="fl">${shorten(extraNames[index]!, 24)}: ${value}</span>`,
  )}${namedBy(
    prefix,
    example.findings.map((at) => naming[at]!.number),
  )}</p></li>`;
}

const label = (name: string | null): Html =>
  name === null
    ? html`<span class="dim">none</span>`
    : html`<bdi${[...name].length > 28 ? html` title="${name}"` : ''}>${shorten(name, 28)}</bdi>`;
