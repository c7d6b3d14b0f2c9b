import type { Comparison } from '../../../model/comparison.ts';
import { drawComparison } from '../../../plots/comparison-trajectory.ts';
import { fluidSvg } from '../../../plots/fluid.ts';
import { MOST_TOLD_APART } from '../../../plots/run-lines.ts';
import { upperFirst } from '../../../text/words.ts';
import { type Context, type Part, section } from '../context.ts';
import { type Html, html, trusted } from '../html.ts';
import { sentence } from '../prose.ts';

/** The curves of all runs over equal steps, equal compute and equal share of the schedule, below each other. */
export function curvesPart(context: Context, comparison: Comparison): Part | null {
  const picture = drawComparison(comparison, context.report.tables);
  if (picture === null || (picture.panels.length === 0 && picture.missing.length === 0)) return null;
  const panels = picture.panels.map(
    (panel) =>
      html`<div class="panel"><div class="ph"><span>${panel.title}</span> <span class="dim">${panel.note}</span></div><div class="strip">${trusted(
        fluidSvg(panel.scene, { title: panel.title, description: panel.note }),
      )}</div>${trusted(fluidSvg(panel.axis, null))}</div>`,
  );
  const missing = picture.missing.map(
    ({ title, reason }) => html`<li>Not drawn over ${title}: ${sentence(reason)}</li>`,
  );
  const id = 'curves';
  const runs = comparison.trajectories?.lines.length ?? 0;
  const sub =
    runs > MOST_TOLD_APART
      ? 'Blue: the best run. Ochre, dashed: the one in the middle. Dotted, ending in a cross: runs that failed.'
      : 'Which axis is fair depends on the question; a line that is ahead over steps may be behind over compute.';
  const body = html`<div class="traj compared"><div class="plot">${panels}</div></div>${legend(comparison)}${
    missing.length === 0 ? null : html`<ul class="plain small mut">${missing}</ul>`
  }`;
  return {
    id,
    name: 'Trajectories',
    count: null,
    body: section(context, { id, title: 'Trajectories', sub }, body),
  };
}

function legend(comparison: Comparison): Html | null {
  const drawn = new Set(comparison.trajectories?.lines.map(({ run }) => run));
  const members = comparison.members.filter((member) => drawn.has(member.run));
  if (members.length > MOST_TOLD_APART) return null;
  return html`<p class="cap letters">${members.map(
    (member) =>
      html`<span><b>${member.letter}</b> <bdi class="cls">${member.title}</bdi>${member.failed === null ? null : html` <span class="dim">failed: ${upperFirst(member.failed.replaceAll('`', ''))}</span>`}</span> `,
  )}</p>`;
}
