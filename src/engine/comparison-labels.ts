import { matchLabels } from '../text/label-match.ts';
import type { RowMatch } from './comparison-rows.ts';

/** Labels of two prediction sets as one list; `place[code of B]` is the code in it, and A's codes stay as they are. */
export interface LabelMapping {
  readonly labels: readonly string[];
  readonly place: readonly number[];
  /** `id`: by number (`LABEL_0`), which rests on the order of the other side's names. */
  readonly by: 'name' | 'id' | 'references';
}

const fold = (name: string): string => name.trim().toLowerCase();

/** The mappings that the names allow, best first: names of either side, then ids beside names. */
export function labelMappings(a: readonly string[], b: readonly string[]): readonly LabelMapping[] {
  const byName = namesOf(a, b);
  if (byName !== null) return [byName];
  const place = placesById(a, b);
  return place === null ? [] : [{ labels: a, place, by: 'id' }];
}

/** Equal names are equal labels; a label that only B knows is added at the end. At least one must be shared. */
function namesOf(a: readonly string[], b: readonly string[]): LabelMapping | null {
  const known = new Map(a.map((name, code) => [fold(name), code]));
  const exact = new Map(a.map((name, code) => [name, code]));
  const ambiguous = known.size < a.length || new Set(b.map(fold)).size < b.length;
  const found = b.map((name) => exact.get(name) ?? (ambiguous ? undefined : known.get(fold(name))));
  if (found.every((code) => code === undefined)) return null;
  const labels = [...a];
  const place = found.map((code, index) => code ?? labels.push(b[index]!) - 1);
  return { labels, place, by: 'name' };
}

/** `0` or `LABEL_0` on one side, names on the other. */
function placesById(a: readonly string[], b: readonly string[]): readonly number[] | null {
  const forward = matchLabels(b, a);
  if (forward !== null && forward.labels === a && isOneToOne(forward.place)) return forward.place;
  const back = matchLabels(a, b);
  if (back === null || back.labels !== b || a.length !== b.length || !isOneToOne(back.place)) return null;
  const place = new Array<number>(b.length).fill(-1);
  back.place.forEach((codeB, codeA) => {
    place[codeB] = codeA;
  });
  return place.includes(-1) ? null : place;
}

const isOneToOne = (place: readonly number[]): boolean => new Set(place).size === place.length;

/** At least so many examples of a label must say which label of the other side it is. */
const FEWEST = 3;

/**
 * Which label of B is which of A, from the references of the same examples; null unless every label that occurs is paired one to
 * one without a single exception. Labels of B that never occur as references are added by their own name.
 */
export function mappingFromReferences(
  a: readonly string[],
  b: readonly string[],
  referenceA: Int16Array | Int32Array,
  referenceB: Int16Array | Int32Array,
  match: RowMatch,
): LabelMapping | null {
  if (match.by === 'position') return null;
  const place = new Array<number>(b.length).fill(-1);
  const counts = new Array<number>(b.length).fill(0);
  for (let i = 0; i < match.rowA.length; i++) {
    const [one, other] = [referenceA[match.rowA[i]!]!, referenceB[match.rowB[i]!]!];
    if (one < 0 || other < 0) continue;
    if (place[other] !== -1 && place[other] !== one) return null;
    place[other] = one;
    counts[other]! += 1;
  }
  const used = place.filter((code) => code !== -1);
  if (used.length < 2 || !isOneToOne(used)) return null;
  if (counts.some((count, code) => place[code] !== -1 && count < FEWEST)) return null;
  const labels = [...a];
  return {
    labels,
    place: place.map((code, index) => (code === -1 ? labels.push(b[index]!) - 1 : code)),
    by: 'references',
  };
}
