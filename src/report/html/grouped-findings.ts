import type { Finding } from '../../model/report.ts';
import { formatCount } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import { type Context, type Part, section } from './context.ts';
import { type Html, html } from './html.ts';
import { claimMark, fold, nameOf, prose, severityWord } from './prose.ts';

const mostOpen = 12;
const mostNames = 5;

/** Of many runs: what was found in them, each kind once, with how many runs share it. */
export function groupedFindingsPart(context: Context): Part | null {
  const { report } = context;
  const titles = new Map(report.runs.map((run) => [run.id, run.title]));
  const groups = new Map<string, { first: Finding; runs: Set<string> }>();
  for (const finding of report.findings) {
    const { run } = finding.subject;
    if (run === null) continue;
    const key = `${finding.id}/${finding.severity}/${finding.claim}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { first: finding, runs: new Set([run]) });
    else group.runs.add(run);
  }
  if (groups.size === 0) return null;
  const rows = [...groups.values()].map(({ first, runs }): Html => {
    const names = [...runs].slice(0, mostNames).map((run) => titles.get(run) ?? run);
    const more = runs.size - names.length;
    return html`<tr><th scope="row">${prose(first.title)}<span class="note"><code>${first.id}</code></span></th><td class="num" data-l="runs">${formatCount(runs.size)}</td><td class="nw" data-l="severity">${severityWord(first.severity)}</td><td class="nw" data-l="how sure">${claimMark(first.claim)}</td><td class="full small">${names.map((name, index) => [index === 0 ? '' : ', ', nameOf(name)])}${more > 0 ? ` and ${formatCount(more)} more` : ''}</td></tr>`;
  });
  const table = (part: readonly Html[]): Html =>
    html`<div class="tw"><table class="t-stack"><thead><tr><th scope="col">Finding, as in the first of its runs</th><th scope="col" class="num">Runs</th><th scope="col">Severity</th><th scope="col">How sure</th><th scope="col">In</th></tr></thead><tbody>${part}</tbody></table></div>`;
  const id = 'run-findings';
  return {
    id,
    name: 'Findings of runs',
    count: groups.size,
    body: section(
      context,
      {
        id,
        title: 'Findings of single runs',
        sub: `${many(groups.size, 'kind')} of finding, most important first.`,
      },
      html`${table(rows.slice(0, mostOpen))}${rows.length > mostOpen ? fold(`${formatCount(rows.length - mostOpen)} more`, table(rows.slice(mostOpen))) : null}`,
    ),
  };
}
