import { formatCount } from '../../../text/numbers.ts';
import { type ClassNames, sample } from '../align.ts';
import { canonicalLabel, labelId } from '../labels.ts';

/** The labels of each row; null where they are not known. */
export type LabelSets = readonly (readonly string[] | null)[];

/** Names in order, and the label that each spelling stands for. */
export interface SetAlignment {
  readonly labels: readonly string[];
  readonly codes: ReadonlyMap<string, number>;
  readonly note: string | null;
}

/** How often each spelling occurs. */
export function countLabels(sets: LabelSets): Map<string, number> {
  const counts = new Map<string, number>();
  for (const set of sets) for (const label of set ?? []) counts.set(label, (counts.get(label) ?? 0) + 1);
  return counts;
}

/**
 * One list of labels for both sides: ids become names where names in id order are known and fit.
 *
 * @param size number of scores a row, or null.
 */
export function alignSets(
  reference: ReadonlyMap<string, number>,
  predicted: ReadonlyMap<string, number>,
  size: number | null,
  sources: readonly ClassNames[],
): SetAlignment | { readonly question: string } {
  const all = [...new Set([...reference.keys(), ...predicted.keys()])];
  const ids = all.filter((label) => labelId(label) !== null);
  const names = all.filter((label) => labelId(label) === null);
  for (const { names: known, from } of sources) {
    if (size !== null && known.length !== size) continue;
    const place = new Map(known.map((name, index) => [name, index]));
    if (!names.every((name) => place.has(name)) || !ids.every((id) => labelId(id)! < known.length)) continue;
    const codes = new Map(names.map((name) => [name, place.get(name)!]));
    for (const id of ids) codes.set(id, labelId(id)!);
    return { labels: known, codes, note: ids.length > 0 ? `ids were read as names by ${from}` : null };
  }
  if (ids.length > 0 && names.length > 0)
    return {
      question: `ids (${sample(ids)}) and names (${sample(names)}) stand for the labels, and no id2label of a config.json nearby joins them`,
    };
  if (names.length === 0) {
    const highest = Math.max(-1, ...ids.map((id) => labelId(id)!));
    if (size !== null && highest >= size)
      return { question: `${size} scores a row stand against label ids up to ${highest}` };
    const used = size === null ? [...new Set(ids.map((id) => labelId(id)!))].sort((a, b) => a - b) : null;
    const places = used ?? Array.from({ length: size! }, (_, id) => id);
    return {
      labels: places.map(String),
      codes: new Map(ids.map((id) => [id, places.indexOf(labelId(id)!)])),
      note: null,
    };
  }
  if (size !== null)
    return {
      question: `nothing says which of the ${size} scores belongs to which label (${sample(names)}); save them under the names of the labels, or put the model's config.json with its id2label beside`,
    };
  const unlike = predicted.size > 0 ? foreign(reference, predicted) : null;
  if (unlike !== null) return { question: unlike };
  const sorted = [...names].sort();
  return { labels: sorted, codes: new Map(sorted.map((name, index) => [name, index])), note: null };
}

/** References and predictions of one task share most of their labels. */
function foreign(
  reference: ReadonlyMap<string, number>,
  predicted: ReadonlyMap<string, number>,
): string | null {
  let shared = 0;
  let all = 0;
  for (const [label, times] of predicted) {
    all += times;
    if (reference.has(label)) shared += times;
  }
  if (shared >= 0.5 * all) return null;
  return `only ${formatCount(shared)} of ${formatCount(all)} predicted labels (${sample([...predicted.keys()])}) occur among the references (${sample([...reference.keys()])}), so they are not of one task`;
}

/** A label of a list in one spelling; null when it cannot be one. */
export const labelOf = (member: string | number): string | null => {
  const label = canonicalLabel(member);
  return label === null || label === undefined || label.length > 200 ? null : label;
};
