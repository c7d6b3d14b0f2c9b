import type { Comparison } from '../../model/comparison.ts';
import type { RunReport } from '../../model/report.ts';
import { curveOf } from '../../plots/curve.ts';
import { fluidSvg } from '../../plots/fluid.ts';
import { sparkScene, whiskerScene } from '../../plots/small.ts';
import { metricTitle } from '../../text/metric-names.ts';
import { formatCount, formatInterval } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';

import { BEST_LISTED, bestFirst, MOST_CHAPTERS, shownComparison } from '../comparison-part.ts';
import { plainText } from '../text.ts';
import { bestValue, duration } from './answer.ts';
import type { Context, Part } from './context.ts';
import { type Html, html, trusted } from './html.ts';
import { fold, nameOf, prose } from './prose.ts';

/** Verdict in a word for a table line. */
const verdicts = {
  problem: 'problem',
  risk: 'risk',
  fine: 'no problem or risk',
  'cannot-tell': 'cannot tell',
} as const;

/** Runs in the table, open and folded; the rest is left to the JSON. */
const MOST_FOLDED = 60;

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
  const found = new Map<string | null, number>();
  for (const { subject } of findings) found.set(subject.run, (found.get(subject.run) ?? 0) + 1);
  const comparison = shownComparison(context.report);
  const letters = new Map(comparison?.members.map((member) => [member.run, member.letter]));
  const places = new Map(runs.map((run, index) => [run.id, index]));
  const chapters = runs.length <= MOST_CHAPTERS;
  const all =
    chapters || comparison === null
      ? runs
      : bestFirst(comparison).map((member) => runs[places.get(member.run) ?? 0]!);
  const rowOf = (run: RunReport): Html =>
    row(context, run, {
      anchor: chapters ? anchors[places.get(run.id) ?? 0]! : null,
      letter: letters.get(run.id) ?? null,
      findings: found.get(run.id) ?? 0,
      scale: scaled ? [from, to] : null,
    });
  const listed = chapters ? all : all.slice(0, BEST_LISTED);
  const folded = chapters ? [] : all.slice(BEST_LISTED, MOST_FOLDED);
  const head = html`<thead><tr><th scope="col">Run</th><th scope="col" class="num">Best${metric.length === 1 ? ` ${metricTitle(metric[0]!)}` : ' value'}</th><th scope="col" class="wide">${
    scaled
      ? html`95 % interval <span class="dim">(${Math.round(100 * from)} … ${Math.round(100 * to)} %)</span>`
      : 'Interval'
  }</th><th scope="col" class="num nw">from–to</th><th scope="col" class="num">At step</th><th scope="col" class="spark-h">Validation</th><th scope="col" class="num">Time</th><th scope="col" class="num">Findings</th><th scope="col">Verdict</th></tr></thead>`;
  const table = (part: readonly RunReport[]) =>
    html`<div class="tw"><table class="t-stack t-runs">${head}<tbody>${part.map(rowOf)}</tbody></table></div>`;
  const body = html`<section id="runs" aria-labelledby="runs-h"><h2 class="h-part" id="runs-h">Runs</h2><p class="sub">Best value by each run’s own metric, not the last one. The best of several runs flatters itself; overlapping intervals do not decide which run is better.</p>${table(listed)}${
    folded.length === 0 ? null : fold(many(folded.length, 'more run'), table(folded))
  }${chapters ? null : withoutChapters(context, comparison, listed.length + folded.length)}</section>`;
  return { id: 'runs', name: 'Runs', count: runs.length, body };
}

/** What a page of many runs leaves out, and where it is. */
function withoutChapters(context: Context, comparison: Comparison | null, listed: number): Html {
  const { runs } = context.report;
  const failed = comparison?.members.filter((member) => member.failed !== null).length ?? 0;
  const parts = [
    listed < runs.length
      ? `${many(runs.length - listed, 'run')} not listed here${failed > 0 ? `, among all ${many(runs.length, 'run')} ${formatCount(failed)} failed` : ''}; \`--format json\` holds every run.`
      : '',
    `With more than ${MOST_CHAPTERS} runs this page has no chapter for each: judge one alone (\`afterfit FOLDER\`) for its curves, findings and examples.`,
  ];
  return html`<p class="cap">${prose(parts.join(' ').trim())}</p>`;
}

const isShareMetric = (run: RunReport): boolean =>
  run.best !== null &&
  !/loss|perplexity|mse|mae|rmse|wer|cer/i.test(run.best.quantity) &&
  run.best.value >= 0 &&
  run.best.value <= 1;

function row(
  context: Context,
  run: RunReport,
  place: {
    readonly anchor: string | null;
    readonly letter: string | null;
    readonly findings: number;
    readonly scale: readonly [number, number] | null;
  },
): Html {
  const { anchor, letter, findings, scale } = place;
  const name = anchor === null ? nameOf(run.title) : html`<a href="#${anchor}">${nameOf(run.title)}</a>`;
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
  return html`<tr><th scope="row">${letter === null ? null : html`<span class="letter">${letter}</span>`}${name}<span class="note">${prose(run.description)}</span></th><td class="num nw" data-l="best">${best === null ? '–' : bestValue(best)}</td><td class="full"><span class="wh">${whisker}</span></td><td class="num nw" data-l="from–to">${
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
