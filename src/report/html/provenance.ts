import type { InputProblem } from '../../model/source.ts';
import { formatCount } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import { type Context, heading, type Part, section } from './context.ts';
import { type Html, html } from './html.ts';
import { breakable, fold, prose } from './prose.ts';

const mostFiles = 40;

/** What the report rests on: files read, files that could not be read, what was assumed, which version judged. */
export function provenancePart(context: Context): Part {
  const { report } = context;
  const { inputs } = report;
  const notes = report.runs.flatMap((run) => run.notes);
  const conventions = [
    ...new Set(
      report.runs.flatMap((run) => [
        ...(run.quality?.conventions ?? []),
        ...(run.multiLabel?.conventions ?? []),
      ]),
    ),
  ];
  const body = html`${unreadable(context, inputs.unreadable)}${filesRead(context)}<div class="two">${column('What was taken for what', [...inputs.assumptions, ...new Set(notes)])}${column('Conventions', conventions)}${versions(context)}</div>`;
  return {
    id: 'provenance',
    name: 'Provenance',
    count: null,
    body: section(
      context,
      { id: 'provenance', title: 'Provenance', sub: 'What this report rests on.' },
      body,
    ),
  };
}

function filesRead(context: Context): Html {
  const { read, ignored } = context.report.inputs;
  const row = (entry: (typeof read)[number]) =>
    html`<tr><th scope="row"><code>${breakable(entry.file)}</code></th><td data-l="read as">${entry.reader}</td><td class="full">${prose(entry.found)}</td></tr>`;
  const tableOf = (entries: typeof read) =>
    html`<div class="tw"><table class="t-stack t-files"><thead><tr><th scope="col">File</th><th scope="col">Read as</th><th scope="col">Found</th></tr></thead><tbody>${entries.map(row)}</tbody></table></div>`;
  const rest = read.slice(mostFiles);
  return html`${read.length === 0 ? html`<p class="small mut">No file was read.</p>` : tableOf(read.slice(0, mostFiles))}${rest.length > 0 ? fold(`${many(rest.length, 'more file')}`, tableOf(rest.slice(0, 500))) : null}${
    ignored.count > 0
      ? html`<p class="small mut">${many(ignored.count, 'other file')} not needed${ignored.examples.length > 0 ? html`, for example ${ignored.examples.slice(0, 3).map((name, index) => [index === 0 ? '' : ', ', html`<code>${breakable(name)}</code>`])}` : null}.</p>`
      : null
  }`;
}

function unreadable(context: Context, problems: readonly InputProblem[]): Html | null {
  if (problems.length === 0) return null;
  const whole = problems.filter((problem) => !problem.partial).length;
  const title =
    whole === problems.length
      ? 'Could not be read'
      : whole === 0
        ? 'Read in part'
        : 'Could not be read, or only in part';
  const entry = (problem: InputProblem) =>
    html`<li><code>${breakable(problem.file)}</code>${problem.position === null ? '' : html`, ${prose(problem.position)}`}<span class="note">${problem.partial ? 'The rest of the file was used. ' : ''}Expected ${prose(problem.expected)}, found ${prose(problem.found)}. ${prose(problem.nextStep)}</span></li>`;
  const rest = problems.slice(12);
  return html`<div class="unread">${heading(context, 1, title)}<ul>${problems.slice(0, 12).map(entry)}</ul>${rest.length > 0 ? fold(`${many(rest.length, 'more problem')}`, html`<ul>${rest.slice(0, 500).map(entry)}</ul>`) : null}</div>`;
}

const column = (title: string, entries: readonly string[]): Html | null =>
  entries.length === 0
    ? null
    : html`<div><p class="h-small">${title}</p><ul class="plain small mut">${entries.slice(0, 40).map((entry) => html`<li>${prose(entry)}</li>`)}</ul></div>`;

function versions(context: Context): Html {
  const { tool, generatedAt, schemaVersion } = context.report;
  return html`<div><p class="h-small">Versions</p><ul class="plain small mut"><li>Afterfit ${tool.version}, report format ${formatCount(schemaVersion)}${generatedAt === null ? '' : `, made ${when(generatedAt)}`}</li><li>This file makes no network request: <code>default-src 'none'</code></li></ul></div>`;
}

/** `2026-11-23T18:51:00Z` → `2026-11-23 18:51 UTC`; anything else as it stands. */
const when = (iso: string): string =>
  iso.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:\d\d(\.\d+)?)?Z$/, '$1 $2 UTC');
