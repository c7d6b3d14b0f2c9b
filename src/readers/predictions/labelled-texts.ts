import type { Known } from '../../model/known.ts';
import type { ReadContext } from '../../model/reader.ts';
import type { Split } from '../../model/series.ts';
import type { SourceFile } from '../../model/source.ts';
import { isHidden } from './align.ts';
import { createLabelLookup } from './config-labels.ts';
import { type FoundTable, readTable, type TablePurpose } from './files.ts';
import { canonicalLabel, labelId } from './labels.ts';
import { idColumns, isSplitName, textColumns } from './names.ts';
import { recognise } from './recognise.ts';
import { savedSplit } from './shards.ts';
import { splitFromColumn, splitFromPath } from './split.ts';
import { cellText, extraColumns } from './subsets.ts';
import type { ForeignTable } from './table.ts';

/** Texts that a model is run over, with what else the file says about each row. */
export interface TextsToRun {
  readonly file: string;
  /** One text a row, or two. A missing text is empty. */
  readonly texts: readonly (readonly string[])[];
  readonly parts: 1 | 2;
  readonly ids: readonly (string | null)[] | null;
  readonly extra: ReadonlyMap<string, readonly (string | null)[]>;
  /** Rows of each split, ascending: one entry of all rows unless a column parts them. */
  readonly splits: readonly { readonly split: Known<Split> | null; readonly rows: Uint32Array }[];
  /** `text ← sentence`, `label ← gold`. */
  readonly columns: Readonly<Record<string, string>>;
}

/** With one label each, and nothing that was predicted. */
export interface LabelledTexts extends TextsToRun {
  /** As written, null where missing or hidden (−1, −100); null when the file has no column of labels. */
  readonly labels: readonly (string | null)[] | null;
  /** Names of the ids among them, where the file states some. */
  readonly labelNames: readonly string[] | null;
}

/** The data, or why there is nothing to run over; `why` is null where the file holds predictions or its fault was told already. */
export type TextsReading<T extends TextsToRun> = { readonly data: T } | { readonly why: string | null };

const PURPOSE: TablePurpose = {
  what: 'a table of texts and labels',
  nextStep: 'save the data as CSV, JSON lines or Parquet with a column for the text and one for the label',
};

/** The table of a file that `--data` names; null with the problem told. */
export const readDataTable = (file: SourceFile, context: ReadContext): Promise<FoundTable | null> =>
  readTable(file, true, context, PURPOSE);

/**
 * The labelled texts of a table. Labels may be absent when they are `optional`: then any texts will do. Problems of the file are told
 * to the context.
 */
export async function labelledTexts(
  file: SourceFile,
  context: ReadContext,
  labels: 'needed' | 'optional' = 'needed',
): Promise<TextsReading<LabelledTexts>> {
  const found = await readDataTable(file, context);
  return found === null ? { why: null } : labelledTextsOf(found, context, labels);
}

/** The same of a table that was read. */
export async function labelledTextsOf(
  { path, table }: FoundTable,
  context: ReadContext,
  labels: 'needed' | 'optional',
): Promise<TextsReading<LabelledTexts>> {
  const near = await createLabelLookup(context.source)(path);
  const seen = recognise(table, context.options, near[0]?.names ?? [], path);
  if (seen.kind === 'complete' || seen.kind === 'predictions') return { why: null };
  const reference = seen.kind === 'dataset' ? seen.roles.reference : null;
  if (reference === null && labels === 'needed')
    return {
      why:
        seen.kind === 'question'
          ? seen.sentence
          : 'no column of labels was recognised; name it with --label-column, or write what the model answers with --save-predictions FILE',
    };
  const data = await textsToRun(path, table, reference === null ? [] : [reference], context);
  if (data === null) return { why: NO_TEXTS };
  return {
    data: {
      ...data,
      labels: reference === null ? null : labelsOf(table.column(reference)),
      labelNames: reference === null ? null : (table.classNames?.get(reference) ?? null),
      columns: { ...data.columns, ...(reference === null ? {} : { reference }) },
    },
  };
}

/** A hidden label is none, unless labels are texts. */
function labelsOf(cells: readonly unknown[]): readonly (string | null)[] {
  const labels = cells.map((cell) => canonicalLabel(cell) ?? null);
  const ids = labels.every((label) => label === null || isHidden(label) || labelId(label) !== null);
  return ids ? labels.map((label) => (label !== null && isHidden(label) ? null : label)) : labels;
}

export const NO_TEXTS = 'no column of texts was recognised; name it with --text-column';

/** Texts, ids, splits and what is left over of a table whose columns of references are `used`; null without a column of texts. */
export async function textsToRun(
  path: string,
  table: ForeignTable,
  used: readonly string[],
  { options, source }: ReadContext,
): Promise<TextsToRun | null> {
  const taken = new Set(used);
  const free = table.names.filter((name) => !taken.has(name));
  const wanted = options.textColumn;
  const names = (wanted !== undefined && table.names.includes(wanted) ? [wanted] : textColumns(free)).slice(
    0,
    2,
  );
  if (names.length === 0) return null;
  for (const name of names) taken.add(name);
  const isPlain = (name: string): boolean => {
    const first = table.column(name).find((cell) => cell !== null);
    return typeof first === 'string' || typeof first === 'number';
  };
  const id = idColumns(free).find((name) => !taken.has(name) && isPlain(name)) ?? null;
  if (id !== null) taken.add(id);
  const splitName = free.find((name) => isSplitName(name) && !taken.has(name));
  const parted = splitName === undefined ? null : splitFromColumn(splitName, table.column(splitName));
  if (parted !== null) taken.add(splitName!);
  const cells = names.map((name) => table.column(name));
  return {
    file: path,
    texts: Array.from({ length: table.rows }, (_, row) => cells.map((column) => cellText(column[row]) ?? '')),
    parts: names.length === 2 ? 2 : 1,
    ids: id === null ? null : table.column(id).map(cellText),
    extra: extraColumns(table, taken),
    splits:
      parted === null
        ? [
            {
              split: (await savedSplit(path, source)) ?? splitFromPath(path),
              rows: Uint32Array.from({ length: table.rows }, (_, row) => row),
            },
          ]
        : [...parted.groups].map(([split, rows]) => ({
            split: parted.known(split),
            rows: Uint32Array.from(rows),
          })),
    columns: { text: names.join(' ‖ '), ...(id === null ? {} : { id: id === '' ? 'first column' : id }) },
  };
}
