import type { Evidence } from '../../model/outcome.ts';
import type { Finding, RunReport } from '../../model/report.ts';
import { fluidSvg } from '../../plots/fluid.ts';
import { barScene, shareScale, unitScene, whiskerScene } from '../../plots/small.ts';
import {
  formatCount,
  formatInterval,
  formatPercent,
  formatSeconds,
  formatValue,
} from '../../text/numbers.ts';
import type { Context } from './context.ts';
import { type Html, html, trusted } from './html.ts';
import { breakable, prose } from './prose.ts';

/** Shares are written as percentages wherever the page writes evidence. */
export const isShare = (entry: Evidence): boolean =>
  entry.unit === 'share' ||
  (entry.unit === undefined &&
    typeof entry.value === 'number' &&
    entry.interval !== undefined &&
    /wilson|clopper|bootstrap/i.test(entry.interval.method) &&
    Math.min(entry.value, entry.interval.low) >= 0 &&
    Math.max(entry.value, entry.interval.high) <= 1);

/** The small picture beside a finding, drawn from what the report carries; null where words do better. */
export function findingFigure(
  context: Context,
  run: RunReport | null,
  finding: Finding,
  drawn: Set<string>,
): Html | null {
  // The second finding about a class would only repeat its picture.
  const picture = `${finding.id === 'class-low-precision' ? 'called' : 'labelled'} ${finding.subject.class}`;
  if (run !== null && finding.subject.class !== undefined && !drawn.has(picture)) {
    const units = unitFigure(context, run, finding.subject.class, finding.id);
    drawn.add(picture);
    if (units !== null) return units;
  }
  if (run !== null && finding.id === 'wasted-after-best') return timeFigure(run);
  return whiskerFigure(finding.evidence, false);
}

/** Where the examples of a class went, one mark an example. */
function unitFigure(context: Context, run: RunReport, label: string, id: string): Html | null {
  const { quality } = run;
  const at = quality?.confusion.labels.indexOf(label) ?? -1;
  if (quality === null || at < 0) return null;
  const columns = id === 'class-low-precision';
  const counts = quality.confusion.labels.map((_, other) =>
    columns ? (quality.confusion.counts[other]?.[at] ?? 0) : (quality.confusion.counts[at]?.[other] ?? 0),
  );
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  const rows = counts
    .map((count, other) => ({ count, other }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || a.other - b.other);
  const shown = rows.slice(0, 6);
  const most = shown[0]!.count;
  const labels = quality.confusion.labels;
  const caption = columns
    ? html`What the ${formatCount(total)} examples called <code>${breakable(label)}</code> really were`
    : html`Where the ${formatCount(total)} examples labelled <code>${breakable(label)}</code> went`;
  const worst = rows.find(({ other }) => other !== at);
  return html`<figcaption>${caption}</figcaption><div class="dots">${shown.map(({ count, other }) => {
    const right = other === at;
    const name = html`<span class="dn" title="${labels[other]!}">${labels[other]!}${right ? ' (right)' : ''}</span>`;
    return html`${name}<span>${trusted(fluidSvg(unitScene(count, most, right), { title: `${count} of ${total}` }))}</span><b class="num">${formatCount(count)}</b>`;
  })}</div><p class="small mut">${most <= 24 ? 'One mark, one example. Filled: right. Hollow: wrong.' : 'Blue: right. Orange: wrong.'}${rows.length > 6 ? ` ${rows.length - 6} more labels.` : ''}${
    worst && quality.examples
      ? html` <a href="#${context.prefix}examples" data-list="${context.prefix}examples" data-r="${columns ? worst.other : at}" data-p="${columns ? at : worst.other}">Read the ${formatCount(worst.count)}</a>`
      : null
  }</p>`;
}

function timeFigure(run: RunReport): Html | null {
  const { trainSeconds, secondsAfterBest } = run.cost;
  if (trainSeconds === null || secondsAfterBest === null || !(trainSeconds > 0)) return null;
  const before = Math.max(0, trainSeconds - secondsAfterBest);
  const parts = [
    { value: before, role: 'bar-validation' },
    { value: secondsAfterBest, role: 'bar-act' },
  ] as const;
  return html`<figcaption>Wall time, ${formatSeconds(trainSeconds)}</figcaption>${trusted(fluidSvg(barScene(parts, 22), { title: `${formatSeconds(before)} to the best checkpoint, ${formatSeconds(secondsAfterBest)} after it` }))}<p class="ends"><span><b>${formatSeconds(before)}</b> to the best checkpoint</span><span><b>${formatSeconds(secondsAfterBest)}</b> after it</span></p>`;
}

/** Shares with intervals on one scale; `faint` when nothing can be concluded from them. */
export function whiskerFigure(evidence: readonly Evidence[], faint: boolean): Html | null {
  const shown = evidence
    .filter((entry) => isShare(entry) && typeof entry.value === 'number' && entry.interval !== undefined)
    .filter((entry) => entry.interval!.low >= 0 && entry.interval!.high <= 1)
    .slice(0, 4);
  if (shown.length === 0) return null;
  const [from, to] = shareScale(shown.map((entry) => entry.interval!.low));
  return html`<figcaption>95 % intervals, ${from === 0 ? '0' : '50'} … 100 %</figcaption>${shown.map(
    (entry) => {
      const value = entry.value as number;
      const { low, high } = entry.interval!;
      const title = `${entry.name}: ${formatPercent(value)}, interval ${formatInterval(entry.interval!, 'percent')}`;
      return html`<div class="wrow"><span>${prose(entry.name)}</span><span class="nw">${formatValue(value, 'percent')} <span class="dim">${formatInterval(entry.interval!, 'percent')}</span></span><span class="wh">${trusted(
        fluidSvg(whiskerScene({ value, low, high, faint }, from, to), { title }),
      )}</span></div>`;
    },
  )}`;
}
