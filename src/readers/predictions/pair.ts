import type { ReadOptions } from '../../model/reader.ts';
import type { JoinRefusal } from './join.ts';
import { joinedName, joinTables } from './join.ts';
import { describeLabels } from './labels.ts';
import { idColumns, textColumns } from './names.ts';
import { type Roles, recognise } from './recognise.ts';
import { findScores } from './scores.ts';
import type { ForeignTable } from './table.ts';

export interface Pair {
  readonly table: ForeignTable;
  readonly roles: Roles;
  readonly how: string;
}

/** References and predictions that lie in two files, or a sentence that says which column is missing. */
export function pairTables(
  references: ForeignTable,
  predictions: ForeignTable,
  options: ReadOptions,
  config: readonly string[],
): Pair | JoinRefusal | { readonly question: string } {
  const reference = referenceColumn(references, options, config);
  if (reference === null)
    return {
      question: 'no column of references was recognised in the reference file; name it with --label-column',
    };
  const found = predictionRoles(predictions, options, config);
  if (found === null)
    return {
      question:
        'no column of predictions was recognised in the prediction file; name it with --prediction-column',
    };
  const joined = joinTables(references, predictions);
  if (!('table' in joined)) return joined;
  const rename = (name: string): string => joinedName(references, name);
  const ownTexts =
    options.textColumn !== undefined && references.names.includes(options.textColumn)
      ? [options.textColumn]
      : textColumns(references.names);
  const roles: Roles = {
    reference,
    predicted: found.predicted === null ? null : rename(found.predicted),
    texts: ownTexts.length > 0 ? ownTexts.filter((name) => name !== reference) : found.texts.map(rename),
    id: idColumns(references.names)[0] ?? (found.id === null ? null : rename(found.id)),
    split: null,
    confidence: found.confidence === null ? null : rename(found.confidence),
    scores: found.scores.map((source) => ({ ...source, columns: source.columns.map(rename) })),
  };
  return { table: joined.table, roles, how: joined.how };
}

function referenceColumn(
  table: ForeignTable,
  options: ReadOptions,
  config: readonly string[],
): string | null {
  const seen = recognise(
    table,
    { labelColumn: options.labelColumn, textColumn: options.textColumn },
    config,
    '',
  );
  if ((seen.kind === 'complete' || seen.kind === 'dataset') && seen.roles.reference !== null)
    return seen.roles.reference;
  return onlyLabelColumn(table);
}

/** In the predictions' own file a column `label` is the prediction: `ID,Label` of a submission. */
function predictionRoles(table: ForeignTable, options: ReadOptions, config: readonly string[]): Roles | null {
  const seen = recognise(table, { predictionColumn: options.predictionColumn }, config, '');
  if (seen.kind === 'predictions' || seen.kind === 'complete') return seen.roles;
  if (seen.kind === 'dataset') return { ...seen.roles, reference: null, predicted: seen.roles.reference };
  const none = { reference: null, texts: [], id: null, split: null, confidence: null };
  // Logits alone, as in an array.
  const scores = findScores(table, []).filter(({ named, count }) => named && count > 1);
  if (scores.length > 0) return { ...none, predicted: null, scores };
  const only = onlyLabelColumn(table);
  return only === null ? null : { ...none, predicted: only, scores: [] };
}

/** The one column besides an id whose values may be labels. */
function onlyLabelColumn(table: ForeignTable): string | null {
  if (table.names.length > 20) return null;
  const ids = new Set(idColumns(table.names));
  const candidates = table.names.filter((name) => {
    if (ids.has(name)) return false;
    const column = describeLabels(table.column(name));
    return (
      column.structured === 0 &&
      !column.tooMany &&
      column.counts.size > 0 &&
      (column.counts.size <= table.rows / 2 || table.names.length === 1)
    );
  });
  return candidates.length === 1 ? candidates[0]! : null;
}
