import type { BorderRow, EntityQuality, SeenRow } from '../../../model/entity-report.ts';
import type { RunReport } from '../../../model/report.ts';
import { fluidSvg } from '../../../plots/fluid.ts';
import type { Scene } from '../../../plots/marks.ts';
import { entityErrorWords, errorName, mentionKinds } from '../../../text/entity-errors.ts';
import {
  formatCount,
  formatPercent,
  formatProbability,
  formatRange,
  formatScore,
  formatSigned,
} from '../../../text/numbers.ts';
import { many, upperFirst } from '../../../text/words.ts';
import { type Context, heading, type Part, section } from '../context.ts';
import { type Html, html, trusted } from '../html.ts';
import { prose } from '../prose.ts';
import { intervalCells } from '../quality.ts';
import { entityConfusionBlock } from './confusion.ts';
import { holdsSentences, sentenceLink } from './sentence-link.ts';

/** Kinds of error, which type becomes which, and what goes with errors: training data and border words. */
export function entityErrorsPart(context: Context, run: RunReport): Part | null {
  const quality = run.entities ?? null;
  if (quality === null || quality.mentions.reference + quality.mentions.predicted === 0) return null;
  const id = `${context.prefix}errors`;
  const total = quality.errors.reduce((sum, { count }) => sum + count, 0);
  const sub =
    total === 0
      ? html`No error: every mention of the reference was found with its borders and its type, and no other.`
      : html`${many(total, 'error')} in ${many(quality.sentencesTable.total, 'sentence')}; a mention found in pieces counts once.`;
  const body = html`${total === 0 ? null : kinds(context, quality)}${entityConfusionBlock(context, quality)}${quality.seen === null ? null : seen(context, quality.seen)}${quality.borders.length === 0 ? null : borders(context, quality.borders)}`;
  return {
    id,
    name: 'Errors',
    count: total,
    body: section(context, { id, title: 'What kind of error', sub }, body),
  };
}

const bar = (share: number, most: number): Scene => ({
  height: 12,
  marks: [
    {
      kind: 'rect',
      role: 'bar-validation',
      x: 0,
      width: Math.max(0.004, most > 0 ? share / most : 0),
      y: 1,
      height: 10,
    },
  ],
});

function kinds(context: Context, quality: EntityQuality): Html {
  const rows = [...quality.errors].sort((a, b) => b.count - a.count);
  // To the next whole ten per cent.
  const most = Math.ceil(10 * (rows[0]?.share ?? 0) - 1e-9) / 10;
  const linked = holdsSentences(context, quality);
  const count = (kind: string, number: number): Html => {
    const content = html`${formatCount(number)}`;
    return linked
      ? sentenceLink(
          context,
          { kind: mentionKinds.indexOf(kind) },
          html` aria-label="${number} of kind ${errorName(kind)}"`,
          content,
        )
      : content;
  };
  return html`<div class="tw"><table class="t-stack t-kinds"><thead><tr><th scope="col">Error</th><th scope="col" class="num">Mentions</th><th scope="col" class="num">Share</th><th scope="col" class="wide">Share of all errors <span class="dim">(0 … ${formatPercent(most, 0)})</span></th></tr></thead><tbody>${rows.map(
    (row) =>
      html`<tr><th scope="row">${upperFirst(errorName(row.kind))}<span class="note">${entityErrorWords[row.kind] ?? ''}</span></th><td class="num" data-l="mentions">${count(row.kind, row.count)}</td><td class="num" data-l="share">${formatPercent(row.share)}</td><td class="full"><span class="wh">${trusted(
        fluidSvg(bar(row.share, most), { title: `${errorName(row.kind)}: ${formatPercent(row.share)}` }),
      )}</span></td></tr>`,
  )}</tbody></table></div>`;
}

function seen(context: Context, rows: readonly SeenRow[]): Html {
  return html`<div class="beside">${heading(context, 1, 'Seen in training or not')}<p class="small mut">Mentions of the reference by what the training data show of their text.</p><div class="tw"><table class="t-stack"><thead><tr><th scope="col">Mention</th><th scope="col" class="num">Mentions</th><th scope="col" class="num">Found</th><th scope="col" class="num">Recall</th><th scope="col" class="wide">Recall, 95 % interval <span class="dim">(0 … 1)</span></th><th scope="col" class="num nw">from–to</th></tr></thead><tbody>${rows.map(
    ({ kind, definition, mentions, found, recall, interval }) =>
      html`<tr><th scope="row">${upperFirst(kind)}<span class="note">${prose(definition)}</span></th><td class="num" data-l="mentions">${formatCount(mentions)}</td><td class="num" data-l="found">${formatCount(found)}</td><td class="num" data-l="recall">${recall === null ? '–' : formatScore(recall)}</td>${intervalCells({ value: recall, low: interval?.low ?? null, high: interval?.high ?? null, faint: mentions < 10 }, interval, `recall of ${kind}`)}</tr>`,
  )}</tbody></table></div></div>`;
}

const changes = { added: 'taken in', cut: 'left out' } as const;

function borders(context: Context, rows: readonly BorderRow[]): Html {
  return html`<div class="beside">${heading(context, 1, 'Words at moved borders')}<p class="small mut">Words at which the border of a mention moves more often than at others.</p><div class="tw"><table class="t-stack"><thead><tr><th scope="col">Word</th><th scope="col">What happens</th><th scope="col" class="num">Moved</th><th scope="col" class="num">Of</th><th scope="col" class="num nw">Points more [95 %]</th><th scope="col" class="num">q</th></tr></thead><tbody>${rows.map(
    ({ word, side, change, mentions, moved, difference, interval, q }) =>
      html`<tr><th scope="row"><bdi class="cls">${word}</bdi></th><td class="full">${changes[change]} at the ${side === 'left' ? 'beginning' : 'end'}</td><td class="num" data-l="moved">${formatCount(moved)}</td><td class="num" data-l="of">${formatCount(mentions)}</td><td class="num nw" data-l="points more">${formatSigned(100 * difference)} <span class="dim">[${formatRange(interval.low, interval.high, 'percent')}]</span></td><td class="num nw" data-l="q">${formatProbability(q)}</td></tr>`,
  )}</tbody></table></div></div>`;
}
