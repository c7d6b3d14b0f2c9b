import type { ReadContext } from '../../model/reader.ts';
import type { ForeignTable } from './table.ts';

/** A column named by a flag that no table has is a slip of the pen; without a word it would look as if it was heeded. */
export function missingColumns(tables: readonly ForeignTable[], context: ReadContext): void {
  const { textColumn, labelColumn, predictionColumn } = context.options;
  const flags = [
    ['--text-column', textColumn],
    ['--label-column', labelColumn],
    ['--prediction-column', predictionColumn],
  ] as const;
  for (const [flag, name] of flags) {
    if (name === undefined || tables.some((table) => table.names.includes(name))) continue;
    const names = [...new Set(tables.flatMap((table) => table.names))]
      .slice(0, 12)
      .map((one) => `\`${one}\``);
    const found = names.length === 0 ? 'no table was read' : `columns found: ${names.join(', ')}`;
    const kind =
      context.options.trainData === undefined ? 'prediction file' : 'file of predictions or training data';
    context.assume(`No ${kind} has the column \`${name}\` named by ${flag}; ${found}.`);
  }
}
