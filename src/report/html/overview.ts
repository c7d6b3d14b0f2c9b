import type { RunReport } from '../../model/report.ts';
import { curveOf } from '../../plots/curve.ts';
import { fluidSvg } from '../../plots/fluid.ts';
import { sparkScene, whiskerScene } from '../../plots/small.ts';
import { metricTitle } from '../../text/metric-names.ts';
import { formatCount, formatInterval } from '../../text/numbers.ts';
import { plainText } from '../text.ts';
import { bestValue, duration } from './answer.ts';
import type { Context, Part } from './context.ts';
import { type Html, html, trusted } from './html.ts';
import { nameOf, prose } from './prose.ts';

/** Verdict in a word for a table line. */
const verdicts = {
  problem: 'problem',
  risk: 'risk',
  fine: 'no problem or risk',
  'cannot-tell': 'cannot tell',
} as const;

/** One line a run: its best (not last) value with interval, its curve, its verdict. */
export function overviewPart(context: Context, anchors: readonly string[]): Part {
  const { runs, findings } = context.report;
  const shares = runs.flatMap((run) => (run.best && isShareMetric(run) ? [run.best] : []));
  const ends = shares.flatMap((best) => [
    best.interval?.low ?? best.value,
    best.interval?.high ?? best.value,
  ]);
  // The scale hugs the values: the point of this table is which intervals overlap.
  const low = ends.length > 0 ? Math.max(0, Math.floor(20 * Math.min(...ends)) / 20) : 0;
  const high = ends.length > 0 ? Math.min(1, Math.ceil(20 * Math.max(...ends)) / 20) : 1;
  const [from, to] = high > low ? [low, high] : [0, 1];
  const metric = [...new Set(runs.flatMap((run) => (run.best ? [run.best.quantity] : [])))];
  const scaled = ends.length > 0;
  const rows = runs.map((run, index) => {
    const count = findings.filter((finding) => finding.subject.run === run.id).length;
    return row(context, run, anchors[index]!, count, scaled ? [from, to] : null);
  });
  const head = html`<thead><tr><th scope="col">Run</th><th scope="col" class="num">Best${metric.length === 1 ? ` ${metricTitle(metric[0]!)}` : ' value'}</th><th scope="col" class="wide">${
    scaled
      ? html`95 % interval <span class="dim">(${Math.round(100 * from)} … ${Math.round(100 * to)} %)</span>`
      : 'Interval'
  }</th><th scope="col" class="num nw">from–to</th><th scope="col" class="num">At step</th><th scope="col" class="spark-h">Validation</th><th scope="col" class="num">Time</th><th scope="col" class="num">Findings</th><th scope="col">Verdict</th></tr></thead>`;
  const body = html`<section id="runs" aria-labelledby="runs-h"><h2 class="h-part" id="runs-h">Runs</h2><p class="sub">Best value by each run’s own metric, not the last one. The best of several runs flatters itself; overlapping intervals do not decide which run is better.</p><div class="tw"><table class="t-stack t-runs">${head}<tbody>${rows}</tbody></table></div></section>`;
  return { id: 'runs', name: 'Runs', count: runs.length, body };
}

const isShareMetric = (run: RunReport): boolean =>
  run.best !== null &&
  !/loss|perplexity|mse|mae|rmse|wer|cer/i.test(run.best.quantity) &&
  run.best.value >= 0 &&
  run.best.value <= 1;

function row(
  context: Context,
  run: RunReport,
  anchor: string,
  findings: number,
  scale: readonly [number, number] | null,
): Html {
  const { best } = run;
  const percent = best !== null && /acc|exact/i.test(best.quantity);
  const whisker =
    best !== null && scale !== null && isShareMetric(run)
      ? trusted(
          fluidSvg(
            whiskerScene(
              { value: best.value, low: best.interval?.low ?? null, high: best.interval?.high ?? null },
              scale[0],
              scale[1],
            ),
            { title: `${best.quantity} ${bestValue(best)}` },
          ),
        )
      : null;
  return html`<tr><th scope="row"><a href="#${anchor}">${nameOf(run.title)}</a><span class="note">${prose(run.description)}</span></th><td class="num nw" data-l="best">${best === null ? '–' : bestValue(best)}</td><td class="full"><span class="wh">${whisker}</span></td><td class="num nw" data-l="from–to">${
    best?.interval ? formatInterval(best.interval, percent ? 'percent' : 'score') : '–'
  }</td><td class="num" data-l="at step">${best?.step === null || best === null ? '–' : formatCount(best.step)}</td><td class="spark">${spark(context, run)}</td><td class="num nw" data-l="time">${duration(run.cost.trainSeconds)}</td><td class="num" data-l="findings">${findings}</td><td class="full nw v-${run.answer.verdict}">${verdicts[run.answer.verdict]}</td></tr>`;
}

function spark(context: Context, run: RunReport): Html | null {
  const panels = run.trajectory?.panels ?? [];
  for (const id of ['metric', 'loss'] as const) {
    const panel = panels.find((candidate) => candidate.id === id);
    const line = panel?.lines.find((candidate) => candidate.split === 'validation');
    if (!panel || !line) continue;
    const { step, value } = curveOf(line, context.report.tables);
    if (step.length === 0) continue;
    const scene = sparkScene(step, value, 'validation', run.trajectory?.best?.at ?? null);
    return html`${trusted(fluidSvg(scene, { title: `${plainText(panel.title)} at ${step.length} evaluations` }))}`;
  }
  return html`<span class="dim">–</span>`;
}
