import { MAX_LABELS } from '../../predictions/columns.ts';

/**
 * A label cell in one spelling: numbers without a fraction as integers (`1`, `1.0`, `"1.0"` are the same class: pandas
 * turns an integer column with a gap into floats), text trimmed. Null when missing, `undefined` when it is no label.
 */
export function canonicalLabel(cell: unknown): string | null | undefined {
  if (cell === null || cell === undefined) return null;
  if (typeof cell === 'string') {
    const text = cell.trim();
    if (text === '') return null;
    const whole = /^([+-]?\d{1,9})\.0+$/.exec(text);
    return whole === null ? text : String(Number(whole[1]));
  }
  if (typeof cell === 'number') return Number.isNaN(cell) ? null : String(cell);
  if (typeof cell === 'boolean') return cell ? 'True' : 'False';
  if (Array.isArray(cell))
    return cell.length === 1 && !Array.isArray(cell[0]) ? canonicalLabel(cell[0]) : undefined;
  if (typeof cell === 'object' && Object.hasOwn(cell, 'label'))
    return canonicalLabel((cell as { label: unknown }).label);
  return undefined;
}

/** What the values of one column look like. */
export interface LabelColumn {
  /** Distinct labels with their counts; at most MAX_LABELS + 1. */
  readonly counts: ReadonlyMap<string, number>;
  readonly rows: number;
  readonly missing: number;
  /** Cells that are lists or objects without a label. */
  readonly structured: number;
  readonly tooMany: boolean;
  /** Every label is a whole number from −1 (or 0) up, or `LABEL_0`. */
  readonly ids: boolean;
  /** Labels that are numbers with a fraction. */
  readonly fractional: number;
}

export const describeLabels = (cells: readonly unknown[]): LabelColumn => describe(cells, []);

/** The same of different cells with how often each occurs, where somebody counted them already. */
export const describeCounted = (counted: readonly (readonly [unknown, number])[]): LabelColumn =>
  describe([], counted);

function describe(cells: readonly unknown[], counted: readonly (readonly [unknown, number])[]): LabelColumn {
  const counts = new Map<string, number>();
  let missing = 0;
  let structured = 0;
  let fractional = 0;
  const add = (cell: unknown, times: number): void => {
    const label = canonicalLabel(cell);
    if (label === undefined) structured += times;
    else if (label === null) missing += times;
    else {
      const count = counts.get(label);
      if (count !== undefined) counts.set(label, count + times);
      else if (counts.size <= MAX_LABELS) counts.set(label, times);
      if (isFraction(label)) fractional += times;
    }
  };
  // Spellings are counted before they are understood: a label column has few of them.
  const spellings = new Map<unknown, number>();
  for (const cell of cells) {
    const times = spellings.get(cell);
    if (times !== undefined) spellings.set(cell, times + 1);
    else if (spellings.size < MAX_SPELLINGS && typeof cell !== 'object') spellings.set(cell, 1);
    else add(cell, 1);
  }
  for (const [cell, times] of spellings) add(cell, times);
  for (const [cell, times] of counted) add(cell, times);
  const labels = [...counts.keys()];
  return {
    counts,
    rows: counted.reduce((sum, [, times]) => sum + times, cells.length),
    missing,
    structured,
    tooMany: counts.size > MAX_LABELS,
    ids:
      labels.length > 0 &&
      labels.every((label) => labelId(label) !== null || label === '-1' || label === '-100'),
    fractional,
  };
}

const MAX_SPELLINGS = 4 * MAX_LABELS;

const isFraction = (label: string): boolean => /^[+-]?(\d+\.\d*|\.\d+|\d+(\.\d*)?e[+-]?\d+)$/i.test(label);

/** The class id that a label spells: `2`, `LABEL_2`; null for a name. */
export function labelId(label: string): number | null {
  const match = /^(?:label_)?(\d{1,6})$/i.exec(label);
  return match === null ? null : Number(match[1]);
}

/** `B-PER`, `I-LOC`, `O`: tags of words, not classes of texts. */
export function isTagging(column: LabelColumn): boolean {
  const labels = [...column.counts.keys()];
  const tags = labels.filter((label) => /^[BIOESLUM]-\S+$/.test(label)).length;
  if (tags > 0 && tags >= labels.length - 3 && (column.counts.has('O') || tags >= 2)) return true;
  const sequences = labels.filter((label) => /^(O|[BIESLU]-\S+)( (O|[BIESLU]-\S+))+$/.test(label)).length;
  return labels.length > 0 && sequences > labels.length / 2;
}

/** Several labels in one cell: `joy, anger` where `joy` and `anger` are labels of their own, or a printed list. */
export function isMultiLabel(reference: LabelColumn, predicted: LabelColumn): boolean {
  if (predicted.structured + reference.structured > 0) return true;
  const known = new Set([...reference.counts.keys(), ...predicted.counts.keys()]);
  const union = new Map([...reference.counts, ...predicted.counts]);
  let lists = 0;
  for (const label of union.keys()) {
    if (/^\[.*\]$/.test(label) || /^\{.*\}$/.test(label)) lists++;
    else {
      const parts = label.split(/\s*[,;|]\s*/);
      if (parts.length > 1 && parts.every((part) => known.has(part))) lists++;
    }
  }
  return lists > 0 && lists >= union.size * 0.1;
}
