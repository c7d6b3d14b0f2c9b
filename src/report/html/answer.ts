import type { Answer, DoFirst, KeyFigure, RunReport } from '../../model/report.ts';
import { fluidSvg } from '../../plots/fluid.ts';
import { barScene, shareScale, whiskerScene } from '../../plots/small.ts';
import {
  formatInterval,
  formatPercent,
  formatScore,
  formatSeconds,
  formatValue,
} from '../../text/numbers.ts';
import { upperFirst } from '../../text/words.ts';
import { plainText } from '../text.ts';
import { type Html, html, trusted } from './html.ts';
import { claimMark, prose, sentence, snippet } from './prose.ts';

/** The first screen: headline, sentences, what to do first, up to four figures. */
export function answerBlock(
  id: string,
  kicker: string,
  answer: Answer,
  figures: readonly KeyFigure[],
  level: 1 | 3,
): Html {
  const head = trusted(`h${level}`);
  return html`<section id="${id}" class="answer-part" aria-labelledby="${id}-h">${kicker === '' ? null : html`<p class="kick">${prose(kicker)}</p>`}
<div class="answer"><${head} class="h-answer" id="${id}-h">${prose(answer.headline)}</${head}>
<div>${paragraphs(answer.sentences).map((sentences) => html`<p class="lead">${sentences.map((sentence, index) => [index === 0 ? '' : ' ', prose(sentence)])}</p>`)}${
    answer.levels.length === 0
      ? null
      : html`<ul class="sure" aria-label="How sure">${answer.levels.map((level) => html`<li>${claimMark(level.claim)} <span>${prose(level.text)}</span></li>`)}</ul>`
  }</div>
${doFirst(answer)}</div>${figures.length === 0 ? null : html`<dl class="figs n${Math.min(4, figures.length)}">${figures.slice(0, 4).map(keyFigure)}</dl>`}</section>`;
}

/** Three sentences to a paragraph read well; a lone last one joins them. */
function paragraphs(sentences: readonly string[]): readonly (readonly string[])[] {
  if (sentences.length <= 3) {
    const long = sentences.reduce((sum, sentence) => sum + sentence.length, 0) > 420;
    return long && sentences.length > 1 ? [sentences.slice(0, -1), sentences.slice(-1)] : [sentences];
  }
  const half = Math.ceil(sentences.length / 2);
  return [sentences.slice(0, half), sentences.slice(half)];
}

const looks = { problem: '', risk: '', fine: ' calm', 'cannot-tell': ' unk' } as const;

function doFirst(answer: Answer): Html | null {
  const [first, ...others] =
    answer.actions.length > 0 ? answer.actions : answer.doFirst === null ? [] : [answer.doFirst];
  if (first === undefined) return null;
  const fine = answer.verdict === 'fine';
  return html`<div class="first${looks[answer.verdict]}"><p class="first-h">${fine ? html`<span aria-hidden="true">✓ </span>Next, if you like` : 'Do first'}</p><p>${sentence(first.text)}</p>${code(first)}${
    others.length === 0
      ? null
      : html`<p class="then">Then</p><ol class="then">${others.slice(0, 2).map((action) => html`<li>${sentence(action.text)}</li>`)}</ol>`
  }</div>`;
}

function code(action: DoFirst): Html | null {
  if (action.code !== null) return snippet(action.code, action.language);
  const settings = Object.entries(action.settings);
  if (settings.length === 0) return null;
  const lines = settings.map(([name, value]) =>
    action.language === 'python' ? `${name}=${value},` : `--${name} ${value}`,
  );
  return snippet(lines.join('\n'), action.language);
}

function keyFigure(figure: KeyFigure): Html {
  return html`<div><dt class="k">${upperFirst(figure.name)}</dt><dd><span class="v">${formatValue(figure.value, figure.format)}${range(figure)}</span>${picture(figure)}<span class="p">${note(figure)}</span></dd></div>`;
}

function range(figure: KeyFigure): Html | null {
  const { interval, value, format } = figure;
  if (interval === null || value === null) return null;
  const [below, above] = [value - interval.low, interval.high - value];
  // A plus-minus would lie about an interval that is clearly lopsided.
  const even =
    format === 'percent' && Math.abs(below - above) < 0.15 * (below + above) && below + above < 0.2;
  return html` <i>${even ? `± ${(50 * (interval.high - interval.low)).toFixed(1)}` : formatInterval(interval, format).replace('–', ' – ')}</i>`;
}

const bounded = (figure: KeyFigure): boolean => figure.format === 'percent' || figure.format === 'score';

const scaleOf = (figure: KeyFigure): readonly [number, number] =>
  figure.format === 'percent'
    ? shareScale([figure.value, figure.interval?.low, figure.reference?.value])
    : [0, 1];

function picture(figure: KeyFigure): Html | null {
  const { interval, value } = figure;
  if (figure.spentAfterBest !== undefined && figure.spentAfterBest !== null) {
    const after = figure.spentAfterBest;
    const parts = [
      { value: 1 - after, role: 'bar-validation' },
      { value: after, role: 'bar-act' },
    ] as const;
    return html`<span class="cb">${trusted(fluidSvg(barScene(parts, 10), { title: `${formatPercent(after, 0)} of it after the best checkpoint` }))}</span>`;
  }
  if (!bounded(figure) || interval === null || value === null || interval.low < 0 || interval.high > 1)
    return null;
  const [from, to] = scaleOf(figure);
  const scene = whiskerScene(
    { value, low: interval.low, high: interval.high, reference: figure.reference?.value ?? null },
    from,
    to,
  );
  const title = `${figure.name} ${formatValue(value, figure.format)}, interval ${formatInterval(interval, figure.format)}`;
  return html`<span class="wh">${trusted(fluidSvg(scene, { title }))}</span>`;
}

function note(figure: KeyFigure): Html {
  const parts: (Html | string)[] = [];
  if (picture(figure) !== null && bounded(figure)) {
    const [from] = scaleOf(figure);
    parts.push(
      figure.format === 'percent'
        ? `${from === 0.5 ? 50 : 0} … 100 %.`
        : `${from === 0.5 ? '0.5' : '0'} … 1.`,
    );
  }
  if (figure.reference !== null) {
    const value = formatValue(figure.reference.value, figure.format);
    const label = figure.reference.label;
    const drawn = picture(figure) !== null;
    parts.push(
      html`${drawn ? 'Dashed: ' : ''}${prose(label)}${plainText(label).includes(value) ? '' : `, ${value}`}.`,
    );
  }
  if (figure.note !== '') parts.push(prose(figure.note));
  return html`${parts.map((part, index) => [index === 0 ? '' : ' ', part])}`;
}

/** The best value of a run for a line of an overview: `86.2 %` for shares, otherwise as a loss. */
export function bestValue(best: NonNullable<RunReport['best']>): string {
  const share = best.value >= 0 && best.value <= 1 && /acc|precision|recall|^f1|^exact/i.test(best.quantity);
  return share
    ? /acc|exact/i.test(best.quantity)
      ? formatPercent(best.value)
      : formatScore(best.value)
    : formatValue(best.value, 'loss');
}

/** A duration, or an en dash. */
export const duration = (seconds: number | null): string => (seconds === null ? '–' : formatSeconds(seconds));
