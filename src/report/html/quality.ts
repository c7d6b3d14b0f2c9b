import type { Interval } from '../../model/outcome.ts';
import type { ClassScores, Quality, RunReport, Score } from '../../model/report.ts';
import { classWhisker, fewestToScore } from '../../plots/class-scores.ts';
import { fluidSvg } from '../../plots/fluid.ts';
import { type Whisker, whiskerScene } from '../../plots/small.ts';
import { metricTitle } from '../../text/metric-names.ts';
import { formatCount, formatInterval, formatPercent, formatScore } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import { calibrationBlock } from './calibration.ts';
import { confusionBlock } from './confusion.ts';
import { type Context, type Part, section } from './context.ts';
import { type Html, html, trusted } from './html.ts';
import { fold, nameOf, prose } from './prose.ts';

/** More classes than this: the worst and the most frequent ones first, the rest folded. */
const mostClasses = 40;
/** Folded rows the page still holds. */
const mostFoldedClasses = 300;

/** Scores over all classes and by class, then who is mistaken for whom. */
export function qualityPart(context: Context, run: RunReport): Part | null {
  const { quality } = run;
  if (quality === null || (quality.classes.length === 0 && quality.overall.length === 0)) return null;
  const id = `${context.prefix}quality`;
  const set = quality.split === null ? 'examples' : `${quality.split} examples`;
  const sub = html`${formatCount(quality.rows)} ${set} from <code>${quality.file}</code>.${quality.unlabelled > 0 ? ` ${many(quality.unlabelled, 'row')} without a label or prediction left out.` : ''}${
    quality.majority
      ? html` Always answering <code>${quality.majority.label}</code> would reach ${formatPercent(quality.majority.share)}.`
      : null
  }`;
  const body = html`${quality.classes.length > 0 ? classTables(quality) : overallTable(quality)}${
    quality.confusion.labels.length > 1 ? confusionBlock(context, quality) : null
  }${quality.calibration === null ? null : calibrationBlock(context, quality.calibration)}`;
  const title = quality.classes.length > 0 ? 'Quality by class' : 'Quality';
  return { id, name: 'Quality', count: null, body: section(context, { id, title, sub }, body) };
}

const columnHeads = html`<thead><tr><th scope="col">Class</th><th scope="col" class="num">Support</th><th scope="col" class="num">Precision</th><th scope="col" class="num">Recall</th><th scope="col" class="num">F1</th><th scope="col" class="wide">F1, 95 % interval <span class="dim">(0 … 1)</span></th><th scope="col" class="num nw">from–to</th></tr></thead>`;

/** Scores by class and over all of them; `leads` are the averages that come first. */
export function classTables(
  quality: Pick<Quality, 'classes' | 'overall' | 'rows'>,
  leads: readonly string[] = leadingMetrics,
): Html {
  const { first, rest } = arrange(quality.classes);
  const cut = rest.length - mostFoldedClasses;
  const tableOf = (rows: readonly ClassScores[], total: Html | null) =>
    html`<div class="tw"><table class="t-stack">${columnHeads}<tbody>${rows.map(classRow)}${total}</tbody></table></div>`;
  return html`${first.length < quality.classes.length ? html`<p class="small mut">${formatCount(quality.classes.length)} classes: the ten with the lowest lower bound of F1 and the ten most frequent.</p>` : null}${tableOf(
    first,
    html`${leading(quality.overall, leads).map((score, index) => overallRow(score, quality.rows, index === 0))}`,
  )}${otherScores(quality, leads)}${
    rest.length === 0
      ? null
      : fold(
          `${many(rest.length, 'more class', 'more classes')}`,
          html`${tableOf(rest.slice(0, mostFoldedClasses), null)}${cut > 0 ? html`<p class="small mut">${many(cut, 'more class', 'more classes')} left out of this page; the JSON report holds them.</p>` : null}`,
        )
  }`;
}

/** The averages that answer a question of their own; macro precision and the like are one click away. */
const leadingMetrics = ['accuracy', 'balanced_accuracy', 'mcc', 'f1_macro', 'f1_weighted'];

const leading = (overall: readonly Score[], leads: readonly string[]): readonly Score[] =>
  overall.length <= 6 ? overall : overall.filter((score) => leads.includes(score.metric));

function otherScores(quality: Pick<Quality, 'overall' | 'rows'>, leads: readonly string[]): Html | null {
  const shown = new Set(leading(quality.overall, leads));
  const others = quality.overall.filter((score) => !shown.has(score));
  return others.length === 0
    ? null
    : fold(
        many(others.length, 'more average'),
        html`<div class="tw"><table class="t-stack">${columnHeads}<tbody>${others.map((score) => overallRow(score, quality.rows, false))}</tbody></table></div>`,
      );
}

/** Most frequent first; of many classes, the ten worst by lower bound and the ten most frequent come first. */
export function arrange<T extends ClassScores>(
  classes: readonly T[],
): { readonly first: readonly T[]; readonly rest: readonly T[] } {
  const bySupport = [...classes].sort((a, b) => b.support - a.support);
  if (classes.length <= mostClasses) return { first: bySupport, rest: [] };
  const worst = bySupport
    .filter((scores) => scores.support >= fewestToScore && scores.f1.interval !== null)
    .sort((a, b) => a.f1.interval!.low - b.f1.interval!.low)
    .slice(0, 10);
  const chosen = new Set([...worst, ...bySupport.slice(0, 10)]);
  const rest = bySupport.filter((scores) => !chosen.has(scores));
  return { first: [...worst, ...bySupport.slice(0, 10).filter((scores) => !worst.includes(scores))], rest };
}

/** A score in a cell; the reason of an undefined one is its title. */
export const scoreText = (score: Score): Html | string =>
  score.value === null
    ? html`<span class="dim"${score.reason ? html` title="${score.reason}"` : ''}>–</span>`
    : formatScore(score.value);

const classRow = (scores: ClassScores): Html =>
  scoreRow(
    scores,
    html`<td class="num" data-l="support">${formatCount(scores.support)}</td>`,
    'no example carries this label',
  );

/** Scores of one class behind its counts; too few examples give the interval of recall. `unused` says why there are none. */
export function scoreRow(scores: ClassScores, counts: Html, unused: string): Html {
  const few = scores.support < fewestToScore;
  const shown = few ? scores.recall : scores.f1;
  const right = Math.round((scores.recall.value ?? 0) * scores.support);
  const recall = !few
    ? scoreText(scores.recall)
    : scores.support === 0
      ? '–'
      : `${formatCount(right)} of ${formatCount(scores.support)}`;
  const title = `${few ? 'recall' : 'F1'} of ${scores.label}`;
  const why = scores.support === 0 ? unused : 'too few to score; interval of recall shown';
  return html`<tr${few ? html` class="low"` : ''}><th scope="row">${nameOf(scores.label)}${few ? html`<span class="note">${why}</span>` : null}</th>${counts}<td class="num" data-l="precision">${
    few ? '–' : scoreText(scores.precision)
  }</td><td class="num nw" data-l="recall">${recall}</td><td class="num" data-l="F1">${few ? '–' : scoreText(scores.f1)}</td>${intervalCells(classWhisker(scores), shown.interval, title)}</tr>`;
}

/** The interval as a picture and in figures. */
export const intervalCells = (whisker: Whisker, interval: Interval | null, title: string): Html =>
  html`<td class="full"><span class="wh">${
    interval !== null && interval.low >= 0 && interval.high <= 1
      ? trusted(fluidSvg(whiskerScene(whisker), { title }))
      : null
  }</span></td><td class="num nw" data-l="from–to">${interval ? formatInterval(interval) : '–'}</td>`;

function overallRow(score: Score, rows: number, first: boolean): Html {
  const { interval, value } = score;
  const whisker = { value, low: interval?.low ?? null, high: interval?.high ?? null };
  return html`<tr class="${first ? 'tot' : 'tot-more'}"><th scope="row">${metricTitle(score.metric)}${score.convention === '' ? null : html`<span class="note">${prose(score.convention)}</span>`}${
    value === null && score.reason ? html`<span class="note">undefined: ${prose(score.reason)}</span>` : null
  }</th>${first ? html`<td class="num" data-l="support">${formatCount(rows)}</td>` : html`<td class="e"></td>`}<td class="e"></td><td class="e"></td><td class="num" data-l="value">${scoreText(score)}</td>${intervalCells(whisker, interval, score.metric)}</tr>`;
}

const overallTable = (quality: Quality): Html =>
  html`<div class="tw"><table class="t-stack">${columnHeads}<tbody>${quality.overall.map((score) => overallRow(score, quality.rows, false))}</tbody></table></div>`;
