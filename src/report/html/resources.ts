import type { Cost, RunReport } from '../../model/report.ts';
import { fluidSvg } from '../../plots/fluid.ts';
import { barScene } from '../../plots/small.ts';
import { formatBytes, formatCount, formatNumber, formatPercent, formatSeconds } from '../../text/numbers.ts';
import { upperFirst } from '../../text/words.ts';
import { type Context, type Part, section } from './context.ts';
import { type Html, html, trusted } from './html.ts';
import { fold, prose } from './prose.ts';

/** What the run cost, what it was run with, what it left on disk. */
export function resourcesPart(context: Context, run: RunReport): Part | null {
  const { cost, settings, checkpoints } = run;
  const known = cost.items.some((item) => item.value !== null);
  if (!known && settings.length === 0 && checkpoints.length === 0) return null;
  const id = `${context.prefix}resources`;
  const body = html`${timeBar(cost)}<div class="stack">${costList(cost)}${settingsList(run)}${checkpointList(run)}</div>${notLogged(cost)}`;
  return {
    id,
    name: 'Resources',
    count: null,
    body: section(context, { id, title: 'Resources and settings' }, body),
  };
}

function timeBar(cost: Cost): Html | null {
  const { trainSeconds, secondsAfterBest } = cost;
  if (trainSeconds === null || secondsAfterBest === null || !(trainSeconds > 0) || secondsAfterBest <= 0)
    return null;
  const before = Math.max(0, trainSeconds - secondsAfterBest);
  const parts = [
    { value: before, role: 'bar-validation' },
    { value: secondsAfterBest, role: 'bar-act' },
  ] as const;
  const share = cost.shareAfterBest === null ? '' : ` (${formatPercent(cost.shareAfterBest, 0)})`;
  return html`<figure class="timebar"><figcaption>Training time, ${formatSeconds(trainSeconds)}</figcaption>${trusted(
    fluidSvg(barScene(parts, 22), {
      title: `${formatSeconds(before)} to the best checkpoint, ${formatSeconds(secondsAfterBest)} after it`,
    }),
  )}<p class="ends"><span><b>${formatSeconds(before)}</b> to the best checkpoint</span><span><b>${formatSeconds(secondsAfterBest)}</b> after it${share}</span></p></figure>`;
}

function costText(item: Cost['items'][number]): string {
  if (item.value === null) return item.format === 'text' ? '–' : 'not logged';
  switch (item.format) {
    case 'seconds':
      return formatSeconds(item.value);
    case 'percent':
      return formatPercent(item.value);
    case 'bytes':
      return formatBytes(item.value);
    case 'count':
      return formatCount(item.value);
    case 'rate':
    case 'text':
      return formatNumber(item.value);
  }
}

function costList(cost: Cost): Html | null {
  if (cost.items.length === 0) return null;
  return html`<div><p class="h-small">Cost</p><dl class="kv">${cost.items.map((item) => {
    const missing = item.value === null;
    const note =
      item.note === '' || (missing && item.note === 'not logged')
        ? null
        : html`<span class="note">${prose(item.note)}</span>`;
    return html`<dt>${prose(upperFirst(item.name))}${note}</dt><dd${missing ? html` class="dim"` : ''}>${costText(item)}</dd>`;
  })}</dl></div>`;
}

function settingsList(run: RunReport): Html | null {
  if (run.settings.length === 0) return null;
  return html`<div><p class="h-small">Settings</p><dl class="kv">${run.settings.map(
    (setting) =>
      html`<dt><code>${setting.name}</code><span class="note">${prose(setting.from)}</span></dt><dd>${setting.value}</dd>`,
  )}</dl></div>`;
}

function checkpointList(run: RunReport): Html | null {
  if (run.checkpoints.length === 0) return null;
  const shown = run.checkpoints.slice(0, 8);
  const best = run.best?.step ?? run.trajectory?.best?.at ?? null;
  return html`<div><p class="h-small">Checkpoints on disk</p><dl class="kv">${shown.map(
    (checkpoint) =>
      html`<dt><code>${checkpoint.path}</code><span class="note">${checkpoint.step === best ? 'the best one; ' : ''}${checkpoint.hasWeights ? 'with weights' : 'state only, no weights'}</span></dt><dd>${formatBytes(checkpoint.bytes)}</dd>`,
  )}</dl>${run.checkpoints.length > shown.length ? html`<p class="small mut">${run.checkpoints.length - shown.length} more.</p>` : null}</div>`;
}

const notLogged = (cost: Cost): Html | null =>
  cost.notLogged.length === 0
    ? null
    : cost.notLogged.length <= 2
      ? html`<p class="cap">Not logged: ${cost.notLogged.map((entry, index) => [index === 0 ? '' : ' · ', prose(entry)])}</p>`
      : fold(
          `${cost.notLogged.length} readings not logged`,
          html`<ul class="plain small mut">${cost.notLogged.map((entry) => html`<li>${prose(entry)}</li>`)}</ul>`,
        );
