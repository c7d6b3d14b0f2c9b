import type { ReadContext, RunFragment } from '../../../model/reader.ts';
import { many } from '../../../text/words.ts';
import type { ClassNames } from '../align.ts';
import { statedNames } from '../features.ts';
import type { FoundTable } from '../files.ts';
import { joinTables } from '../join.ts';
import type { SeveralLookup } from '../problem-type.ts';
import { savedSplit } from '../shards.ts';
import { splitFromPath } from '../split.ts';
import type { ForeignTable } from '../table.ts';
import { type MultiLabelContext, readMultiLabel, tellMultiLabel } from './index.ts';

/**
 * A table, alone or joined with the references, in which a row can hold several labels: its fragment (null with the reason told), or
 * why it was not taken for one. Null when nothing speaks for several labels.
 */
export async function severalLabels(
  { path, table, problems }: FoundTable,
  named: boolean,
  reference: FoundTable | null,
  near: readonly ClassNames[],
  several: SeveralLookup,
  context: ReadContext,
): Promise<{ readonly fragment: RunFragment | null } | { readonly question: string } | null> {
  const { options } = context;
  const split = (await savedSplit(path, context.source)) ?? splitFromPath(path);
  const said = await several(path);
  const config = [...statedNames(table, [], path), ...near];
  const own: MultiLabelContext = { path, split, given: named, config, several: said, options };
  const joined = reference === null || reference.path === path ? null : joinTables(reference.table, table);
  // A file that was only found and has references of its own is read alone.
  const alone =
    named && joined !== null && options.reference !== undefined ? null : readMultiLabel(table, own);
  const together =
    alone === null && joined !== null && 'table' in joined
      ? readMultiLabel(joined.table, {
          ...own,
          given: true,
          split: split ?? splitFromPath(reference!.path),
          options: { textColumn: options.textColumn },
        })
      : null;
  const reading = alone ?? together;
  if (reading === null) return null;
  if ('question' in reading && reading.open) return { question: reading.question };
  problems.forEach(context.problem);
  if (together === null) return { fragment: tellMultiLabel(path, reading, table, context) };
  if (joined !== null && 'how' in joined)
    context.assume(`${path} and ${reference!.path} were ${joined.how}.`);
  context.found({
    file: reference!.path,
    reader: 'predictions',
    found: many(reference!.table.rows, 'reference'),
  });
  return {
    fragment: tellMultiLabel(path, reading, (joined as { table: ForeignTable }).table, context, [
      reference!.path,
    ]),
  };
}
