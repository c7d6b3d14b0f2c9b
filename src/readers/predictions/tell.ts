import { derived } from '../../model/known.ts';
import type { PredictionSet } from '../../model/predictions.ts';
import type { ReadContext, RunFragment } from '../../model/reader.ts';
import { many } from '../../text/words.ts';
import { sample } from './align.ts';
import type { Assembly, AssemblyRefusal } from './assemble.ts';
import type { ForeignTable } from './table.ts';

/** The fragment of an assembled table, with everything said that was taken for something. */
export function tell(
  path: string,
  assembly: Assembly | AssemblyRefusal,
  table: ForeignTable,
  context: ReadContext,
  others: readonly string[] = [],
): RunFragment | null {
  if ('question' in assembly) {
    context.assume(`${path}: ${assembly.question}.`);
    return null;
  }
  const [first] = assembly.sets;
  if (first === undefined) return null;
  context.assume(
    `${path}: ${columnsText(first)}; ${many(table.rows, 'row')}, ${many(first.labels.length, 'label')} (${sample(first.labels)}).`,
  );
  for (const sentence of assembly.sentences) context.assume(`${path}: ${sentence}.`);
  context.found({
    file: path,
    reader: 'predictions',
    found: `${many(table.rows, 'prediction')} with references`,
  });
  const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
  return {
    role: 'addition',
    root: folder,
    reader: 'predictions',
    run: {
      title: path.slice(path.lastIndexOf('/') + 1),
      files: [path, ...others],
      task: derived('text-classification', `labels in ${path}`),
      predictions: assembly.sets,
    },
  };
}

const columnsText = (set: PredictionSet): string =>
  Object.entries(set.columns)
    .map(([role, column]) => `${role} ← ${column}`)
    .join(', ');
