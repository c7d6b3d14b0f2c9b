import type { ReadContext } from '../../model/reader.ts';
import type { LabelCounts } from '../../model/run.ts';
import { matchLabels } from '../../text/label-match.ts';
import { isHidden } from './align.ts';
import { candidate, couldBeLabels, isContinuous } from './candidates.ts';
import { labelId } from './labels.ts';
import { isSplitName, textColumns } from './names.ts';
import { recognise } from './recognise.ts';
import { splitFromColumn } from './split.ts';
import { type ForeignTable, pickRows } from './table.ts';

/** Where one file holds all splits, the rows that a split column calls training; otherwise all rows. */
export function trainingRows(table: ForeignTable): ForeignTable {
  for (const name of table.names) {
    if (!isSplitName(name)) continue;
    const rows = splitFromColumn(name, table.column(name))?.groups.get('train');
    if (rows !== undefined) return pickRows(table, rows);
  }
  return table;
}

/** By flag, by name, or the only column whose values are all names of the model's labels. */
export function labelColumn(
  table: ForeignTable,
  names: readonly string[],
  path: string,
  context: ReadContext,
  needsText: boolean,
): string | null {
  const seen = recognise(table, context.options, names, path);
  if (needsText && seen.kind !== 'dataset' && seen.kind !== 'nothing') return null;
  if ('roles' in seen && seen.roles.reference !== null) {
    return needsText && seen.roles.texts.length === 0 ? null : seen.roles.reference;
  }
  if (names.length === 0) return null;
  const texts = new Set([...textColumns(table.names), context.options.textColumn]);
  const byValues = table.names.filter((name) => {
    if (texts.has(name)) return false;
    const one = candidate(table, name);
    if (!couldBeLabels(one) || one.column.ids || one.column.counts.size < 2) return false;
    return matchLabels([...one.column.counts.keys()], names) !== null;
  });
  return byValues.length === 1 ? byValues[0]! : null;
}

/** How often each label occurs, hidden ones (−1, −100) left out; null where the column holds no classes. */
export function countsOf(table: ForeignTable, name: string): LabelCounts | null {
  const one = candidate(table, name);
  if (!couldBeLabels(one) || isContinuous(one.column) || one.column.tooMany) return null;
  const counted = [...one.column.counts].filter(([label]) => !isHidden(label));
  if (counted.length === 0) return null;
  // Ids by their number, names by their letters: the order of rows is chance.
  counted.sort(
    ([a], [b]) => (one.column.ids ? Number(/\d+/.exec(a)) - Number(/\d+/.exec(b)) : 0) || (a < b ? -1 : 1),
  );
  return { labels: counted.map(([label]) => label), counts: counted.map(([, count]) => count) };
}

/** Counts by name, where the file states the names of its ids; where a model calls them otherwise its ids are the better key. */
export function namedCounts(
  counts: LabelCounts | null,
  table: ForeignTable,
  column: string | null,
  model: readonly string[],
): LabelCounts | null {
  const names = column === null ? undefined : table.classNames?.get(column);
  if (counts === null || names === undefined) return counts;
  if (model.length > 0 && model.join('\u0000') !== names.join('\u0000')) return counts;
  const ids = counts.labels.map(labelId);
  if (!ids.every((id) => id !== null && id < names.length)) return counts;
  return { ...counts, labels: ids.map((id) => names[id!]!) };
}
