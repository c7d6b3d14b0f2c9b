import type { Halves } from './halves.ts';
import type { Cell, Loss } from './loss.ts';
import { countRows, type Mask, rowsOf } from './mask.ts';
import type { PropertyAnswer, PropertyRole, PropertyValue } from './property.ts';
import type { SearchSettings } from './settings.ts';

/** A value of a property in the search: its arranged mask and what it holds in each half. */
export interface Pooled {
  readonly property: string;
  readonly propertyTitle: string;
  readonly role: PropertyRole;
  readonly value: PropertyValue;
  readonly mask: Mask;
  readonly discovery: Cell;
  readonly confirmation: Cell;
  /** Bits of the discovering half, when they are so few that looking each up beats walking the words. */
  readonly bits: Int32Array | null;
  /** Values with the very same rows. */
  readonly same: PropertyValue[];
}

export interface Pool {
  readonly masks: readonly Pooled[];
  readonly totals: { readonly discovery: Cell; readonly confirmation: Cell };
  readonly tooSmall: number;
}

function sameRows(a: Mask, b: Mask): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

const hashOf = (mask: Mask): number => {
  let hash = 0;
  for (let i = 0; i < mask.length; i++) hash = Math.imul(hash ^ mask[i]!, 0x01000193) + 1;
  return hash;
};

/** Values with enough rows in and outside them in each half; values with equal rows become one. */
export function poolOf(
  answers: readonly PropertyAnswer[],
  loss: Loss,
  halves: Halves,
  settings: SearchSettings,
): Pool {
  const words = halves.bits >>> 5;
  const { all } = halves;
  const totals = {
    discovery: loss.cell(all, all, 0, halves.border),
    confirmation: loss.cell(all, all, halves.border, words),
  };
  const masks: Pooled[] = [];
  const byHash = new Map<number, Pooled[]>();
  let tooSmall = 0;
  const least = settings.leastRows;
  const enough = (part: Cell, whole: Cell): boolean => part.n >= least && whole.n - part.n >= least;
  for (const { id, title, role, values } of answers)
    for (const value of values) {
      const rows = countRows(value.rows);
      if (rows === 0) continue;
      if (rows < 2 * least) {
        tooSmall++;
        continue;
      }
      const mask = halves.arrange(value.rows);
      const discovery = loss.cell(mask, mask, 0, halves.border);
      const confirmation = loss.cell(mask, mask, halves.border, words);
      if (!enough(discovery, totals.discovery) || !enough(confirmation, totals.confirmation)) {
        tooSmall++;
        continue;
      }
      const hash = hashOf(mask);
      const alike = byHash.get(hash) ?? [];
      const twin = alike.find((one) => one.role === role && sameRows(one.mask, mask));
      if (twin !== undefined) {
        twin.same.push(value);
        continue;
      }
      const few = discovery.n < halves.border;
      const pooled: Pooled = {
        property: id,
        propertyTitle: title,
        role,
        value,
        mask,
        discovery,
        confirmation,
        bits: few ? rowsOf(mask, 0, halves.border) : null,
        same: [],
      };
      masks.push(pooled);
      byHash.set(hash, [...alike, pooled]);
    }
  return { masks, totals, tooSmall };
}
