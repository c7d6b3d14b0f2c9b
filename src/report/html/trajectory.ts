import type { RunReport } from '../../model/report.ts';
import { fluidSvg } from '../../plots/fluid.ts';
import { shareOf } from '../../plots/panel.ts';
import { readingsOf } from '../../plots/readings.ts';
import { drawTrajectory } from '../../plots/trajectory.ts';
import { plainText } from '../text.ts';
import { type Context, type Part, section } from './context.ts';
import { type Html, html, jsonData, trusted } from './html.ts';
import { prose } from './prose.ts';

/** The picture of the training with its read-out line. */
export function trajectoryPart(context: Context, run: RunReport): Part | null {
  const trajectory = run.trajectory;
  if (trajectory === null || trajectory.panels.length === 0) return null;
  const id = `${context.prefix}trajectory`;
  const readings = readingsOf(trajectory, context.report.tables);
  const cursor = readings.steps[readings.start] ?? null;
  const { panels, axis } = drawTrajectory(trajectory, context.report.tables, cursor);
  const logarithmic = panels.some((panel) => panel.scene.logarithmic !== undefined);
  const drawn = panels.map(
    (panel) =>
      html`<div class="panel"><div class="ph"><span>${plainText(panel.title)}</span> <span class="dim">${plainText(panel.note)}</span></div>${
        panel === panels[0] && trajectory.best !== null ? html`<div class="mpad"></div>` : null
      }<div class="strip">${trusted(fluidSvg(panel.scene, { title: `${plainText(panel.title)} by ${trajectory.axis.unit}`, description: plainText(panel.note) }))}</div></div>`,
  );
  const slider =
    readings.steps.length < 2
      ? null
      : html`<label class="vh" for="${id}-at">Inspect a ${trajectory.axis.unit}</label><input class="scrub" id="${id}-at" type="range" min="0" max="${readings.steps.length - 1}" value="${readings.start}">`;
  const shown = readings.rows[readings.start] ?? [];
  const body = html`<div class="traj"><div class="plot">${drawn}${trusted(fluidSvg(axis, null))}${slider}</div>
<p class="read">${readings.names.map((name, index) => html`<span>${name} <b>${shown[index] ?? 'not logged'}</b></span> `)}</p>
<script type="application/json">${jsonData({
    at: readings.steps.map((step) => Math.round(1e4 * shareOf(trajectory.axis, step)) / 1e4),
    names: readings.names,
    rows: readings.rows,
  })}</script></div>`;
  return {
    id,
    name: 'Trajectory',
    count: null,
    body: section(
      context,
      {
        id,
        title: 'Trajectory',
        sub: prose(trajectory.summary),
        ...(logarithmic ? { aside: scaleSwitch(id) } : {}),
      },
      body,
    ),
  };
}

const scaleSwitch = (id: string): Html =>
  html`<fieldset class="seg scale"><legend>Loss axis</legend><input type="radio" name="${id}-scale" id="${id}-linear" class="as-linear" checked><label for="${id}-linear">linear</label><input type="radio" name="${id}-scale" id="${id}-log" class="as-log"><label for="${id}-log">log</label></fieldset>`;
