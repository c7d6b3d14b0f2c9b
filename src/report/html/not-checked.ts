import type { NotChecked } from '../../model/report.ts';
import { many, upperFirst } from '../../text/words.ts';
import { type Context, heading, type Part, section } from './context.ts';
import { type Html, html } from './html.ts';
import { fold, prose, sentence, snippet } from './prose.ts';

/** What cannot be said and how to make it sayable, most useful first; the same hint for several runs stands once. */
export function notCheckedPart(context: Context): Part | null {
  const groups = new Map<string, { entry: NotChecked; runs: Set<string>; audits: Set<string> }>();
  for (const entry of context.report.notChecked) {
    const key = `${entry.enable}/${entry.why}`;
    const group = groups.get(key);
    if (group) {
      group.runs.add(entry.run);
      for (const audit of entry.audits) group.audits.add(audit);
    } else groups.set(key, { entry, runs: new Set([entry.run]), audits: new Set(entry.audits) });
  }
  if (groups.size === 0) return null;
  const several = context.report.runs.length > 1;
  const all = new Set([...groups.values()].flatMap(({ audits }) => [...audits]));
  const items = [...groups.values()].map(({ entry, runs, audits }) =>
    item(context, entry, several ? [...runs] : [], audits),
  );
  const sub = `${all.size > 0 ? `${many(all.size, 'check')} had nothing to work on. This is not a fault of the run. ` : ''}In the order of what you would learn:`;
  const body = html`${items.slice(0, 5)}${items.length > 5 ? fold(`${items.length - 5} more`, html`${items.slice(5)}`) : null}`;
  return {
    id: 'not-checked',
    name: 'Not checked',
    count: all.size > 0 ? all.size : groups.size,
    body: section(context, { id: 'not-checked', title: 'Not checked, and how to enable it', sub }, body),
  };
}

function item(
  context: Context,
  entry: NotChecked,
  runs: readonly string[],
  audits: ReadonlySet<string>,
): Html {
  const unlocks = [...audits];
  return html`<div class="nc">${heading(context, 1, html`<span class="o" aria-hidden="true"></span>${prose(upperFirst(entry.opens))}`)}<div><p>${sentence(upperFirst(entry.why))}${
    unlocks.length > 0
      ? html` <span class="dim">Opens ${many(unlocks.length, 'check')}: ${unlocks.slice(0, 6).map((id, index) => [index === 0 ? '' : ', ', html`<code>${id}</code>`])}${unlocks.length > 6 ? ` and ${unlocks.length - 6} more` : ''}.</span>`
      : null
  }${runs.length > 0 ? html` <span class="dim">In ${runs.length === context.report.runs.length ? 'every run' : many(runs.length, 'run')}${runs.length > 1 ? '; the snippet shows the first' : ''}.</span>` : null}</p>${
    entry.snippet.code === ''
      ? null
      : fold('How to enable', snippet(entry.snippet.code, entry.snippet.language))
  }</div></div>`;
}
