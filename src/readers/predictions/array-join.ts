import { decodeText, looksBinary } from '../../formats/text-encoding.ts';
import type { PredictionSet } from '../../model/predictions.ts';
import type { ReadContext } from '../../model/reader.ts';
import type { SourceFile } from '../../model/source.ts';
import { MISSING } from '../../predictions/columns.ts';
import { formatCount } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import type { ClassNames } from './align.ts';
import { type ArrayGroup, describeGroup } from './arrays.ts';
import { sameLabels } from './candidates.ts';
import { isColumnar, openColumns } from './columnar.ts';
import { type FoundTable, readTable } from './files.ts';
import { canonicalLabel, labelId } from './labels.ts';
import { isLabelName, isReferenceName } from './names.ts';
import { type Roles, recognise } from './recognise.ts';
import { folderOf, isLaterShard, savedSplit } from './shards.ts';
import { HEAD_BYTES, namesInHead } from './sniff.ts';
import { splitFromPath } from './split.ts';

/** A table with references that arrays were saved beside. */
export interface Partner {
  readonly found: FoundTable;
  readonly reference: string;
  readonly roles: Roles;
}

/** Files that nobody named and no prediction speaks from; as for training data. */
const MOST_BYTES = 20_000_000;
const MOST_TABLES = 8;

/** Tables with labels in the folder of some arrays: those that were read anyway, and those that hold only labels. */
export async function partnersFor(
  group: ArrayGroup,
  read: readonly FoundTable[],
  files: readonly SourceFile[],
  namesNear: (path: string) => Promise<readonly string[]>,
  context: ReadContext,
): Promise<readonly Partner[]> {
  const known = new Set(read.map(({ path }) => path));
  const others: FoundTable[] = [];
  for (const file of files) {
    if (others.length >= MOST_TABLES || known.has(file.path) || folderOf(file.path) !== group.folder)
      continue;
    if (!(await couldBePartner(file, group, context))) continue;
    const table = await readTable(file, true, context);
    if (table !== null) others.push(table);
  }
  const partners: Partner[] = [];
  for (const found of [...read.filter(({ path }) => folderOf(path) === group.folder), ...others]) {
    const seen = recognise(found.table, context.options, await namesNear(found.path), found.path);
    if ((seen.kind !== 'complete' && seen.kind !== 'dataset') || seen.roles.reference === null) continue;
    partners.push({ found, reference: seen.roles.reference, roles: seen.roles });
  }
  return partners;
}

async function couldBePartner(file: SourceFile, group: ArrayGroup, context: ReadContext): Promise<boolean> {
  const { path, bytes } = file;
  if (bytes === 0 || bytes > MOST_BYTES || /\.(npy|npz|txt)$/i.test(path)) return false;
  const split = splitFromPath(path)?.value ?? null;
  if (group.split !== null && split !== null && split !== group.split.value) return false;
  // What a model was trained on is a partner only of what it says about it.
  if (split === 'train' && group.split?.value !== 'train') return false;
  const says = (names: readonly string[]): boolean =>
    names.some((name) => isLabelName(name) || isReferenceName(name) || name === context.options.labelColumn);
  if (isColumnar(path)) {
    if (isLaterShard(file, context.source)) return false;
    try {
      return says((await openColumns(file, context.source)).names);
    } catch {
      // Whoever reads the table itself reports it.
      return false;
    }
  }
  const head = await file.readRange(0, Math.min(bytes, HEAD_BYTES));
  return !looksBinary(head) && says(namesInHead(path, decodeText(head).text));
}

/**
 * The one table that the arrays belong to: of their split where names say so, with as many rows. Null with the reason told:
 * rows that are joined with the wrong ones look like a bad model.
 */
export async function choosePartner(
  group: ArrayGroup,
  partners: readonly Partner[],
  context: ReadContext,
): Promise<Partner | null> {
  const named = describeGroup(group);
  const [first] = [group.scores, group.predicted].filter((array) => array !== null);
  const splits = await Promise.all(
    partners.map(
      async ({ found }) =>
        ((await savedSplit(found.path, context.source)) ?? splitFromPath(found.path))?.value ?? null,
    ),
  );
  const wanted = group.split?.value ?? null;
  const same = partners.filter((_, at) => wanted !== null && splits[at] === wanted);
  const open = partners.filter((_, at) => wanted === null || splits[at] === null);
  const near = same.length > 0 ? same : open;
  const fitting = near.filter(({ found }) => found.table.rows === group.rows);
  const confirmed = fitting.filter((partner) => sayTheSame(group, partner));
  if (fitting.length === 1) return fitting[0]!;
  if (confirmed.length === 1) return confirmed[0]!;
  if (fitting.length > 1) {
    const names = fitting.map(({ found }) => found.path).join(' and ');
    context.assume(
      `${named}: ${names} have ${many(group.rows, 'row')} each; name the right one with --reference, and the predictions with --predictions.`,
    );
  } else if (near.length > 0) {
    const { found } = near[0]!;
    context.problem({
      file: first!.file.path,
      position: `shape of ${first!.label}`,
      expected: `${many(found.table.rows, 'row')}, as in ${found.path}`,
      found: many(group.rows, 'row'),
      nextStep:
        'save the scores of every row in the order of that file, or name the file with the labels with --reference',
      partial: false,
    });
  } else {
    context.assume(
      `${named}: ${many(group.rows, 'row')} of predictions without references, so no score can be computed; name the file with the true labels with --reference FILE.`,
    );
  }
  return null;
}

/** Labels saved with the arrays are those of the table, row by row: the order is the same. Not yet known: false. */
const confirmedBy = new WeakMap<ArrayGroup, readonly unknown[]>();

/** The labels that were saved with the arrays, read once. */
export async function ownLabels(group: ArrayGroup): Promise<readonly unknown[] | null> {
  if (group.reference === null) return null;
  const known = confirmedBy.get(group) ?? (await group.reference.columns())[0]!;
  confirmedBy.set(group, known);
  return known;
}

export function sayTheSame(group: ArrayGroup, { found, reference }: Partner): boolean {
  const own = confirmedBy.get(group);
  if (own === undefined || own.length !== found.table.rows) return false;
  return sameLabels(own.map(canonicalLabel), found.table.column(reference).map(canonicalLabel));
}

/** Names in id order, where the same rows are labelled by id in the arrays and by name in the table. */
export function namesByRows(group: ArrayGroup, { found, reference }: Partner): readonly ClassNames[] {
  const own = confirmedBy.get(group);
  if (own === undefined) return [];
  const names: string[] = [];
  found.table.column(reference).forEach((cell, row) => {
    const id = labelId(canonicalLabel(own[row]) ?? '');
    const name = canonicalLabel(cell);
    if (id !== null && id < 1000 && typeof name === 'string') names[id] = name;
  });
  const complete =
    names.length >= 2 && Array.from(names).every((name) => name !== undefined && labelId(name) === null);
  return complete ? [{ names, from: `the labels of ${group.reference!.label}` }] : [];
}

/**
 * True when the answers agree with the references no better than shuffled ones would, though they differ from row to row: then
 * the rows are rather in another order than the model that bad. Agreement of a shuffle: Σ share × share; three standard
 * deviations of a binomial are let pass.
 */
export async function looksShuffled(set: PredictionSet): Promise<string | null> {
  const { reference, predicted } = await set.answers();
  const size = set.labels.length;
  const counts = { reference: new Float64Array(size), predicted: new Float64Array(size) };
  let rows = 0;
  let right = 0;
  for (let row = 0; row < reference.length; row++) {
    const [a, b] = [reference[row]!, predicted[row]!];
    if (a === MISSING || b === MISSING) continue;
    rows++;
    if (a === b) right++;
    counts.reference[a]!++;
    counts.predicted[b]!++;
  }
  // Of a constant answer any order is the right one.
  if (rows === 0 || counts.predicted.filter((count) => count > 0).length < 2) return null;
  const chance = counts.reference.reduce(
    (sum, count, at) => sum + (count / rows) * (counts.predicted[at]! / rows),
    0,
  );
  const limit = rows * chance + 3 * Math.sqrt(rows * chance * (1 - chance));
  if (right > limit) return null;
  return `joined by order, ${formatCount(right)} of ${formatCount(rows)} rows would be right, no more than if the rows were shuffled (${formatCount(Math.round(rows * chance))}), so they are likely in another order; no score was computed. If the order is the same, name both with --reference and --predictions`;
}
