import type { MentionInput } from './counts.ts';
import { type MentionMatches, REPEATED } from './match.ts';

/**
 * What a resample draws, sentences or documents, with units of equal counts collapsed. Group g has the entries
 * `first[g]` … `first[g + 1] − 1`, a type each; types without mentions in the unit have none.
 */
export interface UnitGroups {
  readonly kind: 'sentences' | 'documents';
  /** Units in all, those without any mention included. */
  readonly units: number;
  /** Units of each group. */
  readonly multiplicity: Float64Array;
  /** First entry of each group, and one more: the number of entries. */
  readonly first: Int32Array;
  readonly type: Int32Array;
  readonly correct: Int32Array;
  readonly reference: Int32Array;
  readonly predicted: Int32Array;
  /** Group of each unit. */
  readonly groupOf: Int32Array;
}

/** Takes counts unit by unit and collapses units with equal counts. */
export interface UnitGrouper {
  /** Adds to the counts of the current unit. */
  add(type: number, correct: number, reference: number, predicted: number): void;
  /** Ends the current unit. */
  close(): void;
  finish(kind: UnitGroups['kind']): UnitGroups;
}

/** A grouper of `units` units over `types` types. Work: the entries of the units. */
export function unitGrouper(types: number, units: number): UnitGrouper {
  const now = [new Int32Array(types), new Int32Array(types), new Int32Array(types)] as const;
  const touched = new Int32Array(types);
  const seen = new Uint8Array(types);
  let touches = 0;
  const first = [0];
  const entries: readonly [number[], number[], number[], number[]] = [[], [], [], []];
  const multiplicity: number[] = [];
  const groupOf = new Int32Array(units);
  // Groups of one hash form a chain.
  const newest = new Map<number, number>();
  const older: number[] = [];
  let unit = 0;

  const equals = (group: number): boolean => {
    const from = first[group]!;
    if (first[group + 1]! - from !== touches) return false;
    for (let k = 0; k < touches; k++) {
      const t = touched[k]!;
      if (
        entries[0][from + k] !== t ||
        entries[1][from + k] !== now[0][t] ||
        entries[2][from + k] !== now[1][t] ||
        entries[3][from + k] !== now[2][t]
      ) {
        return false;
      }
    }
    return true;
  };

  return {
    add(type, correct, reference, predicted) {
      if (seen[type] === 0) {
        seen[type] = 1;
        touched[touches++] = type;
      }
      now[0][type] = now[0][type]! + correct;
      now[1][type] = now[1][type]! + reference;
      now[2][type] = now[2][type]! + predicted;
    },
    close() {
      if (touches > 1) touched.subarray(0, touches).sort();
      let hash = touches;
      for (let k = 0; k < touches; k++) {
        const t = touched[k]!;
        hash = Math.imul(hash ^ t, 0x9e3779b1);
        hash = Math.imul(hash ^ now[0][t]!, 0x85ebca6b);
        hash = Math.imul(hash ^ now[1][t]!, 0xc2b2ae35);
        hash = Math.imul(hash ^ (hash >>> 15) ^ now[2][t]!, 0x27d4eb2f);
      }
      let group = newest.get(hash) ?? -1;
      while (group >= 0 && !equals(group)) group = older[group]!;
      if (group < 0) {
        group = multiplicity.length;
        older.push(newest.get(hash) ?? -1);
        newest.set(hash, group);
        multiplicity.push(0);
        for (let k = 0; k < touches; k++) {
          const t = touched[k]!;
          entries[0].push(t);
          entries[1].push(now[0][t]!);
          entries[2].push(now[1][t]!);
          entries[3].push(now[2][t]!);
        }
        first.push(entries[0].length);
      }
      multiplicity[group] = multiplicity[group]! + 1;
      groupOf[unit++] = group;
      for (let k = 0; k < touches; k++) {
        const t = touched[k]!;
        seen[t] = 0;
        now[0][t] = 0;
        now[1][t] = 0;
        now[2][t] = 0;
      }
      touches = 0;
    },
    finish: (kind) => ({
      kind,
      units: unit,
      multiplicity: Float64Array.from(multiplicity),
      first: Int32Array.from(first),
      type: Int32Array.from(entries[0]),
      correct: Int32Array.from(entries[1]),
      reference: Int32Array.from(entries[2]),
      predicted: Int32Array.from(entries[3]),
      groupOf,
    }),
  };
}

/** Counts by sentence (`firstOfUnit` null) or by runs of sentences. */
export function groupUnits(
  kind: UnitGroups['kind'],
  firstOfUnit: Int32Array | null,
  { reference, predicted, types, sentences }: MentionInput,
  { predictedOf, referenceOf }: MentionMatches,
): UnitGroups {
  const units = firstOfUnit === null ? sentences : Math.max(0, firstOfUnit.length - 1);
  const grouper = unitGrouper(types, units);
  let i = 0;
  let j = 0;
  for (let unit = 0; unit < units; unit++) {
    const end = firstOfUnit === null ? unit + 1 : firstOfUnit[unit + 1]!;
    for (; i < predictedOf.length && reference.sentence[i]! < end; i++) {
      const match = predictedOf[i]!;
      if (match !== REPEATED) grouper.add(reference.type[i]!, match >= 0 ? 1 : 0, 1, 0);
    }
    for (; j < referenceOf.length && predicted.sentence[j]! < end; j++) {
      if (referenceOf[j] !== REPEATED) grouper.add(predicted.type[j]!, 0, 0, 1);
    }
    grouper.close();
  }
  return grouper.finish(kind);
}
