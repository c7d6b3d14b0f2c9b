import type { ReadContext } from '../../model/reader.ts';
import type { SourceFile } from '../../model/source.ts';
import type { TrainTexts } from '../../model/texts.ts';
import { loadTable } from './load.ts';
import { textColumns } from './names.ts';
import { cellText, joinTexts } from './subsets.ts';
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
  { options }: ReadContext,
): TrainTexts | null {
  const { textColumn } = options;
  const columns = textColumn !== undefined && names.includes(textColumn) ? [textColumn] : textColumns(names);
  if (columns.length === 0) return null;
  return {
    file: file.path,
    rows,
    columns,
    read: async () => {
      const { table } = loadTable(file.path, await file.read());
      if (table === null) throw new Error(`${file.path} holds no table`);
      const used = trainingRows(table);
      return {
        texts: joinTexts(used, columns) ?? [],
        labels: labelColumn === null ? null : used.column(labelColumn).map(cellText),
      };
    },
  };
}
