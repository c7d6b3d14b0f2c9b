import { FormatError } from './error.ts';

/** From SENT_START; where that was not stored (spaCy 2), from the heads of a parsed document. */
export function sentenceStarts(
  view: DataView,
  rows: number,
  width: number,
  column: (name: string) => number,
  firstToken: Int32Array,
): Uint8Array | null {
  const starts = new Uint8Array(rows);
  const stored = column('SENT_START');
  let said = false;
  if (stored >= 0) {
    for (let i = 0, p = 8 * stored; i < rows; i++, p += 8 * width) {
      // 1 begins, −1 does not, 0 nobody said.
      const value = view.getInt32(p, true);
      if (value === 1) starts[i] = 1;
    }
    // In documents of one token, or of marks on first tokens only, nothing was said about sentences.
    for (let d = 0; d + 1 < firstToken.length && !said; d++)
      for (let i = firstToken[d]! + 1; i < firstToken[d + 1]! && !said; i++)
        said = view.getInt32(8 * (width * i + stored), true) !== 0;
  } else if (column('HEAD') >= 0 && column('DEP') >= 0)
    for (let d = 0; d + 1 < firstToken.length; d++) {
      const from = firstToken[d]!;
      const to = firstToken[d + 1]!;
      let parsed = false;
      for (let i = from; i < to && !parsed; i++)
        parsed = view.getUint32(8 * (width * i + column('DEP')), true) !== 0;
      if (!parsed) continue;
      said = true;
      markRoots(view, width, column('HEAD'), from, to, starts);
    }
  if (!said) return null;
  for (let d = 0; d + 1 < firstToken.length; d++)
    if (firstToken[d]! < firstToken[d + 1]!) starts[firstToken[d]!] = 1;
  return starts;
}

/** spaCy moves edges at most so often before it gives up on crossing arcs (`set_children_from_heads`). */
const PASSES = 12;

function markRoots(
  view: DataView,
  width: number,
  head: number,
  from: number,
  to: number,
  starts: Uint8Array,
): void {
  const left = new Int32Array(to - from);
  const headOf = new Int32Array(to - from);
  for (let i = 0; i < left.length; i++) {
    left[i] = i;
    headOf[i] = i + view.getInt32(8 * (width * (from + i) + head), true);
    if (headOf[i]! < 0 || headOf[i]! >= left.length)
      throw new FormatError(`token ${i + 1} of ${left.length}`, 'a head inside the document', 'one outside');
  }
  let changed = true;
  for (let pass = 0; changed && pass < PASSES; pass++) {
    changed = false;
    const widen = (i: number): void => {
      if (left[i]! >= left[headOf[i]!]!) return;
      left[headOf[i]!] = left[i]!;
      changed = true;
    };
    for (let i = 0; i < left.length; i++) widen(i);
    for (let i = left.length - 1; i >= 0; i--) widen(i);
  }
  for (let i = 0; i < left.length; i++) if (headOf[i] === i) starts[from + left[i]!] = 1;
}
