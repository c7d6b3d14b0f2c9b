import type { LabelScores, MultiLabelQuality, RunReport, Table } from '../../model/report.ts';
import { numbers, strings } from '../../plots/curve.ts';
import { shorten } from '../../plots/svg.ts';
import { formatCount, formatPercent, formatRange, formatScore, formatSigned } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import { type Context, heading, type Part, section } from './context.ts';
import { type Html, html } from './html.ts';
import { fold, nameOf } from './prose.ts';
import { classTables } from './quality.ts';

const leads = [
  'f1_micro',
  'f1_macro',
  'f1_weighted',
  'f1_samples',
  'subset_accuracy',
  'hamming_loss',
  'roc_auc_macro',
];
const mostLabels = 300;
const mostCharacters = 400;

/** Scores by label where a row can have several: one table, thresholds beside it, and the rows with most wrong labels. */
export function multiLabelPart(context: Context, run: RunReport): Part | null {
  const quality = run.multiLabel ?? null;
  if (quality === null || quality.labels.length === 0) return null;
  const id = `${context.prefix}labels`;
  const set = quality.split === null ? 'examples' : `${quality.split} examples`;
  const { labelsPerRow, empty, constant } = quality;
  const perRow =
    labelsPerRow === null
      ? ''
      : ` ${formatScore(labelsPerRow.reference)} labels a row, ${formatScore(labelsPerRow.predicted)} predicted; ${formatCount(empty.reference)} rows without a label, ${formatCount(empty.predicted)} without a predicted one.`;
  const always =
    constant === null
      ? null
      : html` Always answering ${
          constant.labels.length > 5
            ? `the same ${formatCount(constant.labels.length)} labels`
            : constant.labels.map((label, at) => html`${at > 0 ? ', ' : ''}<code>${label}</code>`)
        } would reach a micro-F1 of ${formatPercent(constant.f1Micro)}.`;
  const sub = html`${formatCount(quality.rows)} ${set} from <code>${quality.file}</code>, several labels a row.${quality.leftOut > 0 ? ` ${many(quality.leftOut, 'row')} without all references and predictions left out.` : ''}${perRow}${always}`;
  const body = html`${classTables({ classes: quality.labels, overall: quality.overall, rows: quality.rows }, leads)}${scored(quality)}${worst(context, quality)}`;
  return {
    id,
    name: 'Quality by label',
    count: null,
    body: section(context, { id, title: 'Quality by label', sub }, body),
  };
}

const score = (value: number | null | undefined): string => (value == null ? '–' : formatScore(value));

/** How the probabilities rank each label, and what a threshold of its own brings. */
function scored({ labels, threshold }: MultiLabelQuality): Html | null {
  const rows = labels.filter(({ rocAuc }) => rocAuc !== null).slice(0, mostLabels);
  if (rows.length === 0) return null;
  const gainOf = ({ threshold: own }: LabelScores): string =>
    own?.gain == null
      ? '–'
      : `${formatSigned(100 * own.gain.value)} [${formatRange(own.gain.interval.low, own.gain.interval.high, 'percent')}]`;
  const thresholdOf = ({ threshold: own }: LabelScores): string =>
    own?.best == null ? '–' : `${Number(own.best.toPrecision(2))}${own.shared ? ' (shared)' : ''}`;
  return fold(
    'Ranking and thresholds by label',
    html`<p class="small mut">${threshold === null ? 'The saved predictions follow no single threshold of the probability.' : `Gain of F1 in points over ${threshold}, with the threshold chosen on one half of the rows and judged on the other; intervals hold for all labels together. Labels with fewer than 50 examples share a threshold.`}</p><div class="tw"><table class="t-stack"><thead><tr><th scope="col">Label</th><th scope="col" class="num">ROC AUC</th><th scope="col" class="num">Average precision</th><th scope="col" class="num">Best threshold</th><th scope="col" class="num nw">Gain of F1</th></tr></thead><tbody>${rows.map(
      (each) =>
        html`<tr><th scope="row">${nameOf(each.label)}</th><td class="num" data-l="ROC AUC">${score(each.rocAuc?.value)}</td><td class="num" data-l="average precision">${score(each.averagePrecision?.value)}</td><td class="num" data-l="best threshold">${thresholdOf(each)}</td><td class="num nw" data-l="gain of F1">${gainOf(each)}</td></tr>`,
    )}</tbody></table></div>`,
  );
}

function worst(context: Context, { examples }: MultiLabelQuality): Html | null {
  const { tables } = context.report;
  const table: Table | null = Object.hasOwn(tables, examples.table) ? tables[examples.table]! : null;
  if (table === null || table.rows === 0) return null;
  const [rows, id, text, missed, wrong] = [
    numbers(table, 'row'),
    strings(table, 'id'),
    strings(table, 'text'),
    strings(table, 'missed'),
    strings(table, 'wrong'),
  ];
  const items = Array.from({ length: table.rows }, (_, at) => {
    const content = text?.[at] ?? null;
    const name = id?.[at] ?? `row ${formatCount(rows?.[at] ?? at)}`;
    const said = (word: string, labels: string | null | undefined): Html | null =>
      labels ? html`${word} <bdi>${shorten(labels, 200)}</bdi><br>` : null;
    return html`<li class="ex">${
      content === null
        ? html`<p class="tx dim">${examples.textsLeftOut ? 'text not in the report' : 'no text was saved'}</p>`
        : html`<p class="tx" dir="auto">${shorten(content, mostCharacters)}</p>`
    }<p class="md">${said('missed', missed?.[at])}${said('wrong', wrong?.[at])}<span class="id">${shorten(name, 24)}</span></p></li>`;
  });
  return html`${heading(context, 1, 'Rows with most wrong labels')}<p class="small mut">${formatCount(examples.shown)} of ${many(examples.total, 'row')} with a wrong label.</p>${fold(many(table.rows, 'row'), html`<ol class="list">${items}</ol>`)}`;
}
