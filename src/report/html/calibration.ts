import type { Calibration } from '../../model/report.ts';
import { fluidSvg } from '../../plots/fluid.ts';
import { reliabilityDescription, reliabilityScene } from '../../plots/reliability.ts';
import { metricTitle } from '../../text/metric-names.ts';
import {
  formatCount,
  formatInterval,
  formatLoss,
  formatPercent,
  formatProbability,
  formatScore,
  formatSigned,
  trueMinus,
} from '../../text/numbers.ts';
import { type Context, heading } from './context.ts';
import { type Html, html, trusted } from './html.ts';
import { prose } from './prose.ts';

/** Shares of rows kept that are worth a line. */
const keptShares = [1, 0.95, 0.9, 0.8, 0.5];
/** Ways to average that answer the same question twice are left to the JSON report. */
const rankingsShown = ['roc_auc', 'average_precision', 'roc_auc_ovr_macro', 'average_precision_macro'];
/** A point may be called few from here on down. */
const few = 10;

/** Are its probabilities true, how well do they rank, and how right is it where it is sure. */
export function calibrationBlock(context: Context, calibration: Calibration): Html {
  const { bins, rows, leftOut } = calibration;
  const smallest = bins.reduce((least, bin) => Math.min(least, bin.rows), rows);
  const hollow = smallest < few ? ` Hollow: fewer than ${few} examples.` : '';
  const out = leftOut > 0 ? ` ${formatCount(leftOut)} examples without usable probabilities left out.` : '';
  return html`<div class="cal">${heading(context, 1, 'Confidence')}<p class="small mut">${formatCount(rows)} examples, each point those of similar confidence with a 95 % interval. Dashed: confidence equals accuracy; below it the model is surer than it should be.${hollow}${out}</p><div class="calw"><figure><figcaption>Accuracy, by stated confidence</figcaption><div class="relplot">${trusted(fluidSvg(reliabilityScene(calibration), { title: `Accuracy by stated confidence. ${reliabilityDescription(calibration)}` }))}</div></figure><div>${numbers(calibration)}${coverage(calibration)}</div></div></div>`;
}

function numbers(calibration: Calibration): Html {
  const { gap, error, temperature, heldOut, rankings } = calibration;
  const row = (name: Html | string, value: Html | string, note = '') =>
    html`<dt>${name}${note === '' ? null : html`<span class="note">${note}</span>`}</dt><dd>${value}</dd>`;
  const range = (low: number, high: number) => `${formatSigned(100 * low)} to ${formatSigned(100 * high)}`;
  return html`<dl class="kv">${row('Mean confidence', formatPercent(gap.confidence))}${row('Accuracy', formatPercent(gap.accuracy))}${row(
    'Confidence − accuracy, points',
    formatSigned(100 * gap.value),
    `95 %: ${range(gap.interval.low, gap.interval.high)}`,
  )}${row(
    'Calibration error',
    formatPercent(error.value),
    error.ifTrue === null
      ? ''
      : `true probabilities: below ${formatPercent(error.ifTrue.below95)} in 95 of 100 samples; p\u00a0${error.ifTrue.p < 0.01 ? '' : '=\u00a0'}${formatProbability(error.ifTrue.p).replace(' ', '\u00a0')}`,
  )}${row(
    'Best temperature',
    temperature.value === null ? '–' : formatScore(temperature.value),
    temperature.value === null
      ? (temperature.reason ?? '')
      : temperature.interval === null
        ? ''
        : `95 %: ${formatInterval(temperature.interval)}; 1 changes nothing`,
  )}${
    heldOut === null
      ? null
      : html`${row('Loss with it', change(heldOut.loss, formatLoss), 'each half with the temperature of the other')}${row('Brier score with it', change(heldOut.brier, formatLoss), 'summed over labels')}${row('Calibration error with it', change(heldOut.error, formatPercent))}`
  }${rankings
    .filter(({ metric }) => rankingsShown.includes(metric))
    .map((score) =>
      row(
        metricTitle(score.metric),
        score.value === null ? '–' : trueMinus(score.value.toFixed(3)),
        score.value === null
          ? (score.reason ?? '')
          : score.interval === null
            ? ''
            : `95 %: ${score.interval.low.toFixed(3)}–${score.interval.high.toFixed(3)}`,
      ),
    )}</dl>`;
}

const change = (
  { before, after }: { readonly before: number; readonly after: number },
  spell: (value: number) => string,
): string => `${spell(before)} → ${spell(after)}`;

/** What accuracy the most confident part has: what abstaining would buy. */
function coverage({ coverage: points }: Calibration): Html | null {
  const shown = [
    ...new Set(
      keptShares.flatMap((share) => {
        const found = points.find((point) => point.share >= share - 1e-9);
        return found === undefined ? [] : [found];
      }),
    ),
  ];
  if (shown.length < 2) return null;
  return html`<div class="tw"><table class="t-cov"><caption>${prose('Accuracy where it is surest')}</caption><thead><tr><th scope="col" class="num">Kept</th><th scope="col" class="num">Confidence from</th><th scope="col" class="num">Accuracy</th><th scope="col" class="num">95 % interval</th></tr></thead><tbody>${shown.map(
    (point) =>
      html`<tr><td class="num">${formatPercent(point.share, 0)}</td><td class="num">${formatPercent(point.threshold)}</td><td class="num">${formatPercent(point.accuracy)}</td><td class="num nw">${formatInterval(point.interval, 'percent')}</td></tr>`,
  )}</tbody></table></div>`;
}
