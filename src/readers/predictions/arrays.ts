import { describeError, FormatError } from '../../formats/error.ts';
import type { Known } from '../../model/known.ts';
import type { ReadContext } from '../../model/reader.ts';
import type { Split } from '../../model/series.ts';
import type { SourceFile } from '../../model/source.ts';
import { many } from '../../text/words.ts';
import { arraysIn, type NamedArray } from './array-file.ts';
import { isLabelName, isPredictedName, isReferenceName, isScoreName, normaliseName } from './names.ts';
import type { ScoreSource } from './scores.ts';
import { folderOf } from './shards.ts';
import { splitFromPath, splitWord } from './split.ts';
import { type ForeignTable, tableFromColumns } from './table.ts';

/** Arrays that were saved together: of one folder and one split. At least one of `scores` and `predicted` is there. */
export interface ArrayGroup {
  readonly folder: string;
  readonly split: Known<Split> | null;
  readonly rows: number;
  readonly scores: NamedArray | null;
  readonly predicted: NamedArray | null;
  readonly reference: NamedArray | null;
  /** References of several labels a row: a matrix of indicators, rows × labels. */
  readonly indicators: NamedArray | null;
}

type Role = 'scores' | 'predicted' | 'reference' | 'indicators';

/** A folder with more arrays is a data set of features. */
const MOST_FILES = 64;
/** More scores a row are an embedding. */
const MAX_CLASSES = 1000;
const ARCHIVES = /(pred|logit|prob|score|eval|test|valid|dev|output|result|label)/i;

/** What an array is by its name; null for features, embeddings and the rest. */
function roleByName(called: string): Role | 'score' | null {
  const parts = normaliseName(called).split('_');
  const bare = parts.filter((part) => splitWord(part) === null).join('_') || parts.join('_');
  if (isPredictedName(bare)) return 'predicted';
  if (isScoreName(bare) || /^outputs?$/.test(bare)) return 'score';
  if (isReferenceName(called) || isReferenceName(bare) || isLabelName(bare) || /^y(_|$)/.test(bare))
    return 'reference';
  return null;
}

function roleOf({ name, width, numeric, whole }: NamedArray): Role | null {
  const said = roleByName(name);
  if (width > 1) {
    if (!numeric || width > MAX_CLASSES) return null;
    return said === 'score' || said === 'predicted' ? 'scores' : said === 'reference' ? 'indicators' : null;
  }
  if (width === 0 || said === null) return null;
  // A lone probability; `fromBinaryScore` decides what it is.
  return said === 'score' ? (numeric && !whole ? 'predicted' : null) : said;
}

/** Arrays of NumPy that hold predictions, by folder and split. What is refused or could be two things is told. */
export async function findArrays(
  files: readonly SourceFile[],
  context: ReadContext,
): Promise<readonly ArrayGroup[]> {
  const folders = new Map<string, Map<string, { readonly array: NamedArray; readonly role: Role }[]>>();
  for (const file of files.filter(speaks).slice(0, MOST_FILES)) {
    for (const array of await readHeaders(file, context)) {
      const role = roleOf(array);
      if (role === null || array.rows === 0) continue;
      const folder = folderOf(file.path);
      const groups = folders.get(folder) ?? new Map();
      folders.set(folder, groups);
      const split = splitOf(array)?.value ?? '';
      groups.set(split, [...(groups.get(split) ?? []), { array, role }]);
    }
  }
  const found: ArrayGroup[] = [];
  for (const [folder, groups] of folders) {
    const bare = groups.get('');
    if (bare !== undefined && groups.size === 2) {
      // `predictions.npy` beside `test_labels.npy`.
      const [other] = [...groups.keys()].filter((split) => split !== '');
      const together = [...groups.get(other!)!, ...bare];
      if (new Set(together.map(({ role }) => role)).size === together.length) {
        groups.delete('');
        groups.set(other!, together);
      }
    }
    for (const members of groups.values()) {
      const group = groupOf(folder, members, context);
      if (group !== null) found.push(group);
    }
  }
  return found;
}

function speaks({ path, bytes }: SourceFile): boolean {
  const base = path.slice(path.lastIndexOf('/') + 1);
  if (bytes === 0) return false;
  return /\.npy$/i.test(base)
    ? roleByName(base.replace(/\.npy$/i, '')) !== null
    : /\.npz$/i.test(base) && ARCHIVES.test(base);
}

const splitOf = ({ file, name }: NamedArray): Known<Split> | null =>
  splitFromPath(`${file.path.replace(/\.np[yz]$/i, '')}${/\.npz$/i.test(file.path) ? `/${name}` : ''}`);

async function readHeaders(file: SourceFile, context: ReadContext): Promise<readonly NamedArray[]> {
  const refuse = (error: FormatError): void =>
    context.problem({
      file: file.path,
      ...describeError(error),
      nextStep: 'save plain arrays: numpy.save(path, numpy.asarray(values)), without objects in them',
      partial: false,
    });
  try {
    const { arrays, refused } = await arraysIn(file);
    refused.forEach(refuse);
    return arrays;
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    refuse(error);
    return [];
  }
}

function groupOf(
  folder: string,
  members: readonly { readonly array: NamedArray; readonly role: Role }[],
  context: ReadContext,
): ArrayGroup | null {
  const only = (wanted: Role): NamedArray | null =>
    members.find(({ role }) => role === wanted)?.array ?? null;
  if (!members.some(({ role }) => role === 'scores' || role === 'predicted')) return null;
  for (const [role, flag] of [
    ['scores', '--predictions'],
    ['predicted', '--predictions'],
    ['reference', '--reference'],
    ['indicators', '--reference'],
  ] as const) {
    const same = members.filter((member) => member.role === role);
    if (same.length < 2) continue;
    const names = same.slice(0, 4).map(({ array }) => `\`${array.label}\``);
    context.assume(
      `${names.join(' and ')}${folder === '' ? '' : ` in ${folder}`} could each be the ${role === 'predicted' ? 'predictions' : role === 'indicators' ? 'references' : role}; name one with ${flag}.`,
    );
    return null;
  }
  const [first] = members;
  const measure = only('reference') ?? only('indicators') ?? first!.array;
  const other = members.find(({ array }) => array.rows !== measure.rows)?.array;
  if (other !== undefined) {
    context.problem({
      file: other.file.path,
      position: `shape of ${other.label}`,
      expected: `${many(measure.rows, 'row')}, as in ${measure.label}`,
      found: many(other.rows, 'row'),
      nextStep: 'save both from one call of predict',
      partial: false,
    });
    return null;
  }
  const split = members.map(({ array }) => splitOf(array)).find((one) => one !== null) ?? null;
  return {
    folder,
    split,
    rows: measure.rows,
    scores: only('scores'),
    predicted: only('predicted'),
    reference: only('reference'),
    indicators: only('indicators'),
  };
}

/** The arrays of a group as columns called after their files, and the matrix as scores. Rejects with a `FormatError`. */
export async function arrayTable({ scores, predicted, reference }: ArrayGroup): Promise<{
  readonly table: ForeignTable;
  readonly scores: readonly ScoreSource[];
}> {
  const columns = new Map<string, readonly unknown[]>();
  for (const array of [reference, predicted]) {
    if (array !== null) columns.set(array.label, (await array.columns())[0]!);
  }
  if (scores === null) return { table: tableFromColumns(columns), scores: [] };
  const names = Array.from({ length: scores.width }, (_, index) => `${scores.label}[${index}]`);
  for (const [index, cells] of (await scores.columns()).entries()) columns.set(names[index]!, cells);
  const source: ScoreSource = {
    columns: names,
    classes: null,
    count: scores.width,
    description: `${scores.label} (${scores.rows} × ${scores.width})`,
    named: true,
  };
  return { table: tableFromColumns(columns), scores: [source] };
}

export const filesOf = ({ scores, predicted, reference, indicators }: ArrayGroup): readonly string[] => [
  ...new Set(
    [scores, predicted, reference, indicators].flatMap((array) => (array === null ? [] : [array.file.path])),
  ),
];

export const describeGroup = (group: ArrayGroup): string =>
  [group.scores, group.predicted, group.reference, group.indicators]
    .flatMap((array) => (array === null ? [] : [`\`${array.label}\``]))
    .join(', ');
