import type {
  ConventionLine,
  Conventions,
  EntityQuality,
  LedgerRow,
  Transitions,
} from '../../../model/entity-report.ts';
import type { RunReport } from '../../../model/report.ts';
import { formatCount, formatSigned } from '../../../text/numbers.ts';
import { breakWords } from '../../../text/tags/index.ts';
import { many, sentence, upperFirst } from '../../../text/words.ts';
import { microF1, saysTheSame, threeDigits } from '../../entity-text.ts';
import { type Context, heading, type Part, section } from '../context.ts';
import { type Html, html } from '../html.ts';
import { fold, prose } from '../prose.ts';

/** More than this are one fold. */
const MOST_OPEN = 10;

/** The same file as other tools score it, tags that their scheme does not allow, and what is not in the score. */
export function conventionsPart(context: Context, run: RunReport): Part | null {
  const quality = run.entities ?? null;
  if (quality === null) return null;
  const { conventions, transitions, ledger } = quality;
  const invalid = transitions !== null && transitions.reference + transitions.predicted > 0;
  if (conventions === null && !invalid && ledger.length === 0) return null;
  const id = `${context.prefix}conventions`;
  const body = html`${conventions === null ? null : tools(quality, conventions)}${invalid ? breaks(context, quality, transitions) : null}${ledger.length === 0 ? null : leftOut(context, quality, ledger)}`;
  const title = conventions === null ? 'What is not in the score' : 'What other tools would say';
  return {
    id,
    name: conventions === null ? 'Left out' : 'Conventions',
    count: null,
    body: section(context, { id, title }, body),
  };
}

function tools(quality: EntityQuality, { rows, notes }: Conventions): Html {
  const headline = microF1(quality);
  const told = rows.filter(({ refused }) => refused === null);
  const same = told.length > 0 && told.every((row) => saysTheSame(row, headline));
  const table = html`<div class="tw"><table class="t-stack"><thead><tr><th scope="col">Tool</th><th scope="col" class="nw">Read as</th><th scope="col" class="num">Precision</th><th scope="col" class="num">Recall</th><th scope="col" class="num">F1</th><th scope="col">Against the score above</th></tr></thead><tbody>${rows.map((row) => tool(row, headline))}</tbody></table></div>`;
  const above = notes.map((note) => html`<p class="small conv">${prose(sentence(note))}</p>`);
  if (!same || notes.length > 0) return html`${above}${table}`;
  return html`<p class="small conv">${told.length === rows.length ? `All ${formatCount(rows.length)} tools` : `${formatCount(told.length)} of ${formatCount(rows.length)} tools`} would give the score above: no tag is out of order, and no rule of theirs leaves a mention out.</p>${fold('Tool by tool', table)}`;
}

const number = (value: number | null): string => (value === null ? '–' : threeDigits(value));

function tool(row: ConventionLine, headline: number | null): Html {
  const head = html`<th scope="row">${row.tool}</th><td class="nw" data-l="read as">${row.readAs ?? html`<span class="dim">–</span>`}</td>`;
  if (row.refused !== null)
    return html`<tr class="low">${head}<td class="num" data-l="precision">–</td><td class="num" data-l="recall">–</td><td class="num" data-l="F1">–</td><td class="full">gives no number: ${prose(row.refused)}</td></tr>`;
  const gap = row.f1 === null || headline === null ? 0 : 100 * (row.f1 - headline);
  const parts = [
    Math.abs(gap) >= 0.05 ? `${formatSigned(gap)} points` : '',
    row.leftOut > 0 ? `${many(row.leftOut, 'mention')} left out` : '',
    row.added > 0 ? `${formatCount(row.added)} added` : '',
  ].filter((part) => part !== '');
  const said = parts.length === 0 ? html`<span class="dim">the same</span>` : html`${parts.join(', ')}`;
  return html`<tr>${head}<td class="num nw" data-l="precision">${number(row.precision)}</td><td class="num nw" data-l="recall">${number(row.recall)}</td><td class="num nw" data-l="F1">${number(row.f1)}</td><td class="full">${said}${
    row.examples.length === 0
      ? null
      : fold(
          'Which',
          html`<ul class="plain small">${row.examples.map((example) => html`<li><bdi>${example}</bdi></li>`)}</ul>`,
        )
  }</td></tr>`;
}

function breaks(context: Context, quality: EntityQuality, transitions: Transitions): Html {
  const { reference, predicted, kinds, discardedF1, examples } = transitions;
  const headline = microF1(quality);
  const side = { reference: 'reference', predicted: 'predictions' } as const;
  const counted = kinds.map(
    ({ side: of, kind, count }) =>
      html`<li>${formatCount(count)} in the ${side[of]}: ${prose(breakWords[kind] ?? kind)}</li>`,
  );
  const without =
    discardedF1 === null || headline === null
      ? ''
      : ` F1 without the mentions that they spell, on both sides: ${threeDigits(discardedF1)} instead of ${threeDigits(headline)}.`;
  const tableOf = (rows: Transitions['examples']): Html =>
    html`<div class="tw"><table class="t-stack"><thead><tr><th scope="col">Place</th><th scope="col">Side</th><th scope="col">Word</th><th scope="col">Tag before → tag</th><th scope="col">What is wrong</th></tr></thead><tbody>${rows.map(
      (row) =>
        html`<tr><th scope="row"><bdi>${row.place}</bdi>, token ${formatCount(row.token)}</th><td data-l="side">${row.side}</td><td data-l="word">${row.word === '' ? html`<span class="dim">–</span>` : html`<bdi>${row.word}</bdi>`}</td><td class="full">${tagOf(row.before, 'begins the sentence')} → ${tagOf(row.tag, 'ends the sentence')}</td><td class="full">${breakWords[row.kind] ?? row.kind}</td></tr>`,
    )}</tbody></table></div>`;
  const rest = examples.slice(MOST_OPEN);
  const unlisted = reference + predicted - examples.length;
  return html`<div class="beside">${heading(context, 1, 'Tags that the scheme does not allow')}<p class="small">${formatCount(predicted)} in the predictions, ${formatCount(reference)} in the reference.${without}</p><ul class="plain small">${counted}</ul>${tableOf(examples.slice(0, MOST_OPEN))}${
    rest.length === 0 ? null : fold(`${formatCount(rest.length)} more`, tableOf(rest))
  }${unlisted > 0 ? html`<p class="small mut">${formatCount(unlisted)} more are not listed.</p>` : null}</div>`;
}

const tagOf = (tag: string, none: string): Html =>
  tag === '' ? html`<span class="dim">${none}</span>` : html`<bdi class="cls">${tag}</bdi>`;

const sides = { reference: 'reference', predicted: 'predictions', both: 'both sides' } as const;

function leftOut(context: Context, quality: EntityQuality, ledger: readonly LedgerRow[]): Html {
  const headline = microF1(quality);
  const table = html`<div class="tw"><table class="t-stack"><thead><tr><th scope="col">What</th><th scope="col">Where</th><th scope="col" class="num">Sentences</th><th scope="col" class="num">Tokens</th><th scope="col" class="num">Mentions</th><th scope="col" class="num nw">F1 without</th></tr></thead><tbody>${ledger.map(
    (row) =>
      html`<tr><th scope="row">${prose(upperFirst(row.text))}${
        row.places.length === 0
          ? null
          : fold(
              'Places',
              html`<ul class="plain small">${row.places.map((place) => html`<li><bdi>${place}</bdi></li>`)}</ul>`,
            )
      }</th><td class="nw" data-l="where">${sides[row.side]}</td>${[
        ['sentences', row.sentences],
        ['tokens', row.tokens],
        ['mentions', row.mentions],
      ].map(
        ([name, count]) =>
          html`<td class="num" data-l="${name!}">${count === 0 ? html`<span class="dim">–</span>` : formatCount(Number(count))}</td>`,
      )}<td class="num nw" data-l="F1 without">${row.f1Without === null ? html`<span class="dim">–</span>` : threeDigits(row.f1Without)}</td></tr>`,
  )}</tbody></table></div>`;
  return html`<div class="beside">${
    quality.conventions === null ? null : heading(context, 1, 'What is not in the score, or in doubt')
  }${headline === null ? null : html`<p class="small mut">“F1 without”: the score when the sentences concerned are left out; with them it is ${threeDigits(headline)}.</p>`}${table}</div>`;
}
