import type { EntityTypeScores } from '../../model/entity-report.ts';
import type { RunReport, Score } from '../../model/report.ts';
import { formatCount, formatInterval, formatScore } from '../../text/numbers.ts';
import { many, sentence } from '../../text/words.ts';
import { conventionLine, errorLine, microF1, threeDigits } from '../entity-text.ts';
import { type Page, pad } from './page.ts';

/** The most frequent types, a line each. */
const MOST = 12;
/** Fewer mentions give no score. */
const FEWEST = 10;
const COLUMNS = [6, 15, 7, 7, 8, 8] as const;
const NARROW_COLUMNS = [5, 13, 5, 5, 8, 8] as const;
/** Below this the names would have no room. */
const WIDE = 72;
/** Columns of the labels below the table. */
const LABEL = 11;
const MOST_LEDGER = 4;

/** Scores by entity type, kinds of error, what other tools would say, and what is not in the score. */
export function entities(page: Page, run: RunReport): void {
  const quality = run.entities ?? null;
  if (quality === null || quality.types.length === 0) return;
  const columns = page.width < WIDE ? NARROW_COLUMNS : COLUMNS;
  const name = page.width - columns.reduce<number>((sum, width) => sum + width, 0);
  const row = (cells: readonly string[]): string =>
    cells.map((cell, at) => page.clean(cell).padStart(columns[at]!)).join('');
  page.put(
    page.style.bold(pad('Entity types', name)) +
      page.style.dim(row(['F1', '95 %', 'P', 'R', 'ref.', 'pred.'])),
  );
  const line = (label: string, cells: readonly string[]): void =>
    page.put(`  ${pad(page.short(page.clean(label), name - 3), name - 2)}${row(cells)}`);
  const types = [...quality.types].sort((a, b) => b.support - a.support || b.predicted - a.predicted);
  for (const scores of types.slice(0, MOST)) line(scores.label, cellsOf(scores));
  const more = types.length - MOST;
  if (more > 0) page.put(page.style.dim(`  ${many(more, 'more type')} in the report`));
  const of = (metric: string): Score | undefined => quality.overall.find((score) => score.metric === metric);
  const [f1, precision, recall] = [of('f1_micro'), of('precision_micro'), of('recall_micro')];
  if (types.length > 1 && f1 !== undefined)
    line('all (micro)', [
      number(f1),
      range(f1),
      number(precision),
      number(recall),
      formatCount(quality.mentions.reference),
      formatCount(quality.mentions.predicted),
    ]);
  page.put();
  const labelled = (label: string, text: string): void =>
    page.labelled(label, LABEL, page.clean(sentence(text)), page.style.dim);
  const errors = errorLine(quality);
  if (errors !== '') labelled('Errors', errors);
  labelled('Right is', quality.convention);
  const tools = conventionLine(quality);
  if (tools !== null) labelled('Elsewhere', tools);
  const broken = (quality.transitions?.predicted ?? 0) + (quality.transitions?.reference ?? 0);
  if (broken > 0)
    labelled('Bad tags', `${many(broken, 'tag')} that the scheme does not allow; the report lists them`);
  const headline = microF1(quality);
  for (const { text, f1Without } of quality.ledger.slice(0, MOST_LEDGER))
    labelled(
      'In doubt',
      `${text}${f1Without === null || headline === null ? '' : `; F1 without ${threeDigits(f1Without)}, with ${threeDigits(headline)}`}`,
    );
  const rest = quality.ledger.length - MOST_LEDGER;
  if (rest > 0) labelled('', `${formatCount(rest)} more in the report`);
  page.put();
}

const number = (score: Score | undefined): string => (score?.value == null ? '–' : formatScore(score.value));

const range = ({ interval }: Score): string =>
  interval === null ? '' : formatInterval(interval).replace('–', ' to ');

function cellsOf({ f1, precision, recall, support, predicted }: EntityTypeScores): readonly string[] {
  const counts = [formatCount(support), formatCount(predicted)];
  // As in the page: of too few mentions no score.
  if (support < FEWEST) return ['–', 'too few', '–', '–', ...counts];
  return [number(f1), range(f1), number(precision), number(recall), ...counts];
}
