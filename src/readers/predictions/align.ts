import { MISSING } from '../../predictions/columns.ts';
import { canonicalLabel, type LabelColumn, labelId } from './labels.ts';

/** One list of label names for references, predictions and score columns, and how each spelling maps onto it. */
export interface Alignment {
  readonly labels: readonly string[];
  codeOf(cell: unknown): number;
  /** How ids became names, for the user; null when nothing was mapped. */
  readonly note: string | null;
}

export interface AlignmentRefusal {
  readonly refused: string;
}

export interface ClassNames {
  readonly names: readonly string[];
  /** `config.json#/id2label`, `score columns`. */
  readonly from: string;
}

/** Values that stand for "the reference is hidden": GLUE ships −1, the cross-entropy of PyTorch ignores −100. */
const HIDDEN = new Set(['-1', '-100']);

export const isHidden = (label: string): boolean => HIDDEN.has(label);

/**
 * Brings ids and names together.
 *
 * @param classes number of score columns, or null.
 * @param sources names in id order that may explain ids, the most trusted first.
 */
export function alignLabels(
  columns: readonly LabelColumn[],
  classes: number | null,
  sources: readonly ClassNames[],
): Alignment | AlignmentRefusal {
  const hiddenToo = columns.length > 1 && columns.every((column) => [...column.counts.keys()].some(isHidden));
  const spellings = columns.map((column) =>
    [...column.counts.keys()].filter((label) => hiddenToo || !isHidden(label)),
  );
  const all = [...new Set(spellings.flat())];
  const ids = all.filter((label) => labelId(label) !== null);
  const names = all.filter((label) => labelId(label) === null);

  if (hiddenToo && all.every((label) => /^-?\d+$/.test(label))) {
    const sorted = [...all].sort((a, b) => Number(a) - Number(b));
    return finish(sorted, new Map(sorted.map((label, index) => [label, index])), null);
  }
  if (names.length === 0) return alignIds(ids, classes, sources);
  if (ids.length === 0) return alignNames(names, spellings, classes, sources);

  // One column spells ids and the other names. Only a list of names in id order can join them.
  for (const source of sources) {
    const byName = new Map(source.names.map((name, index) => [fold(name), index]));
    const fits =
      names.every((name) => byName.has(fold(name))) && ids.every((id) => labelId(id)! < source.names.length);
    if (!fits) continue;
    const codes = new Map<string, number>();
    for (const name of names) codes.set(name, byName.get(fold(name))!);
    for (const id of ids) codes.set(id, labelId(id)!);
    return finish(source.names, codes, `ids were read as names by ${source.from}`);
  }
  const booleans = joinBooleans(ids, names);
  if (booleans !== null) return booleans;
  return {
    refused: `one column holds ids (${sample(ids)}) and the other names (${sample(names)}), and no id2label of a config.json nearby joins them`,
  };
}

function alignIds(ids: readonly string[], classes: number | null, sources: readonly ClassNames[]): Alignment {
  const highest = Math.max(-1, ...ids.map((id) => labelId(id)!));
  for (const source of sources) {
    if (highest >= source.names.length || (classes !== null && source.names.length !== classes)) continue;
    const codes = new Map(ids.map((id) => [id, labelId(id)!]));
    const same = source.names.every((name, index) => name === String(index));
    return finish(source.names, codes, same ? null : `ids were read as names by ${source.from}`);
  }
  if (classes !== null || highest < Math.max(2 * ids.length, 20)) {
    const count = Math.max(highest + 1, classes ?? 0);
    const seen = new Set(ids.map((id) => labelId(id)!));
    // Without scores an id that never occurs is no evidence of a class.
    const used = Array.from({ length: count }, (_, id) => id).filter(
      (id) => classes !== null || seen.has(id),
    );
    const codes = new Map(ids.map((id) => [id, used.indexOf(labelId(id)!)]));
    return finish(used.map(String), codes, null);
  }
  const sorted = [...new Set(ids.map((id) => labelId(id)!))].sort((a, b) => a - b);
  return finish(sorted.map(String), new Map(ids.map((id) => [id, sorted.indexOf(labelId(id)!)])), null);
}

function alignNames(
  names: readonly string[],
  spellings: readonly (readonly string[])[],
  classes: number | null,
  sources: readonly ClassNames[],
): Alignment | AlignmentRefusal {
  for (const source of sources) {
    const exact = new Map(source.names.map((name, index) => [name, index]));
    const folded = new Map(source.names.map((name, index) => [fold(name), index]));
    const map = names.every((name) => exact.has(name)) ? exact : folded.size === exact.size ? folded : null;
    if (map === null) continue;
    const key = map === exact ? (name: string) => name : fold;
    if (!names.every((name) => map.has(key(name)))) continue;
    if (classes !== null && classes !== source.names.length) continue;
    return finish(source.names, new Map(names.map((name) => [name, map.get(key(name))!])), null);
  }
  const merged = mergeCase(names, spellings);
  if (merged !== null && (classes === null || classes === merged.labels.length)) return merged;
  if (classes !== null && classes !== names.length) {
    return { refused: `${classes} scores a row stand against ${names.length} labels (${sample(names)})` };
  }
  const sorted = [...names].sort();
  return finish(sorted, new Map(sorted.map((name, index) => [name, index])), null);
}

/** `Positive` in one column and `positive` in the other: one label, spelt as in the first column. */
function mergeCase(names: readonly string[], spellings: readonly (readonly string[])[]): Alignment | null {
  const unique = (list: readonly string[]): boolean => new Set(list.map(fold)).size === list.length;
  if (unique(names) || !spellings.every(unique)) return null;
  const labels: string[] = [];
  const index = new Map<string, number>();
  for (const name of [...spellings[0]!].sort().concat(spellings.slice(1).flat())) {
    if (index.has(fold(name))) continue;
    index.set(fold(name), labels.length);
    labels.push(name);
  }
  const codes = new Map(names.map((name) => [name, index.get(fold(name))!]));
  return finish(labels, codes, 'labels that differ in upper and lower case only were taken as one');
}

/** `True` / `False` against 1 / 0: Python's two spellings of the same column. */
function joinBooleans(ids: readonly string[], names: readonly string[]): Alignment | null {
  const codes = new Map<string, number>();
  for (const name of names) {
    const value = fold(name);
    if (value !== 'true' && value !== 'false') return null;
    codes.set(name, value === 'true' ? 1 : 0);
  }
  for (const id of ids) {
    if (labelId(id)! > 1) return null;
    codes.set(id, labelId(id)!);
  }
  return finish(['False', 'True'], codes, '0 and 1 were read as False and True');
}

function finish(
  labels: readonly string[],
  codes: ReadonlyMap<string, number>,
  note: string | null,
): Alignment {
  const cache = new Map<unknown, number>();
  const codeOf = (cell: unknown): number => {
    const known = cache.get(cell);
    if (known !== undefined) return known;
    const label = canonicalLabel(cell);
    const code = label === null || label === undefined ? MISSING : (codes.get(label) ?? MISSING);
    if (typeof cell !== 'object') cache.set(cell, code);
    return code;
  };
  return { labels, codeOf, note };
}

const fold = (name: string): string => name.trim().toLowerCase();

/** The first few labels, shortened, for a message. */
export function sample(labels: readonly string[]): string {
  const shown = labels.slice(0, 3).map((label) => (label.length > 30 ? `${label.slice(0, 30)}…` : label));
  return labels.length > 3 ? `${shown.join(', ')}, …` : shown.join(', ');
}
