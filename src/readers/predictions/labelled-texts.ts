import type { Known } from '../../model/known.ts';
import type { ReadContext } from '../../model/reader.ts';
import type { Split } from '../../model/series.ts';
import type { SourceFile } from '../../model/source.ts';
import { createLabelLookup } from './config-labels.ts';
import { readTable, type TablePurpose } from './files.ts';
import { recognise } from './recognise.ts';
import { savedSplit } from './shards.ts';
import { splitFromPath } from './split.ts';
import { cellText, extraColumns } from './subsets.ts';

/** Texts with their labels and nothing that was predicted: what a model is run over. */
export interface LabelledTexts {
  readonly file: string;
  readonly split: Known<Split> | null;
  /** One text a row, or two. A missing text is empty. */
  readonly texts: readonly (readonly string[])[];
  readonly parts: 1 | 2;
  /** As written; null where missing. */
  readonly labels: readonly (string | null)[];
  readonly ids: readonly (string | null)[] | null;
  readonly extra: ReadonlyMap<string, readonly (string | null)[]>;
  /** `text ← sentence`, `label ← gold`. */
  readonly columns: Readonly<Record<string, string>>;
}

const PURPOSE: TablePurpose = {
  what: 'a table of texts and labels',
  nextStep: 'save the data as CSV, JSON lines or Parquet with a column for the text and one for the label',
};

/**
 * The labelled texts of a table; null when it holds predictions, or when a column of texts or labels is not recognised (`why` says
 * which; null for predictions). Problems of the file are told to the context.
 */
export async function labelledTexts(
  file: SourceFile,
  context: ReadContext,
): Promise<{ readonly data: LabelledTexts } | { readonly why: string | null }> {
  const found = await readTable(file, true, context, PURPOSE);
  if (found === null) return { why: null };
  const { path, table } = found;
  const near = await createLabelLookup(context.source)(path);
  const seen = recognise(table, context.options, near[0]?.names ?? [], path);
  if (seen.kind !== 'dataset') {
    if (seen.kind === 'question') return { why: seen.sentence };
    return {
      why: seen.kind === 'nothing' ? 'no column of labels was recognised; name it with --label-column' : null,
    };
  }
  const { roles } = seen;
  if (roles.texts.length === 0)
    return { why: 'no column of texts was recognised; name it with --text-column' };
  const names = roles.texts.slice(0, 2);
  const cells = names.map((name) => table.column(name));
  const used = new Set([...roles.texts, roles.reference!, ...(roles.id === null ? [] : [roles.id])]);
  if (roles.split !== null) used.add(roles.split);
  return {
    data: {
      file: path,
      split: (await savedSplit(path, context.source)) ?? splitFromPath(path),
      texts: Array.from({ length: table.rows }, (_, row) =>
        cells.map((column) => cellText(column[row]) ?? ''),
      ),
      parts: names.length === 2 ? 2 : 1,
      labels: table.column(roles.reference!).map(cellText),
      ids: roles.id === null ? null : table.column(roles.id).map(cellText),
      extra: extraColumns(table, used),
      columns: { text: names.join(' ‖ '), reference: roles.reference! },
    },
  };
}
