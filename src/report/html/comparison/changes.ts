import type { Comparison, PairComparison } from '../../../model/comparison.ts';
import type { Table } from '../../../model/report.ts';
import { numbers, strings } from '../../../plots/curve.ts';
import { shorten } from '../../../plots/svg.ts';
import { formatCount, formatScore } from '../../../text/numbers.ts';
import { many } from '../../../text/words.ts';
import { letterOf } from '../../comparison-part.ts';
import { type Context, heading, type Part, section } from '../context.ts';
import { type Html, html } from '../html.ts';
import { fold, prose } from '../prose.ts';

const mostCharacters = 600;

/** The texts of what changed: fixed, broken, wrong in both; each kind folded. */
export function changesPart(context: Context, comparison: Comparison): Part | null {
  const { tables } = context.report;
  const shown = comparison.pairs.flatMap((pair) => {
    const name = pair.examples?.table;
    const table = name !== undefined && Object.hasOwn(tables, name) ? tables[name] : undefined;
    return table === undefined || table.rows === 0 || pair.joined === null
      ? []
      : [{ pair, table, joined: pair.joined }];
  });
  if (shown.length === 0) return null;
  const several = shown.length > 1;
  const body = shown.map(({ pair, table, joined }) => {
    const [a, b] = [letterOf(comparison, pair.a), letterOf(comparison, pair.b)];
    const kinds = [
      ['fixed', `Only ${b} right`, joined.fixed],
      ['broken', `Only ${a} right`, joined.broken],
      ['both-wrong', 'Wrong in both', joined.bothWrong],
    ] as const;
    return html`${several ? heading(context, 1, `${b} against ${a}`) : null}${kinds.map(
      ([kind, title, total]) => {
        const items = list(table, kind, a, b);
        if (items.length === 0) return null;
        const left = total > items.length ? `, ${formatCount(items.length)} shown` : '';
        return fold(
          `${title}: ${many(total, 'example')}${left}`,
          html`<ol class="${items.length > 40 ? 'long' : ''}">${items}</ol>`,
        );
      },
    )}`;
  });
  const [first] = shown;
  const total = first?.pair.examples?.total ?? 0;
  const cut = shown.some(({ pair }) => cutShort(pair))
    ? ' Those that went furthest come first; `--examples all` keeps them all.'
    : '';
  const sub = prose(
    `What one run got right and the other wrong, and what both got wrong.${cut}${first?.pair.examples?.textsLeftOut ? ' Texts were left out by `--no-texts`.' : ''}`,
  );
  const id = 'changes';
  return {
    id,
    name: 'What changed',
    count: several ? null : total,
    body: section(context, { id, title: 'What changed, example by example', sub }, html`${body}`),
  };
}

const cutShort = ({ examples }: PairComparison): boolean =>
  examples !== null && examples.shown < examples.total;

function list(table: Table, kind: string, a: string, b: string): readonly Html[] {
  const what = strings(table, 'what');
  const [id, text, reference] = [strings(table, 'id'), strings(table, 'text'), strings(table, 'reference')];
  const [predictedA, predictedB] = [strings(table, 'predicted_a'), strings(table, 'predicted_b')];
  const [sureA, sureB] = [numbers(table, 'confidence_a'), numbers(table, 'confidence_b')];
  const rowA = numbers(table, 'row_a');
  const out: Html[] = [];
  for (let row = 0; row < table.rows; row++) {
    if (what?.[row] !== kind) continue;
    const content = text?.[row] ?? null;
    const name = id?.[row] ?? (rowA === null ? null : `row ${formatCount(rowA[row] as number)}`);
    const answer = (letter: string, label: string | null, sure: number | undefined) =>
      html`<br>${letter} ${labelOf(label)}${sure !== undefined && Number.isFinite(sure) ? ` ${formatScore(sure)}` : ''}`;
    out.push(
      html`<li class="ex">${
        content === null
          ? html`<p class="tx dim">text not in the report</p>`
          : html`<p class="tx" dir="auto">${shortened(content)}</p>`
      }<p class="md">labelled ${labelOf(reference?.[row] ?? null)}${answer(a, predictedA?.[row] ?? null, sureA?.[row])}${answer(b, predictedB?.[row] ?? null, sureB?.[row])}${
        name === null ? null : html` <span class="id">${shorten(name, 24)}</span>`
      }</p></li>`,
    );
  }
  return out;
}

const labelOf = (name: string | null): Html =>
  name === null ? html`<span class="dim">none</span>` : html`<bdi title="${name}">${shorten(name, 28)}</bdi>`;

function shortened(text: string): Html {
  if (text.length <= mostCharacters) return html`${text}`;
  const head = text.slice(0, mostCharacters).replace(/[\ud800-\udbff]$/, '');
  return html`${head}… <span class="dim">(${formatCount(text.length - head.length)} more characters)</span>`;
}
