import type { Quality, Table } from '../../model/report.ts';
import { numbers, strings } from '../../plots/curve.ts';
import { type Weight, weightsOf } from './attributions.ts';
import { chooseRows, chooseRowsThatFit, exampleChoice } from './choose-examples.ts';
import { bytesOf, MOST_CHARACTERS, printable, windowOf } from './example-text.ts';
import { extraColumns, extraCost, extraValues } from './extra-columns.ts';
import { type Mark, marksIn, type NamingFinding, namedRows, tidy } from './naming.ts';

/** One example as the page shows it, in the list and in the data alike. */
export interface ShownExample {
  readonly row: number | null;
  readonly id: string | null;
  readonly text: string | null;
  /** Characters of the text left out before and after. */
  readonly before: number;
  readonly after: number;
  readonly marks: readonly Mark[];
  /** How words weighed, where the model was asked. */
  readonly weights: readonly Weight[];
  readonly reference: string | null;
  readonly predicted: string | null;
  readonly confidence: number | null;
  readonly extras: readonly (string | null)[];
  /** Places in the list of naming findings. */
  readonly findings: readonly number[];
}

export interface ExampleRows {
  readonly shown: readonly ShownExample[];
  readonly extraNames: readonly string[];
  readonly naming: readonly NamingFinding[];
}

/** What a row takes besides its text, about. */
const BESIDES = 36;

const ownColumns = new Set([
  'row',
  'id',
  'text',
  'reference',
  'predicted',
  'confidence',
  'reference_probability',
  'attribution',
]);

/** Which examples the page holds and what it shows of each; `limit` null means what fits the room of one of `runs` runs. */
export function exampleRows(
  quality: Quality,
  table: Table,
  findings: readonly NamingFinding[],
  limit: number | null,
  runs: number,
): ExampleRows {
  const [rowNumbers, confidences] = [numbers(table, 'row'), numbers(table, 'confidence')];
  const { naming, named } = namedRows(quality.set, rowNumbers, findings);
  const texts = strings(table, 'text');
  const weights = strings(table, 'attribution');
  const extras = extraColumns(table, ownColumns);
  const cost = (row: number): number =>
    BESIDES +
    bytesOf((texts?.[row] ?? '').slice(0, MOST_CHARACTERS)) +
    extraCost(extras, row) +
    (weights?.[row]?.length ?? 0);
  const choice = exampleChoice(table, new Set(named.keys()));
  const rows = limit === null ? chooseRowsThatFit(choice, cost, runs) : chooseRows(choice, limit);
  const [ids, references, predictions] = [
    strings(table, 'id'),
    strings(table, 'reference'),
    strings(table, 'predicted'),
  ];
  const shown = rows.map((row): ShownExample => {
    const entry = named.get(row);
    const text = texts?.[row] ?? null;
    const marks = text === null || entry === undefined ? [] : tidy(entry.marks, text.length);
    const { start, end } = text === null ? { start: 0, end: 0 } : windowOf(text, marks);
    const confidence = confidences?.[row] ?? Number.NaN;
    return {
      row: rowNumbers?.[row] ?? null,
      id: ids?.[row] ?? null,
      text: text === null ? null : printable(text.slice(start, end)),
      before: start,
      after: text === null ? 0 : text.length - end,
      marks: marksIn(marks, { start, end }),
      weights: text === null ? [] : marksIn(weightsOf(weights?.[row] ?? null, text.length), { start, end }),
      reference: references?.[row] ?? null,
      predicted: predictions?.[row] ?? null,
      confidence: Number.isFinite(confidence) ? confidence : null,
      extras: extraValues(extras, row),
      findings: entry?.findings ?? [],
    };
  });
  return { shown, extraNames: extras.map(({ name }) => name), naming };
}
