import type { ChangingAnswers, RunReport } from '../../model/report.ts';
import { numbers, strings } from '../../plots/curve.ts';
import { shorten } from '../../plots/svg.ts';
import { formatCount, formatPercent, formatScore } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import { type Context, type Part, section } from './context.ts';
import { type Html, html } from './html.ts';
import { breakable, fold } from './prose.ts';

const mostOpen = 10;
const mostCharacters = 400;
const words = { epoch: 'Epoch', step: 'Step', seed: 'Seed' } as const;

/** The same examples at several epochs, checkpoints or seeds: each set's accuracy, and the examples whose answer kept changing. */
export function changingPart(context: Context, run: RunReport): Part | null {
  const changing = run.changing ?? null;
  if (changing === null) return null;
  const id = `${context.prefix}changing`;
  const { rows, changed, sets, kind } = changing;
  const compared = sets.filter(({ leftOut }) => leftOut === null).length;
  const by = changing.joinedBy === 'position' ? 'their place' : changing.joinedBy;
  const sub = html`${many(rows, 'example')} matched by ${by} in ${formatCount(sets.length)} files, ${formatCount(compared)} compared: ${formatCount(changed.never)} kept their answer, ${formatCount(changed.once)} changed it once, ${formatCount(changed.oftener)} twice or oftener.`;
  const body = html`<div class="tw"><table class="t-stack"><thead><tr><th scope="col">${words[kind]}</th><th scope="col" class="num">Accuracy</th><th scope="col">File</th></tr></thead><tbody>${sets.map(
    (set) =>
      html`<tr><th scope="row">${formatCount(set.at)}${set.lead ? html`<span class="note">quality is judged on this one</span>` : null}${set.leftOut === null ? null : html`<span class="note">not compared: ${set.leftOut}</span>`}</th><td class="num" data-l="accuracy">${formatPercent(set.accuracy)}</td><td data-l="file"><code>${breakable(set.file)}</code></td></tr>`,
  )}</tbody></table></div>${examplesOf(context, changing)}`;
  return {
    id,
    name: 'Changing answers',
    count: null,
    body: section(context, { id, title: 'Changing answers', sub }, body),
  };
}

function examplesOf(
  context: Context,
  { table: name, ambiguous, textsLeftOut }: ChangingAnswers,
): Html | null {
  const { tables } = context.report;
  const table = Object.hasOwn(tables, name) ? tables[name]! : null;
  if (table === null || table.rows === 0) return null;
  const [rows, changes, mean] = [numbers(table, 'row'), numbers(table, 'changes'), numbers(table, 'mean')];
  const [id, text, reference, answers] = [
    strings(table, 'id'),
    strings(table, 'text'),
    strings(table, 'reference'),
    strings(table, 'answers'),
  ];
  const items = Array.from({ length: table.rows }, (_, at) => {
    const content = text?.[at] ?? null;
    const sure = mean?.[at] ?? Number.NaN;
    const called = id?.[at] ?? `row ${formatCount(rows?.[at] ?? at)}`;
    return html`<li class="ex">${
      content === null
        ? html`<p class="tx dim">${textsLeftOut ? 'text not in the report' : 'no text was saved'}</p>`
        : html`<p class="tx" dir="auto">${shorten(content, mostCharacters)}</p>`
    }<p class="md">labelled <bdi>${shorten(reference?.[at] ?? 'none', 28)}</bdi><br>answered <bdi>${shorten(answers?.[at] ?? '', 200)}</bdi><br>${many(changes?.[at] ?? 0, 'change')}${Number.isFinite(sure) ? `, mean probability of the label ${formatScore(sure)}` : ''} <span class="id">${shorten(called, 24)}</span></p></li>`;
  });
  const rest = items.slice(mostOpen);
  return html`<p class="small mut">${formatCount(table.rows)} of ${many(ambiguous, 'example')} whose answer kept changing, most changes first.</p><ol class="list">${items.slice(0, mostOpen)}</ol>${
    rest.length === 0 ? null : fold(`${formatCount(rest.length)} more`, html`<ol class="list">${rest}</ol>`)
  }`;
}
