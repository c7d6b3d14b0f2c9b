import type { ReadContext } from '../../model/reader.ts';
import type { Source, SourceFile } from '../../model/source.ts';
import type { TrainTexts } from '../../model/texts.ts';
import { isColumnar, openColumns } from './columnar.ts';
import { loadTable } from './load.ts';
import { isSplitName, textColumns } from './names.ts';
import { cellText, joinTexts } from './subsets.ts';
import type { ForeignTable } from './table.ts';
import { trainingRows } from './training-labels.ts';

/**
 * The texts of a training file with these columns, read again when they are asked for: most runs are judged without them. Null
 * when no column of texts is known.
 */
export function trainTextsOf(
  file: SourceFile,
  names: readonly string[],
  rows: number,
  labelColumn: string | null,
  { options, source }: ReadContext,
): TrainTexts | null {
  const { textColumn } = options;
  const columns = textColumn !== undefined && names.includes(textColumn) ? [textColumn] : textColumns(names);
  if (columns.length === 0) return null;
  return {
    file: file.path,
    rows,
    columns,
    read: async () => {
      const table = await readAgain(file, source, [
        ...columns,
        ...(labelColumn === null ? [] : [labelColumn]),
      ]);
      if (table === null) throw new Error(`${file.path} holds no table`);
      const used = trainingRows(table);
      return {
        texts: joinTexts(used, columns) ?? [],
        labels: labelColumn === null ? null : used.column(labelColumn).map(cellText),
      };
    },
  };
}

/** Of a file that keeps its columns apart only those, and what tells the split. */
async function readAgain(
  file: SourceFile,
  source: Source,
  columns: readonly string[],
): Promise<ForeignTable | null> {
  if (!isColumnar(file.path)) return loadTable(file.path, await file.read()).table;
  const opened = await openColumns(file, source);
  const { table, problems } = await opened.read([...columns, ...opened.names.filter(isSplitName)]);
  const [damaged] = problems;
  if (damaged !== undefined) throw new Error(`${file.path}: ${damaged.found}`);
  return table;
}
