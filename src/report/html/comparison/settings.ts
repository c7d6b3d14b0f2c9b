import type { Comparison, SettingSummary } from '../../../model/comparison.ts';
import { fluidSvg } from '../../../plots/fluid.ts';
import { stripScale, stripScene } from '../../../plots/seed-strip.ts';
import { spellRange, spellValue } from '../../../text/comparison.ts';
import { metricName } from '../../../text/metric-names.ts';
import { formatCount, formatPercent } from '../../../text/numbers.ts';
import { many } from '../../../text/words.ts';
import { bestSettingFirst } from '../../comparison-part.ts';
import { type Context, type Part, section } from '../context.ts';
import { type Html, html, trusted } from '../html.ts';
import { fold, prose } from '../prose.ts';

const mostOpen = 12;
const mostFolded = 48;

/** Runs that differ only in the seed, together: every score, the mean with its interval, failed runs apart. */
export function settingsPart(context: Context, comparison: Comparison): Part | null {
  const { metric, kind } = comparison;
  if (metric === null || kind === 'pair' || kind === 'search') return null;
  const settings = bestSettingFirst(comparison).filter((setting) => setting.runs.length > 1);
  const scale = stripScale(comparison);
  if (settings.length === 0 || scale === null) return null;
  const name = metric.quantity === 'loss' ? 'validation loss' : metricName(metric.quantity);
  const head = html`<thead><tr><th scope="col">Setting</th><th scope="col" class="num">Runs</th><th scope="col" class="wide">One circle, one run <span class="dim">(${spellRange(scale[0], scale[1], metric.format)})</span></th><th scope="col" class="num">Mean</th><th scope="col" class="num">95 % of the mean</th><th scope="col" class="num">Lowest to highest</th></tr></thead>`;
  const table = (part: readonly SettingSummary[]) =>
    html`<div class="tw"><table class="t-stack t-strip">${head}<tbody>${part.map((setting) => row(comparison, setting, scale, metric.format))}</tbody></table></div>`;
  const [open, rest] = [settings.slice(0, mostOpen), settings.slice(mostOpen)];
  const single = comparison.settings.length - settings.length;
  const body = html`${table(open)}${rest.length === 0 ? null : fold(`${many(rest.length, 'more setting')}`, table(rest.slice(0, mostFolded)))}${
    single > 0
      ? html`<p class="small mut">${many(single, 'setting')} with a single run not shown here.</p>`
      : null
  }${failures(comparison)}`;
  const id = 'settings';
  const title = kind === 'seeds' ? 'Seeds' : 'Settings and seeds';
  return {
    id,
    name: title,
    count: settings.length > 1 ? settings.length : null,
    body: section(
      context,
      {
        id,
        title,
        sub: `Runs that differ only in the seed, by ${name}. Filled: the mean of those that did not fail, with its 95 % interval. Crosses: failed runs, left out of the mean.`,
      },
      body,
    ),
  };
}

function row(
  comparison: Comparison,
  setting: SettingSummary,
  scale: readonly [number, number],
  format: NonNullable<Comparison['metric']>['format'],
): Html {
  const rate =
    setting.failed === 0
      ? null
      : html`<span class="note">${formatCount(setting.failed)} failed${
          setting.failureInterval === null
            ? ''
            : ` (${formatPercent(setting.failureInterval.low, 0)} to ${formatPercent(setting.failureInterval.high, 0)} of runs)`
        }</span>`;
  const label = setting.name === '' ? 'all runs' : setting.name;
  const picture = fluidSvg(stripScene(setting, comparison.members, scale[0], scale[1]), {
    title: `${many(setting.runs.length, 'run')}, mean ${setting.mean === null ? 'not known' : spellValue(setting.mean, format)}`,
  });
  return html`<tr><th scope="row">${prose(label)}${rate}</th><td class="num" data-l="runs">${formatCount(setting.runs.length)}</td><td class="full"><span class="wh">${trusted(picture)}</span></td><td class="num nw" data-l="mean">${setting.mean === null ? '–' : spellValue(setting.mean, format)}</td><td class="num nw two-wide" data-l="95 %">${
    setting.meanInterval === null
      ? '–'
      : spellRange(setting.meanInterval.low, setting.meanInterval.high, format)
  }</td><td class="num nw two-wide" data-l="range">${setting.lowest === null || setting.highest === null ? '–' : spellRange(setting.lowest, setting.highest, format)}</td></tr>`;
}

function failures(comparison: Comparison): Html | null {
  const failed = comparison.members.filter((member) => member.failed !== null);
  if (failed.length === 0) return null;
  const item = (member: (typeof failed)[number]) =>
    html`<li><b>${member.letter}</b> <bdi class="cls">${member.title}</bdi><span class="note">${prose(member.failed ?? '')}</span></li>`;
  return fold(
    `${many(failed.length, 'failed run')}`,
    html`<ul class="plain">${failed.slice(0, 40).map(item)}${failed.length > 40 ? html`<li class="dim">and ${formatCount(failed.length - 40)} more</li>` : null}</ul>`,
  );
}
