import type { EntityQuality } from '../../../model/entity-report.ts';
import type { RunReport } from '../../../model/report.ts';
import { shorten } from '../../../plots/svg.ts';
import { entityErrorWords, errorName, mentionKinds } from '../../../text/entity-errors.ts';
import { formatCount } from '../../../text/numbers.ts';
import { many } from '../../../text/words.ts';
import { type Context, type Part, section } from '../context.ts';
import {
  exampleBrowser,
  findingField,
  mostListed,
  namedBy,
  orderOptions,
  selectField,
} from '../example-browser.ts';
import { namingFindings } from '../findings.ts';
import { type Html, html } from '../html.ts';
import { prose } from '../prose.ts';
import { sentenceData } from './sentence-data.ts';
import { holdsSentences, sentencesId } from './sentence-link.ts';
import { type SentenceRows, type ShownError, type ShownSentence, sentenceRows } from './sentence-rows.ts';
import { linedText } from './sentence-text.ts';

/** Errors told beside a sentence. Also in `sentences.js`. */
const MOST_ERRORS = 6;

/** Sentences with errors, both sides drawn at the text: a plain list, and a browser over all of them where script runs. */
export function sentencesPart(context: Context, run: RunReport): Part | null {
  const quality = run.entities ?? null;
  if (quality === null || !holdsSentences(context, quality)) return null;
  const { total, textsLeftOut, table } = quality.sentencesTable;
  const id = sentencesId(context);
  const asked = context.options.examples ?? null;
  const rows = sentenceRows(
    quality,
    context.report.tables[table]!,
    namingFindings(context, run),
    asked === 'all' ? Number.POSITIVE_INFINITY : asked === null ? null : Math.max(0, asked),
    context.report.runs.length,
  );
  const { shown } = rows;
  if (shown.length === 0) return null;
  const types = typesOf(quality, rows);
  const wrong = shown.filter(({ errors }) => errors.length > 0).length;
  const left = Math.max(0, total - wrong);
  const besides = shown.length - wrong;
  const body = html`${textsLeftOut ? null : key}${exampleBrowser({
    id,
    noun: 'sentence',
    total: total + besides,
    held: shown.length,
    fields: fields(rows, types),
    search: 'Text or place contains',
    items: shown.slice(0, mostListed).map((sentence) => item(context, rows, sentence)),
    data: sentenceData(rows, types),
    none: 'No sentence with such an error. That is a result',
  })}`;
  const sub = prose(
    `${many(total, 'sentence')} with an error, those with most errors first.${
      left > 0
        ? ` This page holds ${formatCount(wrong)}: those that a finding names, all of the rarest errors, then those with most errors (\`--examples all\` keeps all).`
        : ''
    }${besides > 0 ? ` ${many(besides, 'more sentence')} without one, because a finding names ${besides === 1 ? 'it' : 'them'}.` : ''}${textsLeftOut ? ' Texts were left out by `--no-texts`.' : ''}`,
  );
  return {
    id,
    name: 'Sentences',
    count: total,
    body: section(context, { id, title: 'Sentences', sub }, body),
  };
}

const key = html`<p class="small mut ner-key">Above the text: <span class="g0">the reference</span>, below it: <span class="p0">the prediction</span>. Thin grey lines agree. Thick blue: the prediction differs there; <span class="g2">double</span>: it has nothing there. <span class="p1">Dashed</span>: a prediction that differs; <span class="p2">dotted</span>: the reference has nothing there.</p>`;

/** The types of the report, then any that only a table knows. */
function typesOf(quality: EntityQuality, { shown }: SentenceRows): readonly string[] {
  const types = new Set(quality.types.map(({ label }) => label));
  for (const { mentions, errors } of shown) {
    for (const { type } of mentions) types.add(type);
    for (const side of errors.flatMap(({ reference, predicted }) => [reference, predicted]))
      if (side !== null) types.add(side.type);
  }
  return [...types];
}

function fields({ shown, naming }: SentenceRows, types: readonly string[]): Html {
  const kinds = new Set<number>();
  const used = { reference: new Set<string | null>(), predicted: new Set<string | null>() };
  for (const { errors } of shown)
    for (const { kind, reference, predicted } of errors) {
      kinds.add(kind);
      used.reference.add(reference?.type ?? null);
      used.predicted.add(predicted?.type ?? null);
    }
  const options = (side: 'reference' | 'predicted', none: string): Html =>
    html`<option value="">any</option>${types.map((type, index) => (used[side].has(type) ? html`<option value="${index}">${shorten(type, 40)}</option>` : null))}${used[side].has(null) ? html`<option value="-1">${none}</option>` : null}`;
  return html`${selectField(
    'k',
    'Error',
    html`<option value="">any</option>${mentionKinds.map((kind, code) => (kinds.has(code) ? html`<option value="${code}">${errorName(kind)}${Object.hasOwn(entityErrorWords, kind) ? `: ${entityErrorWords[kind]}` : ''}</option>` : null))}`,
  )}${selectField('r', 'Reference', options('reference', 'nothing (spurious)'))}${selectField('p', 'Predicted', options('predicted', 'nothing (missed)'))}${findingField(naming)}${selectField('s', 'Order', html`<option value="">most errors first</option>${orderOptions}`)}`;
}

/** One sentence. `sentences.js` and `examples.js` build the same elements. */
function item({ prefix }: Context, { extraNames, naming }: SentenceRows, one: ShownSentence): Html {
  const { text, mentions, errors } = one;
  const more = errors.length - MOST_ERRORS;
  return html`<li class="ex">${
    text === null
      ? html`<p class="tx dim">text not in the report</p>`
      : html`<p class="tx ner" dir="auto">${one.before > 0 ? '… ' : ''}${linedText(text, mentions, one.marks)}${one.after > 0 ? '… ' : ''}${
          one.before + one.after > 0
            ? html`<span class="dim">(${formatCount(one.before + one.after)} more characters)</span>`
            : null
        }</p>`
  }<p class="md">${errors.slice(0, MOST_ERRORS).map((error) => told(one, error))}${more > 0 ? html`<span class="er">and ${formatCount(more)} more</span>` : null}${one.place === null ? null : html` <span class="id">${shorten(one.place, 24)}</span>`}${one.extras.map(
    (value, index) =>
      value === null ? null : html`<span class="fl">${shorten(extraNames[index]!, 24)}: ${value}</span>`,
  )}${namedBy(
    prefix,
    one.findings.map((at) => naming[at]!.number),
  )}</p></li>`;
}

/** An error in words: `boundary ORG “Nordic Bank” → “Nordic Bank Group”`. */
function told({ text, mentions }: ShownSentence, { kind, reference, predicted }: ShownError): Html {
  const wordOf = (place: number | null | undefined): string | null => {
    const mention = place == null ? undefined : mentions[place];
    return mention === undefined || text === null
      ? null
      : shorten(text.slice(mention.start, mention.end).replace(/\s+/g, ' '), 40);
  };
  const words = [wordOf(reference?.mention), wordOf(predicted?.mention)] as const;
  const say = (type: string | null, word: string | null): Html =>
    html`${type === null ? null : html` <bdi>${shorten(type, 28)}</bdi>`}${word === null ? null : html` “<bdi class="w">${word}</bdi>”`}`;
  return html`<span class="er"><b>${errorName(mentionKinds[kind] ?? '')}</b>${reference === null ? null : say(reference.type, words[0])}${reference !== null && predicted !== null ? ' →' : null}${
    predicted === null
      ? null
      : say(
          predicted.type === reference?.type ? null : predicted.type,
          words[0] === words[1] ? null : words[1],
        )
  }</span>`;
}
