import type { EntityQuality, EntityTypeScores, OverlapRow } from '../../../model/entity-report.ts';
import type { RunReport, Score } from '../../../model/report.ts';
import { formatCount, formatInterval, formatPercent, formatScore } from '../../../text/numbers.ts';
import { many, sentence, upperFirst } from '../../../text/words.ts';
import { type Context, heading, type Part, section } from '../context.ts';
import { type Html, html } from '../html.ts';
import { fold, prose } from '../prose.ts';
import { arrange, intervalCells, scoreRow, scoreText } from '../quality.ts';

/** Folded rows that the page still holds. */
const MOST_FOLDED = 300;

/** Exact spans by type and over all, how they were read beside them, then what else can be counted. */
export function entityQualityPart(context: Context, run: RunReport): Part | null {
  const quality = run.entities ?? null;
  if (quality === null) return null;
  const id = `${context.prefix}entities`;
  const { sentences, documents, file, split } = quality;
  const sub = html`${formatCount(sentences)}${split === null ? '' : ` ${split}`} ${sentences === 1 ? 'sentence' : 'sentences'}${documents === null ? '' : ` in ${many(documents, 'document')}`} from <code>${file}</code>.`;
  const body = html`${reading(quality)}${quality.types.length > 0 ? typeTables(quality) : nothing(quality)}${overlap(quality)}${beside(context, quality)}`;
  return {
    id,
    name: 'Quality by type',
    count: null,
    body: section(context, { id, title: 'Quality by entity type', sub }, body),
  };
}

/** What the numbers below mean: stands beside them, not in a footnote. */
function reading({ convention, schemes, resampled }: EntityQuality): Html {
  const tags =
    schemes === null
      ? ''
      : schemes.reference.name === schemes.predicted.name
        ? ` Tags: ${schemes.reference.name} on both sides (${schemes.reference.evidence}).`
        : ` Tags: ${schemes.reference.name} in the reference (${schemes.reference.evidence}), ${schemes.predicted.name} in the predictions (${schemes.predicted.evidence}).`;
  return html`<p class="small conv"><b>Right is:</b> ${prose(sentence(convention))}<span class="mut">${prose(tags)} Intervals: ${formatCount(resampled.draws)} resamples of ${many(resampled.units, resampled.by === 'documents' ? 'document' : 'sentence')}.</span></p>`;
}

const nothing = ({ mentions }: EntityQuality): Html =>
  html`<p class="none-found">${
    mentions.reference + mentions.predicted === 0
      ? 'Neither the reference nor the predictions hold a mention, so that there is nothing to score.'
      : 'No scores by type.'
  }</p>`;

const columnHeads = html`<thead><tr><th scope="col">Entity type</th><th scope="col" class="num">Reference</th><th scope="col" class="num">Predicted</th><th scope="col" class="num">Correct</th><th scope="col" class="num">Precision</th><th scope="col" class="num">Recall</th><th scope="col" class="num">F1</th><th scope="col" class="wide">F1, 95 % interval <span class="dim">(0 … 1)</span></th><th scope="col" class="num nw">from–to</th></tr></thead>`;

function typeTables(quality: EntityQuality): Html {
  const { types } = quality;
  const { first, rest } = arrange(types);
  const cut = rest.length - MOST_FOLDED;
  const tableOf = (rows: readonly EntityTypeScores[], totals: Html | null): Html =>
    html`<div class="tw"><table class="t-stack t-types">${columnHeads}<tbody>${rows.map((scores) => scoreRow(scores, counts(scores.support, scores.predicted, scores.correct), 'not in the reference'))}${totals}</tbody></table></div>`;
  return html`${first.length < types.length ? html`<p class="small mut">${formatCount(types.length)} types: the ten with the lowest lower bound of F1 and the ten most frequent.</p>` : null}${tableOf(first, totals(quality))}${
    rest.length === 0
      ? null
      : fold(
          many(rest.length, 'more type'),
          html`${tableOf(rest.slice(0, MOST_FOLDED), null)}${cut > 0 ? html`<p class="small mut">${many(cut, 'more type')} left out of this page; the JSON report holds them.</p>` : null}`,
        )
  }`;
}

const counts = (reference: number, predicted: number, correct: number): Html =>
  html`<td class="num" data-l="reference">${formatCount(reference)}</td><td class="num" data-l="predicted">${formatCount(predicted)}</td><td class="num" data-l="correct">${formatCount(correct)}</td>`;

const averages = [
  ['micro', 'all mentions together'],
  ['macro', 'mean over types'],
  ['weighted', 'types by their mentions'],
] as const;

/** A line an average; of one type all three are the same. */
function totals({ overall, types, mentions }: EntityQuality): Html {
  const scoreOf = (metric: string): Score | undefined => overall.find((score) => score.metric === metric);
  const none = html`<td class="e"></td><td class="e"></td><td class="e"></td>`;
  return html`${averages.slice(0, types.length === 1 ? 1 : 3).map(([average, note], index) => {
    const [precision, recall, f1] = ['precision', 'recall', 'f1'].map((ratio) =>
      scoreOf(`${ratio}_${average}`),
    );
    if (precision === undefined || recall === undefined || f1 === undefined) return null;
    const { value, interval } = f1;
    return html`<tr class="${index === 0 ? 'tot' : 'tot-more'}"><th scope="row">${upperFirst(average)}<span class="note">${note}${value === null && f1.reason !== null ? html`; undefined: ${prose(f1.reason)}` : null}</span></th>${
      index === 0 ? counts(mentions.reference, mentions.predicted, mentions.correct) : none
    }<td class="num" data-l="precision">${scoreText(precision)}</td><td class="num" data-l="recall">${scoreText(recall)}</td><td class="num" data-l="F1">${scoreText(f1)}</td>${intervalCells({ value, low: interval?.low ?? null, high: interval?.high ?? null }, interval, `${average} F1`)}</tr>`;
  })}`;
}

/** The same mentions where borders or types may differ. */
function overlap({ overlap: rows, mentions }: EntityQuality): Html | null {
  if (rows.length === 0 || mentions.reference + mentions.predicted === 0) return null;
  const one = (row: OverlapRow): Html => {
    const { value, interval } = row.f1;
    return html`<tr><th scope="row">${upperFirst(row.scheme)}<span class="note">right: ${prose(row.rightWhen)}</span></th><td class="num" data-l="correct">${formatCount(row.correct)}</td><td class="num" data-l="incorrect">${formatCount(row.incorrect)}</td><td class="num" data-l="partial">${formatCount(row.partial)}</td><td class="num" data-l="missed">${formatCount(row.missed)}</td><td class="num" data-l="spurious">${formatCount(row.spurious)}</td><td class="num" data-l="precision">${scoreText(row.precision)}</td><td class="num" data-l="recall">${scoreText(row.recall)}</td><td class="num nw" data-l="F1">${value === null ? '–' : formatScore(value)}${interval === null ? null : html` <span class="dim">[${formatInterval(interval)}]</span>`}</td></tr>`;
  };
  return fold(
    'If borders or types may differ (SemEval-2013)',
    html`<div class="tw"><table class="t-stack"><thead><tr><th scope="col">Scheme</th><th scope="col" class="num">Correct</th><th scope="col" class="num">Incorrect</th><th scope="col" class="num">Partial</th><th scope="col" class="num">Missed</th><th scope="col" class="num">Spurious</th><th scope="col" class="num">Precision</th><th scope="col" class="num">Recall</th><th scope="col" class="num">F1 [95 %]</th></tr></thead><tbody>${rows.map(one)}</tbody></table></div>`,
  );
}

/** Numbers that other tables lead with, each with the reason why it does not lead here. */
function beside(context: Context, { tokenScores, byDocument }: EntityQuality): Html | null {
  const rows: Html[] = [];
  const row = (name: string, note: string, { value, interval }: Score, format: (value: number) => string) =>
    rows.push(
      html`<tr><th scope="row">${name}${note === '' ? null : html`<span class="note">${prose(note)}</span>`}</th><td class="num nw" data-l="value">${value === null ? '–' : format(value)}</td>${intervalCells({ value, low: interval?.low ?? null, high: interval?.high ?? null }, interval, name)}</tr>`,
    );
  if (byDocument !== null)
    row(
      'Mean F1 of documents',
      `each document counts the same${byDocument.empty > 0 ? `; ${many(byDocument.empty, 'document')} without a mention left out` : ''}`,
      byDocument.macro,
      formatScore,
    );
  if (tokenScores !== null) {
    row('Token F1', 'single tokens other than O', tokenScores.f1, formatScore);
    row(
      'Token accuracy',
      sentence(upperFirst(tokenScores.caution ?? 'O included')),
      tokenScores.accuracy,
      (value) => formatPercent(value),
    );
  }
  if (rows.length === 0) return null;
  return html`<div class="beside">${heading(context, 1, 'Beside the score')}<div class="tw"><table class="t-stack t-beside"><thead><tr><th scope="col">Quantity</th><th scope="col" class="num">Value</th><th scope="col" class="wide">95 % interval <span class="dim">(0 … 1)</span></th><th scope="col" class="num nw">from–to</th></tr></thead><tbody>${rows}</tbody></table></div></div>`;
}
