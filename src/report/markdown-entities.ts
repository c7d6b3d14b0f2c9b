import type { EntityQuality, EntitySubsets } from '../model/entity-report.ts';
import type { RunReport, Score } from '../model/report.ts';
import { entityErrorWords, errorName } from '../text/entity-errors.ts';
import {
  formatCount,
  formatInterval,
  formatPercent,
  formatProbability,
  formatShare,
  formatSigned,
} from '../text/numbers.ts';
import { breakWords } from '../text/tags/index.ts';
import { many, sentence, upperFirst } from '../text/words.ts';
import { microF1, threeDigits } from './entity-text.ts';
import { prose, table } from './markdown-prose.ts';
import { markdownCode, markdownText } from './safe-text.ts';

const MOST_TYPES = 60;
const MOST_SUBSETS = 10;
const MOST_PLACES = 3;
const MOST_TRANSITIONS = 10;

/** Exact spans by type, kinds of error, the same file under other conventions, and what is not in the score. */
export function entitySection(run: RunReport): string[] {
  const quality = run.entities ?? null;
  if (quality === null) return [];
  return [
    `### Quality by entity type on ${quality.split ?? 'the predicted'} data`,
    '',
    `${many(quality.sentences, 'sentence')} of ${markdownCode(quality.file)}. Right is: ${prose(sentence(quality.convention))}`,
    '',
    ...types(quality),
    ...errors(quality),
    ...conventions(quality),
    ...transitions(quality),
    ...ledger(quality),
    ...subsets('Mentions of the reference that are found less often', quality.subsets.reference),
    ...subsets('Predicted mentions that are wrong more often', quality.subsets.predicted),
  ];
}

const score = (one: Score | undefined): string =>
  one?.value == null
    ? '–'
    : `${formatPercent(one.value)}${one.interval === null ? '' : ` (${formatInterval(one.interval, 'percent')})`}`;

function types({ types: all, overall, mentions }: EntityQuality): string[] {
  if (all.length === 0)
    return [
      'Neither the reference nor the predictions hold a mention, so that there is nothing to score.',
      '',
    ];
  const sorted = [...all].sort((a, b) => b.support - a.support || b.predicted - a.predicted);
  const rows = sorted
    .slice(0, MOST_TYPES)
    .map((one) => [
      markdownText(one.label),
      formatCount(one.support),
      formatCount(one.predicted),
      formatCount(one.correct),
      score(one.precision),
      score(one.recall),
      score(one.f1),
    ]);
  const more = all.length - MOST_TYPES;
  if (more > 0) rows.push([`… ${formatCount(more)} more`, '', '', '', '', '', '']);
  for (const average of ['micro', 'macro', 'weighted']) {
    const of = (ratio: string): string =>
      score(overall.find(({ metric }) => metric === `${ratio}_${average}`));
    const counts =
      average === 'micro'
        ? [mentions.reference, mentions.predicted, mentions.correct].map(formatCount)
        : ['', '', ''];
    rows.push([`**${average}**`, ...counts, of('precision'), of('recall'), of('f1')]);
  }
  return table(['type', 'reference', 'predicted', 'correct', 'precision', 'recall', 'F1'], [1, 2, 3], rows);
}

function errors({ errors: kinds }: EntityQuality): string[] {
  if (kinds.length === 0) return [];
  return [
    'Errors:',
    '',
    ...[...kinds]
      .sort((a, b) => b.count - a.count)
      .map(
        ({ kind, count, share }) =>
          `- ${errorName(kind)}: ${formatCount(count)} (${formatPercent(share)})${entityErrorWords[kind] === undefined ? '' : `; ${entityErrorWords[kind]}`}`,
      ),
    '',
  ];
}

function conventions({ conventions: one }: EntityQuality): string[] {
  if (one === null) return [];
  const cell = (value: number | null): string => (value === null ? '–' : threeDigits(value));
  return [
    'The same file by other tools:',
    '',
    ...one.notes.flatMap((note) => [`> ${prose(note)}`, '']),
    ...table(
      ['tool', 'read as', 'precision', 'recall', 'F1', 'left out', 'added'],
      [5, 6],
      one.rows.map((row) => [
        markdownText(row.tool),
        markdownText(row.readAs ?? '–'),
        cell(row.precision),
        cell(row.recall),
        row.refused === null ? cell(row.f1) : `no number: ${markdownText(row.refused)}`,
        row.refused === null ? formatCount(row.leftOut) : '',
        row.refused === null ? formatCount(row.added) : '',
      ]),
    ),
  ];
}

function transitions({ transitions: one }: EntityQuality): string[] {
  if (one === null || one.reference + one.predicted === 0) return [];
  const left = one.reference + one.predicted - Math.min(MOST_TRANSITIONS, one.examples.length);
  return [
    `Tags that the scheme does not allow: ${formatCount(one.predicted)} in the predictions, ${formatCount(one.reference)} in the reference.`,
    '',
    ...one.examples
      .slice(0, MOST_TRANSITIONS)
      .map(
        ({ place, token, word, before, tag, kind }) =>
          `- ${markdownText(place)}, token ${formatCount(token)}${word === '' ? '' : ` ${markdownCode(word)}`}: ${before === '' ? '(beginning)' : markdownCode(before)} → ${tag === '' ? '(end)' : markdownCode(tag)}, ${breakWords[kind] ?? markdownText(kind)}`,
      ),
    ...(left > 0 ? [`- and ${formatCount(left)} more`] : []),
    '',
  ];
}

function ledger(quality: EntityQuality): string[] {
  if (quality.ledger.length === 0) return [];
  const headline = microF1(quality);
  return [
    'Not in the score, or in doubt:',
    '',
    ...quality.ledger.map(({ text, places, f1Without }) => {
      const without =
        f1Without === null || headline === null
          ? ''
          : ` F1 without: ${threeDigits(f1Without)}, with: ${threeDigits(headline)}.`;
      const where =
        places.length === 0 ? '' : ` (${places.slice(0, MOST_PLACES).map(markdownText).join('; ')})`;
      return `- ${sentence(upperFirst(prose(text)))}${where}${without}`;
    }),
    '',
  ];
}

function subsets(title: string, { reason, found, more, tests }: EntitySubsets): string[] {
  if (reason !== null || found.length === 0) return [];
  const rows = found
    .slice(0, MOST_SUBSETS)
    .map(({ name, rows: support, confirmation, familyWise }) => [
      markdownText(name),
      formatCount(support),
      formatShare(confirmation.errors, confirmation.rows, 1),
      formatShare(confirmation.rest.errors, confirmation.rest.rows, 1),
      `${formatSigned(100 * confirmation.difference)} (${formatInterval(confirmation.interval, 'percent')})`,
      formatProbability(familyWise),
    ]);
  const left = found.length + more - MOST_SUBSETS;
  if (left > 0) rows.push([`… ${formatCount(left)} more`, '', '', '', '', '']);
  return [
    `${title} (${many(tests, 'test')}; rates are of the half that did not choose):`,
    '',
    ...table(['subset', 'support', 'wrong', 'others', 'difference in points', 'Holm p'], [1, 2, 3], rows),
  ];
}
