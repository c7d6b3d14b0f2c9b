import type { Examination } from '../metrics/examination/index.ts';
import type { Subset } from '../metrics/subsets/index.ts';
import type { Example, PredictionSet } from '../model/predictions.ts';
import type { Column, Subsets, Table, WeakSubset } from '../model/report.ts';
import { tellsNoText } from './plain-ids.ts';

/** Subsets that the report holds; more than this nobody reads. */
const MOST_FOUND = 40;
const MOST_EXPLAINED = 20;
/** Worst rows of each, and other names. */
const MOST_ROWS = 8;
const MOST_NAMES = 12;

/** What the search for subsets found, and the table of the worst rows of each subset. */
export async function buildSubsets(
  set: PredictionSet,
  examination: Examination,
  texts: boolean,
): Promise<{ readonly subsets: Subsets; readonly table: Table }> {
  const search = examination.subsets();
  const found = search.found.slice(0, MOST_FOUND);
  const places: number[] = [];
  const rows: number[] = [];
  for (const [place, subset] of found.entries())
    for (const row of subset.worst.slice(0, MOST_ROWS)) {
      places.push(place);
      rows.push(examination.examined.rows[row]!);
    }
  const examples = await set.examples(Uint32Array.from(rows));
  const { tested, halves } = search;
  return {
    table: tableOf(found, places, examples, texts),
    subsets: {
      rows: search.rows,
      leftOut: search.leftOut,
      copies: search.copies,
      errors: search.errors ?? 0,
      reason: search.reason,
      tested: {
        properties: tested.properties,
        values: tested.values,
        crossings: tested.crossings,
        tests: tested.tests,
        discovery: halves.discovery,
        confirmation: halves.confirmation,
      },
      properties: search.properties.map(({ title, values, leftOut }) => ({ title, values, leftOut })),
      found: found.map(toldSubset),
      more: search.found.length - found.length,
      explainedByLabels: search.explainedByLabels.slice(0, MOST_EXPLAINED).map(toldSubset),
      detectable: search.detectable,
      detectableMethod: search.detectableMethod,
      table: `subsets:${set.id}`,
      textsLeftOut: !texts,
    },
  };
}

/** A subset as the report tells it. */
export function toldSubset(subset: Subset): WeakSubset {
  const { all, confirmation, withinLabels, parts } = subset;
  const same = parts.length === 1 ? parts[0]!.sameRows.map((name) => ({ name, rows: all.rows })) : [];
  return {
    name: subset.name,
    definition: subset.definition,
    rows: all.rows,
    errors: all.errors,
    confirmation: {
      rows: confirmation.rows,
      errors: confirmation.errors,
      rest: { rows: confirmation.otherRows, errors: confirmation.otherErrors },
      difference: confirmation.difference,
      interval: confirmation.interval,
    },
    p: subset.p,
    method: subset.method,
    q: subset.q,
    familyWise: subset.familyWise,
    withinLabels:
      withinLabels === null
        ? null
        : { difference: withinLabels.difference, q: withinLabels.q, method: withinLabels.method },
    otherNames: [...same, ...subset.otherNames.map(({ name, rows }) => ({ name, rows }))].slice(
      0,
      MOST_NAMES,
    ),
  };
}

function tableOf(
  found: readonly Subset[],
  places: readonly number[],
  examples: readonly Example[],
  texts: boolean,
): Table {
  const ids = texts || examples.every((example) => tellsNoText(example.id));
  const numbers = (name: string, values: readonly number[]): Column => ({
    name,
    type: 'number',
    values: Float64Array.from(values),
  });
  const strings = (name: string, value: (example: Example, at: number) => string | null): Column => ({
    name,
    type: 'string',
    values: examples.map(value),
  });
  return {
    rows: examples.length,
    columns: [
      numbers('subset', places),
      numbers(
        'row',
        examples.map((example) => example.row),
      ),
      strings('id', (example) => (ids ? example.id : null)),
      strings('text', (example) => (texts ? example.text : null)),
      strings('reference', (example) => example.reference),
      strings('predicted', (example) => example.predicted),
      numbers(
        'confidence',
        examples.map((example) => example.confidence ?? Number.NaN),
      ),
      strings('marks', ({ text }, at) =>
        texts && text !== null ? marksOf(found[places[at]!]!, text) : null,
      ),
    ],
  };
}

/** What in the text makes it one of the subset: `12-18 30-34`. */
const marksOf = ({ parts }: Subset, text: string): string =>
  parts
    .flatMap((part) => part.spans?.(text) ?? [])
    .sort((a, b) => a.start - b.start)
    .map(({ start, end }) => `${start}-${end}`)
    .join(' ');
